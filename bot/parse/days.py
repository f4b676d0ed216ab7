"""Dates, weeks, months and lengths of time as people type them. PURE; ``None`` is "not understood" or "ambiguous".

What leaves a year open means the past: papers are read after they appeared.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.spoken import read_weekday

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORTEST = 3
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d\d?)(?:st|nd|rd|th)?\.? (?:of )?([a-z]+)\.?(?:,? (\d{4}))?", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+)\.? (\d\d?)(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.ASCII)
_AGO = re.compile(r"(.+) ago")
_ISO_WEEK = re.compile(r"(?:(\d{4})-?)?w(?:eek )?(\d\d?)", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d\d?)|(\d\d?)[-/.](\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"([a-z]+)\.?(?:,? (\d{4}))?", re.ASCII)
_LENGTH = re.compile(r"(?:(\d{1,4})|an?|one)?[ -]?(d|days?|w|wks?|weeks?|m|mo|months?|y|years?)?", re.ASCII)
_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}


def read_length(text: str) -> int | None:
    """A length of time in days, at least one: ``3d``, ``2 weeks``, ``a month`` (30 days), ``1y``, ``7``."""
    found = _LENGTH.fullmatch(text.strip().casefold())
    if not found or not found[0]:
        return None
    return (int(found[1] or 1) * _UNITS[(found[2] or "d")[0]]) or None


def read_date(text: str, today: date) -> date | None:
    """A day: ``2026-03-03``, ``3 March``, ``Mar 3rd, 2026``, ``monday``, ``yesterday``, ``2 days ago``.

    ``03/04/2026`` is two different days to two people, and so none.
    """
    asked = " ".join(text.casefold().split())
    return _said(asked, today) or _numbered(asked) or _named(asked, today)


def _said(asked: str, today: date) -> date | None:
    if asked in {"today", "yesterday"}:
        return _before(today, 0 if asked == "today" else 1)
    if ago := _AGO.fullmatch(asked):
        days = read_length(ago[1])
        return _before(today, days) if days else None
    weekday = read_weekday(asked.removeprefix("last ").removeprefix("on "))
    if weekday is None:
        return None
    back = (today.weekday() - weekday) % 7
    return _before(today, 7 if asked.startswith("last ") and not back else back)


def _before(today: date, days: int) -> date | None:
    try:
        return today - timedelta(days=days)
    except OverflowError:
        return None


def _numbered(asked: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(asked):
        return _day(found[1], found[3], found[4])
    if found := _YEAR_LAST.fullmatch(asked):
        either = {_day(found[4], month, day) for month, day in ((found[1], found[3]), (found[3], found[1]))} - {None}
        return either.pop() if len(either) == 1 else None
    return None


def _named(asked: str, today: date) -> date | None:
    if found := _DAY_MONTH.fullmatch(asked):
        day, name, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(asked):
        name, day, year = found.groups()
    else:
        return None
    month = _month_number(name)
    if month is None:
        return None
    years = [int(year)] if year else range(today.year, today.year - 5, -1)
    return next((made for y in years if (made := _day(y, month, day)) and (year or made <= today)), None)


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_number(name: str) -> int | None:
    name = name.rstrip(".")
    found = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name) or (name == "sept" and n == 9)]  # noqa: PLR2004 - September
    return found[0] if len(found) == 1 and len(name) >= _SHORTEST else None


def read_week(text: str, today: date) -> date | None:
    """The Monday of a week: ``2026-W10``, ``W10``, ``last``, or any day in it."""
    asked = " ".join(text.casefold().split())
    if asked in {"", "this", "current", "last", "previous"}:
        return _before(today, today.weekday() + (7 if asked in {"last", "previous"} else 0))
    if found := _ISO_WEEK.fullmatch(asked):
        years = [int(found[1])] if found[1] else [today.year, today.year - 1]
        mondays = [monday for year in years if (monday := _monday(year, int(found[2])))]
        return next((monday for monday in mondays if found[1] or monday <= today), None)
    day = read_date(asked, today)
    return _before(day, day.weekday()) if day else None


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def read_month(text: str, today: date) -> date | None:
    """The first day of a month: ``2026-03``, ``03/2026``, ``March``, ``Mar 2025``, ``last``."""
    asked = " ".join(text.casefold().split())
    this = today.replace(day=1)
    if asked in {"", "this", "current"}:
        return this
    if asked in {"last", "previous"}:
        return next(_months_back(this), None)
    if found := _YEAR_MONTH.fullmatch(asked):
        return _day(found[1] or found[4], found[2] or found[3], 1)
    found = _NAMED_MONTH.fullmatch(asked)
    month = _month_number(found[1]) if found else None
    if not found or not month:
        return None
    return _day(found[2], month, 1) if found[2] else _latest(this, month)


def _months_back(first: date) -> Iterator[date]:
    while (before := _before(first, 1)) is not None:
        first = before.replace(day=1)
        yield first


def _latest(this: date, month: int) -> date | None:
    return _day(this.year - (month > this.month), month, 1)


def read_since(text: str, today: date) -> date | None:
    """The first day that counts: a length back (``2w``), a day, a month (``2026-03``) or a year (``2026``)."""
    asked = " ".join(text.casefold().replace("_", " ").split())
    if re.fullmatch(r"(19|20)\d\d", asked):
        return date(int(asked), 1, 1)
    length = None if asked.isdecimal() else read_length(asked)
    if length:
        return _before(today, length)
    if asked in {"last week", "last month"}:
        return (read_week if asked == "last week" else read_month)("last", today)
    return read_date(asked, today) or (read_month(asked, today) if asked else None)
