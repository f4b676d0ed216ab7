"""What all routes of the web face have in common: what they read from, what they keep, what they say when it fails."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import structlog
from aiohttp import web

from adapters.shared.pages import SECURITY
from adapters.web.cache import Cache, Made, Make, answer
from adapters.web.render import Pages
from adapters.web.wiring import Options
from bot.compose.words import local_day
from bot.errors import NotFound, NotUnderstood, UserError
from bot.ports import Clock, Library, Links

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Problem = Callable[[str, str], Made]
"""What is wrong and what to do, as a page or as JSON."""

LISTS: Mapping[str, str] = {"Cache-Control": "public, max-age=60"}
FEEDS: Mapping[str, str] = {"Cache-Control": "public, max-age=300"}
DIGESTS: Mapping[str, str] = {"Cache-Control": "private, max-age=60", "X-Robots-Tag": "noindex"}
_TROUBLE: Mapping[str, str] = {"Cache-Control": "no-store"}
_BAD, _MISSING, _BROKEN, _NOT_NOW = 400, 404, 500, 503


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes are made from."""

    options: Options
    library: Library
    links: Links
    clock: Clock
    pages: Pages
    cache: Cache

    def today(self) -> date:
        """The day it is where this installation is."""
        return local_day(self.clock.now(), self.options.zone)

    async def kept(
        self, request: web.Request, name: str, make: Make, headers: Mapping[str, str] = LISTS
    ) -> web.Response:
        """What ``make`` makes, once for all who ask; ``name`` is all that it depends on."""
        return answer(request, await self.cache.get(name, make), headers)


def guarded(handler: Handler, problem: Problem) -> Handler:
    """``handler``, whose failures are told as ``problem`` does, and without a word about our insides."""

    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except UserError as error:
            return _told(_status(error), problem(error.message, error.hint))
        except web.HTTPServiceUnavailable:
            return _told(_NOT_NOW, problem("Too many ask at once.", "Try again in a few seconds."))
        except web.HTTPException as error:
            error.headers.update(SECURITY)
            raise
        except Exception:
            incident = uuid4().hex[:8]
            log.exception("web_page_failed", incident=incident, route=_route(request))
            hint = f"Try again. If it happens again, tell whoever runs Paperboy this number: {incident}."
            return _told(_BROKEN, problem("Something broke on our side.", hint))

    return serve


def _route(request: web.Request) -> str:
    """Which kind of page was asked for; an address can hold a token, which no log shall have."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def _status(error: UserError) -> int:
    match error:
        case NotFound():
            return _MISSING
        case NotUnderstood():
            return _BAD
        case _:
            return _NOT_NOW


def _told(status: int, made: Made) -> web.Response:
    again = {"Retry-After": "30"} if status == _NOT_NOW else {}
    headers = {**SECURITY, **_TROUBLE, **again}
    return web.Response(text=made.text, status=status, content_type=made.content_type, charset="utf-8", headers=headers)
