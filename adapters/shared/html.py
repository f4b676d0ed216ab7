"""PURE. Documents as HTML that means what it says: headings, lists, articles, times. Every string is escaped here."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from adapters.shared.cards import counters
from adapters.shared.hostile import is_web
from bot.commands import Command, Show
from bot.document import (
    Actions,
    Block,
    Bullets,
    Button,
    Code,
    Divider,
    Document,
    Facts,
    Form,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Span,
    Strong,
    Time,
    Verbatim,
)
from bot.text import clean, verbatim

Where = Callable[[Command], str | None]
"""The address of the page that answers a command; ``None`` where no page does."""

_FORMATS = {"date": "%a %-d %b %Y", "time": "%H:%M", "datetime": "%a %-d %b %Y, %H:%M"}
_NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def words(text: str) -> str:
    """``text`` without what may stand in no page: controls, overrides of direction, code points of nothing."""
    return text if text.isprintable() else _NO_CHARACTERS.sub("", clean(text))


def copied(text: str) -> Markup:
    """Text to copy, line by line as it is."""
    return Markup('<pre tabindex="0">{}</pre>').format(_NO_CHARACTERS.sub("", verbatim(text)))


def outward(url: str | None) -> str | None:
    """``url`` where it leads to the web and nowhere else."""
    return url if url and is_web(url) and url.isprintable() else None


def document(shown: Document, where: Where) -> Markup:
    """The blocks of a document; its title is for the page. Buttons that no page answers are left out."""
    return _joined(_block(block, where) for block in shown.blocks)


def _block(block: Block, where: Where) -> Markup:
    match block:
        case Heading(text):
            return Markup("<h2>{}</h2>\n").format(words(text))
        case Paragraph(spans):
            return Markup('<p dir="auto">{}</p>\n').format(line(spans))
        case Facts(items):
            return _list(items, "facts")
        case Bullets(items):
            return _list(items, "bullets")
        case Verbatim(text):
            return copied(text)
        case Divider():
            return Markup("<hr>\n")
        case Actions(buttons):
            return _row(buttons, where)
        case PaperCard():
            return _card(block, where)
        case Form():
            return Markup()  # the text around it says the same
        case _:
            assert_never(block)


def _list(items: tuple[Line, ...], kind: str) -> Markup:
    lines = _joined(Markup("<li><bdi>{}</bdi></li>\n").format(line(item)) for item in items)
    return Markup('<ul class="{}">\n{}</ul>\n').format(kind, lines) if items else Markup()


def _row(buttons: tuple[Button, ...], where: Where) -> Markup:
    known = [(button.label, path) for button in buttons if (path := where(button.command))]
    links = _joined(Markup('<li><a href="{}">{}</a></li>\n').format(path, words(label)) for label, path in known)
    return Markup('<ul class="row">\n{}</ul>\n').format(links) if known else Markup()


def _card(card: PaperCard, where: Where) -> Markup:
    path = where(Show(card.key)) or outward(card.url)
    title = Markup("<bdi>{}</bdi>").format(words(card.title))
    head = Markup('<a href="{}">{}</a>').format(path, title) if path else title
    badges = _joined(Markup(' <span class="badge">{}</span>').format(words(badge)) for badge in card.badges)
    parts = (Markup("<h2>{}{}</h2>\n").format(head, badges), _summary(card), _card_facts(card), _because(card))
    return Markup('<article class="paper">\n{}</article>\n').format(_joined(parts))


def _card_facts(card: PaperCard) -> Markup:
    facts = (*counters(card), card.organisation or "", card.byline, card.announced)
    items = _joined(Markup("<li><bdi>{}</bdi></li>\n").format(words(fact)) for fact in facts if fact)
    return Markup('<ul class="facts">\n{}</ul>\n').format(items) if items else Markup()


def _summary(card: PaperCard) -> Markup:
    if not card.summary:
        return Markup()
    label = Markup(' <span class="label">({})</span>').format(words(card.summary_label)) if card.summary_label else ""
    return Markup('<p dir="auto">{}{}</p>\n').format(words(card.summary), label)


def _because(card: PaperCard) -> Markup:
    if not card.reasons:
        return Markup()
    return Markup('<p class="because">because: {}</p>\n').format(words(" · ".join(card.reasons)))


def line(spans: Line) -> Markup:
    """Spans, one after the other."""
    return _joined(map(_span, spans))


def _span(span: Span) -> Markup:
    match span:
        case str():
            return Markup("{}").format(words(span))
        case Strong(text):
            return Markup("<strong>{}</strong>").format(words(text))
        case Code(text):
            return Markup("<code>{}</code>").format(words(text))
        case Link(text, url):
            address = outward(url)
            shown = words(text)
            return Markup('<a href="{}">{}</a>').format(address, shown) if address else Markup("{}").format(shown)
        case Time(at, zone, style):
            return Markup('<time datetime="{}">{}</time>').format(_instant(at), _local(at, zone, _FORMATS[style]))
        case _:
            assert_never(span)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(at: datetime, zone: str, style: str) -> str:
    """In ``zone``, and which that is; in UTC where this machine does not know it."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        known = ZoneInfo("UTC")
    told = "" if style == _FORMATS["date"] else f" {known.key}"
    return at.astimezone(known).strftime(style) + told


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
