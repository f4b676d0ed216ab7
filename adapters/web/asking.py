"""PURE. What stands in a request, read: a page's number, a day, a search. What makes no sense is said in a sentence."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from adapters.web import addresses
from bot.commands import Search, SearchSort
from bot.errors import NotFound, NotUnderstood

MOST_WORDS = 200
LAST_PAGE = 10_000
_SORTS: Mapping[str, SearchSort] = {"": "relevance", "relevance": "relevance", "new": "new", "votes": "votes"}


def page_of(query: Mapping[str, str]) -> int:
    """The number of a page of a list.

    Raises:
        NotUnderstood: it is no number, or none that a list can have.
    """
    told = query.get("page", "1")
    number = int(told) if told.isascii() and told.isdecimal() and len(told) <= len(str(LAST_PAGE)) else 0
    if not 1 <= number <= LAST_PAGE:
        raise NotUnderstood("That is no page of a list.", f"Pages are numbered from 1 to {LAST_PAGE}.")
    return number


def day_of(text: str) -> date:
    """A day.

    Raises:
        NotFound: there is no such day.
    """
    return _there(addresses.read_day(text), "day", "2026-03-03")


def week_of(text: str) -> tuple[date, date]:
    """The first and the last day of a week.

    Raises:
        NotFound: there is no such week.
    """
    monday = _there(addresses.read_week(text), "week", "2026-W10")
    return monday, monday + timedelta(days=6)


def month_of(text: str) -> tuple[date, date]:
    """The first and the last day of a month.

    Raises:
        NotFound: there is no such month.
    """
    first = _there(addresses.read_month(text), "month", "2026-03")
    return first, addresses.month_end(first)


def search_of(query: Mapping[str, str], sources: Collection[str]) -> Search:
    """What is searched for. ``sources`` are those that there are.

    Raises:
        NotUnderstood: one of the filters makes no sense.
    """
    since, source, sort = (query.get(name, "").strip() for name in ("since", "source", "sort"))
    if since and addresses.read_day(since) is None:
        raise NotUnderstood("“since” is no day.", "A day is written like 2026-03-03.")
    if source and source not in sources:
        raise NotUnderstood("There is no such source.", f"There are: {', '.join(sorted(sources))}.")
    if sort not in _SORTS:
        raise NotUnderstood("There is no such order.", "There are: relevance, new, votes.")
    return Search(
        words=_words(query.get("q", ""), MOST_WORDS),
        author=_words(query.get("author", ""), MOST_WORDS // 2) or None,
        since=addresses.read_day(since),
        source=source or None,
        sort=_SORTS[sort],
        page=page_of(query),
    )


def typed(query: Mapping[str, str]) -> str:
    """What is typed so far into the search box."""
    return _words(query.get("q", ""), MOST_WORDS)


def _words(text: str, most: int) -> str:
    return " ".join(text[: 2 * most].split())[:most]


def _there(found: date | None, what: str, example: str) -> date:
    if found is None:
        raise NotFound(f"There is no such {what}.", f"A {what} is written like {example}.")
    return found
