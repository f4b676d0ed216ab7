"""Many at once, in threads, on both databases: nothing lost, nothing twice."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from bot.model import Delivery, Digest, Person, Pick, Receipt, Rules, Schedule, Subscription
from bot.sealing import Sealer, new_key
from bot.storage.store import Store
from tests.builders import HERE, NOW, a_paper, a_sighting

T = TypeVar("T")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def at_once(count: int, do: Callable[[int], T]) -> list[T]:
    """The results of ``do(0)`` … ``do(count - 1)``, all begun at the same moment."""
    barrier = Barrier(count)

    def begin(number: int) -> T:
        barrier.wait(60)
        return do(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def in_turns(workers: int, items: Sequence[int], do: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(do, items))


def subscribed(store: Store) -> Subscription:
    return store.subscriptions.add(HERE, "#reading", Schedule(), Rules(), "U1", NOW, NOW)


def planned(store: Store, subscription: Subscription) -> Delivery | None:
    due_at = subscription.next_due_at
    digest = Digest(picks=(Pick("arxiv:2603.00001", 1.0),))
    return store.ledger.plan(subscription, occurrence=due_at, next_due_at=due_at + DAY, digest=digest, now=NOW)


def test_150_writers_lose_nothing(store: Store):
    in_turns(30, range(150), lambda n: store.papers.record([a_sighting(a_paper(f"2603.{n:05}"))]))
    assert store.papers.count() == 150
    assert [revision for revision, _ in store.papers.changed_since(0, 999)] == list(range(1, 151))


def test_everybody_gets_a_turn_of_their_own(store: Store):
    waits = in_turns(30, range(90), lambda _: store.sources.take_turn("arxiv", 3 * SECOND, NOW))
    assert sorted(waits) == [n * 3 * SECOND for n in range(90)]


def test_one_paper_recorded_by_all_at_once_is_one_paper(store: Store):
    results = at_once(8, lambda _: store.papers.record([a_sighting()]))
    assert sorted(result.new for result in results) == [0] * 7 + [1]
    assert store.papers.count() == 1


def test_of_many_plans_one_wins(store: Store):
    subscription = subscribed(store)
    plans = at_once(8, lambda _: planned(store, subscription))
    assert len([plan for plan in plans if plan]) == 1
    assert len(store.ledger.recent(99)) == 1


def test_of_many_claims_one_wins(store: Store):
    store.papers.record([a_sighting()])
    subscription = subscribed(store)
    for _ in range(5):
        plan = planned(store, subscription)
        assert plan is not None
        claims = at_once(8, lambda n, plan=plan: store.ledger.claim(plan.id, f"owner-{n}", NOW, SECOND))
        (winner,) = [claim for claim in claims if claim]
        held = store.ledger.get(plan.id)
        assert held == winner
        assert held.attempts == 1
        subscription = store.subscriptions.resume(subscription.id, subscription.next_due_at + DAY)


def test_of_many_finishes_one_counts(store: Store):
    store.papers.record([a_sighting()])
    plan = planned(store, subscribed(store))
    assert plan is not None
    claim = store.ledger.claim(plan.id, "me", NOW, SECOND)
    assert claim is not None
    receipt = Receipt("m1", NOW)
    done = at_once(4, lambda _: store.ledger.confirm(claim, 1, receipt, NOW, SECOND))
    assert len([sent for sent in done if sent]) == 1


def test_what_is_saved_while_papers_merge_stays_saved(store: Store):
    count = 24
    for n in range(count):
        halves = [
            a_sighting(a_paper(f"2603.{n:05}")),
            a_sighting(a_paper(arxiv_id=None, key=f"doi:10.1/{n}", doi=f"10.1/{n}"), source="c", source_id=f"c{n}"),
        ]
        store.papers.record(halves)
    me = Person("console", "local", "U1")

    def save_or_merge(step: int) -> None:
        n, merges = divmod(step, 2)
        if merges:
            store.papers.record([a_sighting(a_paper(f"2603.{n:05}", doi=f"10.1/{n}"))])
        else:
            store.people.save(me, f"doi:10.1/{n}", NOW)
            store.people.vote(HERE, "U1", f"doi:10.1/{n}", 1, NOW)

    in_turns(8, range(2 * count), save_or_merge)
    assert store.papers.count() == count
    assert store.people.saved_count(me) == count
    assert {p.key for p in store.people.saved(me, 99)} == {f"arxiv:2603.{n:05}" for n in range(count)}
    assert len(store.people.votes(HERE, [f"doi:10.1/{n}" for n in range(count)])) == count


def test_a_person_who_votes_twice_at_once_votes_once(store: Store):
    store.papers.record([a_sighting()])
    at_once(6, lambda _: store.people.vote(HERE, "U1", a_paper().key, 1, NOW))
    assert store.people.votes(HERE, [a_paper().key]) == {a_paper().key: (1, 0)}


def test_of_many_who_take_a_state_one_gets_it(store: Store):
    kept = store.installations(Sealer([new_key()]))
    state = kept.issue_state(NOW)
    taken = at_once(8, lambda _: kept.take_state(state, NOW))
    assert sorted(taken) == [False] * 7 + [True]


def test_many_who_add_paperboy_at_once_all_have_a_state_of_their_own(store: Store):
    kept = store.installations(Sealer([new_key()]))
    states = at_once(8, lambda number: kept.issue_state(NOW + number * SECOND))
    assert len(set(states)) == 8
    assert all(kept.take_state(state, NOW + 8 * SECOND) for state in states)


def test_a_snapshot_shows_one_moment_to_its_own_thread_alone(store: Store):
    store.papers.record([a_sighting(a_paper("2603.00001"))])
    with store.snapshot():
        assert store.papers.count() == 1
        (meanwhile,) = in_turns(1, [0], lambda _: store.papers.record([a_sighting(a_paper("2603.00002"))]))
        assert meanwhile.new == 1
        assert store.papers.count() == 1
        with store.snapshot():
            assert store.papers.count() == 1
        assert in_turns(1, [0], lambda _: store.papers.count()) == [2]
    assert store.papers.count() == 2


def test_an_error_ends_a_snapshot(store: Store):
    for _ in range(50):  # more than there are connections
        with suppress(KeyError), store.snapshot():
            assert store.papers.count() == 0
            raise KeyError
    store.papers.record([a_sighting()])
    assert store.papers.count() == 1
