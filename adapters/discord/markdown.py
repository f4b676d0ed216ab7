# ruff: noqa: RUF001 - look-alikes are what this is about
"""PURE. Words for Discord: hostile text becomes text that is only text, within a number of characters.

In running text a backslash before a sign takes its meaning away. In the words of a link it does not: Discord shows it
there (discord/discord-api-docs#6185), and shows the whole link as plain text where its words hold a mention, an
address or an emoji (#6088, #7721, #7673). So these signs are replaced there by the characters that look and read the
same, and a link with an emoji stands beside its words. Whether anybody is called is not left to the escapes: the
message's ``allowed_mentions`` name nobody.
"""

import re
import unicodedata
from functools import lru_cache
from typing import assert_never
from urllib.parse import quote

from adapters.shared import hostile
from adapters.shared.hostile import REMEMBERED, Escape, is_web, isolated, joined
from bot.document import Code, Line, Link, Span, Strong, Time

__all__ = ["code", "escape", "fit", "heading", "joined", "label", "line", "link", "plain", "small", "url", "verbatim"]

MOST_URL = 400
"""Of the 4,000 characters of a message; a longer address is left out."""

_SPECIAL = re.compile(
    r"[\\*_~|`<\[@]"  # an underscore within a word begins a format too, which code or an address would end
    r"|:(?=//|[^\s:]*:)"  # an address, :an_emoji:
    r"|(?<=discord)\.(?=\w+/)|(?<=discordapp)\.(?=\w+/)"  # an invitation needs no https://
    r"|^[#>+-]",  # a heading, a quotation, a list, small print
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d+)\.(?=\s|$)")
_PAIR = re.compile(r"\[[^\[\]]*\]|[\[\]]")
_LOOKALIKES = str.maketrans("*~`|[]<\\", "∗∼ˋ∣［］‹∖")
_IN_LABEL = (
    (re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"), "ˍ"),
    (re.compile(r":(?=[^\s:]*:)"), "∶"),
    (re.compile(r"@(?=everyone|here)"), "＠"),
    (re.compile(r"([/⁄∕⧸╱⟋／]{2}|discord\w*\.\w+[/⁄∕⧸╱⟋／])(?=\S)", re.IGNORECASE), r"\1 "),
    (re.compile(r"^#"), "＃"),
    (re.compile(r"^-"), "‐"),
    (re.compile(r"^>"), "›"),
    (re.compile(r"^(\d+)\.(?=\s)"), "\\1․"),
)
_EMOJI = re.compile(
    "[‼⁉ℹ↔-↙↩↪⌚⌛⌨⏏⏩-⏳⏸-⏺Ⓜ▪▫▶◀◻-◾\u2600-\u27bf⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙\u20e3\ufe0f\U0001f000-\U0001faff]"
)
"""What Discord may take for an emoji: whole ranges, since it learns new ones each year."""
_ADDRESS = re.compile(r"(https?://[\w.-]+(?::\d{1,5})?)([/?#].*)?", re.IGNORECASE)
_IN_URL = "/?#&=%+,;:@!$~._-"
_STYLES = {"date": "D", "time": "t", "datetime": "f"}


def escape(text: str) -> str:
    """Running text that formats nothing, mentions nobody, links nowhere and makes no emoji."""
    text = _SPECIAL.sub(r"\\\g<0>", _PAIR.sub(_unnested, text))
    return isolated(_NUMBERED.sub(r"\1\\.", text))


def label(text: str) -> str:
    """The words of a link, of which Discord makes nothing else. What it would take out itself is left out here."""
    if not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
    for found, instead in _IN_LABEL:
        text = found.sub(instead, text)
    return text.translate(_LOOKALIKES)


def code(text: str) -> str:
    """Text within backticks: formats mean nothing there, and another backtick would end it."""
    return text.replace("`", "ˋ")


def plain(text: str) -> str:
    """Text where Discord reads no mark-up at all: a button, a choice, a form."""
    return text


def fit(text: str, most: int, escaped: Escape = escape) -> str:
    """``text`` in one line, cleaned, escaped, at most ``most`` characters *after* that; no escape is cut in half."""
    return hostile.fit(text, most, escaped)


def heading(escaped: str, level: int = 2) -> str:
    """A line above what follows. Discord would take number signs at its end for a part of the mark-up."""
    return f"{'#' * level} {escaped}" + ("\u200b" if escaped.endswith("#") else "")


def small(escaped: str) -> str:
    """One line of small print."""
    return f"-# {escaped}"


def url(text: str, most: int = MOST_URL) -> str | None:
    """An address that can stand in a link and leads to the web, percent-encoded where it must be; else ``None``.

    One with a name before its host is none: it would say that it leads elsewhere.
    """
    address = _encoded(text) if len(text) <= most else None
    return address if address and len(address) <= most else None


@lru_cache(REMEMBERED)
def _encoded(address: str) -> str | None:
    found = _ADDRESS.fullmatch(address) if is_web(address) else None
    return found[1] + quote(found[2] or "", safe=_IN_URL, errors="replace") if found else None


def link(text: str, address: str | None, most: int) -> str:
    """The words, leading to ``address`` where that is a web page and both fit; the words alone otherwise."""
    target = url(address, most) if address else None
    if target is None:
        return fit(text, most)
    beside = bool(_EMOJI.search(text[: 4 * most]))
    room = most - len(target) - len("\u2068[]()\u2069" + " ([link])" * beside)
    words = fit(text, room, escape if beside else label)
    if not words or room < min(most // 4, len(text)):
        return fit(text, most)
    return f"{words} ([link]({target}))" if beside else isolated(f"[{words}]({target})")


def line(spans: Line, most: int) -> str:
    """Spans in at most ``most`` characters; what is beyond is cut, a time or the mark-up of a span never."""
    return hostile.laid(_merged(spans), most, _span, _between, MOST_URL)


def verbatim(text: str, most: int) -> list[str]:
    """Text to copy, fenced, in as many pieces of at most ``most`` characters as it takes; cut at lines if possible."""
    return hostile.fenced(text, most, plain)


def _unnested(found: re.Match[str]) -> str:
    """Brackets within brackets, or never closed, keep Discord from seeing the links around them."""
    return found[0].translate(_LOOKALIKES) if len(found[0]) == 1 else found[0]


def _merged(spans: Line) -> Line:
    """Neighbouring text in one span, so that what it means together is seen; a link that leads nowhere is text."""
    merged: list[Span] = []
    for given in spans:
        span = given.text if isinstance(given, Link) and url(given.url) is None else given
        last = merged[-1] if merged else None
        if isinstance(span, str) and isinstance(last, str):
            merged[-1] = last + span
        else:
            merged.append(span)
    return tuple(merged)


def _span(span: Span, most: int) -> str:
    match span:
        case str():
            return hostile.running(span, most, escape)
        case Strong(text):
            return _wrapped("**", fit(text, most - 4))
        case Code(text):
            return _wrapped("`", fit(text, most - 2, code))
        case Link(text, address):
            return link(text, address, most)
        case Time(at, _, style):
            shown = f"<t:{int(at.timestamp())}:{_STYLES[style]}>"
            return shown if len(shown) <= most else ""
        case _:
            assert_never(span)


def _wrapped(mark: str, shown: str) -> str:
    return f"{mark}{shown}{mark}" if shown else ""


def _between(before: str, piece: str) -> str:
    """Two marks that touch would be another mark; an invisible blank parts them."""
    return "\u200b" if piece[:1] in {"*", "`"} and before.endswith(piece[:1]) else ""
