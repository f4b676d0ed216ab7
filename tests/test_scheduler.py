import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduler import Beat, Metronome

HOUR = timedelta(hours=1)


class RealNow:
    """APScheduler compares with the machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def test_every_beat_comes_once_at_once():
    first, second = asyncio.Event(), asyncio.Event()

    async def one() -> None:
        first.set()

    async def two() -> None:
        second.set()

    metronome = Metronome([Beat("one", HOUR, one), Beat("two", HOUR, two)], RealNow())
    metronome.start()
    await first.wait()
    await second.wait()
    await metronome.stop(timedelta())


async def test_a_beat_that_fails_comes_again():
    came = asyncio.Semaphore(0)

    async def broken() -> None:
        came.release()
        raise RuntimeError("boom")

    metronome = Metronome([Beat("broken", timedelta(milliseconds=5), broken)], RealNow())
    metronome.start()
    await came.acquire()
    await came.acquire()
    await metronome.stop(timedelta())


async def test_what_is_under_way_is_left_to_finish():
    begun, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()
        finished.set()

    metronome = Metronome([Beat("slow", HOUR, slow)], RealNow())
    metronome.start()
    await begun.wait()
    stopping = asyncio.create_task(metronome.stop(timedelta(seconds=30)))
    go_on.set()
    await stopping

    assert finished.is_set()


async def test_what_need_not_finish_is_cut_short_at_once(caplog: pytest.LogCaptureFixture):
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    metronome = Metronome([Beat("endless", HOUR, endless, finish=False)], RealNow())
    metronome.start()
    await begun.wait()
    await metronome.stop(timedelta(hours=1))

    assert cancelled.is_set()
    assert "exception" not in caplog.text


async def test_what_takes_longer_than_its_grace_is_cancelled():
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    metronome = Metronome([Beat("endless", HOUR, endless)], RealNow())
    metronome.start()
    await begun.wait()
    await metronome.stop(timedelta())
    await cancelled.wait()
