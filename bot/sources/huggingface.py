"""Hugging Face's daily papers, straight from the JSON of its API: votes, comments, stars, AI summaries.

The official client loses fields of this API and has no time-outs, hence our own. 500 requests are allowed in five
minutes without a token; a round over a three-day window needs three to six.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import structlog

from bot.errors import SourceChanged
from bot.model import MONDAY_TO_FRIDAY, Sighting
from bot.ports import Clock
from bot.sources.http import Http
from bot.sources.huggingface_json import SOURCE, Parsed, entries, identifiers, parse_day, parse_list, parse_paper

log = structlog.get_logger(__name__)

BASE_URL = "https://huggingface.co"
PAGE = 100
"""The most that one answer holds; without asking, it is cut to 50."""
SHORT_PAGE = 50
"""A page shorter than this is the last. One a little short of ``PAGE`` need not be: entries are taken out after
paging, and a server that ignores our limit sends 50."""
MAX_PAGES = 50
_BAD_REQUEST = 400
_NOT_FOUND = 404
NOTHING = frozenset({_BAD_REQUEST})
"""What the API answers for a day, week or month that has not begun or does not exist."""
UNKNOWN = frozenset({_BAD_REQUEST, _NOT_FOUND})
"""What it answers for a paper that it does not have."""


def authorization(token: str) -> Mapping[str, str]:
    """The headers for ``Http`` that raise the request limit of whoever has an account."""
    return {"Authorization": f"Bearer {token}"}


class HuggingFace:
    """``ports.Source`` over ``GET {base_url}/api/daily_papers``. Days are UTC dates, Monday to Friday."""

    def __init__(self, http: Http, clock: Clock, *, base_url: str = BASE_URL) -> None:
        self._http = http
        self._clock = clock
        self._api = f"{base_url.rstrip('/')}/api"

    @property
    def name(self) -> str:
        """The word stored with each sighting."""
        return SOURCE

    def today(self, now: datetime) -> date:
        """The UTC date."""
        return now.astimezone(UTC).date()

    def expects(self, day: date) -> bool:
        """Monday to Friday; its two or three holidays a year follow no calendar."""
        return day.weekday() in MONDAY_TO_FRIDAY

    def days(self, now: datetime, window_days: int) -> Sequence[date]:
        """Today, then the latest days with a list, ``window_days`` in all: on a Monday, Friday comes second."""
        today = self.today(now)
        days = [today]
        while len(days) < window_days:
            today -= timedelta(days=1)
            if self.expects(today):
                days.append(today)
        return days

    async def fetch(self, day: date) -> Sequence[Sighting]:
        """The whole list of ``day`` with its votes as of now, in the list's order.

        Empty where the API knows no such day *and* none is due yet; of a day that must exist that is an error.

        Raises:
            SourceUnavailable, SourceChanged: see ``ports.Source``.
        """
        due = self.expects(day) and day < self.today(self._clock.now())
        pages = await self._pages({"date": day.isoformat()}, expect=frozenset() if due else NOTHING)
        return self._readable(parse_day(pages, day, self._clock.now()), len(pages), day=day.isoformat())

    async def week(self, week: str) -> Sequence[Sighting]:
        """All papers of an ISO week, ``2026-W10``; each on the day it was featured.

        Raises:
            SourceUnavailable, SourceChanged: see ``ports.Source``.
        """
        return await self._list({"week": week})

    async def month(self, month: str) -> Sequence[Sighting]:
        """All papers of a month, ``2026-03``; each on the day it was featured.

        Raises:
            SourceUnavailable, SourceChanged: see ``ports.Source``.
        """
        return await self._list({"month": month})

    async def trending(self, limit: int = PAGE) -> Sequence[Sighting]:
        """The first ``limit`` (at most 100) papers of the page's own trending order, whatever their day.

        Raises:
            SourceUnavailable, SourceChanged: see ``ports.Source``.
        """
        params = {"sort": "trending", "limit": str(min(limit, PAGE))}
        found = entries(await self._http.get_json(f"{self._api}/daily_papers", params))[:limit]
        return self._readable(parse_list(found, self._clock.now()), len(found), sort="trending")

    async def detail(self, arxiv_id: str) -> Sighting | None:
        """One paper by its id, announced or not, without a day; ``None`` when Hugging Face does not have it.

        Raises:
            SourceUnavailable, SourceChanged: see ``ports.Source``.
        """
        url = f"{self._api}/papers/{quote(arxiv_id, safe='')}"
        answer = await self._http.get_json(url, expect=UNKNOWN)
        if answer is None:
            return None
        sighting = parse_paper(answer, self._clock.now())
        if sighting is None:
            raise SourceChanged(SOURCE, f"The answer about {arxiv_id[:80]!r} names no paper.")
        return sighting

    async def _list(self, params: Mapping[str, str]) -> Sequence[Sighting]:
        pages = await self._pages(params, expect=NOTHING)
        return self._readable(parse_list(pages, self._clock.now()), len(pages), **params)

    async def _pages(self, params: Mapping[str, str], *, expect: frozenset[int]) -> list[object]:
        """All entries, page after page (``p`` counts from 0), until one is short or brings no new paper."""
        found: list[object] = []
        known: set[str] = set()
        for page in range(MAX_PAGES):
            asked = {**params, "limit": str(PAGE), "p": str(page)}
            answer = await self._http.get_json(f"{self._api}/daily_papers", asked, expect=expect)
            listed = [] if answer is None else entries(answer)
            new = identifiers(listed) - known
            found += listed
            if len(listed) < SHORT_PAGE or not new:
                return found
            known |= new
        raise SourceChanged(SOURCE, f"The list has no end: page {MAX_PAGES} still brings new papers.")

    def _readable(self, parsed: Parsed, count: int, **about: str) -> Sequence[Sighting]:
        """What could be read; what could not is logged, and is an error when it is everything."""
        for problem in parsed.problems:
            log.warning("entry_left_out", source=SOURCE, problem=problem, **about)
        if count and not parsed.sightings:
            raise SourceChanged(SOURCE, f"None of the {count} entries of the answer names a paper.")
        return parsed.sightings
