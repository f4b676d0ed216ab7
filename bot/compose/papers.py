"""Lists of papers with pages, and one paper: in full, cited, explained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.commands import Cite, Command, Save, Search, Show, Similar, Top, Vote
from bot.compose.cards import BUDGET, Entry, actions, card, list_buttons, sized, weight
from bot.compose.words import (
    NAME_LIMIT,
    TITLE_LIMIT,
    Voice,
    byline,
    day_words,
    listed,
    names_words,
    plural,
    title_of,
    web,
)
from bot.document import Block, Button, Code, Document, Facts, Line, Link, Paragraph, Strong, Time, Verbatim
from bot.model import Delivery, Paper
from bot.text import compact, shorten

PER_PAGE = 5
NEXT = "Next"
"""The button that leads to the next page."""
LONGER = (30, 365)
"""Days to look at instead, where those that were asked for hold nothing."""
AUTHORS_SHOWN = 12
LEAST_ABSTRACT = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Page ``number`` (from 1) of ``total`` papers; ``turn`` makes the command of another page."""

    number: int
    total: int
    turn: Callable[[int], Command]

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def offset(self) -> int:
        """How many papers come before this page."""
        return (self.number - 1) * PER_PAGE


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says beside its papers: facts in small print, notes above and below; ``day`` if its title says it."""

    title: str
    facts: tuple[str, ...] = ()
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()
    empty: Line = ("There is nothing here.",)
    private: bool = False
    day: date | None = None


def listing(
    about: Listing,
    entries: Sequence[Entry],
    page: Page,
    today: date | None = None,
    choices: Callable[[Paper], tuple[Button, ...]] = list_buttons,
) -> Document:
    """A page of papers: how many there are in all, the cards, and the ways to the other pages."""
    if not entries:
        return _empty(about, page)
    where = (f"page {page.number} of {page.last}",) if page.last > 1 else ()
    facts = Facts(tuple((item,) for item in (plural(page.total, "paper"), *about.facts, *where) if item))
    head: tuple[Block, ...] = (*map(Paragraph, about.before), facts)
    tail = tuple(map(Paragraph, about.after))
    cards = tuple(card(entry, choices(entry.paper), today, about.day) for entry in entries)
    blocks = (*head, *sized(cards, (*head, *tail)), *tail, *_turns(page))
    return Document(title_of(about.title), blocks, private=about.private)


def _empty(about: Listing, page: Page) -> Document:
    beyond: Line = (f"There {'is' if page.last == 1 else 'are'} only {plural(page.last, 'page')}.",)
    words = beyond if page.total else about.empty
    turns = actions(("First page", page.turn(1))) if page.total else ()
    notes = map(Paragraph, (*about.before, words, *about.after))
    return Document(title_of(about.title), (*notes, *turns), private=about.private)


def _turns(page: Page) -> tuple[Block, ...]:
    wanted: list[tuple[str, Command]] = []
    if page.number > 1:
        wanted.append(("Previous", page.turn(page.number - 1)))
    if page.number < page.last:
        wanted.append((NEXT, page.turn(page.number + 1)))
    return actions(*wanted)


def empty_days(first: date, last: date, newest: date | None, voice: Voice, today: date) -> Line:
    """What stands in the list of days without papers: which days, and the ``newest`` before them that has some."""
    days = day_words(first, today) if first == last else f"{day_words(first, today)} to {day_words(last, today)}"
    words = f"No paper of {days} is stored."
    if newest is None:
        return (f"{words} Nothing older is either. How the sources are: ", voice.command("status"))
    typed = voice.command(f"date {newest.isoformat()}")
    return (f"{words} The newest before is {day_words(newest, today)}: ", typed)


def top(command: Top, channel: str, voice: Voice) -> Listing:
    """What a list of the most voted says."""
    days = "today" if command.days == 1 else f"last {plural(command.days, 'day')}"
    if not command.here:
        more = next((length for length in LONGER if length > command.days), None)
        longer: Line = (" More days: ", voice.command(f"top {more}d")) if more else ()
        return Listing(f"Most voted, {days}", empty=("No paper of these days has a vote.", *longer))
    empty: Line = (
        "Nobody has voted here in these days. The buttons to vote stand under a paper in a digest, and in ",
        voice.command("show 2405.15738"),
    )
    return Listing(f"Most useful to {shorten(channel, NAME_LIMIT)}, {days}", facts=("by votes here",), empty=empty)


def votes_here(votes: int) -> str:
    """A channel's own votes, for less against."""
    return f"{plural(votes, 'vote')} here"


def found(search: Search, how: str, corrected: str | None, voice: Voice, today: date, total: int = 1) -> Listing:
    """What a list of ``total`` results says: what was asked, how it was matched, what to try when nothing was found."""
    asked = shorten(" ".join(search.words.split()), 80)
    order = {"relevance": "", "new": "newest first", "votes": "most voted first"}[search.sort]
    filters = (
        f"by {shorten(search.author, NAME_LIMIT)}" if search.author else "",
        f"since {day_words(search.since, today)}" if search.since else "",
        f"from {voice.source(search.source)}" if search.source else "",
    )
    return Listing(
        title=f"Search: {asked}" if asked else "Search",
        facts=(*filters, order),
        before=_matched(asked, how, corrected) if total else (),
        empty=_nothing_found(asked, any(filters), voice),
    )


