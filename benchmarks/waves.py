"""When the last post of a 09:00 wave goes out: a simulation of a day, post by post. PURE: no database, no network.

Every channel posts at 09:00 of its own zone; a platform takes so many posts a second. ``SHARES`` is an assumption, not
a measurement: where teams that read papers might be.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from bot.model import Schedule
from bot.schedule import next_occurrence

SHARES: Mapping[str, int] = {
    "America/Los_Angeles": 14,
    "America/Denver": 3,
    "America/Chicago": 8,
    "America/New_York": 16,
    "America/Sao_Paulo": 4,
    "Europe/London": 8,
    "Europe/Berlin": 20,
    "Europe/Helsinki": 3,
    "Europe/Istanbul": 2,
    "Asia/Dubai": 1,
    "Asia/Kolkata": 8,
    "Asia/Singapore": 2,
    "Asia/Shanghai": 6,
    "Asia/Tokyo": 4,
    "Australia/Sydney": 1,
}
"""Per cent of all channels."""
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""Earlier than any zone's 09:00 of Tuesday 3 March 2026."""

Order = Callable[[float, random.Random], tuple[float, ...]]
"""The place in the queue of a post that is due at a time: the least first."""


@dataclass(frozen=True)
class Plan:
    """How a day is worked off: in which order, and over how many seconds the starts of a wave are spread."""

    name: str
    order: Order
    spread: float = 0.0


def oldest_first(due: float, _: random.Random) -> tuple[float, ...]:
    """Every post has as long, so the nearest deadline is the oldest post's."""
    return (due,)


def anyhow(_: float, chance: random.Random) -> tuple[float, ...]:
    """By row, by name, by luck: no order that has to do with time."""
    return (chance.random(),)


PLANS = (
    Plan("in any order", anyhow),
    Plan("nearest deadline first", oldest_first),
    Plan("spread over 30 minutes", oldest_first, 30 * 60),
    Plan("spread over 2 hours", oldest_first, 2 * 60 * 60),
)


@dataclass(frozen=True)
class Outcome:
    """Seconds.

    ``last`` is when the last post of the largest wave went out, after its 09:00; ``late`` says for each post of the day
    how long after its own time (09:00 and its part of the spread) it went out, shortest first; ``busy`` is how much of
    the day the platform was sent to; ``waiting`` the most posts that waited at once.
    """

    last: float
    late: Sequence[float]
    busy: float
    waiting: int

    def late_at(self, share: float) -> float:
        """That share of all posts was no later than this."""
        return self.late[min(len(self.late) - 1, int(share * len(self.late)))]


def waves(channels: int) -> dict[float, int]:
    """When (seconds after ``START``) how many channels have their 09:00."""
    found: dict[float, int] = {}
    for zone, share in SHARES.items():
        at = (next_occurrence(Schedule(zone=zone, weekdays=frozenset({1})), START) - START) / timedelta(seconds=1)
        found[at] = found.get(at, 0) + channels * share // 100
    return found


def largest(channels: int) -> tuple[float, int]:
    """The greatest wave: when, and how many channels."""
    return max(waves(channels).items(), key=lambda wave: wave[1])


def day(channels: int, rate: float, plan: Plan) -> Outcome:
    """Every post of a day, at most ``rate`` a second."""
    chance = random.Random(channels)
    arrivals = sorted((at + chance.random() * plan.spread, at) for at, n in waves(channels).items() for _ in range(n))
    sent = list(_served(arrivals, rate, plan.order, chance))
    wave = largest(channels)[0]
    return Outcome(
        last=max(at - wave for at, _, wave_at, _ in sent if wave_at == wave),
        late=sorted(at - due for at, due, _, _ in sent),
        busy=len(sent) / rate,
        waiting=max(waiting for *_, waiting in sent),
    )


def _served(
    arrivals: Sequence[tuple[float, float]], rate: float, order: Order, chance: random.Random
) -> Iterator[tuple[float, float, float, int]]:
    """When each goes out, when it was due, its wave's 09:00, and how many were waiting then."""
    queue: list[tuple[tuple[float, ...], float, float]] = []
    now, arrived = 0.0, 0
    while queue or arrived < len(arrivals):
        if not queue:
            now = max(now, arrivals[arrived][0])
        while arrived < len(arrivals) and arrivals[arrived][0] <= now:
            due, wave = arrivals[arrived]
            heappush(queue, (order(due, chance), due, wave))
            arrived += 1
        waiting = len(queue)
        _, due, wave = heappop(queue)
        yield now, due, wave, waiting
        now += 1 / rate
