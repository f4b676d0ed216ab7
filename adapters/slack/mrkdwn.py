# ruff: noqa: RUF001, RUF002 - look-alikes are what this is about
"""PURE. Words for Slack: hostile text becomes text that is only text, within a number of characters.

Slack has no escape for its formatting characters, only for ``& < >``. An invisible character beside them is no help:
Slack's clients take a zero-width space for a word boundary, which *makes* ``*b*`` bold, and jsx-slack gave up a
combining joiner for the same reason. ``rich_text`` blocks need no escaping, but take twice the room. So what could
begin or end a format is replaced by the character that looks and reads the same, as jsx-slack does ("∗", "∼"); between
two letters or digits, as in ``snake_case``, it can do neither and stays as it is, to be copied.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import assert_never
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.document import Code, Line, Link, Span, Strong, Time
from bot.text import clean, shorten

SEPARATOR = " · "
MOST_URL = 2000
"""Slack takes 3,000; a link has to leave room for words."""

Escape = Callable[[str], str]

_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "＊": "﹡", "＿": "⸏", "～": "∼", "｀": "ˋ"}
_FORMAT = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|[`＊＿～｀]")
_EMOJI = re.compile(r":(?=[\w+'-]*[^\W\d_][\w+'-]*:)")
_QUOTE = re.compile(r"^(\s*)(?=[>＞])")
_FENCE = re.compile(r"`(?=``)|(?<=`)`(?=`)")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_WORD = re.compile(r"\w")
_MARKS = frozenset("*`")
_UNSAFE_IN_URL = re.compile('[\\s<>|"`\\\\^{}\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]')

_TIME_MARKUP = {"date": "{date_short_pretty}", "time": "{time}", "datetime": "{date_short_pretty} at {time}"}
_TIME_WORDS = {"date": "%a %-d %b %Y", "time": "%H:%M", "datetime": "%a %-d %b %Y, %H:%M"}


def entities(text: str) -> str:
    """Text where nothing but ``& < >`` has a meaning: a header, a button, code."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape(text: str) -> str:
    """Text within mrkdwn that formats nothing, mentions nobody and makes no emoji.

    What is written from right to left is isolated, so that numbers and signs around it stay in their places.
    """
    text = _QUOTE.sub("\\1\u00ad", text)  # a soft hyphen keeps a line from being a quotation
    text = _EMOJI.sub("∶", _FORMAT.sub(lambda found: _LOOKALIKES[found[0]], text))
    return entities(f"\u2068{text}\u2069" if _RTL.search(text) else text)


def code(text: str) -> str:
    """Text within backticks: formats mean nothing there, and another backtick would end it."""
    return entities(text.replace("`", "ˋ"))


