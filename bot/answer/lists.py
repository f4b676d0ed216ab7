"""Lists of papers: a day, a week, a month, the most voted, a search."""

import asyncio
import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

import structlog

from bot import compose
from bot.answer.desk import Desk
from bot.commands import Caller, Day, Month, Search, Today, Top, Week
from bot.compose import PER_PAGE, Entry, Listing, Page
from bot.document import Document, Line
from bot.errors import StorageError, UserError
from bot.model import Paper, PaperKey, Rules, SourceDay, Summary, Topic
from bot.search import Query, Results
from bot.selection import source_days, summarize
from bot.text import compact
from bot.topics import matches

log = structlog.get_logger(__name__)

Lists = Today | Day | Week | Month | Top | Search

TOP_LIMIT = 50
"""So deep goes a list of the most voted."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page before it is dressed: what the list says, which papers stand on it."""

    about: Listing
    page: Page
    entries: Sequence[Entry]


async def answer(desk: Desk, command: Lists, caller: Caller) -> Document:
    """The list that was asked for, its papers with summaries and with this channel's topics marked."""
    sheet = await asyncio.to_thread(_sheet, desk, command, caller)
    entries = await summarized(desk, sheet.entries)
    return compose.listing(sheet.about, entries, sheet.page, desk.today(caller))


def _sheet(desk: Desk, command: Lists, caller: Caller) -> Sheet:
    with desk.store.snapshot():
        return _read(desk, command, caller)


def _read(desk: Desk, command: Lists, caller: Caller) -> Sheet:
    match command:
        case Today():
            return _newest(desk, caller)
        case Day():
            return _day(desk, command, caller)
        case Week(monday=monday):
            about = Listing(f"Papers of the week, {compose.week_words(monday)}")
            return _period(desk, about, (monday, monday + timedelta(days=6)), command, caller)
        case Month(first=first):
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            return _period(desk, Listing(f"Papers of {compose.month_words(first)}"), (first, last), command, caller)
        case Top():
            return _top(desk, command, caller)
        case Search():
            return _search(desk, command, caller)
        case _:
            assert_never(command)


def _newest(desk: Desk, caller: Caller) -> Sheet:
    """The newest day that has papers; when that is not today, why today has none."""
    until = desk.newest_today()
    newest = desk.store.papers.newest_day(until) or until
    days = source_days(desk.store, Rules(), desk.now(), desk.sources)
    known = [day for day in days if day.asked] if all(day.day == newest for day in days) else None
    sheet = _day(desk, Day(newest), caller, known)
    today = desk.today(caller)
    missing = [compose.source_words(day, desk.voice, caller.zone, today) for day in days if not day.papers]
    return replace(sheet, about=replace(sheet.about, before=(*missing, *sheet.about.before)))


def _day(desk: Desk, command: Day, caller: Caller, known: Sequence[SourceDay] | None = None) -> Sheet:
    """``known``: how that day is with each source, where it has been read already."""
    if known is None:
        read = (desk.store.sources.day(source.name, command.day) for source in desk.sources)
        known = [day for day in read if day]
    notes = compose.warnings(known, desk.voice, caller.zone, desk.today(caller))
    about = Listing(f"Papers of {compose.day_words(command.day)}", after=notes, day=command.day)
    return _period(desk, about, (command.day, command.day), command, caller)


def _period(desk: Desk, about: Listing, days: tuple[date, date], command: Day | Week | Month, caller: Caller) -> Sheet:
    """The papers announced on these days, by trending score."""
    first, last = days
    now, topics = desk.now(), desk.topics(caller)
    papers = desk.shelf.trending(desk.store.papers, first, last, now)
    page = Page(command.page, len(papers), lambda number: replace(command, page=number))
    entries = _entries(papers[page.offset : page.offset + PER_PAGE], page, topics)
    about = replace(about, facts=("by trending score", _matching(papers, topics)))
    return Sheet(about if papers else replace(about, empty=_nothing(desk, caller, first, last)), page, entries)


