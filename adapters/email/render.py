"""PURE. A document as a mail: its head, a part of plain text and one of HTML that say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime

from adapters.email.html import html
from adapters.email.letter import Fields, letter, mailbox, one_line
from adapters.email.links import Links
from adapters.email.plain import text
from adapters.email.wiring import Options
from adapters.shared.cards import LESS, lessened
from bot.document import (
    Block,
    Bullets,
    Code,
    Document,
    Facts,
    Heading,
    Line,
    Link,
    PaperCard,
    Paragraph,
    Span,
    Strong,
    Verbatim,
)
from bot.text import clean, shorten

MOST_HTML = 100_000
"""Bytes; Gmail cuts off what is beyond 102 kB."""
SUBJECT = 200
_MORE = Paragraph(("… and more than one mail holds.",))
_SHORTER = (1000, 300, 100)
"""Characters of any one text, step by step, where a document is longer than any of ours."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Of one mail: to whom, its ``Message-ID``, when; ``under`` is the id of the one that it belongs under.

    ``settings`` and ``unsubscribe`` are addresses of our pages; a mail that is no digest has none.
    """

    to: str
    message_id: str
    at: datetime
    under: str = ""
    settings: str = ""
    unsubscribe: str = ""


def message_id(key: str, options: Options) -> str:
    """The same for the same delivery, so that mail systems know a repeat as one."""
    return f"<{key}@{options.domain}>"


def mail(document: Document, envelope: Envelope, options: Options) -> bytes:
    """The mail; always one, whatever the document holds."""
    foot = _foot(envelope, options)
    shown, page = _within(document, _links(options), foot)
    plain = text(shown, _links(options), foot)
    mark = "".join(filter(str.isalnum, envelope.message_id.partition("@")[0]))
    return letter(_head(document, envelope, options), plain, page, mark)


def fits(document: Document, options: Options) -> bool:
    """Whether ``document`` is one mail that leaves nothing out."""
    return _size(html(document, _links(options), ())) <= MOST_HTML - _FOOT


def _links(options: Options) -> Links:
    return Links(options.base_url if options.face else "")


# The head


def _head(document: Document, envelope: Envelope, options: Options) -> Fields:
    return (
        ("Message-ID", envelope.message_id),
        ("Date", format_datetime(envelope.at)),
        ("From", mailbox(options.sender_name, options.sender)),
        ("To", envelope.to),
        ("Subject", shorten(one_line(document.title[: 10 * SUBJECT]), SUBJECT) or "Untitled"),
        ("Auto-Submitted", "auto-generated"),
        *((("In-Reply-To", envelope.under), ("References", envelope.under)) if envelope.under else ()),
        *(_list(envelope, options) if envelope.unsubscribe else ()),
    )


def _list(envelope: Envelope, options: Options) -> Fields:
    """What makes a mail program show a button that ends it (RFC 8058), and file it as of a list (RFC 2919)."""
    list_id = options.list_id or f"papers.{options.domain}"
    return (
        ("List-Id", f"{_phrase(options.sender_name)} <{list_id}>"),
        ("List-Unsubscribe", f"<{envelope.unsubscribe}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _phrase(name: str) -> str:
    """In quotes, without what quotes cannot hold."""
    plain = "".join(c for c in one_line(name) if c.isascii() and c.isprintable() and c not in '"\\')
    return f'"{plain.strip() or "Paperboy"}"'


def _foot(envelope: Envelope, options: Options) -> Sequence[Line]:
    sender = f"Sent by {one_line(options.sender_name)}, {options.sender}, to {envelope.to}."
    if not envelope.unsubscribe:
        return ((sender,),)
    return (
        ("You get this because you asked for it on our page or in a chat, and confirmed it from this mailbox.",),
        ("What comes, and when: ", Link("change settings", envelope.settings)),
        ("No more of these: ", Link("unsubscribe", envelope.unsubscribe)),
        (sender,),
    )


# The size

_FOOT = 6_000
"""Bytes that the foot may take, with its links."""


def _within(document: Document, links: Links, foot: Sequence[Line]) -> tuple[Document, str]:
    """The most of a document that fits, and its HTML; both parts of a mail show the same."""
    shown, page = document, ""
    for shown in _attempts(document):
        page = html(shown, links, foot)
        if _size(page) <= MOST_HTML:
            return shown, page
    blocks = list(shown.blocks)
    while blocks and _size(page) > MOST_HTML:
        blocks = blocks[: len(blocks) * 3 // 4]
        shown = replace(shown, blocks=(*blocks, _MORE))
        page = html(shown, links, foot)
    return shown, page


def _size(page: str) -> int:
    return len(page.encode())


def _attempts(document: Document) -> Iterator[Document]:
    """Ways to show a document, the best first, each with a little less than the one before."""
    yield document
    for less in LESS:
        blocks = tuple(lessened(block, less) if isinstance(block, PaperCard) else block for block in document.blocks)
        yield replace(document, blocks=blocks)
    for most in _SHORTER:
        blocks = tuple(_shorter(block, most) for block in document.blocks)
        yield replace(document, title=_cut(document.title, most), blocks=blocks)


def _shorter(block: Block, most: int) -> Block:
    match block:
        case PaperCard():
            return _titled(lessened(block, LESS[-1]), most)
        case Heading(words):
            return Heading(_cut(words, most))
        case Verbatim(words):
            return Verbatim(words[:most])
        case Paragraph(spans):
            return Paragraph(_shorter_line(spans, most))
        case Facts(items):
            return Facts(tuple(_shorter_line(item, most) for item in items[:most]))
        case Bullets(items):
            return Bullets(tuple(_shorter_line(item, most) for item in items[:most]))
        case _:
            return block


def _titled(card: PaperCard, most: int) -> PaperCard:
    """A title, a number and a link: what a list must have."""
    return replace(
        card,
        title=_cut(card.title, most),
        url=card.url if card.url and len(card.url) <= most else None,
        announced=_cut(card.announced, most),
        badges=tuple(_cut(badge, most) for badge in card.badges[:3]),
    )


def _shorter_line(spans: Line, most: int) -> Line:
    shown: list[Span] = []
    for span in spans:
        match span:
            case str():
                shown.append(_cut(span, most))
            case Strong(words) | Code(words):
                shown.append(type(span)(_cut(words, most)))
            case Link(words, url):
                shown.append(Link(_cut(words, most), url))
            case _:
                shown.append(span)
    return tuple(shown)


def _cut(words: str, most: int) -> str:
    begin = words[: 4 * most]
    return begin if len(begin) <= most else shorten(clean(begin), most)
