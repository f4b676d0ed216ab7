"""The routes of what programs read. Each answer is as ``openapi.json`` describes it; a test compares."""

from aiohttp import web

from adapters.web import addresses, api, asking
from adapters.web.cache import Made
from adapters.web.serving import LISTS, Handler, Service, guarded
from bot.errors import NotFound, NotUnderstood

CONTENT_TYPE = "application/json"


class ApiRoutes:
    """What programs ask for, our own script for suggestions among them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._site = service.options.site

    def routes(self) -> list[web.RouteDef]:
        """For the web server."""
        known = {
            "/api/today": self._today,
            "/api/days/{day}": self._day,
            "/api/weeks/{week}": self._week,
            "/api/months/{month}": self._month,
            "/api/search": self._search,
            "/api/suggest": self._suggest,
            "/api/papers/{key:.+}": self._paper,
            addresses.OPENAPI: self._openapi,
        }
        return [self._get(path, handler) for path, handler in known.items()]

    def _get(self, path: str, handler: Handler) -> web.RouteDef:
        return web.get(path, guarded(handler, _problem))

    async def _today(self, request: web.Request) -> web.Response:
        page = asking.page_of(request.query)

        async def make() -> Made:
            newest = await self._service.library.newest()
            if newest is None:
                raise NotFound("Nothing has been collected yet.", "Ask again in a few minutes.")
            return _made(api.day(await self._service.library.day(newest, page), self._site))

        return await self._service.kept(request, f"api today {page}", make)

    async def _day(self, request: web.Request) -> web.Response:
        day, page = asking.day_of(request.match_info["day"]), asking.page_of(request.query)

        async def make() -> Made:
            return _made(api.day(await self._service.library.day(day, page), self._site))

        return await self._service.kept(request, f"api day {day} {page}", make)

    async def _week(self, request: web.Request) -> web.Response:
        days, page = asking.week_of(request.match_info["week"]), asking.page_of(request.query)

        async def make() -> Made:
            return _made(api.day(await self._service.library.period(*days, page), self._site))

        return await self._service.kept(request, f"api week {days[0]} {page}", make)

    async def _month(self, request: web.Request) -> web.Response:
        days, page = asking.month_of(request.match_info["month"]), asking.page_of(request.query)

        async def make() -> Made:
            return _made(api.day(await self._service.library.period(*days, page), self._site))

        return await self._service.kept(request, f"api month {days[0]} {page}", make)

    async def _search(self, request: web.Request) -> web.Response:
        asked = asking.search_of(request.query, self._service.options.voice.sources)
        if not (asked.words or asked.author):
            raise NotUnderstood("There is nothing to search for.", "Put words behind the address: ?q=sparse+attention")

        async def make() -> Made:
            wanted = (asked.words, asked.author, asked.since, asked.source, asked.sort, asked.page)
            return _made(api.found(await self._service.library.search(*wanted), self._site))

        return await self._service.kept(request, f"api search {asked}", make)

    async def _suggest(self, request: web.Request) -> web.Response:
        text = asking.typed(request.query)

        async def make() -> Made:
            return _made(api.suggestions(await self._service.library.suggest(text)))

        return await self._service.kept(request, f"api suggest {text}", make)

    async def _paper(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]

        async def make() -> Made:
            page = await self._service.library.paper(key)
            if page is None:
                raise NotFound("No such paper is stored here.", "Search for words of its title.")
            return _made(api.page(page, self._site))

        return await self._service.kept(request, f"api paper {key}", make)

    async def _openapi(self, request: web.Request) -> web.Response:
        async def make() -> Made:
            return _made(api.description(self._site))

        return await self._service.kept(request, "api description", make, LISTS)


def _made(value: api.Json) -> Made:
    return Made(api.text(value), CONTENT_TYPE)


def _problem(told: str, hint: str) -> Made:
    return _made(api.problem(told, hint))
