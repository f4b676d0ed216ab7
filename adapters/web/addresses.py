"""PURE. The paths of all pages: made and read here alone, so that what leads somewhere arrives there."""

import re
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from bot.model import PaperKey

TODAY, SEARCH, API, OPENAPI, ROBOTS = "/", "/search", "/api/", "/api/openapi.json", "/robots.txt"
TRENDING_FEED, DAYS_FEED, SEARCH_FEED = "/feeds/trending.atom", "/feeds/days.atom", "/feeds/search.atom"
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_LOST = frozenset({"", ".", ".."})
"""Browsers and proxies take such parts out of a path, so what leads to them must not be a part of its own."""


def day(of: date) -> str:
    """The page of a day."""
    return f"/day/{of.isoformat()}"


def week(of: date) -> str:
    """The page of the ISO week that ``of`` is in."""
    year, number, _ = of.isocalendar()
    return f"/week/{year:04}-W{number:02}"


def month(of: date) -> str:
    """The page of the month that ``of`` is in."""
    return f"/month/{of.year:04}-{of.month:02}"


def paper(key: PaperKey) -> str:
    """The page of a paper. A slash in its key stays one, unless that part of the path would be lost on its way."""
    return f"/paper/{_path(key)}"


def paper_json(key: PaperKey) -> str:
    """A paper as JSON."""
    return f"/api/papers/{_path(key)}"


def digest(token: str) -> str:
    """A digest that was posted."""
    return f"/digest/{quote(token, safe='')}"


def digests_feed(token: str) -> str:
    """The digests of one channel, as a feed."""
    return f"/feeds/digests/{quote(token, safe='')}.atom"


def asked(path: str, **what: str | int | date | None) -> str:
    """``path`` with those of the questions behind it that ask for something."""
    told = {name.rstrip("_"): str(value) for name, value in what.items() if value not in {None, "", 1}}
    return f"{path}?{urlencode(told)}" if told else path


def read_day(text: str) -> date | None:
    """The day that a path names, as in ``2026-03-03``; ``None`` for no day, and for years that no paper is of."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    return _known(text)


def read_week(text: str) -> date | None:
    """The Monday of the week that a path names, as in ``2026-W10``."""
    found = _WEEK.fullmatch(text)
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
    return monday if monday and _sensible(monday) else None


def read_month(text: str) -> date | None:
    """The first day of the month that a path names, as in ``2026-03``."""
    return _known(f"{text}-01") if _MONTH.fullmatch(text) else None


def month_end(first: date) -> date:
    """The last day of the month that begins with ``first``."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _known(iso: str) -> date | None:
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return None
    return found if _sensible(found) else None


def _sensible(found: date) -> bool:
    """Days before and after can be reckoned without an end of the calendar in the way."""
    return date(1900, 1, 1) <= found <= date(2999, 12, 31)


def _path(key: PaperKey) -> str:
    parts = key.split("/")
    between = "%2F" if _LOST.intersection(parts) else "/"
    return between.join(quote(part, safe=":") for part in parts)
