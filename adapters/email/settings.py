"""PURE. A digest's settings as the fields of a form: what stands in them, and what was filled in, read back.

Nothing filled in gives back what stood there. Names of fields are those of ``commands.Changes``, and two for topics.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import TypeVar

from adapters.shared.settings import (
    CADENCES,
    LAYOUTS,
    MOST_VOTES,
    NOTHINGS,
    NUMBERS,
    TYPED,
    as_typed,
    names_of,
    one_line,
    topic_text,
)
from bot.commands import Changes
from bot.compose.words import SUMMARY_WORDS, WEEKDAYS
from bot.document import Form
from bot.errors import UserError
from bot.model import Topic
from bot.ports import Language
from bot.text import clean, shorten

LONGEST = 8000
"""Characters of one field: more than all topics take that a digest may have. What is longer is refused, never cut."""
NEAREST = 3
SEVERAL = ("sources", "weekdays")
_WANTED = ("include", "authors", "organisations")
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "cadence": {
        "daily": "on each of these weekdays",
        "weekly": "once a week, on the first of these weekdays",
        "monthly": "the first day of each month",
    },
    "summary": {str(mode): words for mode, words in SUMMARY_WORDS.items()},
    "when_nothing": {"silent": "send nothing", "say": "say so"},
    "layout": {
        "message": "all papers in one mail",
        "thread": "one mail with the titles, each paper in an answer to it",
        "papers": "each paper in a mail of its own",
    },
}
_DAYS = frozenset(map(str, range(len(WEEKDAYS))))
_OUTDATED = "That is no choice here. Load this page again."

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields: one text for each, several for those of ``SEVERAL``."""

    one: Mapping[str, str]
    several: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was filled in, as a change; ``wrong`` has a sentence for each field that makes no sense."""

    changes: Changes
    wrong: Mapping[str, str]


def filled(form: Form) -> Filled:
    """The fields as a form of the core has them."""
    values = form.values
    include = values.include or ()
    plain = [topic_text(topic) for topic in include if topic.kind in {"text", "category"}]
    return Filled(
        one={
            "include": ", ".join(plain),
            "authors": ", ".join(names_of(include, "author")),
            "organisations": ", ".join(names_of(include, "organisation")),
            "exclude": ", ".join(map(topic_text, values.exclude or ())),
            **{name: str(getattr(values, name) or 0) for name in (*NUMBERS, "min_votes")},
            **{name: str(getattr(values, name) or "") for name in _CHOICES},
            "at": f"{values.at:%H:%M}" if values.at else "",
            "zone": values.zone or "",
        },
        several={"sources": values.sources or (), "weekdays": [str(day) for day in sorted(values.weekdays or ())]},
    )


def choices(name: str) -> Sequence[tuple[str, str]]:
    """What a menu offers: value and words."""
    if name in NUMBERS:
        return [(str(number), _said(name, number)) for number in NUMBERS[name]]
    if name == "weekdays":
        return [(str(number), day) for number, day in enumerate(WEEKDAYS)]
    return list(_CHOICES[name].items())


def read(given: Filled, language: Language) -> Reading:
    """What was filled in. A field that is not there leaves its setting as it is."""
    reader = _Reader(given, language)
    sources, weekdays = given.several.get("sources"), given.several.get("weekdays")
    changes = Changes(
        sources=None if sources is None else tuple(sources),
        weekdays=None if weekdays is None else frozenset(int(day) for day in weekdays if day in _DAYS),
        count=reader.number("count"),
        min_votes=reader.number("min_votes"),
        window_days=reader.number("window_days"),
        per_topic=reader.number("per_topic"),
        catch_up_days=reader.number("catch_up_days"),
        patience_hours=reader.number("patience_hours"),
        summary=reader.choice("summary", SUMMARY_WORDS),
        when_nothing=reader.choice("when_nothing", NOTHINGS),
        layout=reader.choice("layout", LAYOUTS),
        cadence=reader.choice("cadence", CADENCES),
        at=reader.time(),
        zone=reader.zone(),
    )
    return Reading(reader.with_topics(changes), reader.wrong)


class _Reader:
    """Field by field; what makes no sense is noted, and leaves its setting as it is."""

    def __init__(self, given: Filled, language: Language) -> None:
        self._given = given
        self._language = language
        self.wrong: dict[str, str] = {}

    def number(self, name: str) -> int | None:
        least, most = (0, MOST_VOTES) if name == "min_votes" else (NUMBERS[name][0], NUMBERS[name][-1])
        typed = self._given.one.get(name)
        if typed is None:
            return None
        bare = typed.strip()
        number = int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= len(str(MOST_VOTES)) else -1
        if least <= number <= most:
            return number
        self.wrong[name] = f"This is a whole number from {least} to {most}."
        return None

    def choice(self, name: str, words: Mapping[Word, str]) -> Word | None:
        typed = self._given.one.get(name)
        if typed is None:
            return None
        found = next((word for word in words if word == typed), None)
        if found is None:
            self.wrong[name] = _OUTDATED
        return found

    def time(self) -> time | None:
        typed = self._given.one.get("at")
        if typed is None:
            return None
        try:
            return time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.wrong["at"] = "A time of day looks like 09:30."
            return None

    def zone(self) -> str | None:
        typed = self._given.one.get("zone")
        if typed is None:
            return None
        bare = one_line(typed)
        found = self._language.zones(bare) if bare else ()
        exact = next((zone for zone in found if _folded(bare) in _names(zone)), found[0] if len(found) == 1 else None)
        if exact is None:
            near = f" Did you mean {' or '.join(found[:NEAREST])}?" if found else " One looks like Europe/Berlin."
            self.wrong["zone"] = f"There is no time zone {shorten(bare, 40) or 'without a name'}.{near}"
        return exact

    def with_topics(self, changes: Changes) -> Changes:
        """Authors and organisations are wanted like topics; what has a minus is not, wherever it was typed."""
        if not any(name in self._given.one for name in TYPED):
            return changes
        topics = {name: self._topics(name) for name in TYPED}
        include = [topic for name in _WANTED for topic in topics[name].include or ()]
        out = [topic for each in topics.values() for topic in each.exclude or ()]
        unwanted = [*(topics["exclude"].include or ()), *out]
        return replace(changes, include=_distinct(include), exclude=_distinct(unwanted))

    def _topics(self, name: str) -> Changes:
        lines = ", ".join(filter(None, map(str.strip, self._given.one.get(name, "").splitlines())))
        try:
            return self._language.read_topics(as_typed(name, clean(lines)))
        except UserError as error:
            self.wrong[name] = str(error)
            return Changes()


def _names(zone: str) -> tuple[str, str]:
    """What a person may call it: by its whole name, or by its city."""
    return _folded(zone), _folded(zone.rpartition("/")[2])


def _folded(zone: str) -> str:
    return zone.replace("_", " ").casefold()


def _distinct(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    return tuple(dict.fromkeys(topics))


def _said(name: str, number: int) -> str:
    match name:
        case "count":
            return _counted(number, "paper")
        case "window_days":
            return _counted(number, "day")
        case "per_topic":
            return f"at most {number}" if number else "no limit"
        case "catch_up_days":
            return f"within {_counted(number, 'day')}" if number else "not at all"
        case _:
            return f"up to {_counted(number, 'hour')}" if number else "not at all"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit if number == 1 else unit + 's'}"
