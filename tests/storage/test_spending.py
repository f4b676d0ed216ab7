from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.model import Person
from bot.model.spending import Cost, Prices, Spent
from bot.storage.pruning import Ages
from bot.storage.store import Store
from tests.builders import NOW, TODAY

HERE, THERE = ("slack", "T1"), ("slack", "T2")
CALL, DAILY = Cost(100, 7), Cost(1000, 1000)
ANSWERED = Spent(1, 40, 10, 4)


def test_what_a_call_may_cost_is_held_until_it_is_known_what_it_did_cost(store: Store):
    assert store.spending.reserve(HERE, TODAY, CALL, DAILY)
    assert store.spending.of(HERE, TODAY) == Spent(held=CALL)
    store.spending.settle(HERE, TODAY, CALL, ANSWERED)
    assert store.spending.of(HERE, TODAY) == ANSWERED


def test_a_call_that_cost_nothing_leaves_nothing(store: Store):
    store.spending.reserve(HERE, TODAY, CALL, DAILY)
    store.spending.settle(HERE, TODAY, CALL, Spent())
    assert store.spending.of(HERE, TODAY) == Spent()


def test_what_would_be_too_much_is_not_held(store: Store):
    for _ in range(2):
        store.spending.reserve(HERE, TODAY, CALL, DAILY)
    for allowed in (Cost(299, 1000), Cost(1000, 20)):
        assert not store.spending.reserve(HERE, TODAY, CALL, allowed)
    assert store.spending.of(HERE, TODAY).held == Cost(200, 14)
    assert store.spending.reserve(HERE, TODAY, CALL, Cost(300, 21))


def test_an_allowance_of_nothing_lets_nothing_through(store: Store):
    assert not store.spending.reserve(HERE, TODAY, CALL, Cost(0, 0))


def test_each_workspace_and_each_day_has_its_own(store: Store):
    once = CALL
    assert store.spending.reserve(HERE, TODAY, CALL, once)
    assert not store.spending.reserve(HERE, TODAY, CALL, once)
    assert store.spending.reserve(THERE, TODAY, CALL, once)
    assert store.spending.reserve(HERE, TODAY + timedelta(days=1), CALL, once)


def test_calls_made_at_once_cannot_spend_more_than_is_allowed(store: Store):
    with ThreadPoolExecutor(8) as threads:
        passed = list(threads.map(lambda _: store.spending.reserve(HERE, TODAY, CALL, Cost(500, 1000)), range(20)))
    assert sum(passed) == 5
    assert store.spending.of(HERE, TODAY).held == Cost(500, 35)


def test_days_of_long_ago_are_pruned(store: Store):
    for ago in (0, 365, 366):
        store.spending.reserve(HERE, TODAY - timedelta(days=ago), CALL, DAILY)
    assert sum(step.spending for step in store.pruning.steps(Ages(), NOW)) == 1
    assert store.spending.of(HERE, TODAY - timedelta(days=365)).held == CALL


def test_who_is_forgotten_leaves_no_address_behind_and_a_team_keeps_its_ledger(store: Store):
    mail = "ada@example.org"
    for workspace in (("email", mail), HERE):
        store.spending.reserve(workspace, TODAY, CALL, DAILY)
    for person in (Person("email", mail, mail), Person("slack", "T1", "U1")):
        store.people.forget(person)
    assert store.spending.of(("email", mail), TODAY) == Spent()
    assert store.spending.of(HERE, TODAY).held == CALL


def test_money_is_rounded_up():
    assert Prices(150_000, 600_000).of(1000, 100) == 210
    assert Prices(150_000, 600_000).of(1, 0) == 1
    assert Prices().of(10**9, 10**9) == 0
