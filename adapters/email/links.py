"""PURE. Where a mail leads to: pages of ours, where there are some, and the pages of papers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bot.commands import Command, Day, Search, Show, Today
from bot.document import Button, PaperCard
from bot.model import PaperKey

MOST_URL = 1000
"""A longer one is cut somewhere on its way, and leads nowhere."""
_ESCAPES = {ord(sign): f"%{ord(sign):02X}" for sign in '<>"'}
"""What may not stand in an address, and would end one in plain text."""
_ESCAPED = re.compile('[<>"]')
_WEB = ("https://", "http://")
_ARXIV = re.compile(r"https?://arxiv\.org/abs/([^?#\s]+)")
_LOST = frozenset({"", ".", ".."})
"""Browsers take such parts out of a path."""


@dataclass(frozen=True, slots=True)
class Way:
    """Words that lead somewhere."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Of one mail. ``pages`` is where the pages of papers are; empty where there are none."""

    pages: str = ""

    def of(self, card: PaperCard) -> Sequence[Way]:
        """A paper's own: its abstract, its PDF, its code, where it is discussed, our page about it."""
        address = outward(card.url)
        pdf = _pdf(address)
        abstract = (Way("Abstract" if pdf else "Paper", address),) if address else ()
        more = (Way(link.text, url) for link in card.links if (url := outward(link.url)))
        return (*abstract, *((Way("PDF", pdf),) if pdf else ()), *more, *self.ways(card.buttons))

    def ways(self, buttons: Iterable[Button]) -> Sequence[Way]:
        """Those of the buttons that a page of ours answers: nobody can press the others in a mail."""
        found = ((button.label, self.page(button.command)) for button in buttons)
        return tuple(Way(label, url) for label, url in found if url)

    def page(self, command: Command) -> str | None:
        """The address of the page that answers a command."""
        path = _path(command) if self.pages else None
        return outward(f"{self.pages.rstrip('/')}{path}") if path else None


def outward(url: str | None) -> str | None:
    """``url`` where it leads to the web and nowhere else, and arrives there whole."""
    if not url or len(url) > MOST_URL or not url.startswith(_WEB) or " " in url or not url.isprintable():
        return None
    return url.translate(_ESCAPES) if _ESCAPED.search(url) else url


def _path(command: Command) -> str | None:
    match command:
        case Show(key):
            return f"/paper/{_quoted(key)}"
        case Day(day):
            return f"/day/{day.isoformat()}"
        case Today():
            return "/"
        case Search(words=words):
            return f"/search?{urlencode({'q': words.encode(errors='replace')})}"
        case _:
            return None


def _quoted(key: PaperKey) -> str:
    """A slash in a key stays one, unless that part of the path would be lost on its way: as the web face has it."""
    parts = key.split("/")
    between = "%2F" if _LOST.intersection(parts) else "/"
    return between.join(quote(part, safe=":", errors="replace") for part in parts)


def _pdf(address: str | None) -> str | None:
    found = _ARXIV.fullmatch(address or "")
    return f"https://arxiv.org/pdf/{found[1]}" if found else None
