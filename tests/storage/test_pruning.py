from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model import (
    DayState,
    Delivery,
    DeliveryState,
    Destination,
    Digest,
    NearMiss,
    Pick,
    Receipt,
    Rules,
    Schedule,
    Signal,
    SourceDay,
    Subscription,
)
from bot.storage.pruning import Ages, Pruned
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, TODAY, a_paper, a_sighting, a_signal

KEY = a_paper().key
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = Ages(signals=14 * DAY, details=60 * DAY, deliveries=365 * DAY, source_days=90 * DAY)
OLD = datetime(2026, 1, 5, tzinfo=UTC)
"""Midnight of a day whose signals are old at ``NOW``."""
LONG_AGO = NOW - 400 * DAY
TAIL = Digest(
    picks=(Pick(KEY, 1.5, ("41 votes",)),),
    considered=63,
    already_posted=2,
    near_misses=(NearMiss("arxiv:2603.00002", "A Study", "has 4 votes, fewer than 10"),),
    left_out={"have fewer than 10 votes": 60},
    source_days=(SourceDay("huggingface", TODAY, DayState.FRESH, NOW, 63),),
)


def pruned(store: Store, now: datetime = NOW) -> Pruned:
    return sum(store.pruning.steps(AGES, now), Pruned())


def shown(store: Store, *signals: Signal) -> None:
    store.papers.record([a_sighting(signal=signal) for signal in signals])


def left(store: Store) -> list[tuple[timedelta, int | None]]:
    return [(signal.at - OLD, signal.votes) for signal in store.papers.signals(KEY)]


def delivered(
    store: Store,
    subscription: Subscription,
    occurrence: datetime,
    *,
    state: DeliveryState = DeliveryState.SENT,
    digest: Digest = TAIL,
) -> Delivery:
    ready = store.subscriptions.resume(subscription.id, occurrence)
    delivery = store.ledger.plan(ready, occurrence=occurrence, next_due_at=occurrence + DAY, digest=digest, now=NOW)
    assert delivery is not None
    if state is DeliveryState.PLANNED:
        return delivery
    claimed = store.ledger.claim(delivery.id, "me", NOW, HOUR)
    assert claimed
    if state is DeliveryState.SENT:
        store.ledger.confirm(claimed, 1, Receipt("m1", NOW), NOW, HOUR)
    elif state is not DeliveryState.CLAIMED:
        store.ledger.finish(delivery.id, "me", state, NOW)
    return delivery


def subscribed(store: Store, destination: Destination = HERE) -> Subscription:
    return store.subscriptions.add(destination, "#reading", Schedule(), Rules(), "U1", NOW, NOW)


def test_of_an_old_day_the_last_signal_stays_and_the_first_ever(store: Store):
    shown(store, *(a_signal(hour, OLD + hour * HOUR) for hour in range(1, 48, 4)))
    assert pruned(store) == Pruned(signals=9)
    assert left(store) == [(1 * HOUR, 1), (21 * HOUR, 21), (45 * HOUR, 45)]


def test_an_old_day_that_brought_no_change_goes_but_for_the_last_ever(store: Store):
    shown(store, *(a_signal(votes, OLD + day * DAY) for day, votes in enumerate([5, 5, 9, 9, 9])))
    pruned(store)
    assert left(store) == [(0 * DAY, 5), (2 * DAY, 9), (4 * DAY, 9)]


def test_a_change_of_any_counter_is_a_change(store: Store):
    first = a_signal(5, OLD, comments=None, stars=None)
    others = [replace(first, at=OLD + day * DAY, **change) for day, change in enumerate(CHANGES, start=1)]
    shown(store, first, *others, a_signal(5, OLD + 9 * DAY))
    assert pruned(store) == Pruned()
    assert len(left(store)) == 6


CHANGES = ({"comments": 0}, {"comments": 0, "stars": 3}, {"stars": 3}, {"votes": None})


def test_young_signals_all_stay(store: Store):
    shown(store, *(a_signal(5, NOW - hour * HOUR) for hour in range(14 * 24 - 8)))
    assert pruned(store) == Pruned()


def test_a_day_is_thinned_only_when_all_of_it_is_old(store: Store):
    border = NOW - AGES.signals
    shown(store, *(a_signal(votes, border - votes * HOUR) for votes in range(6)), a_signal(99, OLD))
    assert pruned(store) == Pruned()
    assert pruned(store, NOW + DAY) == Pruned(signals=5)


def test_each_source_and_each_paper_has_its_own_series(store: Store):
    other = a_paper("2603.00002")
    for votes in (1, 2):
        at = OLD + votes * HOUR
        store.papers.record(
            [
                a_sighting(signal=a_signal(votes, at)),
                a_sighting(signal=a_signal(votes, at, source="other")),
                a_sighting(other, signal=a_signal(votes, at)),
            ]
        )
    assert pruned(store) == Pruned()