def _nothing(desk: Desk, caller: Caller, first: date, last: date) -> Line:
    newest = desk.store.papers.newest_day(min(first, desk.newest_today()))
    return compose.empty_days(first, last, newest, desk.voice, desk.today(caller))


def _matching(papers: Sequence[Paper], topics: Sequence[Topic]) -> str:
    if not topics or not papers:
        return ""
    count = sum(1 for paper in papers if matches(paper, topics))
    return f"{compact(count)} {'matches' if count == 1 else 'match'} this channel's topics"


def _entries(
    papers: Sequence[Paper], page: Page, topics: Sequence[Topic], reasons: Sequence[tuple[str, ...]] = ()
) -> list[Entry]:
    return [
        Entry(paper, page.offset + place + 1, reasons=reasons[place] if reasons else (), matches=matches(paper, topics))
        for place, paper in enumerate(papers)
    ]


def _top(desk: Desk, command: Top, caller: Caller) -> Sheet:
    """The most voted of the last days: by the community, or by this channel."""
    last = desk.newest_today()
    first = last - timedelta(days=command.days - 1)
    if command.here:
        ranked = desk.store.people.top_here(caller.destination, desk.now() - timedelta(days=command.days), TOP_LIMIT)
        papers = [paper for paper, _ in ranked]
        reasons = [(compose.votes_here(votes),) for _, votes in ranked]
    else:
        papers, reasons = desk.store.papers.top(first, last, TOP_LIMIT), []
    page = Page(command.page, len(papers), lambda number: replace(command, page=number))
    chosen = slice(page.offset, page.offset + PER_PAGE)
    entries = _entries(papers[chosen], page, desk.topics(caller), reasons[chosen])
    return Sheet(compose.top(command, caller.channel_name, desk.voice), page, entries)


def _search(desk: Desk, command: Search, caller: Caller) -> Sheet:
    page = Page(command.page, 0, lambda number: replace(command, page=number))
    query = Query(
        words=command.words,
        author=command.author,
        since=command.since,
        source=command.source,
        sort=command.sort,
        limit=PER_PAGE,
        offset=page.offset,
    )
    results = found_for(desk, query)
    papers = desk.store.papers.many([hit.key for hit in results.hits])
    found = [(papers[hit.key], hit.snippet) for hit in results.hits if hit.key in papers]
    page = replace(page, total=results.total)
    entries = _entries([paper for paper, _ in found], page, desk.topics(caller))
    with_words = [replace(entry, snippet=snippet) for entry, (_, snippet) in zip(entries, found, strict=True)]
    about = compose.found(command, results.how, results.corrected, desk.voice, desk.today(caller), results.total)
    return Sheet(about, page, with_words)


def found_for(desk: Desk, query: Query) -> Results:
    """What the index finds.

    Raises:
        UserError: it cannot be read now.
    """
    try:
        with desk.meter.searching():
            return desk.index.search(query)
    except StorageError as error:
        raise not_ready(error) from error


def not_ready(error: StorageError) -> UserError:
    """What a person is told while the search index cannot be read; whoever runs Paperboy finds ``error`` in the log."""
    log.warning("search_not_ready", problem=str(error))
    return UserError("Search is not ready: its index is being rebuilt.", "Try again in a minute.")


async def summarized(desk: Desk, entries: Sequence[Entry]) -> list[Entry]:
    """The entries with a summary where there is no snippet."""
    papers = [entry.paper for entry in entries if not entry.snippet]
    summaries = await _summaries(desk, papers)
    return [replace(entry, summary=summaries.get(entry.paper.key)) for entry in entries]


async def _summaries(desk: Desk, papers: Sequence[Paper]) -> Mapping[PaperKey, Summary]:
    mode, now = desk.rules.summary, desk.now()
    kept = desk.shelf.summaries(mode, papers, now)
    new = [paper for paper in papers if paper.key not in kept]
    if not new:
        return kept
    made = await summarize(desk.store, desk.summarizers, new, mode)
    desk.shelf.keep(mode, new, made, now)
    return kept | made
