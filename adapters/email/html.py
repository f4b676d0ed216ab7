"""PURE. A document as HTML for mail programs: tables and styles in place, since many know nothing else.

Nothing is loaded: no image, no font, no sheet. Where a program knows dark mode, the head's few rules turn the colours.
"""

from collections.abc import Sequence
from typing import Any, assert_never

from markupsafe import Markup

from adapters.email.links import Links, outward
from adapters.email.times import local
from adapters.shared.cards import counters
from adapters.shared.hostile import SEPARATOR
from adapters.shared.html import words
from adapters.shared.pages import environment
from bot.document import (
    Actions,
    Block,
    Bullets,
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
from bot.text import shorten, verbatim

PREVIEW = 160
"""Characters beside the subject in a list of mails: the papers' titles."""

Shown = dict[str, Any]
"""A block as the template takes it: its ``kind``, and what belongs to that."""

_LINK = Markup('<a class="link" href="{}" style="color:#0b57a4;text-decoration:underline">{}</a>')
_CODE = Markup('<code style="font-family:Consolas,Menlo,monospace;font-size:92%">{}</code>')
_STRONG = Markup("<strong>{}</strong>")


def html(document: Document, links: Links, foot: Sequence[Line]) -> str:
    """The whole part; the ``foot`` is in small print."""
    shown = [block for block in (_block(block, links) for block in document.blocks) if block]
    template = environment("adapters.email").get_template("mail.html")
    return template.render(
        title=document.title, preview=_preview(document), blocks=shown, foot=[line(each) for each in foot]
    )


def line(spans: Line) -> Markup:
    """Spans, one after the other."""
    return Markup().join(map(_span, spans))


def copied(text: str) -> Markup:
    """Text to copy, line by line as it is."""
    return Markup("\n").join(map(words, verbatim(text).split("\n")))


def _preview(document: Document) -> str:
    titles = [" ".join(block.title[:PREVIEW].split()) for block in document.blocks if isinstance(block, PaperCard)]
    return shorten(SEPARATOR.join(titles[:PREVIEW]), PREVIEW)


def _block(block: Block, links: Links) -> Shown | None:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(spans):
            return {"kind": "paragraph", "text": line(spans)}
        case Facts(items):
            return {"kind": "facts", "items": [line(item) for item in items]} if items else None
        case Bullets(items):
            return {"kind": "bullets", "items": [line(item) for item in items]} if items else None
        case Verbatim(text):
            return {"kind": "verbatim", "text": copied(text)}
        case Divider():
            return {"kind": "divider"}
        case Actions(buttons):
            ways = links.ways(buttons)
            return {"kind": "ways", "ways": ways} if ways else None
        case PaperCard():
            return _card(block, links)
        case Form():
            return None  # the text around it says the same
        case _:
            assert_never(block)


def _card(card: PaperCard, links: Links) -> Shown:
    facts = (*counters(card), card.organisation or "", card.byline, card.announced)
    return {
        "kind": "card",
        "card": card,
        "url": outward(card.url),
        "facts": SEPARATOR.join(filter(None, facts)),
        "because": SEPARATOR.join(card.reasons),
        "ways": links.of(card),
    }


def _span(span: Span) -> Markup:
    match span:
        case str():
            return Markup("{}").format(words(span))
        case Strong(text):
            return _STRONG.format(words(text))
        case Code(text):
            return _CODE.format(words(text))
        case Link(text, url):
            address = outward(url)
            return _LINK.format(address, words(text)) if address else Markup("{}").format(words(text))
        case Time(at, zone, style):
            return Markup("{}").format(local(at, zone, style))
        case _:
            assert_never(span)
