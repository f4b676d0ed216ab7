"""arXiv: each day's announcements by category, and look-ups by id and by category.

The announcements are an RSS feed that is built at midnight in New York and holds one day. Of earlier days the feed
tells nothing any more; what a machine that was off has missed is asked from the query API, by the hours in which
the papers of such a day were submitted.

arXiv asks for no more than one request in three seconds and one connection, over all of its services and all
processes of an installation (terms of use of its APIs): build the ``Http`` with ``connections=1`` and a ``turn``
that all processes share.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import structlog

from bot.errors import SourceChanged, SourceUnavailable
from bot.model import MONDAY_TO_FRIDAY, Sighting
from bot.ports import Clock
from bot.sources.arxiv_feeds import (
    EASTERN,
    SOURCE,
    Announcements,
    Found,
    parse_announcements,
    parse_found,
    submission_window,
)
from bot.sources.arxiv_ids import arxiv_identity
from bot.sources.http import Answer, Http

log = structlog.get_logger(__name__)

RSS_URL = "https://rss.arxiv.org/rss/"
API_URL = "https://export.arxiv.org/api/query"
CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.LG")
INTERVAL = timedelta(seconds=3)
"""Between two requests."""
FEED_LIMIT = 2_000
"""Items that one feed holds at most; a feed this long may have been cut."""
IDS_PER_REQUEST = 100
PAGE = 500
"""Papers that one answer of the query API is asked for; it allows 2,000 and is slow to give them."""
MAX_PAGES = 12
_REFUSED = frozenset({400, 404})
_TOTAL = re.compile(rb"totalResults[^>]*>\s*(\d+)")


class Arxiv:
    """``ports.Source`` and ``ports.Lookup``. Days are dates in New York, Monday to Friday."""

    def __init__(
        self,
        http: Http,
        clock: Clock,
        *,
        categories: Sequence[str] = CATEGORIES,
        rss_url: str = RSS_URL,
        api_url: str = API_URL,
    ) -> None:
        self._http = http
        self._clock = clock
        self._categories = tuple(categories)
        self._rss_url = rss_url if rss_url.endswith("/") else f"{rss_url}/"
        self._api_url = api_url
        self._complete: set[date] = set()
        self._announced: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The word stored with each sighting."""
        return SOURCE

    def today(self, now: datetime) -> date:
        """The date in New York, where arXiv's day begins with a new feed."""
        return now.astimezone(EASTERN).date()

    def expects(self, day: date) -> bool:
        """Monday to Friday; on arXiv's holidays the feed stays empty."""
        return day.weekday() in MONDAY_TO_FRIDAY

    def days(self, now: datetime, window_days: int) -> Sequence[date]:
        """Today, and the working days before it within the window."""
        today = self.today(now)
        earlier = (today - timedelta(days=back) for back in range(1, window_days))
        return [today, *filter(self.expects, earlier)]

    async def fetch(self, day: date) -> Sequence[Sighting]:
        """What was announced on ``day``, and what the feed says of other papers; nothing at weekends.

        Just after midnight the feed may still be the day before's; its papers then come with that day.
        """
        if not self.expects(day):
            return ()
        if day >= self.today(self._clock.now()):
            return await self._todays_feed()
        return () if day in self._complete else await self._missed(day)

    async def by_ids(self, ids: Sequence[str]) -> Sequence[Sighting]:
        """What arXiv knows of these papers, without a day; withdrawn, unknown and malformed ids are left out."""
        wanted = list(dict.fromkeys(identity[0] for identity in map(arxiv_identity, ids) if identity))
        found: list[Sighting] = []
        for start in range(0, len(wanted), IDS_PER_REQUEST):
            found += await self._look_up(wanted[start : start + IDS_PER_REQUEST])
        return found

    async def search_category(self, category: str, *, start: int = 0, limit: int = 100) -> Sequence[Sighting]:
        """The papers of a category, last submitted first, without a day: a submission is no announcement."""
        newest = {"sortBy": "submittedDate", "sortOrder": "descending"}
        page = await self._query({"search_query": _within([category]), **newest}, start, limit)
        return self._told(page).sightings

    async def _todays_feed(self) -> Sequence[Sighting]:
        feeds = await self._feeds(self._categories)
        told = sorted((s for feed in feeds for s in feed.sightings), key=_announces)
        sightings = {s.source_id: s for s in told}
        self._announced = frozenset(s.source_id for s in sightings.values() if s.day)
        self._complete |= {s.day for s in sightings.values() if s.day}
        for problem in (problem for feed in feeds for problem in feed.problems):
            log.warning("source_item_left_out", source=SOURCE, problem=problem)
        return tuple(sightings.values())

    async def _feeds(self, categories: Sequence[str]) -> Sequence[Announcements]:
        """The feed of all ``categories``, in parts where the whole would be cut."""
        body = await self._http.get(self._rss_url + "+".join(categories), read=_whole_feed, expect=_REFUSED)
        feed = await asyncio.to_thread(parse_announcements, self._accepted(body, categories), self._clock.now())
        if feed.items < FEED_LIMIT or len(categories) == 1:
            return [feed]
        half = len(categories) // 2
        return [*await self._feeds(categories[:half]), *await self._feeds(categories[half:])]

    async def _missed(self, day: date) -> Sequence[Sighting]:
        """What was announced on an earlier day that nobody looked at.

        Papers that today's feed announces were submitted early enough for ``day`` and yet announced later, because
        ``day`` was a holiday or a moderator took time: they are today's.
        """
        first, last = submission_window(day)
        span = f"submittedDate:[{first:%Y%m%d%H%M} TO {last - timedelta(minutes=1):%Y%m%d%H%M}]"
        query = {"search_query": f"{_within(self._categories)} AND {span}"}
        sightings: list[Sighting] = []
        for number in range(MAX_PAGES):
            page = self._told(await self._query(query, number * PAGE, PAGE, day))
            sightings += page.sightings
            if (number + 1) * PAGE >= page.total:
                break
        self._complete.add(day)
        return tuple(s for s in sightings if s.source_id not in self._announced)

    async def _look_up(self, ids: Sequence[str]) -> Sequence[Sighting]:
        """One request; where arXiv refuses it because of one id, its halves, so that the others are found."""
        page = await self._query({"id_list": ",".join(ids)}, 0, len(ids))
        if page.error is None:
            return page.sightings
        if len(ids) == 1:
            log.warning("lookup_refused", source=SOURCE, arxiv_id=ids[0], problem=page.error)
            return ()
        half = len(ids) // 2
        return [*await self._look_up(ids[:half]), *await self._look_up(ids[half:])]

    async def _query(self, query: Mapping[str, str], start: int, limit: int, day: date | None = None) -> Found:
        asked = {**query, "start": str(start), "max_results": str(limit)}
        body = await self._http.get(self._api_url, asked, read=_whole_page, expect=_REFUSED)
        return await asyncio.to_thread(parse_found, body, self._clock.now(), day)

    def _told(self, page: Found) -> Found:
        if page.error:
            raise SourceChanged(SOURCE, f"The query API refuses the request: {page.error}.")
        return page

    def _accepted(self, body: bytes | None, categories: Sequence[str]) -> bytes:
        if body is None:
            named = ", ".join(categories)
            raise SourceChanged(SOURCE, f"No feed for {named}: mend `sources.arxiv.categories` (or `rss_url`).")
        return body


