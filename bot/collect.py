"""Sources become papers: fetch each source's days, store what they announced, and say how each day stands.

One bad source never stops the others: whatever one of them does ends in its own ``SourceDay``.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from bot.errors import SourceError
from bot.freshness import day_state
from bot.model import Sighting, SourceDay
from bot.ports import Clock, Lookup, Meter, NoMeter, RoundOutcome, Source
from bot.search import SearchIndex
from bot.storage.store import Store

log = structlog.get_logger(__name__)

MOST_LOOKED_UP = 300
"""Papers known only by their id that one round looks up: three requests to arXiv."""


@dataclass(frozen=True, slots=True)
class DayReport:
    """One source's day after a round: how it stands, and how many of its papers were new to us."""

    day: SourceDay
    new: int = 0


Report = Callable[[DayReport], None]


class Collect:
    """One round over all sources. ``window_days`` is how far back a digest may look."""

    def __init__(
        self,
        store: Store,
        index: SearchIndex,
        sources: Sequence[Source],
        clock: Clock,
        *,
        lookup: Lookup | None = None,
        window_days: int = 3,
        meter: Meter | None = None,
    ) -> None:
        self._store = store
        self._index = index
        self._sources = sources
        self._clock = clock
        self._lookup = lookup
        self._window_days = window_days
        self._meter = meter or NoMeter()

    async def round(self, report: Report = lambda _: None) -> list[DayReport]:
        """Fetch every source's days, newest first, sources side by side; then bring the search index up to date.

        ``report`` is called with each day as it is done. Returns all of them. Only storage can raise.
        """
        per_source = await asyncio.gather(*(self._source(source, report) for source in self._sources))
        await self._fill_in()
        await asyncio.to_thread(self._index.catch_up, self._store.papers)
        reports = [day for days in per_source for day in days]
        self._meter.collected(outcome(reports))
        return reports

    async def _source(self, source: Source, report: Report) -> list[DayReport]:
        done = []
        for day in source.days(self._clock.now(), self._window_days):
            outcome = await self._day(source, day)
            report(outcome)
            done.append(outcome)
        return done

    async def _day(self, source: Source, day: date) -> DayReport:
        sightings, problem = await _fetched(source, day)
        recorded = await asyncio.to_thread(self._store.papers.record, sightings)
        papers = announced(sightings, day)
        return DayReport(await asyncio.to_thread(self._keep, source, day, papers, problem), recorded.new)

    def _keep(self, source: Source, day: date, papers: int, problem: str | None) -> SourceDay:
        state = day_state(
            self._store.sources.day(source.name, day),
            source=source.name,
            day=day,
            now=self._clock.now(),
            expected=source.expects(day),
            papers=papers,
            problem=problem,
        )
        self._store.sources.record_day(state)
        return state

    async def _fill_in(self) -> None:
        """Look up the papers that a source gave only an id for; what fails is tried again in the next round."""
        bare = await asyncio.to_thread(self._store.papers.without_abstract, MOST_LOOKED_UP) if self._lookup else []
        ids = [paper.arxiv_id for paper in bare if paper.arxiv_id]
        if not self._lookup or not ids:
            return
        try:
            sightings = await self._lookup.by_ids(ids)
            await asyncio.to_thread(self._store.papers.record, sightings)
        except SourceError as error:
            log.warning("lookup_failed", source=error.source, papers=len(ids), problem=error.message)


def outcome(reports: Sequence[DayReport]) -> RoundOutcome:
    """What a round came to, for whoever watches: a source that failed on one of its days has failed."""
    failed = {report.day.source for report in reports if report.day.problem}
    if not failed:
        return "ok"
    return "failed" if failed == {report.day.source for report in reports} else "partial"


async def _fetched(source: Source, day: date) -> tuple[Sequence[Sighting], str | None]:
    """What a source announced on ``day``, or nothing and the reason why, in one sentence."""
    try:
        return await source.fetch(day), None
    except SourceError as error:
        log.warning("source_failed", source=source.name, day=str(day), problem=error.message)
        return (), error.message
    except Exception:
        log.exception("source_broke", source=source.name, day=str(day))
        return (), "it broke on our side; the log says how, under source_broke."


def announced(sightings: Sequence[Sighting], day: date) -> int:
    """How many papers these sightings announce on ``day``, each counted once."""
    return len({sighting.paper.key for sighting in sightings if sighting.day == day})
