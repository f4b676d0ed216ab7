"""A local server that answers what a test tells it to, faults included; the real client meets it over a real socket.

::

    async with ReplayServer() as server:
        server.on("/api/daily_papers", status(503), json_reply([]))   # in turn; the last one stays
        Http("huggingface", clock, limits=HASTY).get_json(server.url + "/api/daily_papers")
"""

import asyncio
import gzip
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sources.http import Limits
from tests.loopback import serve

HASTY = Limits(
    connect=5.0, read=5.0, attempt=5.0, total=20.0, attempts=3, wait_first=0.0, wait_most=0.0, wait_jitter=0.0
)
"""Three attempts without a wait between them."""
IMPATIENT = replace(HASTY, read=0.1)
"""Only for answers that never come: a slow machine must not make others late."""

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


def reply(body: bytes | str, content_type: str = "application/json", code: int = 200, **headers: str) -> Reply:
    """Any body; header names are given with underscores: ``Retry_After="3"``."""
    raw = body.encode() if isinstance(body, str) else body
    sent = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=raw, status=code, headers=sent)

    return answer


def json_reply(value: object, content_type: str = "application/json") -> Reply:
    return reply(json.dumps(value), content_type)


def by_query(choose: Callable[[Mapping[str, str]], Reply]) -> Reply:
    """A reply that depends on the query, such as one page of several."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await choose(request.query)(request)

    return answer


def status(code: int, **headers: str) -> Reply:
    return reply(f'{{"error": "told by status {code}"}}', code=code, **headers)


def web_page(code: int = 200) -> Reply:
    return reply("<!doctype html><title>Be right back</title>", "text/html; charset=utf-8", code)


def redirect(location: str, code: int = 302) -> Reply:
    return reply(b"", code=code, Location=location)


def gzipped(value: object) -> Reply:
    return reply(gzip.compress(json.dumps(value).encode()), Content_Encoding="gzip")


def never() -> Reply:
    """Takes the request and never answers."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.app[CLOSING].wait()
        return web.Response(status=500)

    return answer


def silent_after(start: bytes) -> Reply:
    """Begins to answer and falls silent."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = await _begun(request, start, content_length=1_000_000)
        await request.app[CLOSING].wait()
        return response

    return answer


def dripping(start: bytes, drop: bytes = b" ") -> Reply:
    """Never silent and never done: the slow loris."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = await _begun(request, start)
        while request.transport and not request.transport.is_closing() and not request.app[CLOSING].is_set():
            await response.write(drop)
            await asyncio.sleep(0.01)
        return response

    return answer


def cut_off(start: bytes) -> Reply:
    """Promises more than it sends, then closes the connection."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = await _begun(request, start, content_length=len(start) + 100)
        _hang_up(request)
        return response

    return answer


def hang_up() -> Reply:
    """Closes the connection without a word."""

    async def answer(request: web.Request) -> web.StreamResponse:
        _hang_up(request)
        return web.Response()

    return answer


def endless(chunk: bytes) -> Reply:
    """Sends without end, as fast as the client reads."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = await _begun(request, chunk)
        while request.transport and not request.transport.is_closing():
            await response.write(chunk)
        return response

    return answer


async def _begun(request: web.Request, start: bytes, content_length: int | None = None) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = content_length
    await response.prepare(request)
    await response.write(start)
    return response


def _hang_up(request: web.Request) -> None:
    if request.transport:
        request.transport.close()


CLOSING = web.AppKey("closing", asyncio.Event)


@dataclass
class ReplayServer:
    """Listens on a free loopback port while it is entered; a path that nobody named answers 404."""

    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    _replies: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    _runner: web.AppRunner | None = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    def on(self, path: str, *replies: Reply) -> None:
        """Answer ``path`` with each of ``replies`` in turn and then for ever with the last."""
        self._replies[path] = list(replies)

    def asked_for(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app[CLOSING] = self._closing
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        self.url = await serve(self._runner)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.path, dict(request.query), dict(request.headers)))
        replies = self._replies.get(request.path, [])
        if not replies:
            return web.Response(status=404, text="nobody told the test server about this path")
        chosen = replies.pop(0) if len(replies) > 1 else replies[0]
        try:
            return await chosen(request)
        except ConnectionError:
            return web.Response()  # the client gave up on it, as it should
