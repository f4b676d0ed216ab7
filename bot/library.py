"""What is collected, to be read as pages: days, searches, papers, digests that were posted."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ParamSpec, TypeVar

import structlog

from bot import cite, compose
from bot.addresses import EMAIL
from bot.answer.desk import Desk
from bot.answer.lists import found_for, summarized
from bot.commands import SearchSort
from bot.compose import Entry
from bot.document import Document
from bot.errors import StorageError, UserError
from bot.model import (
    Delivery,
    Destination,
    Paper,
    PaperKey,
    Pick,
    Rules,
    Schedule,
    SourceDay,
    Subscription,
    SummaryMode,
)
from bot.model.library import DayPapers, Found, PaperLine, PaperPage, PostedDigest
from bot.ports import Suggestions, Summarizer
from bot.search import Query
from bot.selection import dress, summarize

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PER_PAGE = 30
SIMILAR = 6
DIGESTS = 100
"""So many of a channel are told: more is an archive, and no feed."""
WHOLE = 100_000
"""Characters of a digest: a page has room for all of its summaries."""


class Library:
    """A ``ports.Library`` on what answers are made from."""

    def __init__(self, desk: Desk, suggestions: Suggestions) -> None:
        self._desk = desk
        self._store = desk.store
        self._suggestions = suggestions

    async def day(self, day: date, page: int = 1) -> DayPapers:
        """The papers of a day, by trending score."""
        return await self.period(day, day, page)

    async def period(self, first: date, last: date, page: int = 1) -> DayPapers:
        """The papers of all days in [first, last]."""
        found, entries, newest = await self._read(self._period, first, last, page)
        return replace(found, papers=await self._lines(entries, newest))

    async def newest(self) -> date | None:
        """The newest day that has papers."""
        return await self._read(self._newest)

    async def search(
        self,
        words: str,
        author: str | None = None,
        since: date | None = None,
        source: str | None = None,
        sort: SearchSort = "relevance",
        page: int = 1,
    ) -> Found:
        """What a person's own words find."""
        query = Query(words, author, since, source, sort, PER_PAGE, (page - 1) * PER_PAGE)
        found, entries, newest = await self._read(self._search, query)
        return replace(found, papers=await self._lines(entries, newest), page=page)

    async def suggest(self, text: str) -> Sequence[tuple[str, PaperKey]]:
        """Title and key of papers that may be meant by what is typed so far."""
        return await self._suggestions.papers(text)

    async def paper(self, key: PaperKey) -> PaperPage | None:
        """One paper in full. The abstract is there whole, so the only summary worth its room is somebody else's."""
        page = await self._read(self._paper, key)
        if page is None:
            return None
        others: dict[SummaryMode, Summarizer] = {
            mode: made for mode, made in self._desk.summarizers.items() if mode == "huggingface"
        }
        summaries = await summarize(self._store, others, [page.paper], "huggingface")
        return replace(page, summary=summaries.get(page.paper.key))

    async def digest(self, key: str) -> Document | None:
        """A digest that was posted in a channel; what somebody gets by mail is nobody else's."""
        found = await self._read(self._posted, key)
        if found is None:
            return None
        delivery, subscription = found
        chosen = replace(delivery.digest, picks=_picks(delivery))
        entries = await dress(self._store, chosen.picks, self._desk.summarizers, subscription.rules.summary)
        voice = self._desk.voice.on(delivery.destination.platform)
        made = compose.digest(subscription, chosen, entries, delivery.occurrence, voice, budget=WHOLE)
        return replace(made, notify="")

    async def digests(self, destination: Destination) -> Sequence[PostedDigest]:
        """The digests that stand in a channel, the newest first."""
        return await self._read(self._digests, destination)

    async def revision(self) -> int:
        """A number that changes whenever a page about papers may."""
        return await self._read(self._store.papers.revision)

    async def _lines(self, entries: Sequence[Entry], newest: date | None) -> tuple[PaperLine, ...]:
        return tuple(
            PaperLine(entry.paper, entry.summary, entry.paper.announced_on == newest is not None, entry.snippet)
            for entry in await summarized(self._desk, entries)
        )

    # What blocks on the database

    def _newest(self) -> date | None:
        return self._store.papers.newest_day(self._desk.newest_today())

    async def _read(self, call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """In a thread, and as the database is at one moment.

        Raises:
            UserError: the database cannot be read now; whoever runs Paperboy finds why in the log.
        """

        def read() -> T:
            with self._store.snapshot():
                return call(*given, **named)

        try:
            return await asyncio.to_thread(read)
        except StorageError as error:
            log.warning("page_not_read", problem=str(error))
            raise UserError("The papers cannot be read right now.", "Try again in a minute.") from error

    def _period(self, first: date, last: date, page: int) -> tuple[DayPapers, list[Entry], date | None]:
        papers, newest = self._store.papers, self._newest()
        found = self._desk.shelf.trending(papers, first, last, self._desk.now())
        begin = (page - 1) * PER_PAGE
        days = DayPapers(
            first=first,
            last=last,
            total=len(found),
            page=page,
            pages=_pages(len(found)),
            earlier=papers.newest_day(_before(first)),
            later=papers.next_day(last, newest) if newest else None,
            sources=self._source_days(first) if first == last else (),
        )
        return days, [Entry(paper) for paper in found[begin : begin + PER_PAGE]], newest

    def _source_days(self, day: date) -> tuple[SourceDay, ...]:
        known = (self._store.sources.day(source.name, day) for source in self._desk.sources)
        return tuple(day for day in known if day)

    def _search(self, query: Query) -> tuple[Found, list[Entry], date | None]:
        answered = found_for(self._desk, query)
        papers = self._store.papers.many([hit.key for hit in answered.hits])
        entries = [Entry(papers[hit.key], snippet=hit.snippet) for hit in answered.hits if hit.key in papers]
        pages = _pages(answered.total)
        found = Found(total=answered.total, pages=pages, how=answered.how, corrected=answered.corrected)
        return found, entries, self._newest()

    def _paper(self, key: PaperKey) -> PaperPage | None:
        paper = self._store.papers.get(key)
        if paper is None:
            return None
        newest, near = self._newest(), self._similar(paper)
        return PaperPage(
            paper=paper,
            bibtex=cite.bibtex([paper]),
            new=paper.announced_on == newest is not None,
            signals=self._store.papers.signals(paper.key),
            similar=near,
        )

    def _similar(self, paper: Paper) -> tuple[Paper, ...]:
        """None while the index is being rebuilt: the rest of the page can be read."""
        try:
            keys = [hit.key for hit in self._desk.index.similar(paper, SIMILAR)]
        except StorageError as error:
            log.warning("no_similar_papers", problem=str(error))
            return ()
        papers = self._store.papers.many(keys)
        return tuple(papers[key] for key in keys if key in papers)

    def _posted(self, key: str) -> tuple[Delivery, Subscription] | None:
        delivery = self._store.ledger.of_key(key)
        if delivery is None or not delivery.confirmed or delivery.destination.platform == EMAIL:
            return None
        return delivery, self._subscription(delivery)

    def _subscription(self, delivery: Delivery) -> Subscription:
        """What it was posted for; what was ended since is remembered by its deliveries alone."""
        known = self._store.subscriptions.by_id(delivery.subscription_id)
        at = delivery.occurrence
        return known or Subscription(0, delivery.destination, "", Schedule(), Rules(), "", at, at)

    def _digests(self, destination: Destination) -> list[PostedDigest]:
        rows = self._store.ledger.recent(DIGESTS, destination)
        return [self._told(row) for row in rows if row.confirmed and row.destination.platform != EMAIL]

    def _told(self, row: Delivery) -> PostedDigest:
        posted_at = max(part.receipt.at for part in row.parts if part.receipt)
        title = compose.digest_title(self._subscription(row), row.occurrence)
        return PostedDigest(row.key, title, posted_at, tuple(pick.key for pick in _picks(row)))


def _picks(delivery: Delivery) -> tuple[Pick, ...]:
    """Those that stand in the channel."""
    return tuple(pick for part in delivery.parts if part.receipt for pick in delivery.picks_of(part))


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def _before(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day
