"""The settings of a subscription by name: how each is read, and what is said when it cannot be. PURE."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import get_args

from bot.bounds import BOUNDS
from bot.errors import NotUnderstood
from bot.model import Cadence, Layout, Managers, SummaryMode, TopicKind, WhenNothing
from bot.nearest import nearest
from bot.spoken import read_time, read_weekdays
from bot.zones import find_zone, nearest_zone

NONE = frozenset({"none", "nothing", "all", "any", "everything", "off"})
TOPIC_KINDS: Mapping[str, TopicKind] = {
    "cat": "category",
    "category": "category",
    "author": "author",
    "by": "author",
    "org": "organisation",
    "organisation": "organisation",
    "organization": "organisation",
    "lab": "organisation",
}
SOURCE_ALIASES = {"hf": "huggingface", "hugging-face": "huggingface"}

Sources = Collection[str]


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: ``read(value, known sources)`` gives the value of ``field``, or raises ``NotUnderstood``.

    ``likely(name, next word, known sources)`` tells whether ``name`` followed by that word is this setting, and
    not part of a topic; ``units`` are words that may follow a number.
    """

    name: str
    field: str
    read: Callable[[str, Sources], object]
    likely: Callable[[str, str, Sources], bool]
    units: frozenset[str] = frozenset()


def _before_digit(_: str, upcoming: str, __: Sources) -> bool:
    return upcoming[:1].isdecimal()


def _begins_with_source(_: str, upcoming: str, known: Sources) -> bool:
    asked = upcoming.casefold().partition(",")[0]
    return asked in {*SOURCE_ALIASES, "all", "any"} or bool(nearest(asked, known))


def _number(name: str, field: str, units: str = "") -> Option:
    least, most = BOUNDS[field]
    words = frozenset(units.split())
    unit = "|".join(sorted(words)) or "(?!)"
    form = re.compile(rf"(\d{{1,6}})\s*(?:{unit})?", re.ASCII | re.IGNORECASE)

    def read(value: str, _: Sources) -> int:
        found = form.fullmatch(value)
        number = int(found[1]) if found else -1
        if not least <= number <= most:
            raise NotUnderstood(
                f'"{value}" is no good for {name}: it is a number from {least} to {most}.',
                f"For example: {name}:{min(5, most)}",
            )
        return number

    return Option(name, field, read, _before_digit, words)


def _choice(name: str, field: str, closed_set: object, also: Mapping[str, str]) -> Option:
    choices: tuple[str, ...] = get_args(closed_set)

    def read(value: str, _: Sources) -> str:
        asked = value.casefold()
        if asked in choices or asked in also:
            return also.get(asked, asked)
        near = nearest(asked, choices)
        hint = f"Did you mean {name}:{near}?" if near else f"For example: {name}:{choices[0]}"
        raise NotUnderstood(f'"{value}" is no {name}: it is one of {", ".join(choices)}.', hint)

    def likely(_: str, upcoming: str, __: Sources) -> bool:
        asked = upcoming.casefold()
        return asked in also or bool(nearest(asked, choices))

    return Option(name, field, read, likely)


def _read_at(value: str, _: Sources) -> object:
    at = read_time(value)
    if at is None:
        raise NotUnderstood(f'"{value}" is no time of day.', "For example: at 9:30")
    return at


def _read_zone(value: str, _: Sources) -> str:
    zone = find_zone(value)
    if zone is None:
        near = nearest_zone(value)
        hint = f"Did you mean {near}?" if near else "For example: tz Europe/Berlin"
        raise NotUnderstood(f'There is no time zone "{value}".', hint)
    return zone


def _read_days(value: str, _: Sources) -> frozenset[int]:
    days = read_weekdays(value)
    if days is None:
        raise NotUnderstood(f'"{value}" are no days of the week.', "For example: days:mon,wed,fri")
    return days


def _read_sources(value: str, known: Sources) -> tuple[str, ...]:
    if value.casefold() in NONE:
        return ()
    return tuple(dict.fromkeys(read_source(name, known) for name in value.split(",") if name.strip()))


def read_source(value: str, known: Sources) -> str:
    """The name of a source.

    Raises:
        NotUnderstood: there is none of that name.
    """
    asked = value.strip().casefold()
    asked = SOURCE_ALIASES.get(asked, asked)
    if asked in known:
        return asked
    near = nearest(asked, known)
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(known)}"
    raise NotUnderstood(f'There is no source "{value}".', hint)


_OPTIONS = (
    Option("at", "at", _read_at, lambda _, up, __: up[:1].isdecimal() or up.casefold() in {"noon", "midnight"}),
    Option("tz", "zone", _read_zone, lambda name, up, __: bool(up) and (name != "zone" or bool(find_zone(up)))),
    Option("days", "weekdays", _read_days, lambda _, up, __: read_weekdays(up) is not None),
    Option("sources", "sources", _read_sources, _begins_with_source),
    _choice("cadence", "cadence", Cadence, {}),
    _choice("summary", "summary", SummaryMode, {"hf": "huggingface", "extract": "extractive"}),
    _choice("when-nothing", "when_nothing", WhenNothing, {"quiet": "silent", "tell": "say"}),
    _choice("layout", "layout", Layout, {"threads": "thread", "one": "message"}),
    _choice("managers", "managers", Managers, {"anyone": "everyone", "me": "maker", "admin": "admins"}),
    _number("count", "count", "paper papers"),
    _number("min", "min_votes", "vote votes"),
    _number("window", "window_days", "d day days"),
    _number("per-topic", "per_topic"),
    _number("catch-up", "catch_up_days", "d day days"),
    _number("patience", "patience_hours", "h hour hours"),
)
OPTIONS: Mapping[str, Option] = {option.name: option for option in _OPTIONS}
ALIASES: Mapping[str, str] = {name: name for name in (*OPTIONS, "include", "exclude")} | {
    "time": "at",
    "timezone": "tz",
    "zone": "tz",
    "on": "days",
    "weekdays": "days",
    "source": "sources",
    "from": "sources",
    "summaries": "summary",
    "nothing": "when-nothing",
    "max": "count",
    "limit": "count",
    "min-votes": "min",
    "votes": "min",
    "catchup": "catch-up",
    "topics": "include",
    "topic": "include",
    "without": "exclude",
    "not": "exclude",
}
"""Every name that stands before a colon, and the setting it means."""