def _announces(sighting: Sighting) -> bool:
    """Announcements sort last, so that they win over a replacement in another category's feed."""
    return sighting.day is not None


def _within(categories: Sequence[str]) -> str:
    """A query for papers in any of the categories; ``cs`` means all of its subject classes, as it does in a feed."""
    terms = [f"cat:{c}" if "." in c else f"cat:{c} OR cat:{c}.*" for c in categories]
    return f"({' OR '.join(terms)})"


def _whole_feed(answer: Answer) -> bytes | None:
    """The feed; ``None`` where arXiv refuses to give one."""
    return None if answer.status in _REFUSED else _whole(answer)


def _whole_page(answer: Answer) -> bytes:
    """The page. Under load the query API sometimes answers with no papers where it counts some."""
    body = _whole(answer)
    total = _TOTAL.search(body)
    start = re.search(rb"startIndex[^>]*>\s*(\d+)", body)
    if total and int(total[1]) > int(start[1] if start else 0) and b"<entry" not in body:
        raise SourceUnavailable(SOURCE, f"{answer.host} counts {int(total[1])} papers and sends none of them.")
    return body


def _whole(answer: Answer) -> bytes:
    """The body, if it is a feed from its beginning to its end.

    Raises:
        SourceUnavailable: it is empty, breaks off, or asks for patience.
        SourceChanged: it is something else.
    """
    body = answer.body.strip()
    if not body or body.lower().startswith(b"rate exceeded"):
        told = "asks for patience (rate exceeded)" if body else "answers with nothing"
        raise SourceUnavailable(SOURCE, f"{answer.host} {told}.")
    head = body[:2_000].lower()
    if not re.search(rb"<(?:rss|feed)[\s>]", head):
        kind = "a web page" if b"<html" in head or b"<!doctype html" in head else answer.content_type
        raise SourceChanged(SOURCE, f"{answer.host} answers with {kind} where a feed was expected.")
    if not body.endswith((b"</rss>", b"</feed>")):
        raise SourceUnavailable(SOURCE, f"{answer.host} answers with a feed that breaks off ({len(body):,} bytes).")
    return body
