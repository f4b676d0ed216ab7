"""What the three use cases share: gathering a digest for an occurrence, and dressing papers for a reader.

``preview`` and ``deliver`` both call ``choose``, so that a preview is exactly what the post will be.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import inf

import structlog

from bot.compose import Entry
from bot.interests import Here
from bot.model import (
    Candidate,
    DayState,
    Digest,
    Paper,
    PaperKey,
    Pick,
    Rules,
    SourceDay,
    Subscription,
    Summary,
    SummaryMode,
)
from bot.pick import Memo, pick
from bot.ports import Source, Summarizer
from bot.schedule import covers
from bot.storage.store import Store

log = structlog.get_logger(__name__)

SUMMARY_BUDGET = timedelta(seconds=3)
"""All summaries of one document together; what is not there by then is replaced by what needs no model."""

KEPT = timedelta(minutes=1)
"""Votes that a reader sees may be this old."""

REMEMBERED = timedelta(days=90)
"""What people liked and saved moves the order for so long."""

FALLBACKS: Mapping[SummaryMode, tuple[SummaryMode, ...]] = {
    "huggingface": ("huggingface", "extractive", "abstract"),
    "extractive": ("extractive", "abstract"),
    "abstract": ("abstract",),
    "model": ("model", "extractive", "abstract"),
}

LATE = "; the model's own was not ready in time"
"""What stands in for a model says so."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days a digest chooses from, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a choice is made from: what ``pick`` and ``verdict`` take."""

    candidates: Sequence[Candidate]
    rules: Rules
    seen: frozenset[PaperKey]
    window: Window
    here: Here


Asked = tuple[Subscription, datetime]
"""A subscription, and the occurrence that its digest is for."""


class Readings:
    """What is stored at one moment, for many choices: what several of them are made from is read once.

    ``sources`` are those that are enabled. Blocks on the database: call it through ``asyncio.to_thread``, one thread
    at a time.
    """

    def __init__(self, store: Store, now: datetime, sources: Sequence[Source]) -> None:
        self.now = now
        self.papers: dict[PaperKey, Paper] = {}
        self._store = store
        self._sources = sources
        self._candidates: dict[tuple[Window, tuple[str, ...]], Sequence[Candidate]] = {}
        self._days: dict[tuple[str, ...], tuple[SourceDay, ...]] = {}
        self._picked: dict[object, Digest] = {}
        self._memo = Memo(now)

    def choose_all(self, wanted: Sequence[Asked]) -> list[Digest]:
        """The digest of each."""
        return [
            replace(self._pick(gathered), source_days=self.source_days(subscription.rules))
            for (subscription, _), gathered in zip(wanted, self.gather_all(wanted), strict=True)
        ]

    def gather_all(self, wanted: Sequence[Asked]) -> list[Gathered]:
        """What each digest is chosen from; its rules' window is as wide as the occurrence needs."""
        if not wanted:
            return []
        windows = [window_of(subscription, at, self.now, self._sources) for subscription, at in wanted]
        first, last = min(window.first for window in windows), max(window.last for window in windows)
        places = {subscription.destination for subscription, _ in wanted}
        seen = self._store.ledger.seen_among(places, first, last)
        savers = self._store.people.savers_among({(to.platform, to.workspace) for to in places}, first, last)
        opinions = self._store.people.opinions_among(places, self.now - REMEMBERED)
        return [
            Gathered(
                candidates=self._announced(window, subscription.rules.sources),
                rules=replace(subscription.rules, window_days=window.days),
                seen=seen[to],
                window=window,
                here=Here(savers[to.platform, to.workspace], opinions.get(to, ())),
            )
            for (subscription, _), window in zip(wanted, windows, strict=True)
            for to in (subscription.destination,)
        ]

    def source_days(self, rules: Rules) -> tuple[SourceDay, ...]:
        """How today is for each source that ``rules`` ask for."""
        if rules.sources not in self._days:
            self._days[rules.sources] = source_days(self._store, rules, self.now, self._sources)
        return self._days[rules.sources]

    def _announced(self, window: Window, sources: tuple[str, ...]) -> Sequence[Candidate]:
        asked_for = (window, sources)
        if asked_for not in self._candidates:
            found = self._store.papers.candidates(window.first, window.last, sources)
            self._candidates[asked_for] = found
            self.papers |= {candidate.paper.key: candidate.paper for candidate in found}
        return self._candidates[asked_for]

    def _pick(self, gathered: Gathered) -> Digest:
        """Channels that ask for the same and saw the same get the same: most of them, where most keep the defaults."""
        here = gathered.here
        same = (gathered.rules, gathered.window, gathered.seen, frozenset(here.savers.items()), here.opinions)
        if same not in self._picked:
            self._picked[same] = pick(
                gathered.candidates,
                gathered.rules,
                seen=gathered.seen,
                today=gathered.window.last,
                now=self.now,
                here=here,
                memo=self._memo,
            )
        return self._picked[same]


