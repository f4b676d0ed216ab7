from datetime import timedelta

import pytest

from bot.deliver.outcomes import (
    LEASE,
    LONGEST_PAUSE,
    LONGEST_SILENCE,
    MAX_ATTEMPTS,
    ROOM,
    SEND_TIMEOUT,
    STOP_ASKING,
    not_told,
    send_again,
    settle,
    too_late,
)
from bot.errors import (
    CannotTell,
    DestinationGone,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    SendError,
    ThreadGone,
    Throttled,
)
from bot.model import DeliveryState, Part, Receipt
from tests.builders import NOW, a_delivery

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GONE = DestinationGone("channel_not_found", "Invite me.")


def test_a_lease_outlives_three_sends_and_leaves_room_for_one():
    assert LEASE >= 3 * SEND_TIMEOUT
    assert SEND_TIMEOUT < ROOM < LEASE


@pytest.mark.parametrize(
    ("error", "state", "again", "pauses"),
    [
        (RetryLater("busy", MINUTE), DeliveryState.PLANNED, NOW + MINUTE, False),
        (Throttled("429", MINUTE), DeliveryState.PLANNED, NOW + MINUTE, False),
        (RetryLater("busy", 30 * DAY), DeliveryState.FAILED, None, False),
        (GONE, DeliveryState.FAILED, None, True),
        (ThreadGone("thread_not_found"), DeliveryState.FAILED, None, False),
        (Rejected("invalid_blocks"), DeliveryState.FAILED, None, False),
        (OutcomeUnknown("timeout"), DeliveryState.UNKNOWN, NOW + SEND_TIMEOUT, False),
    ],
)
def test_each_error_has_its_place_in_the_table(error: SendError, state: DeliveryState, again: object, pauses: bool):
    outcome = settle(error, a_delivery(deadline=NOW + DAY), NOW)

    assert (outcome.state, outcome.retry_at, outcome.pause is not None) == (state, again, pauses)
    assert error.code in outcome.detail


def test_attempts_are_further_apart_each_time_and_end():
    waits = []
    for attempts in range(1, MAX_ATTEMPTS):
        outcome = send_again(a_delivery(attempts=attempts), "busy", NOW)
        assert outcome.state is DeliveryState.PLANNED
        assert outcome.retry_at is not None
        waits.append(outcome.retry_at - NOW)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(), LONGEST_PAUSE)
    assert sum(waits, timedelta()) > 10 * HOUR
    given_up = send_again(a_delivery(attempts=MAX_ATTEMPTS), "busy", NOW)
    assert (given_up.state, given_up.detail) == (DeliveryState.FAILED, f"Gave up after {MAX_ATTEMPTS} attempts: busy")


def test_nothing_is_tried_again_after_its_deadline():
    assert send_again(a_delivery(deadline=NOW), "busy", NOW).state is DeliveryState.PLANNED
    assert send_again(a_delivery(deadline=NOW), "busy", NOW, MINUTE).state is DeliveryState.FAILED


@pytest.mark.parametrize(
    ("age", "wait"),
    [(timedelta(), SEND_TIMEOUT), (10 * MINUTE, 5 * MINUTE), (DAY, LONGEST_SILENCE)],
)
def test_a_platform_that_does_not_answer_is_asked_ever_more_rarely(age: timedelta, wait: timedelta):
    outcome = not_told(OutcomeUnknown("http_503"), a_delivery(tried_at=NOW - age), NOW)

    assert (outcome.state, outcome.retry_at) == (DeliveryState.UNKNOWN, NOW + wait)


def test_a_platform_says_itself_when_it_may_be_asked_again():
    outcome = not_told(Throttled("429", 2 * HOUR), a_delivery(tried_at=NOW), NOW)

    assert outcome.retry_at == NOW + 2 * HOUR


@pytest.mark.parametrize(
    ("error", "age"), [(CannotTell("no_history"), MINUTE), (OutcomeUnknown("http_503"), STOP_ASKING + MINUTE)]
)
def test_what_nobody_will_tell_is_held_for_a_person(error: SendError, age: timedelta):
    outcome = not_told(error, a_delivery(tried_at=NOW - age), NOW)

    assert (outcome.state, outcome.retry_at) == (DeliveryState.UNKNOWN, None)


def test_a_channel_that_is_gone_when_it_is_looked_into_has_nothing_in_it():
    outcome = not_told(GONE, a_delivery(), NOW)

    assert outcome.state is DeliveryState.FAILED
    assert outcome.pause is not None


def test_a_thread_that_is_gone_when_it_is_looked_into_has_nothing_in_it_and_pauses_nothing():
    outcome = not_told(ThreadGone("thread_not_found"), a_delivery(), NOW)

    assert (outcome.state, outcome.pause) == (DeliveryState.FAILED, None)


def test_too_late_is_skipped_if_it_was_never_tried_and_failed_if_it_was():
    sent = (Part(1, "k-1", 1, Receipt("m1", NOW)), Part(2, "k-2", 1))

    assert too_late(a_delivery()).state is DeliveryState.SKIPPED
    assert too_late(a_delivery(detail="rate_limited")).state is DeliveryState.FAILED
    assert too_late(a_delivery(parts=sent)).state is DeliveryState.FAILED
