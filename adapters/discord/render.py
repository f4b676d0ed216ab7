"""PURE: a ``Document`` as what Discord is sent. Whatever a document holds, the payload is legal and no paper is lost.

What is too much for one message gives way in this order: the row of buttons of each card becomes a shorter one (the
rest stands among a paper's details), one button beside it, then one menu for all cards; summaries are shortened and
left out, then reasons, then who wrote it, then the last cards become a list of their titles; then the text around the
cards, where the titles lead to, and the menu. Titles stay whole while anything else can give way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord import custom_ids
from adapters.discord.blocks import (
    CONTAINER,
    TEXT,
    Encode,
    Part,
    Payload,
    Presses,
    Room,
    assembled,
    rendered,
    text,
    uncut,
)
from adapters.discord.markdown import fit, heading, small
from adapters.shared.cards import LESS, Less, counted, lessened
from bot.commands import Help
from bot.document import Block, Button, Document, Facts, Heading, PaperCard

__all__ = [
    "V2",
    "Limits",
    "Ways",
    "allowed",
    "body",
    "called",
    "cards_of",
    "count",
    "counted",
    "fits",
    "message",
    "size",
    "titled",
    "within",
]

V2 = 1 << 15
NOBODY: Mapping[str, Any] = {"parse": []}
TITLE = 600
HELP = Button("Help", Help())
"""What a post has below it where nothing else in it could carry its key."""
NOTE = small("… and more than one message holds.")
ROWS = (5, 3)
"""How many buttons stand below each card: of up to ``FEW``, of more."""
FEW = 3
SHORTER = tuple(less for less in LESS if less[0])
KEPT = (15, 10, 7, 5, 3, 2, 1, 0)
"""How many cards stay whole, step by step, where the others become titles."""
MOST_PARTS = 400
"""No message holds more of them in any form."""
AROUND, ITSELF = 2, 2
"""Components around the cards at least, and those of a card beside its buttons."""
COMPONENT = 12
"""Bytes of a component beside its texts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Components, nested ones too; characters of text; bytes of all that is sent in them.

    Discord takes 40 components and 4,000 characters. Above some 10,170 bytes of UTF-8, twelve for each component
    included, it answers 500 for ever (discord/discord-api-docs#8554); that it counts ids and labels too is the
    strictest reading.
    """

    components: int = 38
    characters: int = 3_900
    size: int = 10_000


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to show a document below ``head``, marked with ``key``; the first of ``rooms`` is the best."""

    document: Document
    rooms: tuple[Room, ...]
    encode: Encode
    key: str | None = None
    head: tuple[Part, ...] = ()

    def best(self, fits: Callable[[Sequence[Part]], bool]) -> list[Part]:
        """The first that ``fits``; else as many of the parts as do, and a word that there was more."""
        parts: list[Part] = []
        for blocks, room in self._attempts():
            parts = self.parts(blocks, room)
            if fits(parts):
                return parts
        kept = parts[:MOST_PARTS]
        while kept and not fits(self._marked([*kept, NOTE])):
            kept.pop()
        return self._marked([*kept, NOTE])

    def parts(self, blocks: Sequence[Block], room: Room) -> list[Part]:
        """All of it in ``room``."""
        return self._marked([*self.head, *rendered(blocks, Presses(self.encode, self.key), room)])

    def whole(self) -> Iterator[tuple[Sequence[Block], Room]]:
        """Those that leave nothing out, each with a little less of the summaries than the one before."""
        yield from ((self.document.blocks, room) for room in self.rooms)
        for less in SHORTER if cards_of(self.document) else ():
            yield from ((self._lessened(less), room) for room in self.rooms)

    def _attempts(self) -> Iterator[tuple[Sequence[Block], Room]]:
        yield from self.whole()
        blocks, cards = self.document.blocks, cards_of(self.document)
        for less in LESS[len(SHORTER) :] if cards else ():
            blocks = self._lessened(less)
            yield from ((blocks, room) for room in self.rooms)
        for kept in KEPT if cards else ():
            yield blocks, Room(0, cards=kept)
        for prose in (600, 200):
            yield blocks, Room(0, prose, cards=0)
        for title in (300, 180, 120, 60, 30, 15):
            for links, choice in ((True, 30), (True, 0), (False, 0)):
                yield cards or blocks, Room(0, 200, title, label=title, choice=choice, cards=0, links=links)

    def _lessened(self, less: Less) -> tuple[Block, ...]:
        blocks = self.document.blocks
        return tuple(lessened(block, less) if isinstance(block, PaperCard) else block for block in blocks)

    def _marked(self, parts: list[Part]) -> list[Part]:
        """With a button that carries the key, where nothing else in it does."""
        pressed = {"components": [part for part in parts if not isinstance(part, str)]}
        if not self.key or custom_ids.key_of(pressed):
            return parts
        return [*parts, *Presses(self.encode, self.key).rows([HELP])]


def message(document: Document, encode: Encode, *, key: str | None = None) -> Payload:
    """A message of components, marked with ``key``; always one, always legal."""
    role = called(document)
    shown = [{"type": CONTAINER, "components": body(document, encode, key=key)}]
    return {
        "flags": V2,
        "components": [text(f"<@&{role}>"), *shown] if role else shown,
        "allowed_mentions": allowed(role),
    }


def fits(document: Document, encode: Encode) -> bool:
    """Whether ``document`` is one message that leaves nothing out; summaries may be shorter, but not gone."""
    ways = Ways(document, _rooms(document), encode, "k" * 25, _head(document))
    for blocks, room in ways.whole():
        shown = assembled(ways.parts(blocks, room))
        if within(shown, Limits()):
            return shown == assembled(ways.parts(blocks, uncut(room)))
    return False


def body(document: Document, encode: Encode, limits: Limits = Limits(), *, key: str | None = None) -> list[Payload]:
    """The title and the blocks, within ``limits``; with ``key``, something in it carries that."""
    ways = Ways(document, _rooms(document), encode, key, _head(document))
    return assembled(ways.best(lambda parts: within(assembled(parts), limits)))


def called(document: Document) -> str:
    """The role whom a message calls; empty for nobody, and for what is no id."""
    return document.notify if document.notify.isascii() and document.notify.isdecimal() else ""


def allowed(role: str) -> Payload:
    """Who may be called: that role, or nobody."""
    return {**NOBODY, "roles": [role]} if role else {**NOBODY}


def cards_of(document: Document) -> list[PaperCard]:
    """The papers that it shows."""
    return [block for block in document.blocks if isinstance(block, PaperCard)]


def within(shown: Sequence[Payload], limits: Limits) -> bool:
    """Whether the components keep the ``limits``."""
    every = list(_every(shown))
    return (
        len(every) <= limits.components
        and sum(len(each["content"]) for each in every if each["type"] == TEXT) <= limits.characters
        and sum(map(_size, every)) <= limits.size
    )


def count(components: Iterable[Payload]) -> int:
    """How many components they are, with all within them."""
    return len(list(_every(components)))


def size(components: Iterable[Payload]) -> int:
    """Bytes of the components and all within them, as ``Limits`` counts them."""
    return sum(map(_size, _every(components)))


def titled(document: Document) -> bool:
    """Whether its title is told: not where it is that of the one paper below it."""
    titles, title = [card.title for card in cards_of(document)], document.title
    return titles != [title] and not (len(titles) == 1 and title.endswith("…") and titles[0].startswith(title[:-1]))


def _head(document: Document) -> tuple[Part, ...]:
    """A page has a heading; a short answer is a bold line."""
    if not titled(document):
        return ()
    page = any(isinstance(block, PaperCard | Heading | Facts) for block in document.blocks)
    words = fit(document.title, TITLE) or "Untitled"
    return (heading(words) if page else f"**{words}**",)


def _rooms(document: Document) -> tuple[Room, ...]:
    """Those whose cards are not too many components by themselves."""
    cards = len(cards_of(document))
    if not cards:
        return (Room(),)
    rows = (*(ROWS if cards <= FEW else ROWS[1:]), 1)
    most = (Limits().components - AROUND) // cards
    return (*(Room(buttons) for buttons in rows if buttons + ITSELF <= most), Room(0))


def _every(components: Iterable[Payload]) -> Iterator[Payload]:
    """The components and all within them."""
    for each in components:
        yield each
        yield from _every(each.get("components", ()))
        yield from _every([each["accessory"]] if "accessory" in each else [])


def _size(component: Payload) -> int:
    texts = [len(value.encode("utf-8", "surrogatepass")) for value in component.values() if isinstance(value, str)]
    return COMPONENT + sum(texts) + sum(map(_size, component.get("options", ())))
