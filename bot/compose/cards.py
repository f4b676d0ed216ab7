"""A paper as a reader meets it: the card of a list or a digest, and its buttons."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from bot.codec import fits
from bot.commands import Cite, Command, Save, Show, Similar, Vote
from bot.compose.words import NAME_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT, byline, day_words, title_of, web
from bot.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Divider,
    Facts,
    Form,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Time,
    Verbatim,
)
from bot.model import Paper, Summary, Topic, without_label
from bot.text import shorten

BUDGET = 3300
"""Characters of one message. Discord holds 4,000, of CJK or emoji some 3,300; Slack more."""

LEAST_SUMMARY = 60
"""A summary shorter than this says nothing and is left out instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper dressed for a reader.

    ``reasons`` are why it was picked; ``matches`` the topics of this channel that it meets; ``snippet`` the words
    around what was searched for, shown in place of the summary.
    """

    paper: Paper
    number: int | None = None
    summary: Summary | None = None
    reasons: tuple[str, ...] = ()
    matches: tuple[Topic, ...] = ()
    snippet: str = ""


def card(
    entry: Entry, buttons: tuple[Button, ...] = (), today: date | None = None, told: date | None = None
) -> PaperCard:
    """The card of one paper; ``today`` decides whether its day needs a year; a day that is ``told`` is left out."""
    paper = entry.paper
    text, label = _summary(entry)
    return PaperCard(
        key=paper.key,
        title=title_of(paper.title, TITLE_LIMIT),
        url=web(paper.abstract_url),
        number=entry.number,
        summary=text,
        summary_label=label if text else "",
        byline=byline(paper.authors),
        organisation=shorten(paper.organisation, NAME_LIMIT) if paper.organisation else None,
        announced=day_words(paper.announced_on, today) if paper.announced_on not in (None, told) else "",
        votes=paper.votes,
        comments=paper.comments,
        stars=paper.stars,
        reasons=entry.reasons,
        badges=tuple(f"matches {shorten(str(topic), NAME_LIMIT)}" for topic in entry.matches),
        topics=tuple(topic.value for topic in entry.matches),
        links=_links(paper),
        buttons=buttons,
    )


def _links(paper: Paper) -> tuple[Link, ...]:
    """What is about the paper besides its abstract."""
    found = (("Code", web(paper.code_url)), ("Discussion", web(paper.discussion_url)))
    return tuple(Link(words, url) for words, url in found if url)


def _summary(entry: Entry) -> tuple[str, str]:
    if entry.snippet:
        _, sample = without_label(entry.paper.abstract)
        return shorten(entry.snippet, SUMMARY_LIMIT), "from the sample text" if sample else "from the abstract"
    if entry.summary:
        return shorten(entry.summary.text, SUMMARY_LIMIT), entry.summary.provenance
    return "", ""


def digest_buttons(paper: Paper) -> tuple[Button, ...]:
    """What a reader of a digest can do with a paper, the most used first."""
    key = paper.key
    return buttons(
        ("Details", Show(key)),
        ("Save", Save(key)),
        ("👍 Useful", Vote(key, 1)),
        ("👎 Not useful", Vote(key, -1)),
        ("More like this", Similar(key)),
        ("Cite", Cite(key)),
    )


def list_buttons(paper: Paper) -> tuple[Button, ...]:
    """What a reader of a list can do with a paper."""
    return buttons(("Details", Show(paper.key)), ("Save", Save(paper.key)), ("More like this", Similar(paper.key)))


def buttons(*wanted: tuple[str, Command]) -> tuple[Button, ...]:
    """Those whose command fits into a button's id."""
    return tuple(Button(label, command) for label, command in wanted if fits(command))


def actions(*wanted: tuple[str, Command]) -> tuple[Block, ...]:
    """A row of buttons below a document; no row where none fits."""
    shown = buttons(*wanted)
    return (Actions(shown),) if shown else ()


def sized(cards: tuple[PaperCard, ...], rest: tuple[Block, ...], budget: int = BUDGET) -> tuple[PaperCard, ...]:
    """The cards with summaries as long as lets all of them and ``rest`` stay within one message's ``budget``.

    Long summaries give way before short ones; where less than ``LEAST_SUMMARY`` would be left, all go.
    """
    room = budget - sum(map(weight, rest)) - sum(weight(replace(card, summary="", summary_label="")) for card in cards)
    limit = SUMMARY_LIMIT
    while limit >= LEAST_SUMMARY:
        shortened = tuple(_limited(card, limit) for card in cards)
        if sum(len(card.summary) + len(card.summary_label) for card in shortened) <= room:
            return shortened
        limit -= 20
    return tuple(replace(card, summary="", summary_label="") for card in cards)


def _limited(card: PaperCard, limit: int) -> PaperCard:
    return card if len(card.summary) <= limit else replace(card, summary=shorten(card.summary, limit))


def weight(block: Block) -> int:
    """About how many characters a reader sees of a block; the counters and separators of a card count as 30."""
    match block:
        case PaperCard():
            words = (block.title, block.summary, block.summary_label, block.byline, block.announced)
            extras = (block.organisation or "", *block.reasons, *block.badges)
            return 30 + sum(map(len, words)) + sum(len(extra) + 2 for extra in extras)
        case Paragraph(spans=spans):
            return _width(spans)
        case Facts(items=items) | Bullets(items=items):
            return sum(_width(item) + 3 for item in items)
        case Heading(text=text) | Verbatim(text=text):
            return len(text)
        case Divider() | Actions() | Form():
            return 0
        case _:
            assert_never(block)


def _width(spans: Line) -> int:
    return sum(
        len(span) if isinstance(span, str) else 16 if isinstance(span, Time) else len(span.text) for span in spans
    )