def choose(
    store: Store, subscription: Subscription, occurrence: datetime, now: datetime, sources: Sequence[Source]
) -> Digest:
    """The digest of ``occurrence``, from what is stored at ``now``; ``sources`` are those that are enabled.

    Blocks on the database: call it through ``asyncio.to_thread``.
    """
    return Readings(store, now, sources).choose_all([(subscription, occurrence)])[0]


def gather(
    store: Store, subscription: Subscription, occurrence: datetime, now: datetime, sources: Sequence[Source]
) -> Gathered:
    """What the digest of ``occurrence`` is chosen from; its rules' window is as wide as the occurrence needs."""
    return Readings(store, now, sources).gather_all([(subscription, occurrence)])[0]


def window_of(subscription: Subscription, occurrence: datetime, now: datetime, sources: Sequence[Source]) -> Window:
    """The days that the digest of ``occurrence`` covers when it is made at ``now``.

    Daily and weekly: since the previous occurrence, at least the rolling window, up to the sources' own today, so
    that a late post holds the newest papers too. Monthly: that month. A source whose newest day lies before all of
    this (the sample, an archive) is read at the same width up to that day.
    """
    first, last = covers(subscription.schedule, occurrence)
    today = newest_today(subscription.rules, now, sources)
    least = timedelta(days=subscription.rules.window_days - 1)
    if today < first:
        return Window(today - max(last - first, least), today)
    if subscription.schedule.cadence == "monthly":
        return Window(first, last)
    return Window(min(first, today - least), today)


def newest_today(rules: Rules, now: datetime, sources: Sequence[Source]) -> date:
    """The latest of the calendar days that the asked sources have at ``now``; the UTC day when there are none."""
    return max((source.today(now) for source in asked(rules, sources)), default=now.astimezone(UTC).date())


def asked(rules: Rules, sources: Sequence[Source]) -> list[Source]:
    """Those of ``sources`` that ``rules`` ask for."""
    return [source for source in sources if not rules.sources or source.name in rules.sources]


def source_days(store: Store, rules: Rules, now: datetime, sources: Sequence[Source]) -> tuple[SourceDay, ...]:
    """How today is, at ``now``, for each source that ``rules`` ask for.

    A day that was never looked at is ``fresh`` where its papers are stored all the same (an imported archive), else
    ``waiting`` where the calendar expects some, else ``quiet``.
    """
    return tuple(_source_day(store, source, now) for source in asked(rules, sources))


def _source_day(store: Store, source: Source, now: datetime) -> SourceDay:
    day = source.today(now)
    known = store.sources.day(source.name, day)
    if known:
        return known
    papers = len(store.papers.candidates(day, day, (source.name,)))
    missing = DayState.WAITING if source.expects(day) else DayState.QUIET
    state = DayState.FRESH if papers else missing
    return SourceDay(source=source.name, day=day, state=state, checked_at=now, papers=papers, asked=False)


def entries(
    papers: Mapping[PaperKey, Paper],
    picks: Sequence[Pick],
    summaries: Mapping[PaperKey, Summary] | None = None,
    first: int = 1,
) -> tuple[Entry, ...]:
    """The picks with their ``papers``, in the order of the picks; numbers count from ``first``. PURE.

    A pick whose paper is not among them, because it is gone from the database, is left out.
    """
    summaries = summaries or {}
    return tuple(
        Entry(
            paper=papers[pick.key],
            number=number,
            summary=summaries.get(pick.key) or summaries.get(papers[pick.key].key),
            reasons=pick.reasons,
        )
        for number, pick in enumerate((pick for pick in picks if pick.key in papers), start=first)
    )


