"""PURE. One block of a ``Document`` as Slack's blocks: plain dicts, each within Slack's limits whatever it holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, assert_never
from urllib.parse import quote, unquote

from adapters.shared.cards import counters
from adapters.slack.mrkdwn import entities, fit, joined, line, url, verbatim
from bot.commands import Command
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

ACTION = "pb:"
"""How every ``action_id`` of ours begins; what was pressed stands in the value."""

SECTION = 3000
HEADER = 150
LABEL = 75
CARD_URL = 800
"""A longer address is left out, so that the rest of the card still fits into one section."""
OPTION_VALUE = 150
"""The SDK and today's documentation say 150, older ones 75; a command about one paper takes at most 70."""
OPTIONS = 5
ROW = 6
"""Slack takes 25 in a row of buttons; what is too wide wraps."""

Layout = Literal["buttons", "menu", "dense"]
"""A card with a row of buttons (three blocks), with a menu beside its title (two), with everything in one block."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of everything is shown, in characters as sent. Cards after the first ``cards`` are only titles."""

    layout: Layout = "buttons"
    prose: int = SECTION
    title: int = 300
    summary: int = 700
    label: int = 100
    small: int = 400
    cards: int = 10**6


def uncut(layout: Layout) -> Room:
    """Room for everything, however long: what is shown otherwise in less was cut."""
    return Room(layout, *[10**6] * 6)


def rendered(blocks: Iterable[Block], encode: Encode, room: Room) -> list[Payload]:
    """The blocks in their order; cards beyond ``room.cards`` as a list of their titles."""
    shown: list[Payload] = []
    titles: list[str] = []
    cards = 0
    for block in blocks:
        cards += isinstance(block, PaperCard)
        if isinstance(block, PaperCard) and cards > room.cards:
            titles.append(_title(block, room))
            continue
        shown += _sections(titles)
        titles = []
        shown += _block(block, encode, room)
    return [*shown, *_sections(titles)]


def heading(title: str) -> Payload:
    """The title of a page. Emoji stay the characters that they are: ``:tada:`` in a paper's title is only words."""
    words = fit(title, HEADER, entities) or "Untitled"
    return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}


def section(mrkdwn: str, accessory: Payload | None = None) -> Payload:
    """Running text, with a button or a menu beside it. Nothing in it becomes a link or a mention by itself."""
    block: Payload = {"type": "section", "text": _mrkdwn(mrkdwn)}
    return block | {"accessory": accessory} if accessory else block


def context(mrkdwn: str) -> Payload:
    """Small print."""
    return {"type": "context", "elements": [_mrkdwn(mrkdwn)]}


def value(button: Button, encode: Encode) -> str:
    """What a button stands for: its command, and the channel that it is about if that is another."""
    encoded = encode(button.command)
    if button.channel:
        return f"@{quote(button.channel, safe='')}@{encoded}"
    return f"@@{encoded}" if encoded.startswith("@") else encoded


def read_value(text: str) -> tuple[str, str | None]:
    """The encoded command of a value, and its channel if it names one: the inverse of ``value``."""
    if not text.startswith("@"):
        return text, None
    channel, _, encoded = text[1:].partition("@")
    return encoded, unquote(channel) or None


def _block(block: Block, encode: Encode, room: Room) -> list[Payload]:
    match block:
        case Heading(text):
            return _sections([_bold(text, room.prose)])
        case Paragraph(spans):
            return _sections([line(spans, room.prose)])
        case Facts(items):
            words = joined((line(item, room.small) for item in items), room.prose)
            return [context(words)] if words else []
        case Bullets(items):
            return _sections(_bullets(items, room))
        case Verbatim(text):
            return [section(piece) for piece in verbatim(text, SECTION)]
        case Divider():
            return [{"type": "divider"}]
        case Actions(buttons):
            return _rows(buttons, encode)
        case PaperCard():
            return list(_card(block, encode, room))
        case Form():
            return []  # a message has none; the text around it says the same
        case _:
            assert_never(block)


