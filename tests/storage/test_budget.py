from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

from bot.storage.budget import LONGEST_WAIT
from bot.storage.store import Store
from tests.builders import NOW

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_reservations_follow_one_another(store: Store):
    waits = [store.budget.take("fake", number, SECOND, NOW) for number in (3, 1, 10, 1)]
    assert waits == [0 * SECOND, 3 * SECOND, 4 * SECOND, 14 * SECOND]


def test_time_that_nobody_used_is_gone(store: Store):
    store.budget.take("fake", 3, SECOND, NOW)
    assert store.budget.take("fake", 5, SECOND, NOW + 60 * SECOND) == 0 * SECOND
    assert store.budget.take("fake", 1, SECOND, NOW + 60 * SECOND) == 5 * SECOND


def test_each_platform_has_its_own_budget(store: Store):
    store.budget.take("fake", 3, SECOND, NOW)
    assert store.budget.take("other", 1, SECOND, NOW) == 0 * SECOND


def test_a_clock_that_was_set_back_stops_nobody_for_long(store: Store):
    store.budget.take("fake", 1, SECOND, NOW)
    earlier = NOW - HOUR
    assert store.budget.take("fake", 1, SECOND, earlier) == 0 * SECOND
    assert store.budget.take("fake", 1, SECOND, earlier) == SECOND


def test_a_long_queue_is_still_a_queue(store: Store):
    store.budget.take("fake", 1, LONGEST_WAIT, NOW)
    assert store.budget.take("fake", 1, SECOND, NOW) == LONGEST_WAIT


def test_by_itself_it_goes_by_the_databases_own_clock(store: Store):
    minute = timedelta(minutes=1)
    assert store.budget.take("fake", 3, minute) == timedelta()
    assert 2 * minute < store.budget.take("fake", 1, minute) <= 3 * minute


def test_threads_never_reserve_the_same_turn(store: Store):
    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(lambda _: store.budget.take("fake", 2, SECOND, NOW), range(40)))
    assert sorted(waits) == [2 * SECOND * number for number in range(40)]


def test_processes_never_reserve_the_same_turn(database_url: str):
    with get_context("spawn").Pool(3) as pool:
        found = pool.map(reserve_ten, [database_url] * 3)
    assert sorted(wait for each in found for wait in each) == [2 * SECOND * number for number in range(30)]


def reserve_ten(url: str) -> list[timedelta]:
    with Store.open(url) as store:
        return [store.budget.take("fake", 2, SECOND, NOW) for _ in range(10)]
