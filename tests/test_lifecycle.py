import asyncio
import gc
import os
import signal
from threading import current_thread

import pytest

from bot.commands import Caller, Command
from bot.document import Document
from bot.lifecycle import WORKERS, serve, settle_in, supervise
from bot.ports import Handler
from bot.scheduler import Metronome
from tests.fakes import FakeClock


async def handle(command: Command, caller: Caller) -> Document:
    return Document(f"{command} {caller}")


class Scripted:
    """A platform whose runs end as told: an error is raised, ``None`` returns."""

    platform = "scripted"

    def __init__(self, *ends: Exception | None) -> None:
        self.ends = list(ends)
        self.runs = 0

    async def run(self, handle: Handler) -> None:
        del handle
        self.runs += 1
        end = self.ends.pop(0)
        if end:
            raise end


class Endless:
    """A platform that runs until it is cancelled."""

    platform = "endless"

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.closed = False

    async def run(self, handle: Handler) -> None:
        del handle
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.closed = True


async def test_a_platform_that_breaks_is_started_again_later_and_later():
    platform = Scripted(OSError(), OSError(), OSError(), None)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    await supervise(platform, handle, sleep)

    assert platform.runs == 4
    assert pauses == [2.0, 4.0, 8.0]


async def test_pauses_between_attempts_stay_bounded():
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    await supervise(Scripted(*[OSError()] * 20, None), handle, sleep)

    assert max(pauses) == 300


async def test_all_ends_when_every_platform_has_ended():
    await serve([Scripted(None), Scripted(None)], handle, Metronome([], FakeClock()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_everything_in_good_order(number: signal.Signals):
    platform = Endless()
    serving = asyncio.create_task(serve([platform], handle, Metronome([], FakeClock())))
    await platform.begun.wait()

    os.kill(os.getpid(), number)
    await serving

    assert platform.closed


async def test_a_process_that_serves_has_few_threads_for_what_blocks():
    thresholds, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.set_threshold(700, 10, 10)
    try:
        settle_in()
        names = await asyncio.gather(*(asyncio.to_thread(lambda: current_thread().name) for _ in range(40)))
        assert len(set(names)) <= WORKERS
        assert gc.get_threshold() > (700, 10, 10)
    finally:
        gc.set_threshold(*thresholds)
        if not frozen:
            gc.unfreeze()