async def dress(
    store: Store,
    picks: Sequence[Pick],
    summarizers: Mapping[SummaryMode, Summarizer],
    mode: SummaryMode,
    first: int = 1,
) -> tuple[Entry, ...]:
    """``entries`` with papers as stored now, and their summaries: all that ``compose.digest`` needs of the picks."""
    return await Wardrobe(store, summarizers).dress(picks, mode, first)


class Wardrobe:
    """Dresses picks for many digests: what one of them needed is at hand for the next, as it was for ``KEPT``."""

    def __init__(self, store: Store, summarizers: Mapping[SummaryMode, Summarizer]) -> None:
        self._store = store
        self._summarizers = summarizers
        self._papers: dict[PaperKey, Paper] = {}
        self._summaries: defaultdict[SummaryMode, dict[PaperKey, Summary]] = defaultdict(dict)
        self._fresh_until = -inf

    async def dress(self, picks: Sequence[Pick], mode: SummaryMode, first: int = 1) -> tuple[Entry, ...]:
        """``entries`` with their summaries."""
        self._air()
        papers, summaries = self._papers, self._summaries[mode]
        unknown = [pick.key for pick in picks if pick.key not in papers]
        if unknown:
            papers |= await asyncio.to_thread(self._store.papers.many, unknown)
        bare = {papers[pick.key].key: papers[pick.key] for pick in picks if pick.key in papers}
        new = [paper for key, paper in bare.items() if key not in summaries]
        if new:
            summaries |= await summarize(self._store, self._summarizers, new, mode)
        return entries(papers, picks, summaries, first)

    def _air(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._fresh_until:
            self._papers, self._summaries = {}, defaultdict(dict)
            self._fresh_until = now + KEPT.total_seconds()


async def summarize(
    store: Store, summarizers: Mapping[SummaryMode, Summarizer], papers: Iterable[Paper], mode: SummaryMode
) -> dict[PaperKey, Summary]:
    """A summary of each paper that has anything to summarize: as ``mode`` asks, else the next that needs less.

    New ones are kept, so that a paper is summarized once. Never longer than ``SUMMARY_BUDGET`` in all, and never
    an error: a summarizer that fails is logged, and its papers get the next one's.
    """
    found: dict[PaperKey, Summary] = {}
    missing = {paper.key: paper for paper in papers}
    deadline = asyncio.get_running_loop().time() + SUMMARY_BUDGET.total_seconds()
    for name in (name for name in FALLBACKS[mode] if name in summarizers):
        fresh = await _summaries(store, summarizers[name], list(missing.values()), deadline)
        stands_in = mode == "model" != name and "model" in summarizers
        found |= {key: _late(summary) for key, summary in fresh.items()} if stands_in else fresh
        missing = {key: paper for key, paper in missing.items() if key not in fresh}
        if not missing:
            break
    return found


async def _summaries(
    store: Store, summarizer: Summarizer, papers: Sequence[Paper], deadline: float
) -> dict[PaperKey, Summary]:
    keys = [paper.key for paper in papers]
    known = await asyncio.to_thread(store.summaries.cached, keys, summarizer.name)
    new = [paper for paper in papers if paper.key not in known]
    made = await asyncio.gather(*(_summary(summarizer, paper, deadline) for paper in new))
    fresh = {paper.key: summary for paper, summary in zip(new, made, strict=True) if summary}
    if fresh:
        await asyncio.to_thread(store.summaries.record, summarizer.name, fresh)
    return known | fresh


def _late(summary: Summary) -> Summary:
    return replace(summary, provenance=summary.provenance + LATE)


async def _summary(summarizer: Summarizer, paper: Paper, deadline: float) -> Summary | None:
    try:
        async with asyncio.timeout_at(deadline):
            return await summarizer.summarize(paper)
    except TimeoutError:
        log.warning("summary_too_late", summarizer=summarizer.name, paper=paper.key)
    except Exception:
        log.exception("summary_failed", summarizer=summarizer.name, paper=paper.key)
    return None
