"""The routes of feeds: trending papers, finished days, a search, the digests of a channel."""

from aiohttp import web

from adapters.web import addresses, asking, feeds
from adapters.web.cache import Made
from adapters.web.feeds import CONTENT_TYPE, Entry, Feed
from adapters.web.serving import DIGESTS, FEEDS, Handler, Service, guarded
from bot.errors import NotFound
from bot.model import Destination
from bot.model.library import DayPapers, PostedDigest

DAYS_OF_PAPERS, DAYS, DIGESTS_SHOWN = 3, 7, 20


class FeedRoutes:
    """What feed readers ask for."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._site = service.options.site

    def routes(self) -> list[web.RouteDef]:
        """For the web server."""
        routes = [
            self._feed(addresses.TRENDING_FEED, self._trending),
            self._feed(addresses.DAYS_FEED, self._days),
            self._feed(addresses.SEARCH_FEED, self._search),
        ]
        if self._service.options.permalinks != "off":
            routes.append(self._feed("/feeds/digests/{token}.atom", self._digests))
        return routes

    def _feed(self, path: str, handler: Handler) -> web.RouteDef:
        return web.get(path, guarded(handler, _problem))

    def _made(self, feed: Feed) -> Made:
        return Made(feeds.atom(feed, self._site), CONTENT_TYPE)

    async def _trending(self, request: web.Request) -> web.Response:
        async def make() -> Made:
            days = await self._newest_days(DAYS_OF_PAPERS, finished=False)
            entries = feeds.of_papers(days, self._site)
            return self._made(Feed("Trending papers", addresses.TRENDING_FEED, addresses.TODAY, entries))

        return await self._service.kept(request, "feed of papers", make, FEEDS)

    async def _days(self, request: web.Request) -> web.Response:
        async def make() -> Made:
            days = await self._newest_days(DAYS, finished=True)
            entries = tuple(feeds.of_day(day, self._site) for day in days)
            return self._made(Feed("Trending papers, day by day", addresses.DAYS_FEED, addresses.TODAY, entries))

        return await self._service.kept(request, "feed of days", make, FEEDS)

    async def _newest_days(self, most: int, *, finished: bool) -> list[DayPapers]:
        """The newest days that have papers, newest first; ``finished``: without one that goes on."""
        library, day = self._service.library, await self._service.library.newest()
        days: list[DayPapers] = []
        while day and len(days) < most:
            papers = await library.day(day)
            if not (finished and day >= self._service.clock.now().date()):
                days.append(papers)
            day = papers.earlier
        return days

    async def _search(self, request: web.Request) -> web.Response:
        asked = asking.search_of(request.query, self._service.options.voice.sources)
        if not (asked.words or asked.author):
            raise NotFound("This feed needs words to search for.", "Put them behind its address: ?q=sparse+attention")

        async def make() -> Made:
            found = await self._service.library.search(asked.words, asked.author, None, asked.source, "new")
            what = {"q": asked.words, "author": asked.author, "source": asked.source}
            path = addresses.asked(addresses.SEARCH_FEED, **what)
            page = addresses.asked(addresses.SEARCH, **what, sort="new")
            entries = tuple(feeds.of_paper(line, self._site) for line in found.papers)
            title = " by ".join(filter(None, (asked.words, asked.author)))
            return self._made(Feed(f"Papers: {title}", path, page, entries))

        return await self._service.kept(request, f"feed of {asked}", make, FEEDS)

    async def _digests(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        destination = self._service.links.read_feed(token)
        if destination is None:
            raise NotFound("There is no such feed.", "The link may be incomplete.")

        async def make() -> Made:
            entries = await self._posted(destination)
            return self._made(Feed("Digests", addresses.digests_feed(token), addresses.TODAY, entries))

        return await self._service.kept(request, f"feed of digests {token}", make, DIGESTS)

    async def _posted(self, destination: Destination) -> tuple[Entry, ...]:
        digests = (await self._service.library.digests(destination))[:DIGESTS_SHOWN]
        entries = [await self._entry(digest) for digest in digests]
        return tuple(entry for entry in entries if entry)

    async def _entry(self, digest: PostedDigest) -> Entry | None:
        document = await self._service.library.digest(digest.key)
        if document is None:
            return None
        content = self._service.pages.blocks(document, self._site)
        link = self._service.links.of("digest", digest.key)
        return Entry(f"digest/{digest.key}", digest.title, link, digest.posted_at, content)


def _problem(told: str, hint: str) -> Made:
    return Made(f"{told} {hint}".strip() + "\n", "text/plain")