def test_papers_beyond_the_first_batch_are_thinned_too(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.storage.pruning.PAPERS_AT_ONCE", 2)
    papers = [a_paper(f"2603.0000{number}") for number in range(5)]
    store.papers.record([a_sighting(p, signal=a_signal(h, OLD + h * HOUR)) for p in papers for h in (1, 2, 3)])
    assert pruned(store) == Pruned(signals=5)
    assert pruned(store) == Pruned()


def test_an_old_delivery_that_brought_nothing_goes(store: Store):
    subscription = subscribed(store)
    failed = delivered(store, subscription, LONG_AGO, state=DeliveryState.FAILED)
    skipped = delivered(store, subscription, LONG_AGO + DAY, state=DeliveryState.SKIPPED)
    young = delivered(store, subscription, NOW - DAY, state=DeliveryState.FAILED)
    assert pruned(store) == Pruned(deliveries=2)
    assert [store.ledger.get(each.id) is None for each in (failed, skipped, young)] == [True, True, False]


@pytest.mark.parametrize("age", [61, 400])
def test_what_a_channel_has_seen_stays_seen_and_its_delivery_keeps_the_picks(store: Store, age: int):
    store.papers.record([a_sighting()])
    sent = delivered(store, subscribed(store), NOW - age * DAY)
    before = store.ledger.get(sent.id)
    assert pruned(store) == Pruned(shortened=1)
    assert before
    short = Digest(picks=TAIL.picks, considered=63, already_posted=2)
    assert store.ledger.seen_at(HERE, KEY) == store.ledger.get(sent.id) == replace(before, digest=short)
    assert store.ledger.seen(HERE) == {KEY}
    assert pruned(store) == Pruned()


def test_a_failure_of_less_than_a_year_stays_in_the_ledger_without_details(store: Store):
    subscription = subscribed(store)
    failed = delivered(store, subscription, NOW - 364 * DAY, state=DeliveryState.FAILED)
    delivered(store, subscription, NOW - DAY)
    assert pruned(store) == Pruned(shortened=1)
    assert store.ledger.get(failed.id)


def test_young_deliveries_stay_as_they_are(store: Store):
    store.papers.record([a_sighting()])
    sent = delivered(store, subscribed(store), NOW - 59 * DAY)
    before = store.ledger.get(sent.id)
    assert pruned(store) == Pruned()
    assert store.ledger.get(sent.id) == before


@pytest.mark.parametrize("state", [DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.UNKNOWN])
def test_a_delivery_that_still_waits_for_something_stays_however_old(store: Store, state: DeliveryState):
    subscription = subscribed(store)
    waiting = delivered(store, subscription, LONG_AGO, state=state)
    delivered(store, subscription, NOW - DAY)
    before = store.ledger.get(waiting.id)
    assert pruned(store) == Pruned()
    assert store.ledger.get(waiting.id) == before


def test_the_newest_delivery_of_a_subscription_stays_shortened(store: Store):
    subscription = subscribed(store)
    last = delivered(store, subscription, LONG_AGO, state=DeliveryState.FAILED)
    assert pruned(store) == Pruned(shortened=1)
    found = store.ledger.last(subscription.id)
    assert found
    assert found.id == last.id


def test_a_subscription_that_is_no_more_leaves_nothing_but_what_was_seen(store: Store):
    store.papers.record([a_sighting()])
    gone = subscribed(store, ELSEWHERE)
    sent = delivered(store, gone, LONG_AGO)
    delivered(store, gone, LONG_AGO + DAY, state=DeliveryState.FAILED)
    store.subscriptions.remove(gone.id)
    pruned(store)
    assert [each.id for each in store.ledger.recent(9)] == [sent.id]
    assert store.ledger.seen(ELSEWHERE) == {KEY}


def test_many_deliveries_are_pruned_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.storage.pruning.DELIVERIES_AT_ONCE", 2)
    subscription = subscribed(store)
    for day in range(5):
        delivered(store, subscription, LONG_AGO + day * DAY, state=DeliveryState.FAILED)
    steps = [step for step in store.pruning.steps(AGES, NOW) if step.deliveries]
    assert steps == [Pruned(deliveries=2), Pruned(deliveries=2)]
    assert pruned(store) == Pruned()


def test_days_of_sources_and_gates_of_long_ago_go(store: Store):
    for age in (10, 89, 90, 91, 300):
        store.sources.record_day(SourceDay("huggingface", TODAY - age * DAY, DayState.FRESH, NOW - age * DAY))
    store.sources.take_turn("old", HOUR, NOW - 100 * DAY)
    store.sources.take_turn("arxiv", HOUR, NOW - DAY)
    assert pruned(store) == Pruned(source_days=2, gates=1)
    assert [(TODAY - each.day).days for each in store.sources.days(date.min)] == [90, 89, 10]
    assert store.sources.take_turn("arxiv", 48 * HOUR, NOW) == timedelta()
    assert store.sources.take_turn("old", HOUR, NOW) == timedelta()
    assert store.sources.take_turn("old", HOUR, NOW) == HOUR


def test_a_day_of_long_ago_that_a_source_is_still_asked_about_stays(store: Store):
    store.sources.record_day(SourceDay("sample", TODAY - 300 * DAY, DayState.FRESH, NOW - DAY))
    assert pruned(store) == Pruned()


def test_there_is_nothing_to_prune_in_an_empty_database(store: Store):
    assert pruned(store) == Pruned()
