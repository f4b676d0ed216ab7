"""Whose turn it is to be posted to, and when the next turn may be given. PURE: times are seconds of any steady clock.

``Line`` knows who waits and keeps the limit of each destination; ``Budget`` and ``Slots`` keep the limit over all of
them, within one process and shared by several.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Generic, TypeVar

from bot.model import Destination

CATCH_UP = 2
"""So many turns that came late (a busy moment, a slow timer) may be made up for at once; it is also the only burst.

A platform counts arrivals, not departures: over a network whose delays differ by ``d`` seconds, ``rate * d`` more can
arrive within a window than left within one. Turns that are evenly spaced keep that small; a burst at the end of one
window and another at the beginning of the next would not.
"""

T = TypeVar("T", bound=Hashable)


class Budget:
    """At most ``number`` turns in any ``seconds``, evenly spaced: this process's own account.

    Spacing is the generic cell rate algorithm (ITU-T I.371, annex A: the virtual scheduling of a leaky bucket) with a
    tolerance of ``CATCH_UP`` turns; the times of the last ``number`` turns make the bound exact.
    """

    def __init__(self, number: int, seconds: float) -> None:
        self._seconds = seconds
        self._interval = seconds / number
        self._taken: deque[float] = deque(maxlen=number)
        self._next = -inf

    def free_at(self) -> float:
        """When the next turn may be given; a time in the past means now."""
        oldest = self._taken[0] if len(self._taken) == self._taken.maxlen else -inf
        return max(oldest + self._seconds, self._next - CATCH_UP * self._interval)

    def take(self, now: float) -> None:
        """A turn is given at ``now``, which is not before ``free_at()``."""
        self._taken.append(now)
        self._next = max(self._next, now) + self._interval


class Slots:
    """Turns that several processes share: each is a point in time that was reserved for this process alone.

    A slot lapses ``CATCH_UP`` intervals after its own; so all processes together give at most ``number + CATCH_UP + 1``
    turns in any ``seconds``, as far as their reservations do not overlap.
    """

    def __init__(self, number: int, seconds: float) -> None:
        self.interval = seconds / number
        self._opens: deque[float] = deque()

    def add(self, first: float, number: int) -> None:
        """``number`` slots were reserved, one each interval from ``first`` on, later than all before."""
        self._opens.extend(first + index * self.interval for index in range(number))

    def left(self, now: float) -> int:
        """How many have not lapsed."""
        while self._opens and self._opens[0] + (1 + CATCH_UP) * self.interval <= now:
            self._opens.popleft()
        return len(self._opens)

    def free_at(self) -> float:
        """When the next slot opens; never, as long as none is reserved."""
        return self._opens[0] if self._opens else inf

    def take(self, now: float) -> None:
        """A turn is given at ``now``, which is not before ``free_at()``."""
        del now
        self._opens.popleft()


@dataclass(slots=True)
class _Lane(Generic[T]):
    """What is known of one destination: who waits, how many sends are under way, when the last ones ended."""

    waiting: OrderedDict[T, None] = field(default_factory=OrderedDict)
    under_way: int = 0
    ended: deque[float] = field(default_factory=deque)
    held_until: float = -inf
    wakes_at: float = inf


class Line(Generic[T]):
    """Who waits for a turn. First come, first served among the destinations; each gives one turn, then queues again.

    A destination has at most ``limit = (number, seconds)`` sends in any ``seconds``, however long a send takes until
    it arrives: it counts from its beginning until ``seconds`` after its end. All operations are O(log n).

    Tickets are the caller's; one ticket stands for one waiting.
    """

    def __init__(self, limit: tuple[int, float] | None) -> None:
        self._limit = limit
        self._lanes: dict[Destination, _Lane[T]] = {}
        self._ready: OrderedDict[Destination, None] = OrderedDict()
        self._wakes: list[tuple[float, int, Destination]] = []
        self._leavings: list[tuple[float, int, Destination]] = []
        self._numbers = count()

    @property
    def ready(self) -> int:
        """How many destinations could have a turn at once, as of the last ``wake``."""
        return len(self._ready)

    @property
    def destinations(self) -> int:
        """How many destinations are remembered: those with somebody waiting, under way, or not long ago."""
        return len(self._lanes)

    def join(self, ticket: T, destination: Destination, now: float) -> None:
        """Wait for a turn of ``destination``."""
        self._forget(now)
        lane = self._lanes.setdefault(destination, _Lane())
        lane.waiting[ticket] = None
        self._place(destination, lane, now)

    def leave(self, ticket: T, destination: Destination, now: float) -> None:
        """Wait no longer; nothing happens if the ticket does not wait."""
        lane = self._lanes.get(destination)
        if lane and ticket in lane.waiting:
            del lane.waiting[ticket]
            self._place(destination, lane, now)

    def wake(self, now: float) -> float:
        """Let those whose time has come queue again; when to call this again at the latest."""
        while self._wakes and self._wakes[0][0] <= now:
            at, _, destination = heappop(self._wakes)
            lane = self._lanes.get(destination)
            if lane and lane.wakes_at == at:
                lane.wakes_at = inf
                self._place(destination, lane, now)
        return self._wakes[0][0] if self._wakes else inf

    def next(self, now: float) -> tuple[Destination, T] | None:
        """Give a turn to who has waited for it longest; ``None`` when nobody may be sent to at ``now``."""
        self.wake(now)
        if not self._ready:
            return None
        destination, _ = self._ready.popitem(last=False)
        lane = self._lanes[destination]
        ticket, _ = lane.waiting.popitem(last=False)
        lane.under_way += 1
        self._place(destination, lane, now)
        return destination, ticket

    def end(self, destination: Destination, now: float, *, sent: bool = True) -> None:
        """A turn of ``destination`` is over; one that was not used to send anything does not count."""
        lane = self._lanes[destination]
        lane.under_way -= 1
        if sent and self._limit:
            lane.ended.append(now)
        self._place(destination, lane, now)

    def hold(self, destination: Destination, until: float, now: float) -> None:
        """Give ``destination`` no turn before ``until``; a hold is never made shorter."""
        lane = self._lanes.setdefault(destination, _Lane())
        lane.held_until = max(lane.held_until, until)
        self._place(destination, lane, now)

    def drain(self) -> list[T]:
        """Everybody who waits, taken out of the line."""
        tickets = [ticket for lane in self._lanes.values() for ticket in lane.waiting]
        for lane in self._lanes.values():
            lane.waiting.clear()
        self._ready.clear()
        return tickets

    def _place(self, destination: Destination, lane: _Lane[T], now: float) -> None:
        """Put a destination where it belongs: ready, waiting for its time, or on its way to being forgotten."""
        free_at = self._free_at(lane, now)
        if lane.waiting and free_at <= now:
            self._ready.setdefault(destination)
            return
        self._ready.pop(destination, None)
        if lane.waiting and free_at < lane.wakes_at:
            lane.wakes_at = free_at
            heappush(self._wakes, (free_at, next(self._numbers), destination))
        if not lane.waiting and not lane.under_way:
            heappush(self._leavings, (self._idle_at(lane), next(self._numbers), destination))

    def _free_at(self, lane: _Lane[T], now: float) -> float:
        if self._limit is None:
            return lane.held_until
        number, seconds = self._limit
        while lane.ended and lane.ended[0] + seconds <= now:
            lane.ended.popleft()
        if lane.under_way + len(lane.ended) < number:
            return lane.held_until
        return max(lane.held_until, lane.ended[0] + seconds if lane.ended else inf)

    def _idle_at(self, lane: _Lane[T]) -> float:
        """When nothing of what is known of a lane matters any more."""
        last = lane.ended[-1] + self._limit[1] if lane.ended and self._limit else -inf
        return max(lane.held_until, last)

    def _forget(self, now: float) -> None:
        while self._leavings and self._leavings[0][0] <= now:
            _, _, destination = heappop(self._leavings)
            lane = self._lanes.get(destination)
            if lane and not lane.waiting and not lane.under_way and self._idle_at(lane) <= now:
                del self._lanes[destination]
