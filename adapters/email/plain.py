"""PURE. A document as text that is read as it stands: wrapped, each link written out, no mark-up."""

from collections.abc import Iterable, Sequence
from typing import assert_never
from urllib.parse import urlsplit

from adapters.email.links import Links, Way, outward
from adapters.email.times import local
from adapters.shared.cards import counters
from adapters.shared.hostile import SEPARATOR
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
from bot.text import clean, verbatim

WIDTH = 72
SIGNATURE = "-- "
"""Mail programs know by it where the text ends, and leave out the rest in an answer."""
RULE = "-" * 24


def text(document: Document, links: Links, foot: Sequence[Line]) -> str:
    """The whole part: the title, the blocks, and below the signature's line the ``foot``."""
    blocks = (_block(block, links) for block in document.blocks)
    body = "\n\n".join(filter(None, (_wrapped(document.title), *blocks)))
    signed = "\n".join((SIGNATURE, *(_wrapped(line(each)) for each in foot)))
    return f"{body}\n\n{signed}\n"


def line(spans: Line) -> str:
    """Spans, one after the other."""
    return "".join(map(_span, spans))


def _block(block: Block, links: Links) -> str:
    match block:
        case Heading(text):
            return _wrapped(text)
        case Paragraph(spans):
            return _wrapped(line(spans))
        case Facts(items):
            return _wrapped(SEPARATOR.join(map(line, items)))
        case Bullets(items):
            return "\n".join(_wrapped(line(item), "* ", "  ") for item in items)
        case Verbatim(text):
            return verbatim(text)
        case Divider():
            return RULE
        case Actions(buttons):
            return "\n".join(map(_way, links.ways(buttons)))
        case PaperCard():
            return _card(block, links)
        case Form():
            return ""  # the text around it says the same
        case _:
            assert_never(block)


def _card(card: PaperCard, links: Links) -> str:
    first = f"{card.number}. " if card.number is not None else "* "
    rest = " " * len(first)
    badges = "".join(f"  [{badge}]" for badge in card.badges)
    lines = [_wrapped(f"{card.title}{badges}", first, rest)]
    lines += [_wrapped(each, rest, rest) for each in _told(card) if each.strip()]
    lines += [f"{rest}{_way(way)}" for way in links.of(card)]
    return "\n".join(lines)


def _told(card: PaperCard) -> Iterable[str]:
    label = f" ({card.summary_label})" if card.summary_label else ""
    yield f"{card.summary}{label}" if card.summary else ""
    yield SEPARATOR.join(filter(None, (*counters(card), card.organisation, card.byline, card.announced)))
    yield f"because: {SEPARATOR.join(card.reasons)}" if card.reasons else ""


def _way(way: Way) -> str:
    return f"{clean(way.words)}: {way.url}"


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """In lines that every mail program shows whole; a word, or a link, is never cut."""
    lines: list[str] = []
    left, room = " ".join(clean(text).split()), WIDTH - len(first)
    while len(left) > room:
        cut = left.rfind(" ", 0, room + 1)
        if cut < 0 and (cut := left.find(" ", room)) < 0:
            break
        lines.append(left[:cut])
        left, room = left[cut + 1 :], WIDTH - len(rest)
    lines.append(left)
    return first + f"\n{rest}".join(lines)


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Strong(text) | Code(text):
            return text
        case Link(text, url):
            return _link(text, url)
        case Time(at, zone, style):
            return local(at, zone, style)
        case _:
            assert_never(span)


def _link(text: str, url: str) -> str:
    """In brackets that tell a mail program where the address ends; a word that is the address is not said twice."""
    address = outward(url)
    if address is None:
        return text
    bare = urlsplit(address)
    said = text.strip() in {address, f"{bare.netloc}{bare.path}"}
    return f"<{address}>" if said else f"{text} <{address}>"
