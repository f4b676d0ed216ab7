"""The routes of the web face: pages here, feeds and JSON beside. Whatever is asked, it is read and never changed."""

from datetime import date

from aiohttp import web

from adapters.web import addresses, asking
from adapters.web.api_routes import ApiRoutes
from adapters.web.cache import Cache, Made
from adapters.web.feed_routes import FeedRoutes
from adapters.web.render import Pages
from adapters.web.serving import DIGESTS, Handler, Service, guarded
from adapters.web.wiring import Options
from bot.errors import NotFound
from bot.model.library import DayPapers
from bot.ports import Clock, Library, Links

GONE = NotFound("There is no such digest.", "The link may be incomplete, or digests are not shown here any more.")
_ROBOTS = """\
User-agent: *
Disallow: {root}/search
Disallow: {root}/api/
Disallow: {root}/digest/
Disallow: {root}/feeds/digests/
Disallow: {root}/email
"""


class WebFace:
    """What readers ask for in a browser."""

    def __init__(self, options: Options, library: Library, links: Links, clock: Clock) -> None:
        pages = Pages(options)
        self._options = options
        self._library = library
        self._pages = pages
        self._cache = Cache(library.revision, clock)
        self._service = Service(options, library, links, clock, pages, self._cache)

    def routes(self) -> list[web.RouteDef]:
        """For the web server. The files that pages load are ``adapters.shared.pages.static_routes``."""
        routes = [
            self._page(addresses.TODAY, self._today),
            self._page("/day/{day}", self._day),
            self._page("/week/{week}", self._week),
            self._page("/month/{month}", self._month),
            self._page(addresses.SEARCH, self._search),
            self._page("/paper/{key:.+}", self._paper),
            web.get(addresses.ROBOTS, self._robots),
        ]
        if self._options.permalinks != "off":
            routes.append(self._page("/digest/{token}", self._digest))
        return [*routes, *FeedRoutes(self._service).routes(), *ApiRoutes(self._service).routes()]

    async def disconnect(self) -> None:
        """Nothing is made for readers any more."""
        await self._cache.close()

    def _page(self, path: str, handler: Handler) -> web.RouteDef:
        return web.get(path, guarded(handler, self._problem))

    def _problem(self, told: str, hint: str) -> Made:
        return Made(self._pages.problem(told, hint))

    async def _today(self, request: web.Request) -> web.Response:
        page = asking.page_of(request.query)

        async def make() -> Made:
            newest = await self._library.newest()
            if newest is None:
                return Made(self._pages.nothing())
            papers = await self._library.day(newest, page)
            return Made(self._pages.day(papers, self._service.today(), front=True))

        return await self._service.kept(request, f"today {page}", make)

    async def _day(self, request: web.Request) -> web.Response:
        day, page = asking.day_of(request.match_info["day"]), asking.page_of(request.query)

        async def make() -> Made:
            return Made(self._pages.day(await self._library.day(day, page), self._service.today()))

        return await self._service.kept(request, f"day {day} {page}", make)

    async def _week(self, request: web.Request) -> web.Response:
        days, page = asking.week_of(request.match_info["week"]), asking.page_of(request.query)

        async def make() -> Made:
            return Made(self._pages.week(await self._period(days, page)))

        return await self._service.kept(request, f"week {days[0]} {page}", make)

    async def _month(self, request: web.Request) -> web.Response:
        days, page = asking.month_of(request.match_info["month"]), asking.page_of(request.query)

        async def make() -> Made:
            return Made(self._pages.month(await self._period(days, page)))

        return await self._service.kept(request, f"month {days[0]} {page}", make)

    async def _period(self, days: tuple[date, date], page: int) -> DayPapers:
        return await self._library.period(*days, page)

    async def _search(self, request: web.Request) -> web.Response:
        asked = asking.search_of(request.query, self._options.voice.sources)

        async def make() -> Made:
            wanted = (asked.words, asked.author, asked.since, asked.source, asked.sort, asked.page)
            something = asked.words or asked.author
            found = await self._library.search(*wanted) if something else None
            return Made(self._pages.search(asked, found, self._service.today()))

        return await self._service.kept(request, f"search {asked}", make)

    async def _paper(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]

        async def make() -> Made:
            page = await self._library.paper(key)
            if page is None:
                raise NotFound("No such paper is stored here.", "Look for it by words of its title.")
            if page.paper.key != key:
                raise web.HTTPFound(self._options.root + addresses.paper(page.paper.key))
            return Made(self._pages.paper(page, self._service.today()))

        return await self._service.kept(request, f"paper {key}", make)

    async def _digest(self, request: web.Request) -> web.Response:
        key = self._service.links.read("digest", request.match_info["token"])
        if key is None:
            raise GONE

        async def make() -> Made:
            document = await self._library.digest(key)
            if document is None:
                raise GONE
            return Made(self._pages.digest(document, self._service.today()))

        return await self._service.kept(request, f"digest {key}", make, DIGESTS)

    async def _robots(self, _: web.Request) -> web.Response:
        return web.Response(text=_ROBOTS.format(root=self._options.root))