def _matched(asked: str, how: str, corrected: str | None) -> tuple[Line, ...]:
    if corrected:
        return ((f"Nothing holds {_quoted(asked)}. These are the papers for ", Strong(shorten(corrected, 80)), "."),)
    if how == "any":
        return (("Few papers hold all of these words, so these hold some of them, the best match first.",),)
    return ()


def _quoted(asked: str) -> str:
    """Words in quotation marks, unless they stand in some already."""
    return asked if asked.startswith('"') and asked.endswith('"') else f"“{asked}”"


def _nothing_found(asked: str, filtered: bool, voice: Voice) -> Line:  # noqa: FBT001 - private, named at its call
    what = f"Nothing was found for {_quoted(asked)}" if asked else "Nothing was found"
    advice = "Fewer filters find more" if filtered else "Other words may"
    return (f"{what}. {advice}; the newest papers are in ", voice.command("today"), ".")


def paper(entry: Entry, voice: Voice, today: date, *, here: tuple[int, int] = (0, 0)) -> Document:
    """One paper in full; ``here`` are this channel's votes for and against it."""
    work = entry.paper
    head = (*_whole_title(work), *_standing(entry, today), *_people(work))
    summary = (Paragraph((Strong(f"{entry.summary.provenance}:"), f" {entry.summary.text}")),) if entry.summary else ()
    tail = (_details(work, voice, here), *_links(work))
    room = max(LEAST_ABSTRACT, BUDGET - sum(map(weight, (*head, *summary, *tail))))
    abstract = Paragraph((shorten(work.abstract, room) or "No abstract is known.",))
    return Document(title_of(work.title), (*head, *summary, abstract, *tail, *_choices(work)))


def _whole_title(work: Paper) -> tuple[Block, ...]:
    """What the document's title could not hold."""
    whole = title_of(work.title, 2 * TITLE_LIMIT)
    return (Paragraph((Strong(whole),)),) if whole != title_of(work.title) else ()


def _standing(entry: Entry, today: date) -> tuple[Block, ...]:
    shown = card(entry, today=today)
    counted = ((shown.votes, "vote"), (shown.comments, "comment"), (shown.stars, "star"))
    counters = [plural(count, word) for count, word in counted if count is not None]
    items = (*counters, shown.organisation, *_one_author(entry.paper), shown.announced, *shown.badges)
    known = tuple((item,) for item in items if item)
    return (Facts(known),) if known else ()


def _one_author(work: Paper) -> tuple[str, ...]:
    return (byline(work.authors),) if len(work.authors) == 1 else ()


def _people(work: Paper) -> tuple[Block, ...]:
    if len(work.authors) < 2:  # noqa: PLR2004 - one author stands among the facts
        return ()
    names = [shorten(" ".join(name.split()), NAME_LIMIT) for name in work.authors]
    more = [plural(len(names) - AUTHORS_SHOWN, "other")] if len(names) > AUTHORS_SHOWN else []
    return (Paragraph((Strong("Authors:"), f" {listed([*names[:AUTHORS_SHOWN], *more])}")),)


def _details(work: Paper, voice: Voice, here: tuple[int, int]) -> Facts:
    up, down = here
    items = (
        f"announced by {names_words(work.sources, voice)}" if work.sources else "",
        f"published {day_words(work.published_at.date())}" if work.published_at else "",
        f"version {work.version}" if work.version else "",
        shorten(", ".join(work.categories), NAME_LIMIT),
        shorten(", ".join(work.keywords), 120),
        f"here: {compact(up)} useful, {compact(down)} not" if up or down else "",
    )
    return Facts((*((item,) for item in items if item), (Code(work.key),)))


def _links(work: Paper) -> tuple[Block, ...]:
    known = (
        ("Abstract", work.abstract_url),
        ("PDF", work.pdf_url),
        ("Discussion", work.discussion_url),
        ("Code", work.code_url),
        ("Project", work.project_url),
    )
    links: tuple[Line, ...] = tuple((Link(text, safe),) for text, url in known if (safe := web(url)))
    return (Facts(links),) if links else ()


def _choices(work: Paper) -> tuple[Block, ...]:
    key = work.key
    return actions(
        ("Save", Save(key)),
        ("👍 Useful", Vote(key, 1)),
        ("👎 Not useful", Vote(key, -1)),
        ("More like this", Similar(key)),
        ("Cite", Cite(key)),
    )


def glance(entry: Entry, posted: Delivery | None, today: date, zone: str) -> Document:
    """A paper in brief; with ``posted``, the digest that brought it to this channel."""
    blocks: tuple[Block, ...] = (card(entry, list_buttons(entry.paper), today),)
    if posted:
        before: Line = ("Already shared here with the digest of ", Time(posted.occurrence, zone, "date"))
        blocks += (Facts((before,)),)
    return Document(title_of(entry.paper.title), blocks)


def similar(work: Paper, entries: Sequence[Entry], voice: Voice, today: date) -> Document:
    """A paper's neighbours."""
    about = Listing(
        title=f"Like “{shorten(work.title, 100)}”",
        empty=("Nothing like it has been collected yet. To search by words: ", voice.command("search"), "."),
    )
    return listing(about, entries, Page(1, len(entries), lambda _: Similar(work.key)), today)


def cite(work: Paper, text: str) -> Document:
    """A paper as BibTeX, to copy."""
    return Document(title_of(f"Cite “{shorten(work.title, 100)}”"), (Verbatim(text), *_back(work)))


def _back(work: Paper) -> tuple[Block, ...]:
    return actions(("Details", Show(work.key)), ("Save", Save(work.key)))
