"""So many requests in so many seconds and no more, counted when they leave."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from math import inf


class Gate:
    """Lets at most ``number`` through in any ``seconds``; who comes too early waits, whoever came first goes first.

    It stands just before the request. A turn that was given to a post earlier is not enough: in a busy moment several
    are held up, and then leave at once.
    """

    def __init__(
        self,
        number: int,
        seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._left: deque[float] = deque(maxlen=number)
        self._waiting = 0

    async def through(self) -> None:
        """Wait until one more may leave; it has left with the return."""
        ahead, self._waiting = self._waiting, self._waiting + 1
        try:
            while (early := self._opens_for(ahead) - self._monotonic()) > 0:
                await self._sleep(early)
                ahead = 0
        finally:
            self._waiting -= 1
        self._left.append(self._monotonic())

    def _opens_for(self, ahead: int) -> float:
        """When it opens for one who has so many before him."""
        if len(self._left) < (self._left.maxlen or 0):
            return -inf
        rounds, place = divmod(ahead, len(self._left))
        return self._left[place] + self._seconds * (1 + rounds)
