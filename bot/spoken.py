"""Times of day and days of the week as people write them. PURE; ``None`` is "not understood" throughout."""

import re
from collections.abc import Iterable
from datetime import time

from bot.model import MONDAY_TO_FRIDAY

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = frozenset(range(7))

_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:[:.h]|(?<=\d))(?P<minute>\d\d)|h)?(?::00)?\s*(?P<half>[ap])?\.?(?(half)m\.?)", re.ASCII
)
_NAMED_DAYS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "every-day": EVERY_DAY,
    "all": EVERY_DAY,
    "weekdays": MONDAY_TO_FRIDAY,
    "weekday": MONDAY_TO_FRIDAY,
    "workdays": MONDAY_TO_FRIDAY,
    "weekends": frozenset({5, 6}),
    "weekend": frozenset({5, 6}),
}
_RANGE = re.compile(r"\s*(?:-|\u2013|\u2014|\bto\b|\bthrough\b)\s*")
_BETWEEN_DAYS = re.compile(r"\s*(?:[,;/+&]|\band\b|\s)\s*")
_SHORTEST = 2


def read_time(text: str) -> time | None:
    """``9``, ``9:30``, ``09.30``, ``0930``, ``9h30``, ``9am``, ``9:30 p.m.``, ``noon``: a time, to the minute."""
    asked = text.strip().casefold()
    if asked in _NAMED_TIMES:
        return _NAMED_TIMES[asked]
    found = _TIME.fullmatch(asked)
    return _clock(int(found["hour"]), int(found["minute"] or 0), found["half"]) if found else None


def _clock(hour: int, minute: int, half: str | None) -> time | None:
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a twelve-hour clock
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def read_weekday(text: str) -> int | None:
    """A day of the week, Monday is 0: ``mon``, ``Tues``, ``fridays``, ``We``."""
    word = text.strip().casefold().rstrip(".")
    candidates = {word, word.removesuffix("s")}
    found = [
        n for n, name in enumerate(WEEKDAYS) if any(len(w) >= _SHORTEST and name.startswith(w) for w in candidates)
    ]
    return found[0] if len(found) == 1 else None


def read_weekdays(text: str) -> frozenset[int] | None:
    """Days of the week, at least one: ``mon,wed,fri``, ``Mon-Fri``, ``sat and sun``, ``weekdays``, ``daily``."""
    asked = _RANGE.sub("-", text.strip().casefold())
    if asked in _NAMED_DAYS:
        return _NAMED_DAYS[asked]
    return _union(_days_of(part) for part in _BETWEEN_DAYS.split(asked) if part)


def _days_of(part: str) -> frozenset[int] | None:
    first, dash, last = part.partition("-")
    start = read_weekday(first)
    end = read_weekday(last) if dash else start
    if part in _NAMED_DAYS:
        return _NAMED_DAYS[part]
    if start is None or end is None:
        return None
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _union(parts: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    days: frozenset[int] = frozenset()
    for part in parts:
        if part is None:
            return None
        days |= part
    return days or None
