"""PURE: what was chosen on the settings panel or filled into one of its forms, read back.

Nothing filled in gives back what stood there.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.discord.settings_view import BOUNDS, CHOICES, FIELDS, LABELS
from adapters.shared.settings import TYPED, as_typed, one_line
from bot.commands import Changes
from bot.compose.words import WEEKDAYS
from bot.errors import NotUnderstood, UserError
from bot.model import Topic
from bot.text import shorten

Read = Callable[[str], Changes]
Zones = Callable[[str], Sequence[str]]
Components = Sequence[Mapping[str, Any]]

OUTDATED = "Open the settings again: they have changed since."
NEAREST = 3
TOLD = 40
"""Characters of what was typed that are said again."""
_FIRST = "include"
_WANTED = ("include", "authors", "organisations")


def read_choice(field: str, values: Sequence[str]) -> Changes:
    """What a menu of the panel changes.

    Raises:
        NotUnderstood: it is no setting of the panel, or no such choice.
    """
    match field:
        case "sources":
            return Changes(sources=tuple(values))
        case "weekdays" if values and set(values) <= set(map(str, range(len(WEEKDAYS)))):
            return Changes(weekdays=frozenset(map(int, values)))
        case "mention":
            return Changes(mention=values[0] if values else "")
        case _:
            raise NotUnderstood("This is no choice any more.", OUTDATED, field)


def read_form(name: str, components: Components, read: Read, zones: Zones) -> Changes:
    """What the form ``name`` says, as it was submitted.

    ``read`` reads topics as they are typed, and a time of day as ``at:"9:30"``; ``zones`` are the names of time zones
    that fit a text, the likeliest first.

    Raises:
        UserError: something in it makes no sense; a ``NotUnderstood`` names the field.
    """
    filled = {field: text for field, text in _filled(components) if field in FIELDS.get(name, ())}
    if not filled:
        raise NotUnderstood("This form is from another version of Paperboy.", OUTDATED)
    given: dict[str, Any] = {field: _number(field, filled[field]) for field in BOUNDS if field in filled}
    given |= {field: _chosen(field, filled[field]) for field in CHOICES if field in filled}
    if "at" in filled:
        given["at"] = _told("at", lambda: read(f'at:"{_unquoted(filled["at"])}"')).at
    if "zone" in filled:
        given["zone"] = _zone(filled["zone"], zones)
    return _with_topics(Changes(**given), filled, read) if _FIRST in filled else Changes(**given)


def _filled(components: Components) -> Iterator[tuple[str, str]]:
    """Each field and what stands in it: a text, or the one choice."""
    for each in components:
        inside = each.get("component")
        yield from _filled([inside] if isinstance(inside, Mapping) else each.get("components", ()))
        if "custom_id" in each:
            chosen = each.get("values") or [each.get("value") or ""]
            yield str(each["custom_id"]), str(chosen[0])


def _number(field: str, text: str) -> int:
    least, most = BOUNDS[field]
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else -1
    if not least <= number <= most:
        label = LABELS[field]
        raise NotUnderstood(f"“{label}” is a whole number from {least} to {most}, not {_said(text)}.", "", field)
    return number


def _chosen(field: str, value: str) -> str:
    if value not in CHOICES[field]:
        raise NotUnderstood(f"“{LABELS[field]}” has no choice {_said(value)}.", OUTDATED, field)
    return value


def _zone(text: str, zones: Zones) -> str:
    typed = one_line(text)
    found = zones(typed) if typed else ()
    exact = next((zone for zone in found if _folded(zone) == _folded(typed)), None)
    if exact:
        return exact
    near = found[:NEAREST]
    hint = f"Did you mean {_either(near)}?" if near else "A time zone looks like Europe/Berlin."
    raise NotUnderstood(f"There is no time zone {_said(typed)}.", hint, "zone")


def _folded(zone: str) -> str:
    return zone.replace("_", " ").casefold()


def _either(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _with_topics(changes: Changes, filled: Mapping[str, str], read: Read) -> Changes:
    """Authors and organisations are wanted like topics; what has a minus is not, wherever it was typed."""
    topics = {name: _topics(name, filled.get(name, ""), read) for name in TYPED}
    include = [topic for name in _WANTED for topic in topics[name].include or ()]
    out = [topic for each in topics.values() for topic in each.exclude or ()]
    unwanted = [*(topics["exclude"].include or ()), *out]
    return replace(changes, include=_distinct(include), exclude=_distinct(unwanted))


def _topics(name: str, text: str, read: Read) -> Changes:
    lines = ", ".join(filter(None, map(str.strip, text.splitlines())))
    return _told(name, lambda: read(as_typed(name, lines)))


def _distinct(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    return tuple(dict.fromkeys(topics))


def _told(field: str, read: Callable[[], Changes]) -> Changes:
    """What was read; what makes no sense names the field in which it stands."""
    try:
        return read()
    except UserError as error:
        raise NotUnderstood(error.message, error.hint, field) from None


def _unquoted(text: str) -> str:
    return one_line(text.replace('"', " "))


def _said(text: str) -> str:
    return shorten(one_line(text), TOLD) or "nothing"
