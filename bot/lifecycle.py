"""Start, and stop in good order: adapters and the metronome run until a signal, then finish what is in flight."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import structlog

from bot.ports import Handler, Platform
from bot.scheduler import Metronome

log = structlog.get_logger(__name__)

GRACE = timedelta(seconds=8)
"""What is in flight may take this long after SIGTERM, so that the whole stop stays below ten seconds."""

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)

WORKERS = 2
"""Threads for what blocks, above all on the database. Python's own number (six on two processors, more on more) has so
many of them wait for the interpreter that the event loop, which acknowledges commands, waits as well:
``benchmarks/slack.py`` measures it."""
_YOUNG, _OLDER, _OLDEST = 50_000, 20, 100
"""When garbage is looked for, in ``gc.set_threshold``'s terms: Python's own 700 stops everything too often here."""

Sleep = Callable[[float], Awaitable[None]]


def _nothing() -> None: ...


def settle_in() -> None:
    """Arrange this process and its running event loop for answering quickly while much else is done."""
    gc.freeze()  # what is there now stays, and need not be looked through again and again
    gc.set_threshold(_YOUNG, _OLDER, _OLDEST)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(WORKERS, "work"))


async def serve(
    adapters: Sequence[Platform], handle: Handler, metronome: Metronome, stop: Callable[[], None] = _nothing
) -> None:
    """Run everything until SIGTERM, SIGINT, or until every adapter has ended by itself.

    New work stops first, for which ``stop`` is called; deliveries under way get ``GRACE``; adapters are closed last,
    since those deliveries need them.
    """
    stopping = asyncio.Event()
    with _signals(stopping):
        log.info("started", platforms=[adapter.platform for adapter in adapters])
        metronome.start()
        signalled = asyncio.create_task(stopping.wait())
        running = [asyncio.create_task(supervise(a, handle), name=a.platform) for a in adapters]
        try:
            await _until_any_end(signalled, running)
        finally:
            stop()
            await metronome.stop(GRACE)
            for task in (*running, signalled):
                task.cancel()
            await asyncio.gather(*running, signalled, return_exceptions=True)
            log.info("stopped")


async def _until_any_end(signalled: asyncio.Task[bool], running: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the signal, or for the last platform to end; without platforms, for the signal."""
    left: set[asyncio.Task[None]] = set(running)
    while not signalled.done():
        await asyncio.wait({signalled, *left}, return_when=asyncio.FIRST_COMPLETED)
        left = {task for task in left if not task.done()}
        if running and not left:
            return


async def supervise(adapter: Platform, handle: Handler, sleep: Sleep = asyncio.sleep) -> None:
    """Keep ``adapter`` connected: when it breaks, start it again, later and later; return when it ends by itself."""
    pause = FIRST_RETRY
    while True:
        try:
            await adapter.run(handle)
        except Exception:
            log.exception("adapter_broke", platform=adapter.platform, again_in_seconds=pause.total_seconds())
            await sleep(pause.total_seconds())
            pause = min(pause * 2, LONGEST_RETRY)
        else:
            return


@contextmanager
def _signals(stopping: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    handled = (signal.SIGTERM, signal.SIGINT)
    for number in handled:
        loop.add_signal_handler(number, stopping.set)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
