from dataclasses import replace
from datetime import timedelta

from bot.model import DayState, SourceDay
from bot.storage.sources import LONGEST_QUEUE
from bot.storage.store import Store
from tests.builders import NOW, TODAY

SECOND = timedelta(seconds=1)
DAY = SourceDay("huggingface", TODAY, DayState.WAITING, NOW)


def test_the_state_of_a_day_replaces_the_one_before(store: Store):
    failed = replace(DAY, state=DayState.FAILED, problem="It does not answer.", failing_since=NOW)
    for day in (DAY, failed):
        store.sources.record_day(day)
    assert store.sources.day("huggingface", TODAY) == failed
    fresh = replace(DAY, state=DayState.FRESH, papers=12)
    store.sources.record_day(fresh)
    assert store.sources.day("huggingface", TODAY) == fresh


def test_a_day_never_looked_at_has_no_state(store: Store):
    assert store.sources.day("huggingface", TODAY) is None


def test_days_come_oldest_first_then_by_source(store: Store):
    days = [
        replace(DAY, day=TODAY - timedelta(days=9)),
        replace(DAY, day=TODAY - timedelta(days=1)),
        replace(DAY, source="arxiv"),
        DAY,
    ]
    for day in reversed(days):
        store.sources.record_day(day)
    assert store.sources.days(TODAY - timedelta(days=1)) == days[1:]


def test_turns_are_one_interval_apart(store: Store):
    waits = [store.sources.take_turn("arxiv", 3 * SECOND, NOW) for _ in range(3)]
    assert waits == [0 * SECOND, 3 * SECOND, 6 * SECOND]
    assert store.sources.take_turn("arxiv", 3 * SECOND, NOW + 7 * SECOND) == 2 * SECOND
    assert store.sources.take_turn("arxiv", 3 * SECOND, NOW + 60 * SECOND) == 0 * SECOND


def test_each_gate_has_its_own_turns(store: Store):
    store.sources.take_turn("arxiv", 3 * SECOND, NOW)
    assert store.sources.take_turn("other", 3 * SECOND, NOW) == 0 * SECOND


def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(store: Store):
    store.sources.take_turn("arxiv", 3 * SECOND, NOW)
    earlier = NOW - timedelta(hours=5)
    assert store.sources.take_turn("arxiv", 3 * SECOND, earlier) == 0 * SECOND
    assert store.sources.take_turn("arxiv", 3 * SECOND, earlier) == 3 * SECOND


def test_a_long_queue_is_still_a_queue(store: Store):
    waits = [store.sources.take_turn("arxiv", SECOND, NOW) for _ in range(LONGEST_QUEUE)]
    assert waits == [n * SECOND for n in range(LONGEST_QUEUE)]
