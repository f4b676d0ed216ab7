"""The metronome: a handful of fixed APScheduler jobs, in memory. What is due is a column, never a job.

APScheduler is no job store here: two processes sharing one fire the same job twice, and its cron triggers fire
twice in the hour that a change of clocks repeats (``docs/decisions/0004-due-time-is-data.md``).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something to do again and again: at once, then ``every`` so often, never twice at a time.

    ``finish`` says whether a stop lets it finish, or cuts short what can as well be done at the next start.
    """

    name: str
    every: timedelta
    action: Callable[[], Awaitable[object]]
    finish: bool = True


class Pulse:
    """An action for a beat, which remembers when it was last done well."""

    def __init__(self, action: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self._action = action
        self._clock = clock
        self._begun_at: datetime | None = None
        self._done_at: datetime | None = None

    async def __call__(self) -> None:
        """Do it."""
        self._begun_at = self._clock.now()
        try:
            await self._action()
            self._done_at = self._clock.now()
        finally:
            self._begun_at = None

    def problem(self, patience: timedelta, longest: timedelta) -> str | None:
        """Why it does not seem to beat, in one sentence; ``None`` when all is well.

        It was done at most ``patience`` ago, or is under way for at most ``longest``.
        """
        now = self._clock.now()
        if self._begun_at:
            lasts = now - self._begun_at
            return f"It has been under way for {lasts.total_seconds():.0f} s." if lasts > longest else None
        if not self._done_at:
            return "It has not been done since the start."
        ago = now - self._done_at
        return f"It was last done {ago.total_seconds():.0f} s ago." if ago > patience else None


class Metronome:
    """Runs beats until stopped. A beat that fails is logged and comes again at its next time."""

    def __init__(self, beats: Sequence[Beat], clock: Clock) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[None]] = set()
        self._cut_short = frozenset(beat.name for beat in beats if not beat.finish)
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
        """No further beats; those under way get ``grace`` to finish, if they ask for it, then are cancelled."""
        self._scheduler.pause()
        for task in self._under_way:
            if task.get_name() in self._cut_short:
                task.cancel()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=grace.total_seconds())
            for task in late:
                log.warning("beat_cancelled", beat=task.get_name())
        self._scheduler.shutdown(wait=False)

    async def _run(self, beat: Beat) -> None:
        task = asyncio.create_task(_guarded(beat), name=beat.name)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        with suppress(asyncio.CancelledError):  # a stop is no failure, which APScheduler would report
            await task


async def _guarded(beat: Beat) -> None:
    try:
        await beat.action()
    except Exception:
        log.exception("beat_failed", beat=beat.name)
