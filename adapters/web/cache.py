"""What was made once is served again: by ``ETag`` and 304 to whoever has it, from memory to whoever has not."""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.hdrs import ACCEPT_ENCODING, IF_NONE_MATCH

from adapters.shared.pages import SECURITY
from bot.ports import Clock

MOST_BYTES = 24 << 20
AT_ONCE = 4
"""So many pages are made at the same time: readers leave room for those who wait for a chat platform's answer."""
WAITING = 64
"""Beyond so many that wait, one is asked to come again."""
ASK_AGAIN = timedelta(seconds=1)
"""The database is asked no more often whether anything has changed."""
PACKED_FROM = 1024
"""Less than this is not worth compressing."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a page, a feed or an answer of the API is, before it is kept."""

    text: str
    content_type: str = "text/html"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes to send: as they are, and compressed where that makes them fewer."""

    body: bytes
    packed: bytes | None
    content_type: str
    etag: str
    status: int

    @property
    def size(self) -> int:
        """What it takes in memory."""
        return len(self.body) + len(self.packed or b"") + 500


Make = Callable[[], Awaitable[Made]]


class Cache:
    """Holds what was made since the papers last changed, and in this minute: what "now" is stands in many pages.

    ``revision`` is a number that grows with every change. Whoever asks for what is being made already waits for it.
    """

    def __init__(self, revision: Callable[[], Awaitable[int]], clock: Clock, most: int = MOST_BYTES) -> None:
        self._revision = revision
        self._clock = clock
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._under_way: dict[str, asyncio.Task[Kept]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._state: tuple[int, datetime] = (-1, datetime.min.replace(tzinfo=UTC))
        self._asked_at = datetime.min.replace(tzinfo=UTC)

    async def get(self, name: str, make: Make) -> Kept:
        """What is kept under ``name``, else what ``make`` makes.

        Raises:
            HTTPServiceUnavailable: too much is being made already.
        """
        await self._look()
        if (kept := self._kept.get(name)) is not None:
            self._kept.move_to_end(name)
            return kept
        if (task := self._under_way.get(name)) is None:
            if len(self._under_way) >= WAITING:
                raise web.HTTPServiceUnavailable(text="Too many ask at once.", headers={"Retry-After": "2"})
            task = self._under_way[name] = asyncio.create_task(self._make(name, make), name="web_page")
            task.add_done_callback(lambda done: self._made(name, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Nothing is made any more."""
        for task in (tasks := list(self._under_way.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> None:
        """Forget everything if the papers have changed, or another minute has begun."""
        now = self._clock.now()
        minute = now.replace(second=0, microsecond=0)
        if minute == self._state[1] and timedelta() <= now - self._asked_at < ASK_AGAIN:
            return
        self._asked_at = now
        state = (await self._revision(), minute)
        if state != self._state:
            self._state = state
            self._kept.clear()
            self._size = 0

    async def _make(self, name: str, make: Make) -> Kept:
        async with self._turn:
            state = self._state
            made = await make()
            kept = await asyncio.to_thread(packed, made)
        if state == self._state and made.status == 200:  # noqa: PLR2004 - what is well
            self._keep(name, kept)
        return kept

    def _made(self, name: str, task: "asyncio.Task[Kept]") -> None:
        """Whoever waits hears of an error; if all of them have gone, nobody needs to."""
        self._under_way.pop(name, None)
        if not task.cancelled():
            task.exception()

    def _keep(self, name: str, kept: Kept) -> None:
        self._kept[name] = kept
        self._size += kept.size
        while self._size > self._most:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.size


def packed(made: Made) -> Kept:
    """``made`` as bytes, with its mark: the same bytes have the same one, whichever process made them."""
    body = made.text.encode("utf-8", "replace")
    etag = hashlib.blake2s(body, digest_size=12).hexdigest()
    small = gzip.compress(body, compresslevel=4, mtime=0) if len(body) >= PACKED_FROM else None
    return Kept(body, small, made.content_type, etag, made.status)


def answer(request: web.Request, kept: Kept, headers: Mapping[str, str]) -> web.Response:
    """``kept``, or 304 where the reader has it already; ``headers`` beside those that everything has."""
    packs = kept.packed is not None and "gzip" in request.headers.get(ACCEPT_ENCODING, "").lower()
    etag = f'"{kept.etag}{"-gz" if packs else ""}"'
    told = {**SECURITY, **headers, "ETag": etag, "Vary": "Accept-Encoding"}
    if kept.status == 200 and _has(request.headers.get(IF_NONE_MATCH, ""), etag):  # noqa: PLR2004 - what is well
        return web.Response(status=304, headers=told)
    if packs:
        told["Content-Encoding"] = "gzip"
    body = kept.packed if packs else kept.body
    return web.Response(body=body, status=kept.status, content_type=kept.content_type, charset="utf-8", headers=told)


def _has(told: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names it; proxies that compress make a weak one of it, which is as good here."""
    names = (one.strip().removeprefix("W/") for one in told.split(","))
    return told.strip() == "*" or etag in names