def _bullets(items: Iterable[Line], room: Room) -> list[str]:
    lines = [line(item, room.prose - 2) for item in items]
    return [f"• {shown}" for shown in lines if shown.strip()]


def _sections(lines: Iterable[str]) -> list[Payload]:
    """Lines one below the other, in as few sections as they take."""
    texts: list[str] = []
    for each in filter(str.strip, lines):
        if texts and len(texts[-1]) + 1 + len(each) <= SECTION:
            texts[-1] += f"\n{each}"
        else:
            texts.append(each)
    return [section(text) for text in texts]


def _card(card: PaperCard, encode: Encode, room: Room) -> Iterator[Payload]:
    words = "\n".join(filter(None, (_title(card, room), _summary(card, room))))
    small = _small(card, room.small)
    in_menu = room.layout != "buttons" and _fit_menu(card.buttons, encode)
    if room.layout == "dense" and small:
        words, small = f"{words}\n{small}", ""
    yield section(words, _beside(card.buttons, encode) if in_menu else None)
    if small:
        yield context(small)
    if not in_menu:
        yield from _rows(card.buttons, encode)


def _title(card: PaperCard, room: Room) -> str:
    """The number, the linked title, the badges: what is most important first."""
    number = f"{card.number}. " if card.number is not None else ""
    title = fit(card.title, room.title) or "Untitled"
    target = url(card.url, CARD_URL) if card.url else None
    badges = joined((fit(badge, room.label) for badge in card.badges), room.label * 2)
    return f"*{number}{f'<{target}|{title}>' if target else title}*" + (f" _{badges}_" if badges else "")


def _summary(card: PaperCard, room: Room) -> str:
    summary, label = fit(card.summary, room.summary), fit(card.summary_label, room.label)
    return f"{summary} _({label})_" if summary and label else summary


def _small(card: PaperCard, most: int) -> str:
    """The counts and the names; then why it was chosen."""
    names = (fit(words, most // 4) for words in (card.organisation or "", card.byline, card.announced))
    reasons = joined((fit(reason, most // 4) for reason in card.reasons), most)
    return "\n".join(filter(None, (joined((*counters(card), *names), most), f"because: {reasons}" if reasons else "")))


def _rows(buttons: Sequence[Button], encode: Encode) -> list[Payload]:
    """Rows of at most five buttons. An ``action_id`` is a button's place in its row: it survives a restart."""
    rows = [buttons[start : start + ROW] for start in range(0, len(buttons), ROW)]
    return [
        {"type": "actions", "elements": [_button(button, encode, place) for place, button in enumerate(row)]}
        for row in rows
    ]


def _fit_menu(buttons: Sequence[Button], encode: Encode) -> bool:
    shown = buttons[:OPTIONS]
    return bool(shown) and all(len(value(button, encode)) <= OPTION_VALUE for button in shown)


def _beside(buttons: Sequence[Button], encode: Encode) -> Payload:
    """One button, or a menu of the first: what has no room there (Cite) stands among a paper's details too."""
    if len(buttons) == 1:
        return _button(buttons[0], encode, 0)
    options = [{"text": _label(button), "value": value(button, encode)} for button in buttons[:OPTIONS]]
    return {"type": "overflow", "action_id": f"{ACTION}0", "options": options}


def _button(button: Button, encode: Encode, place: int) -> Payload:
    return {
        "type": "button",
        "action_id": f"{ACTION}{place}",
        "text": _label(button),
        "value": value(button, encode),
    }


def _label(button: Button) -> Payload:
    """Labels are our own words: emoji may look as they do everywhere in Slack, which is what it does if not told."""
    return {"type": "plain_text", "text": fit(button.label, LABEL, entities) or "…"}


def _mrkdwn(text: str) -> Payload:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _bold(text: str, most: int) -> str:
    words = fit(text, most - 2)
    return f"*{words}*" if words else ""