def fit(text: str, most: int, escaped: Escape = escape) -> str:
    """``text`` in one line, cleaned, escaped, at most ``most`` characters *after* that; no entity is cut in half."""
    text = " ".join(clean(_begin(text, most)).split())
    room = most
    while room > 0:
        shown = escaped(shorten(text, room))
        if len(shown) <= most:
            return shown
        room = min(room - 1, room * most // len(shown))
    return ""


def url(text: str, most: int = MOST_URL) -> str | None:
    """An address that can stand in a link and leads to the web, percent-encoded where it must be; else ``None``."""
    if not text.startswith(("https://", "http://")) or any(c.isspace() for c in text):
        return None
    address = entities(_UNSAFE_IN_URL.sub(lambda found: quote(found[0], errors="replace"), text))
    return address if len(address) <= most else None


def link(text: str, address: str | None, most: int) -> str:
    """The words, leading to ``address`` where that is a web page and both fit; the words alone otherwise."""
    target = url(address) if address else None
    room = most - len(target) - 3 if target else 0
    words = fit(text, room) if room > 0 else ""
    return f"<{target}|{words}>" if words and room >= min(most // 4, len(text)) else fit(text, most)


def line(spans: Line, most: int) -> str:
    """Spans as mrkdwn of at most ``most`` characters; what is beyond is cut, a time or the mark-up of a span never."""
    shown = ""
    for span in spans:
        piece = _span(span, most - len(shown))
        shown += _between(shown, piece) + piece
        if piece != _span(span, most + MOST_URL):
            break  # what follows a cut would read as if nothing were missing
    return shown if len(shown) <= most else line(spans, most - (len(shown) - most))


def joined(items: Iterable[str], most: int) -> str:
    """Those of the escaped ``items`` that are not empty, set apart, as long as they fit."""
    shown = ""
    for item in filter(None, items):
        longer = f"{shown}{SEPARATOR}{item}" if shown else item
        if len(longer) > most:
            break
        shown = longer
    return shown


def verbatim(text: str, most: int) -> list[str]:
    """Text to copy, fenced, in as many pieces of at most ``most`` characters as it takes; cut at lines if possible."""
    room = most - len("```\n\n```")
    pieces: list[str] = []
    current = ""
    for part in _parts(text, room):
        longer = f"{current}\n{part}" if current else part
        if current and len(longer) > room:
            pieces.append(current)
            current = part
        else:
            current = longer
    pieces += [current] if current.strip() else []
    return [f"```\n{piece}\n```" for piece in pieces]


def words_of(time: Time) -> str:
    """An instant in words, in its own zone, which is named where it is not clear: where Slack cannot show a date."""
    try:
        zone, name = ZoneInfo(time.zone), time.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone, name = ZoneInfo("UTC"), "UTC"
    told = time.at.astimezone(zone).strftime(_TIME_WORDS[time.style])
    return told if time.style == "date" else f"{told} {name}"


def _span(span: Span, most: int) -> str:
    match span:
        case str():
            return _running(span, most)
        case Strong(text):
            return _wrapped("*", fit(text, most - 2))
        case Code(text):
            return _wrapped("`", fit(text, most - 2, code))
        case Link(text, address):
            return link(text, address, most)
        case Time():
            return _time(span, most)
        case _:
            assert_never(span)


def _running(text: str, most: int) -> str:
    """A plain span, with the blanks at its ends: they part it from its neighbours."""
    text = clean(_begin(text, most))
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    shown = fit(text, most - len(before) - len(after))
    if not shown:
        return before if most > 0 else ""
    return f"{before}{shown}{after}"


def _begin(text: str, most: int) -> str:
    """More than can be shown, and not a hundred kilobytes of it."""
    return text[: 4 * max(most, 100)]


def _wrapped(mark: str, shown: str) -> str:
    return f"{mark}{shown}{mark}" if shown else ""


def _time(time: Time, most: int) -> str:
    words = fit(words_of(time), most)
    at: datetime = time.at
    if at.timestamp() < 0:
        return words
    shown = f"<!date^{int(at.timestamp())}^{_TIME_MARKUP[time.style]}|{words}>"
    return shown if len(shown) <= most else words


def _between(before: str, piece: str) -> str:
    """A format begins and ends only where a word does; an invisible blank makes it so."""
    begins = piece[:1] in _MARKS and bool(_WORD.match(before[-1:]))
    ends = before[-1:] in _MARKS and bool(_WORD.match(piece[:1]) or piece[:1] in _MARKS)
    return "\u200b" if piece and before and (begins or ends) else ""


def _parts(text: str, room: int) -> Iterable[str]:
    """The lines of a text, fenced in; one that is too long in pieces."""
    for whole in text.splitlines():
        rest = clean(whole)
        while True:
            part = rest[:room]
            shown = _fenced(part)
            while len(shown) > room:
                part = part[: max(1, len(part) * room // len(shown) - 1)]
                shown = _fenced(part)
            yield shown
            rest = rest[len(part) :]
            if not rest:
                break


def _fenced(text: str) -> str:
    return entities(_FENCE.sub("`\u200b", text))
