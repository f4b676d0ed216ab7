"""Start, and stop in good order: adapters and the metronome run until a signal, then finish what is in flight."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
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

Sleep = Callable[[float], Awaitable[None]]


async def serve(adapters: Sequence[Platform], handle: Handler, metronome: Metronome) -> None:
    """Run everything until SIGTERM, SIGINT, or until every adapter has ended by itself.

    New work stops first; deliveries under way get ``GRACE``; adapters are closed last, since those deliveries
    need them.
    """
    stopping = asyncio.Event()
    with _signals(stopping):
        metronome.start()
        running = [asyncio.create_task(supervise(a, handle), name=a.platform) for a in adapters]
        waiting = asyncio.create_task(stopping.wait())
        try:
            ended = asyncio.gather(*running) if running else waiting
            await asyncio.wait({waiting, asyncio.ensure_future(ended)}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await metronome.stop(GRACE)
            for task in (*running, waiting):
                task.cancel()
            await asyncio.gather(*running, waiting, return_exceptions=True)


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
