"""The metronome: a handful of fixed APScheduler jobs, in memory. What is due is a column, never a job.

APScheduler is no job store here: two processes sharing one fire the same job twice, and its cron triggers fire
twice in the hour that a change of clocks repeats (``docs/decisions/0004-due-time-is-data.md``).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something to do again and again: at once, then ``every`` so often, never twice at a time."""

    name: str
    every: timedelta
    action: Callable[[], Awaitable[object]]


class Metronome:
    """Runs beats until stopped. A beat that fails is logged and comes again at its next time."""

    def __init__(self, beats: Sequence[Beat], clock: Clock) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[None]] = set()
        for beat in beats:
            self._scheduler.add_job(
                self._run,
                IntervalTrigger(seconds=beat.every.total_seconds(), timezone="UTC"),
                args=[beat],
                id=beat.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=clock.now(),
            )

    def start(self) -> None:
        """Begin; each beat comes once at once. Needs a running event loop."""
        self._scheduler.start()

    async def stop(self, grace: timedelta) -> None:
        """No further beats; those under way get ``grace`` to finish, then are cancelled."""
        self._scheduler.pause()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=grace.total_seconds())
            for task in late:
                log.warning("beat_cancelled", beat=task.get_name())
        self._scheduler.shutdown(wait=False)

    async def _run(self, beat: Beat) -> None:
        task = asyncio.create_task(_guarded(beat), name=beat.name)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await task


async def _guarded(beat: Beat) -> None:
    try:
        await beat.action()
    except Exception:
        log.exception("beat_failed", beat=beat.name)
