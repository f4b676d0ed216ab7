"""Sends at the pace that a platform allows, fairly over destinations.

``bot.turns`` decides whose turn it is; this gives the turns out, sleeps in between, and where several processes share
a platform's limit, reserves their part of it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from math import inf

from bot.model import Destination, Pace
from bot.turns import Budget, Line, Slots

Reserve = Callable[[int, timedelta], Awaitable[timedelta]]
"""Reserves so many turns, one each interval, over all processes: how long from now until the first of them."""

SLICE = 0.5
"""Seconds' worth of turns that are reserved at once: two short transactions a second at the most, and a process that
wants a single turn waits at most that long, and half as long again, for each other process that is busy. The next slice
is reserved when half of this one is left, so that nobody waits for the database."""

_Turn = asyncio.Future[None]


class Pacer:
    """Turns to send on one platform, at its pace. For one process and one event loop.

    Args:
        pace: the limits. ``overall`` is kept by even spacing (``Budget``), ``per_destination`` by a window that counts
            a send until its seconds have passed since its end (``Line``).
        monotonic: a steady clock, seconds.
        sleep: like ``asyncio.sleep``.
        reserve: shares ``overall`` with other processes (``bot.storage.budget``); without it, it is this process's own.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        reserve: Reserve | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._reserve = reserve
        self._line: Line[_Turn] = Line(pace.per_destination)
        self._slots = Slots(*pace.overall) if pace.overall and reserve else None
        self._account = self._slots or (Budget(*pace.overall) if pace.overall else None)
        self._held_until = -inf
        self._going_on = False
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = inf
        self._reserving: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, destination: Destination) -> AsyncIterator[None]:
        """Wait until ``destination`` may be sent to; the block is the send, one request and its answer.

        Whoever is cancelled while waiting gives up his place. A send that takes long delays only the next sends to the
        same destination, and only when its limit asks for it.

        Raises:
            StorageError: turns are shared with other processes, and none could be reserved; nothing was sent.
        """
        turn: _Turn = asyncio.get_running_loop().create_future()
        self._line.join(turn, destination, self._monotonic())
        self._go_on_soon()
        try:
            await turn
        except BaseException:
            self._withdraw(turn, destination)
            raise
        try:
            yield
        finally:
            self._line.end(destination, self._monotonic())
            self._go_on_soon()

    def penalize(self, destination: Destination | None, seconds: float) -> None:
        """The platform said to wait: no turn for ``destination``, or for nobody (``None``), for so many seconds."""
        now = self._monotonic()
        if destination is None:
            self._held_until = max(self._held_until, now + seconds)
        else:
            self._line.hold(destination, now + seconds, now)
        self._go_on_soon()

    def _withdraw(self, turn: _Turn, destination: Destination) -> None:
        """Out of the line; a turn that was given in the very moment of a cancellation goes unused."""
        now = self._monotonic()
        given = turn.done() and not turn.cancelled() and turn.exception() is None
        if given:
            self._line.end(destination, now, sent=False)
        else:
            self._line.leave(turn, destination, now)
        self._go_on_soon()

    def _go_on_soon(self) -> None:
        """Go on once, when everything that has just happened was heard of.

        Turns given while thousands of tasks still come to wait would all be used at the same moment, after the last.
        """
        if not self._going_on:
            self._going_on = True
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        """Give every turn that can be given now, and see to it that the next ones are given in time."""
        self._going_on = False
        now = self._monotonic()
        while self._free_at(now) <= now and (following := self._line.next(now)):
            self._give(*following, now)
        wakes_at = self._line.wake(now)
        if self._line.ready:
            self._reserve_more(now)
            wakes_at = min(wakes_at, self._held_until if self._held_until > now else self._free_at(now))
        self._set_alarm(wakes_at)

    def _give(self, destination: Destination, turn: _Turn, now: float) -> None:
        if turn.done():  # cancelled a moment ago, and about to withdraw
            self._line.end(destination, now, sent=False)
            return
        turn.set_result(None)
        if self._account:
            self._account.take(now)

    def _free_at(self, now: float) -> float:
        if self._slots:
            self._slots.left(now)
        return max(self._held_until, self._account.free_at() if self._account else -inf)

    def _set_alarm(self, at: float) -> None:
        """Go on at ``at``; an alarm that is set for an earlier time does no harm, and sets the next one."""
        if at >= self._alarm_at:
            return
        if self._alarm:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._wake(at), name="pacing")

    async def _wake(self, at: float) -> None:
        await self._sleep(max(0.0, at - self._monotonic()))
        self._alarm, self._alarm_at = None, inf
        self._go_on_soon()

    def _reserve_more(self, now: float) -> None:
        if self._slots and self._reserve and not self._reserving and self._held_until <= now:
            enough = min(self._line.ready, self._slice() // 2)
            if self._slots.left(now) < max(1, enough):
                self._reserving = asyncio.create_task(self._reserved(self._reserve, self._slots), name="reserving")

    def _slice(self) -> int:
        return max(1, round(SLICE / self._slots.interval)) if self._slots else 0

    async def _reserved(self, reserve: Reserve, slots: Slots) -> None:
        """Whoever waits is told when nothing can be reserved; the next who wants a turn asks again."""
        number = min(self._line.ready - slots.left(self._monotonic()), self._slice())
        try:
            if number > 0:  # all who wanted one may have gone meanwhile
                wait = await reserve(number, timedelta(seconds=slots.interval))
                slots.add(self._monotonic() + wait.total_seconds(), number)
        except Exception as error:  # noqa: BLE001 - handed on, whatever it is, to those who wait
            self._fail(error)
        self._reserving = None
        self._go_on_soon()

    def _fail(self, error: Exception) -> None:
        for turn in self._line.drain():
            if not turn.done():
                turn.set_exception(error)
