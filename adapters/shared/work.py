"""Work that goes on after a request was acknowledged: kept track of, guarded, and gathered where it comes often."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[object]]
Known = Callable[[Exception], str | None]
"""A failure in the platform's own word for it; ``None`` for one that is a bug of ours."""


class Work:
    """What listeners have begun and do not wait for."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._under_way: set[asyncio.Task[Any]] = set()

    def begin(self, event: str, work: Awaitable[object]) -> None:
        """Do ``work`` from now on; what breaks in it is logged as ``event``, and the person asks again."""
        task = asyncio.create_task(self._guarded(event, work), name=event)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def do(self, event: str, work: Awaitable[object]) -> None:
        """The same in the task that asks, where that is there for it already: an acknowledgement waits for no other."""
        here = {task} if (task := asyncio.current_task()) else set()
        self._under_way |= here
        try:
            await self._guarded(event, work)
        finally:
            self._under_way -= here

    async def end(self) -> None:
        """Nothing goes on any more, so that nothing opens a connection after they were given back."""
        under_way = tuple(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _guarded(self, event: str, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception as error:
            code = self._known(error)
            if code is None:
                log.exception(event)
            else:
                log.warning(event, problem=code)


class Gathering:
    """Work that is done once for all that is asked within some seconds: the first to ask begins the wait."""

    def __init__(self, work: Work, seconds: float, sleep: Sleep = asyncio.sleep) -> None:
        self._work = work
        self._seconds = seconds
        self._sleep = sleep
        self._waiting: set[Hashable] = set()

    def begin(self, place: Hashable, event: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do ``work`` for ``place`` in a while, unless it is going to be done anyway."""
        if place not in self._waiting:
            self._waiting.add(place)
            self._work.begin(event, self._later(place, work))

    async def _later(self, place: Hashable, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await self._sleep(self._seconds)
        finally:
            self._waiting.discard(place)
        await work()
