"""PURE. One block of a ``Document`` as Discord's components: plain dicts, each within Discord's limits.

What has no buttons in it is text, which stands together with its neighbours: a message has few components to give.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from adapters.discord import custom_ids
from adapters.discord.markdown import fit, heading, joined, line, link, plain, small, url, verbatim
from adapters.shared.cards import counters
from bot.commands import Command, Show
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
    PaperCard,
    Paragraph,
    Verbatim,
)

Encode = Callable[[Command], str]
Payload = dict[str, Any]
Part = str | Payload
"""Text, or a component."""

ROW, BUTTON, STRING_SELECT, ROLE_SELECT, SECTION, TEXT, SEPARATOR, CONTAINER = 1, 2, 3, 6, 9, 10, 14, 17
SECONDARY = 2

LABEL = 80
CHOICE = 100
MOST_IN_ROW = 5
MOST_CHOICES = 25
PIECE = 1800
"""Of text to copy; a longer one comes in several pieces."""
COPIED = 8000
"""More of it than any message holds."""
PLACEHOLDER = "Details of …"
CARD_URL = 300
"""A longer address is left out, so that the rest of the card has room."""
AROUND = 16
"""Characters of a link that are neither its words nor its address."""
MANY = 10**6


@dataclass(frozen=True, slots=True)
class Room:
    """How much of everything is shown, in characters as sent; of each card its first ``buttons``.

    One button stands beside its card; with none, one menu offers the details of each card, by ``choice`` characters of
    its title (0: no menu). Cards after the first ``cards`` are only titles, which lead nowhere without ``links``.
    """

    buttons: int = MANY
    prose: int = 1500
    title: int = 300
    summary: int = 700
    label: int = 100
    small: int = 400
    choice: int = 60
    cards: int = MANY
    links: bool = True


def uncut(room: Room) -> Room:
    """Room for everything, however long: what is shown otherwise in less was cut."""
    return replace(room, prose=MANY, title=MANY, summary=MANY, label=MANY, small=MANY)


@dataclass(slots=True)
class Presses:
    """Makes what can be pressed in one message, marked with the ``key`` of its delivery: no two of the same id."""

    encode: Encode
    key: str | None = None
    _taken: set[str] = field(default_factory=set)

    def button(self, button: Button) -> Payload | None:
        """``None`` for one that is there already, and for one about another channel, of which no page here tells."""
        custom_id = custom_ids.made(self.encode(button.command), self.key)
        if button.channel or custom_id in self._taken:
            return None
        self._taken.add(custom_id)
        words = fit(button.label, LABEL, plain) or "…"
        return {"type": BUTTON, "style": SECONDARY, "label": words, "custom_id": custom_id}

    def rows(self, buttons: Iterable[Button]) -> list[Payload]:
        """As many rows as they take."""
        made = list(filter(None, map(self.button, buttons)))
        return [row(*made[start : start + MOST_IN_ROW]) for start in range(0, len(made), MOST_IN_ROW)]

    def menu(self, cards: Sequence[PaperCard], most: int) -> Payload | None:
        """The details of each card, by its title in at most ``most`` characters; ``None`` where no card has any."""
        shown: dict[str, str] = {}
        for card in cards if most else ():
            opens = next((button.command for button in card.buttons if isinstance(button.command, Show)), None)
            if opens:
                shown[self.encode(opens)] = fit(titled(card), most, plain) or "Untitled"
        options = [{"label": words, "value": value} for value, words in list(shown.items())[:MOST_CHOICES]]
        if not options:
            return None
        custom_id = custom_ids.made(custom_ids.MENU, self.key)
        return row({"type": STRING_SELECT, "custom_id": custom_id, "placeholder": PLACEHOLDER, "options": options})


def rendered(blocks: Iterable[Block], presses: Presses, room: Room) -> list[Part]:
    """The blocks in their order; the menu of their details, where there is one, behind the last card."""
    parts: list[Part] = []
    cards: list[PaperCard] = []
    behind = 0
    for block in blocks:
        if not isinstance(block, PaperCard):
            parts += _behind(_block(block, presses, room)) if 0 < behind == len(parts) else _block(block, presses, room)
            continue
        cards.append(block)
        parts += _card(block, presses, room) if len(cards) <= room.cards else [_listed(block, room)]
        behind = len(parts)
    menu = presses.menu(cards, room.choice) if not room.buttons else None
    return [*parts[:behind], menu, *parts[behind:]] if menu else parts


def assembled(parts: Iterable[Part]) -> list[Payload]:
    """The components: text that stands together as one, where a line break before it is a blank line."""
    shown: list[Payload] = []
    for part in parts:
        if not isinstance(part, str):
            shown.append(part)
        elif shown and shown[-1]["type"] == TEXT:
            shown[-1] = text(f"{shown[-1]['content']}\n{part}")
        else:
            shown.append(text(part.lstrip("\n")))
    return shown


def text(content: str) -> Payload:
    """A text display."""
    return {"type": TEXT, "content": content}


def row(*pressed: Payload) -> Payload:
    """Up to five buttons, or a menu."""
    return {"type": ROW, "components": list(pressed)}


def titled(card: PaperCard) -> str:
    """The title with its number, as it is."""
    return f"{card.number}. {card.title}" if card.number is not None else card.title


def _block(block: Block, presses: Presses, room: Room) -> list[Part]:
    match block:
        case Heading(words):
            shown = fit(words, room.prose)
            return [heading(shown, 3)] if shown else []
        case Paragraph(spans):
            return _texts([line(spans, room.prose)])
        case Facts(items):
            words = joined((line(item, room.small) for item in items), room.prose)
            return [small(words)] if words else []
        case Bullets(items):
            return _texts(_bullets(items, room))
        case Verbatim(words):
            return [*verbatim(words[:COPIED], PIECE)]
        case Divider():
            return [{"type": SEPARATOR}]
        case Actions(buttons):
            return [*presses.rows(buttons)]
        case PaperCard():
            return list(_card(block, presses, room))
        case Form():
            return []  # a message has none; the text around it says the same
        case _:
            assert_never(block)


def _behind(parts: list[Part]) -> list[Part]:
    """What follows a card, set apart from it."""
    return [f"\n{part}" if isinstance(part, str) and not place else part for place, part in enumerate(parts)]


def _texts(lines: Iterable[str]) -> list[Part]:
    return [shown for shown in lines if shown.strip()]


def _bullets(items: Iterable[Line], room: Room) -> Iterator[str]:
    for item in items:
        words = line(item, room.prose - 2)
        if words.strip():
            yield f"- {words.lstrip()}"


def _card(card: PaperCard, presses: Presses, room: Room) -> Iterator[Part]:
    words = "\n".join(filter(None, (_title(card, room), _summary(card, room), *_small(card, room.small))))
    rows = presses.rows(card.buttons[: room.buttons])
    if len(rows) == 1 and len(rows[0]["components"]) == 1:
        yield {"type": SECTION, "components": [text(words)], "accessory": rows[0]["components"][0]}
    else:
        yield f"\n{words}"
        yield from rows


def _title(card: PaperCard, room: Room) -> str:
    """The number, the linked title, the badges: what is most important first."""
    title = _linked(card, room)
    badges = joined((fit(badge, room.label) for badge in card.badges), room.label * 2)
    return f"**{title}**" + (f" *{badges}*" if badges else "")


def _linked(card: PaperCard, room: Room) -> str:
    number = f"{card.number}\\. " if card.number is not None else ""
    target = url(card.url, CARD_URL) if card.url and room.links else None
    most = room.title + len(target) + AROUND if target else room.title
    return f"{number}{link(card.title, target, most) or 'Untitled'}"


def _listed(card: PaperCard, room: Room) -> str:
    return f"- {_linked(card, room)}"


def _summary(card: PaperCard, room: Room) -> str:
    summary, label = fit(card.summary, room.summary), fit(card.summary_label, room.label)
    return f"{summary} *({label})*" if summary and label else summary


def _small(card: PaperCard, most: int) -> Iterator[str]:
    """The counts and the names; then why it was chosen."""
    names = (fit(words, most // 4) for words in (card.organisation or "", card.byline, card.announced))
    facts = joined((*counters(card), *names), most)
    if facts:
        yield small(facts)
    reasons = joined((fit(reason, most // 4) for reason in card.reasons), most)
    if reasons:
        yield small(f"because: {reasons}")
