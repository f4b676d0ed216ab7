# ruff: noqa: RUF001, RUF002 - look-alikes are what this is about
"""PURE. Words for Slack: hostile text becomes text that is only text, within a number of characters.

Slack has no escape for its formatting characters, only for ``& < >``. An invisible character beside them is no help:
Slack's clients take a zero-width space for a word boundary, which *makes* ``*b*`` bold, and jsx-slack gave up a
combining joiner for the same reason. ``rich_text`` blocks need no escaping, but take twice the room. So what could
begin or end a format is replaced by the character that looks and reads the same, as jsx-slack does ("∗", "∼"); between
two letters or digits, as in ``snake_case``, it can do neither and stays as it is, to be copied.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import assert_never
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.shared import hostile
from adapters.shared.hostile import REMEMBERED, Escape, is_web, isolated, joined
from bot.document import Code, Line, Link, Span, Strong, Time

__all__ = ["code", "entities", "escape", "fit", "joined", "line", "link", "url", "verbatim", "words_of"]

MOST_URL = 2000
"""Slack takes 3,000; a link has to leave room for words."""

_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "＊": "﹡", "＿": "⸏", "～": "∼", "｀": "ˋ"}
_FORMAT = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|[`＊＿～｀]")
_EMOJI = re.compile(r":(?=[\w+'-]*[^\W\d_][\w+'-]*:)")
_QUOTE = re.compile(r"^(\s*)(?=[>＞])")
_WORD = re.compile(r"\w")
_MARKS = frozenset("*`")
_UNSAFE_IN_URL = re.compile('[\\s<>|"`\\\\^{}\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]')

_TIME_MARKUP = {"date": "{date_short_pretty}", "time": "{time}", "datetime": "{date_short_pretty} at {time}"}
_TIME_WORDS = {"date": "%a %-d %b %Y", "time": "%H:%M", "datetime": "%a %-d %b %Y, %H:%M"}


def entities(text: str) -> str:
    """Text where nothing but ``& < >`` has a meaning: a header, a button, code."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape(text: str) -> str:
    """Text within mrkdwn that formats nothing, mentions nobody and makes no emoji; isolated where it has to be."""
    text = _QUOTE.sub("\\1\u00ad", text)  # a soft hyphen keeps a line from being a quotation
    text = _EMOJI.sub("∶", _FORMAT.sub(lambda found: _LOOKALIKES[found[0]], text))
    return isolated(entities(text))


def code(text: str) -> str:
    """Text within backticks: formats mean nothing there, and another backtick would end it."""
    return entities(text.replace("`", "ˋ"))


def fit(text: str, most: int, escaped: Escape = escape) -> str:
    """``text`` in one line, cleaned, escaped, at most ``most`` characters *after* that; no entity is cut in half."""
    return hostile.fit(text, most, escaped)


@lru_cache(REMEMBERED)
def url(text: str, most: int = MOST_URL) -> str | None:
    """An address that can stand in a link and leads to the web, percent-encoded where it must be; else ``None``."""
    if not is_web(text):
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
    return hostile.laid(spans, most, _span, _between, MOST_URL)


def verbatim(text: str, most: int) -> list[str]:
    """Text to copy, fenced, in as many pieces of at most ``most`` characters as it takes; cut at lines if possible."""
    return hostile.fenced(text, most, entities)


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
            return hostile.running(span, most, escape)
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
