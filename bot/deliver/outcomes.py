"""What becomes of a delivery after the platform answered, or did not. PURE."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import CannotTell, DestinationGone, OutcomeUnknown, RetryLater, SendError, ThreadGone
from bot.model import Delivery, DeliveryState, Pause

SEND_TIMEOUT = timedelta(seconds=30)
CLOCKS_APART = timedelta(seconds=60)
"""The clocks of two processes may differ by this much without one taking over what the other still sends."""
ROOM = SEND_TIMEOUT + CLOCKS_APART
"""A send begins only while the lease has this long to run: it is over before anybody else may look into it."""
LEASE = 4 * SEND_TIMEOUT

MAX_ATTEMPTS = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
"""Between two attempts, twice as long each time; so 20 of them outlast a platform that is down for half a day."""

ARRIVING = SEND_TIMEOUT
"""A message whose answer was lost may still be on its way: the platform is asked after this long."""
LONGEST_SILENCE = timedelta(hours=1)
STOP_ASKING = timedelta(days=3)
"""A platform that could not be asked for so long is not asked any more, and a person has to look."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a claim that was not confirmed: the row's new state, and whether its subscription pauses."""

    state: DeliveryState
    detail: str = ""
    retry_at: datetime | None = None
    pause: Pause | None = None


def settle(error: SendError, delivery: Delivery, now: datetime) -> Settlement:
    """After a send that failed. An unknown outcome is asked about, never sent again blindly.

    Whoever deleted the head of a thread does not want the rest of it; that is no reason to pause.
    """
    match error:
        case RetryLater():
            return send_again(delivery, str(error), now, error.after)
        case DestinationGone():
            return Settlement(DeliveryState.FAILED, str(error), pause=Pause(str(error)))
        case OutcomeUnknown():
            return Settlement(DeliveryState.UNKNOWN, str(error), retry_at=now + ARRIVING)
        case _:
            return Settlement(DeliveryState.FAILED, str(error))


def send_again(delivery: Delivery, why: str, now: datetime, after: timedelta = timedelta()) -> Settlement:
    """It certainly does not stand there: planned again, as long as attempts and deadline allow; else failed."""
    at = now + max(after, _pause(delivery.attempts))
    if delivery.attempts < MAX_ATTEMPTS and at <= delivery.deadline:
        return Settlement(DeliveryState.PLANNED, why, retry_at=at)
    times = "1 attempt" if delivery.attempts == 1 else f"{delivery.attempts} attempts"
    return Settlement(DeliveryState.FAILED, f"Gave up after {times}: {why}")


def not_told(error: SendError, delivery: Delivery, now: datetime) -> Settlement:
    """After asking where it stands, without an answer: asked again later, and rarer with time; or held."""
    match error:
        case DestinationGone() | ThreadGone():
            return settle(error, delivery, now)
        case CannotTell():
            return Settlement(DeliveryState.UNKNOWN, str(error))
        case _:
            since = now - (delivery.tried_at or now)
            if since > STOP_ASKING:
                return Settlement(DeliveryState.UNKNOWN, f"The platform could not be asked: {error}")
            wait = min(max(since / 2, ARRIVING), LONGEST_SILENCE)
            wait = max(wait, error.after) if isinstance(error, RetryLater) else wait
            return Settlement(DeliveryState.UNKNOWN, str(error), retry_at=now + wait)


def too_late(delivery: Delivery) -> Settlement:
    """Its time is over: the next post is due, or the catch-up window has ended."""
    if delivery.detail or delivery.confirmed:
        return Settlement(DeliveryState.FAILED, f"It could not be posted in time. {delivery.detail}".rstrip())
    return Settlement(DeliveryState.SKIPPED, "Nothing could be posted before its time was over.")


def _pause(attempts: int) -> timedelta:
    """Before the next attempt; the first repetition comes as soon as the platform allows."""
    return min(FIRST_PAUSE * 2 ** (attempts - 2), LONGEST_PAUSE) if attempts > 1 else timedelta()
