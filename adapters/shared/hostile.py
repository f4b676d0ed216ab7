"""PURE. Text of papers and people within a number of characters; how it is escaped is each platform's own.

Whoever shows text passes its own ``escaped``: what it makes of a text is only text there, however it began.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from bot.document import Line, Span
from bot.text import clean, shorten

SEPARATOR = " · "
REMEMBERED, LONGEST_REMEMBERED = 4_000, 2_000
"""A day's papers stand in many messages: how so many texts are shown, of up to so many characters, is remembered."""

Escape = Callable[[str], str]
Show = Callable[[Span, int], str]
"""A span with its mark-up, in at most so many characters."""
Between = Callable[[str, str], str]
"""What has to stand between what is shown already and the next piece."""

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FENCE = re.compile(r"`(?=``)|(?<=`)`(?=`)")


def fit(text: str, most: int, escaped: Escape) -> str:
    """``text`` in one line, cleaned, escaped, at most ``most`` characters *after* that; no escape is cut in half.

    What is shown often (the papers of a day stand in many messages) is made once.
    """
    return (_remembered if len(text) <= LONGEST_REMEMBERED else _fitted)(text, most, escaped)


def _fitted(text: str, most: int, escaped: Escape) -> str:
    text = " ".join(clean(_begin(text, most)).split())
    room = most
    while room > 0:
        shown = escaped(shorten(text, room))
        if len(shown) <= most:
            return shown
        room = min(room - 1, room * most // len(shown))
    return ""


_remembered = lru_cache(REMEMBERED)(_fitted)


def running(text: str, most: int, escaped: Escape) -> str:
    """As ``fit``, with a blank where ``text`` begins or ends with one: they part it from its neighbours."""
    text = clean(_begin(text, most))
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    shown = fit(text, most - len(before) - len(after), escaped)
    if not shown:
        return before if most > 0 else ""
    return f"{before}{shown}{after}"


def laid(spans: Line, most: int, show: Show, between: Between, beyond: int) -> str:
    """Spans as a line of at most ``most`` characters; what is beyond is cut, a time or the mark-up of a span never.

    ``beyond``: so many more characters would show any span whole.
    """
    shown = ""
    for span in spans:
        piece = show(span, most - len(shown))
        shown += between(shown, piece) + piece
        if piece != show(span, most + beyond):
            break  # what follows a cut would read as if nothing were missing
    return shown if len(shown) <= most else laid(spans, most - (len(shown) - most), show, between, beyond)


def joined(items: Iterable[str], most: int) -> str:
    """Those of the escaped ``items`` that are not empty, set apart, as long as they fit."""
    shown = ""
    for item in filter(None, items):
        longer = f"{shown}{SEPARATOR}{item}" if shown else item
        if len(longer) > most:
            break
        shown = longer
    return shown


def fenced(text: str, most: int, escaped: Escape) -> list[str]:
    """Text to copy, fenced, in as many pieces of at most ``most`` characters as it takes; cut at lines if possible."""
    room = most - len("```\n\n```")
    pieces: list[str] = []
    current = ""
    for part in _parts(text, room, escaped):
        longer = f"{current}\n{part}" if current else part
        if current and len(longer) > room:
            pieces.append(current)
            current = part
        else:
            current = longer
    pieces += [current] if current.strip() else []
    return [f"```\n{piece}\n```" for piece in pieces]


def isolated(escaped: str) -> str:
    """What is written from right to left is set apart, so that numbers and signs around it stay in their places."""
    return f"\u2068{escaped}\u2069" if _RTL.search(escaped) else escaped


def is_web(address: str) -> bool:
    """Whether it leads to the web, and nowhere else."""
    return address.startswith(("https://", "http://")) and not any(c.isspace() for c in address)


def _begin(text: str, most: int) -> str:
    """More than can be shown, and not a hundred kilobytes of it."""
    return text[: 4 * max(most, 100)]


def _parts(text: str, room: int, escaped: Escape) -> Iterable[str]:
    """The lines of a text, fenced in; one that is too long in pieces."""
    for whole in text.splitlines():
        rest = clean(whole)
        while True:
            part = rest[:room]
            shown = _unfenced(part, escaped)
            while len(shown) > room:
                part = part[: max(1, len(part) * room // len(shown) - 1)]
                shown = _unfenced(part, escaped)
            yield shown
            rest = rest[len(part) :]
            if not rest:
                break


def _unfenced(text: str, escaped: Escape) -> str:
    return escaped(_FENCE.sub("`\u200b", text))
