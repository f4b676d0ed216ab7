"""PURE: a ``Document`` as an older message: one embed with all its words, and rows of buttons below it.

It is what is sent where Discord refuses a message of components for its form, or where an installation asks for it. A
row of buttons cannot stand below its card here, so one menu offers the details of each.
"""

from collections.abc import Sequence

from adapters.discord import render
from adapters.discord.blocks import ROW, SECTION, Encode, Part, Payload, Room, row
from adapters.discord.markdown import fit
from bot.document import Document

TITLE = 256
DESCRIPTION = 4_000
"""Discord takes 4,096, and 6,000 characters in all."""
MOST_ROWS = 5
IN_A_ROW = 5
"""Buttons of a paper that is the only one."""


def message(document: Document, encode: Encode, *, key: str | None = None) -> Payload:
    """A message of one embed, marked with ``key``; always one, always legal."""
    alone = len(render.cards_of(document)) == 1
    parts = render.Ways(document, (*((Room(IN_A_ROW),) if alone else ()), Room(0)), encode, key).best(_fits)
    words, role = _words(parts), render.called(document)
    title = {"title": fit(document.title, TITLE) or "Untitled"} if render.titled(document) or not words else {}
    embed = title | ({"description": words} if words else {})
    called = {"content": f"<@&{role}>"} if role else {}
    return {**called, "embeds": [embed], "components": _rows(parts), "allowed_mentions": render.allowed(role)}


def _fits(parts: Sequence[Part]) -> bool:
    words, rows = _words(parts), _rows(parts)
    size = len(words.encode("utf-8", "surrogatepass")) + render.size(rows)
    return len(words) <= DESCRIPTION and len(rows) <= MOST_ROWS and size <= render.Limits().size


def _words(parts: Sequence[Part]) -> str:
    """Their text, one below the other; what stands beside a button too."""
    return "\n".join(words for part in parts for words in _texts(part)).strip()


def _texts(part: Part) -> list[str]:
    if isinstance(part, str):
        return [part]
    return [text["content"] for text in part["components"]] if part["type"] == SECTION else []


def _rows(parts: Sequence[Part]) -> list[Payload]:
    pressed = [part for part in parts if not isinstance(part, str) and part["type"] in {ROW, SECTION}]
    return [row(part["accessory"]) if part["type"] == SECTION else part for part in pressed]
