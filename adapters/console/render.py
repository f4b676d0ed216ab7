"""PURE: a ``Document`` as something Rich can print, on a colour terminal and in a pipe alike.

Text is hostile here too: escape sequences, other control characters and bidirectional overrides are taken out,
and nothing is ever read as Rich's own markup.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

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
from bot.text import clean, compact, verbatim

SEPARATOR = " · "
WIDEST = 100
"""Longer lines than this are hard to read; a wider terminal keeps a margin."""

_TITLE = Style(bold=True)
_SMALL = Style(dim=True)
_CODE = Style(color="cyan")
_NUMBER = Style(bold=True, color="magenta")
_BUTTON = Style(color="blue")
_BADGE = Style(color="green")


def render(document: Document, zone: str, first_button: int | None = None) -> RenderableType:
    """The whole document. Times are shown in ``zone``.

    With ``first_button`` each button stands there with its number, counted from that one in the order of
    ``buttons_of``; without, there are no buttons, since nobody could press them.
    """
    numbers = iter(range(first_button, first_button + len(buttons_of(document)))) if first_button is not None else None
    parts: list[RenderableType] = [Text(clean(document.title), _TITLE), Text()]
    for block in document.blocks:
        shown = _block(block, zone, numbers)
        if shown is not None:
            parts.append(shown)
    return Group(*parts)


def buttons_of(document: Document) -> list[Button]:
    """Every button of a document, in the order in which it is shown."""
    return [button for block in document.blocks for button in _buttons(block)]


def _buttons(block: Block) -> Sequence[Button]:
    match block:
        case Actions() | PaperCard():
            return block.buttons
        case _:
            return ()


def _block(block: Block, zone: str, numbers: Iterable[int] | None) -> RenderableType | None:
    match block:
        case Heading(text):
            return Text(clean(text), _TITLE)
        case Paragraph(spans):
            return _spaced(_line(spans, zone))
        case Facts(items):
            return _spaced(_joined(items, zone))
        case Bullets(items):
            return _spaced(*(_bullet(item, zone) for item in items))
        case Verbatim(text):
            return _spaced(Text(verbatim(text), _CODE, no_wrap=True, overflow="ignore"))
        case Divider():
            return Rule(style=_SMALL)
        case Actions(buttons):
            return _button_row(buttons, numbers)
        case PaperCard():
            return _spaced(_card(block, numbers))
        case Form():
            return None  # a terminal has none; the text around it says the same, and how to change it
        case _:
            assert_never(block)


def _spaced(*parts: RenderableType) -> RenderableType:
    """With an empty line behind."""
    return Group(*parts, Text())


def _card(card: PaperCard, numbers: Iterable[int] | None) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True, min_width=2)
    grid.add_column(ratio=1)
    number = Text(f"{card.number}.", _NUMBER) if card.number is not None else Text("•", _NUMBER)
    lines = [line for line in _card_lines(card) if line]
    if numbers is not None and card.buttons:
        lines.append(_button_line(card.buttons, numbers))
    grid.add_row(number, Group(*lines))
    return grid


def _card_lines(card: PaperCard) -> Iterable[Text]:
    yield _title(card)
    if card.summary:
        label = Text(f" ({clean(card.summary_label)})" if card.summary_label else "", _SMALL)
        yield Text(clean(card.summary)).append_text(label)
    yield Text(SEPARATOR.join(clean(fact) for fact in _facts(card) if fact), _SMALL)
    if card.reasons:
        yield Text("because: " + SEPARATOR.join(clean(reason) for reason in card.reasons), _BADGE)


def _title(card: PaperCard) -> Text:
    title = Text(clean(card.title), _TITLE + Style(link=card.url) if card.url else _TITLE)
    for badge in card.badges:
        title.append(f"  [{clean(badge)}]", _BADGE)
    return title


def _facts(card: PaperCard) -> Iterable[str]:
    """Each with its word, so that no meaning rests on a sign alone."""
    yield f"▲ {_counted(card.votes, 'vote')}" if card.votes is not None else ""
    yield _counted(card.comments, "comment") if card.comments else ""
    yield f"★ {_counted(card.stars, 'star')}" if card.stars else ""
    yield card.organisation or ""
    yield card.byline
    yield card.announced


def _counted(count: int, word: str) -> str:
    return f"{compact(count)} {word if count == 1 else word + 's'}"


def _button_row(buttons: Sequence[Button], numbers: Iterable[int] | None) -> RenderableType | None:
    return _spaced(_button_line(buttons, numbers)) if numbers is not None and buttons else None


def _button_line(buttons: Sequence[Button], numbers: Iterable[int]) -> Text:
    """As in "[3] Details  [4] Save"; the numbers are taken from ``numbers`` as they go."""
    return Text("  ").join(
        Text(f"[{number}] {clean(button.label)}", _BUTTON) for button, number in zip(buttons, numbers, strict=False)
    )


def _bullet(item: Line, zone: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(" •"), _line(item, zone))
    return grid


def _joined(items: Sequence[Line], zone: str) -> Text:
    return Text(SEPARATOR, _SMALL).join(_line(item, zone, _SMALL) for item in items)


def _line(spans: Line, zone: str, style: Style | None = None) -> Text:
    return Text("").join(_span(span, zone, style or Style()) for span in spans)


def _span(span: Span, zone: str, style: Style) -> Text:
    match span:
        case str():
            return Text(clean(span), style)
        case Strong(text):
            return Text(clean(text), _TITLE)
        case Code(text):
            return Text(clean(text), _CODE)
        case Link(text, url):
            return _link(clean(text), url)
        case Time(at, _, kind):
            return Text(at.astimezone(ZoneInfo(zone)).strftime(_TIME_FORMATS[kind]))
        case _:
            assert_never(span)


_TIME_FORMATS = {"date": "%a %-d %b %Y", "time": "%H:%M", "datetime": "%a %-d %b %Y, %H:%M"}


def _link(text: str, url: str) -> Text:
    """The words, linked; the address is written out, since a pipe and many terminals show no link."""
    address = clean(url)
    shown = text if text == address else f"{text} ({address})"
    return Text(shown, Style(link=address, underline=True))
