"""PURE: a ``Document`` as what Slack is sent. Whatever a document holds, the payload is legal and no paper is lost.

What is too much for one message gives way in this order: the row of buttons of each card becomes a menu (of the first
five: the rest stands among a paper's details), summaries are shortened and left out, then reasons, then who wrote it,
then the last cards become a list of their titles; last of all the text around the cards. Titles stay whole while
anything else can give way.
"""

import json
from collections.abc import Iterator, Sequence

from adapters.shared.cards import LESS, counted, lessened
from adapters.slack.blocks import (
    ACTION,
    HEADER,
    Encode,
    Layout,
    Payload,
    Room,
    context,
    heading,
    read_value,
    rendered,
    section,
    uncut,
    value,
)
from adapters.slack.mrkdwn import entities, fit
from bot.document import Block, Document, Facts, Heading, PaperCard
from bot.text import clean

__all__ = ["ACTION", "DELIVERY", "body", "counted", "fits", "message", "read_value", "value"]

DELIVERY = "paperboy_delivery"
"""The ``event_type`` of the metadata that carries a delivery's key."""

MOST_BLOCKS = 40
"""Slack takes 50; below that there is room for what it adds."""
MOST_BYTES = 9_000
"""Of the blocks as JSON in UTF-8. Slack answers ``msg_blocks_too_long`` near 13,200 characters (slackapi/bolt-js#2509)
and does not say how it counts; bytes are the strictest reading."""
UTMOST_BYTES = 12_000
"""Before a title is cut, a message may be this long."""
VIEW_BLOCKS = 100
VIEW_BYTES = 100_000
MOST_TEXT = 3_900
"""``chat.update`` takes 4,000, and a message that is updated brings its text along."""
CARDS_WITH_BUTTONS = 6
"""More rows of buttons than this drown the titles."""


def message(document: Document, encode: Encode, *, key: str | None = None) -> Payload:
    """A message for ``chat.postMessage`` or a response URL, marked with ``key``; always one, always legal."""
    title = _titled(document)
    budget = MOST_BYTES - size([title])
    payload: Payload = {
        "text": _gist(document),
        "blocks": [title, *body(document, encode, MOST_BLOCKS - 1, budget)],
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if key is not None:
        payload["metadata"] = {"event_type": DELIVERY, "event_payload": {"key": key}}
    return payload


def fits(document: Document, encode: Encode) -> bool:
    """Whether ``document`` is one message that leaves nothing out."""
    if len(entities(clean(document.title))) > HEADER and _titled(document)["type"] == "header":
        return False
    budget = MOST_BYTES - size([_titled(document)])
    for layout in _layouts(document):
        shown = rendered(document.blocks, encode, Room(layout))
        if _within(shown, MOST_BLOCKS - 1, budget):
            return shown == rendered(document.blocks, encode, uncut(layout))
    return False


def body(document: Document, encode: Encode, most: int = VIEW_BLOCKS, budget: int = VIEW_BYTES) -> list[Payload]:
    """The blocks below the title, at most ``most`` and about ``budget`` bytes of JSON: for modals and the home too."""
    shown: list[Payload] = []
    for blocks, room in _attempts(document):
        shown = rendered(blocks, encode, room)
        if _within(shown, most, budget):
            return shown
    for title in (300, 120, 60, 30, 15):
        room = Room("dense", prose=200, title=title, label=title, cards=0)
        shown = rendered(_only_cards(document) or document.blocks, encode, room)
        if _within(shown, most, budget + UTMOST_BYTES - MOST_BYTES):
            return shown
    return _clipped(shown, most, budget)


def size(blocks: Sequence[Payload]) -> int:
    """Bytes of the blocks once Slack has read them: JSON without its escapes and the blanks between its tokens."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode())


def _within(blocks: Sequence[Payload], most: int, budget: int) -> bool:
    return len(blocks) <= most and size(blocks) <= budget


def _titled(document: Document) -> Payload:
    """A page has a header; a short answer, and a title that no header holds, is a bold line."""
    page = any(isinstance(block, PaperCard | Heading | Facts) for block in document.blocks)
    if page and len(entities(" ".join(clean(document.title).split()))) <= HEADER:
        return heading(document.title)
    return section(f"*{fit(document.title, 600) or 'Untitled'}*")


def _gist(document: Document) -> str:
    """What a notification and a screen reader say first: the title, and the titles of the papers."""
    title = fit(document.title, 600) or "Untitled"
    cards = [block for block in document.blocks if isinstance(block, PaperCard)]
    text = title
    for most in (300, 160, 80, 40):
        text = "\n".join((title, *(_named(card, most) for card in cards)))
        if len(text) <= MOST_TEXT:
            return text
    whole = text[: text.rfind("\n", 0, MOST_TEXT - 20)]
    return f"{whole}\n… and {len(cards) - whole.count(chr(10))} more"


def _named(card: PaperCard, most: int) -> str:
    number = f"{card.number}. " if card.number is not None else ""
    return f"{number}{fit(card.title, most) or 'Untitled'}"


def _layouts(document: Document) -> tuple[Layout, ...]:
    cards = sum(isinstance(block, PaperCard) for block in document.blocks)
    return ("buttons", "menu", "dense") if cards <= CARDS_WITH_BUTTONS else ("menu", "dense")


def _attempts(document: Document) -> Iterator[tuple[Sequence[Block], Room]]:
    """Ways to show a document, the best first, each with a little less than the one before."""
    blocks: Sequence[Block] = document.blocks
    for layout in _layouts(document):
        yield blocks, Room(layout)
    cards = len(_only_cards(document))
    for less in LESS if cards else ():
        blocks = [lessened(block, less) if isinstance(block, PaperCard) else block for block in document.blocks]
        yield blocks, Room("menu")
        yield blocks, Room("dense")
    for kept in range(min(cards, MOST_BLOCKS) - 1, -1, -1):
        yield blocks, Room("dense", cards=kept)
    for prose in (1500, 600, 200):
        yield blocks, Room("dense", prose=prose, cards=0)


def _only_cards(document: Document) -> list[PaperCard]:
    return [block for block in document.blocks if isinstance(block, PaperCard)]


def _clipped(blocks: Sequence[Payload], most: int, budget: int) -> list[Payload]:
    """As many of the blocks as fit, and a word that there was more."""
    shown = list(blocks[: most - 1])
    note = context("… and more than one message holds.")
    while shown and not _within([*shown, note], most, budget):
        shown.pop()
    return [*shown, note]
