"""How many requests leave in a second, on a clock that moves while somebody sleeps."""

import asyncio
from heapq import heappop, heappush
from itertools import count

import pytest

from adapters.shared.gate import Gate


class Clock:
    """Time passes when everybody sleeps; ``late``: how long after its time each sleep ends."""

    def __init__(self, late: float = 0.0) -> None:
        self.now = 100.0
        self.late = late
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken.wait()

    async def run(self) -> None:
        """Until nobody sleeps any more."""
        await asyncio.sleep(0)
        while self._sleepers:
            self.now = max(self.now, self._sleepers[0][0] + self.late)
            while self._sleepers and self._sleepers[0][0] <= self.now:
                heappop(self._sleepers)[2].set()
            for _ in range(3):
                await asyncio.sleep(0)


async def departures(clock: Clock, comers: int, number: int = 4) -> list[tuple[int, float]]:
    """Who left when, in that order, of so many who come at once."""
    gate, left = Gate(number, 1.0, clock.monotonic, clock.sleep), []

    async def come(who: int) -> None:
        await gate.through()
        left.append((who, clock.now))

    coming = [asyncio.create_task(come(who)) for who in range(comers)]
    await clock.run()
    await asyncio.gather(*coming)
    return left


@pytest.mark.parametrize("late", [0.0, 0.3, 2.5])
async def test_no_second_sees_more_than_the_number_however_late_sleepers_wake(late: float) -> None:
    left = [at for _, at in await departures(Clock(late), 21)]
    assert len(left) == 21
    assert all(later - earlier >= 1.0 for earlier, later in zip(left, left[4:], strict=False))


async def test_whoever_comes_first_leaves_first() -> None:
    assert [who for who, _ in await departures(Clock(), 13)] == list(range(13))


async def test_the_first_ones_do_not_wait_and_nobody_waits_longer_than_needed() -> None:
    left = [at - 100.0 for _, at in await departures(Clock(), 10)]
    assert left == [0.0] * 4 + [1.0] * 4 + [2.0] * 2


class Door:
    """A gate for one in a second, and who has left through it."""

    def __init__(self, late: float = 0.0) -> None:
        self.clock = Clock(late)
        self.left: list[int] = []
        self._gate = Gate(1, 1.0, self.clock.monotonic, self.clock.sleep)

    async def reached(self, who: int) -> asyncio.Task[None]:
        """Somebody who has come as far as they can."""
        task = asyncio.create_task(self._leave(who))
        await asyncio.sleep(0)
        return task

    async def _leave(self, who: int) -> None:
        await self._gate.through()
        self.left.append(who)


async def test_a_newcomer_does_not_overtake_one_who_wakes_late() -> None:
    door = Door(late=0.5)
    coming = [await door.reached(0), await door.reached(1)]
    door.clock.now += 1.2
    coming.append(await door.reached(2))
    assert door.left == [0]
    await door.clock.run()
    await asyncio.gather(*coming)
    assert door.left == [0, 1, 2]


async def test_one_who_gives_up_takes_no_place() -> None:
    door = Door()
    coming = [await door.reached(0), await door.reached(1)]
    coming[1].cancel()
    await asyncio.gather(*coming, return_exceptions=True)
    door.clock.now += 1.0
    await (await door.reached(2))
    assert door.left == [0, 2]
