"""GETs to a source: bounded in time, size, attempts and redirects, and every failure is one of two sentences.

``SourceUnavailable`` is worth another attempt (time-out, broken connection, 408, 425, 429, 5xx, a body that breaks
off) and is raised when the attempts are spent, or at once when the source asks for a longer wait than we have.
``SourceChanged`` is not: another status, another content type, another shape, too much of it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
import stamina
from yarl import URL

from bot.errors import SourceChanged, SourceUnavailable
from bot.ports import Clock
from bot.sources.asked_wait import asked_wait

T = TypeVar("T")

MAX_REDIRECTS = 5
_SUCCESS = range(200, 300)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429})
_SERVER_ERRORS = 500
_SHOWN = 80
"""How much of a path a message shows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how often and for how much a source is asked. Times are seconds.

    ``connect`` bounds opening a connection, ``read`` the silence between two pieces of an answer, ``attempt`` one
    whole attempt (a server that drips bytes for ever ends here), ``total`` all attempts with the waits between them.
    The wait doubles from ``wait_first`` to ``wait_most``, plus up to ``wait_jitter``; a wait that the source asks
    for is kept to the second when it is at most ``wait_asked`` and fits into ``total``.
    """

    connect: float = 10.0
    read: float = 30.0
    attempt: float = 60.0
    total: float = 120.0
    attempts: int = 4
    wait_first: float = 0.5
    wait_most: float = 15.0
    wait_jitter: float = 1.0
    wait_asked: float = 60.0
    max_bytes: int = 64 * 2**20


BRIEF = Limits(
    connect=2.0, read=3.0, attempt=4.0, total=4.5, attempts=2, wait_first=0.2, wait_most=0.5, wait_jitter=0.1
)
"""For a person who waits and has something else to be shown: over within five seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: ``status`` is 2xx or one of those that the caller said it can read."""

    source: str
    host: str
    status: int
    content_type: str
    body: bytes


async def _no_turn() -> None:
    """Nobody to wait for."""


class Http:
    """GETs for one source over one pool of connections, opened on first use.

    ``headers`` (a token, say) go to the origin that was asked and to no other, wherever it redirects. ``turn`` is
    awaited before each single request, repeated and redirected ones included: the place to keep a rate.
    Proxies are taken from the environment, as other command-line programs do.
    """

    def __init__(
        self,
        source: str,
        clock: Clock,
        *,
        limits: Limits | None = None,
        headers: Mapping[str, str] | None = None,
        connections: int = 4,
        turn: Callable[[], Awaitable[None]] = _no_turn,
    ) -> None:
        self.source = source
        self._clock = clock
        self._limits = limits or Limits()
        self._headers = dict(headers or {})
        self._connections = connections
        self._turn = turn
        self._opened: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; a later ``get`` opens new ones."""
        session, self._opened = self._opened, None
        if session:
            await session.close()

    async def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        read: Callable[[Answer], T],
        expect: frozenset[int] = frozenset(),
    ) -> T:
        """What ``read`` makes of the answer; statuses in ``expect`` are answers too, any other but 2xx is an error.

        ``read`` may raise ``SourceUnavailable`` to have the request repeated.

        Raises:
            SourceUnavailable: the attempts or the time are spent; ``after`` tells the wait that the source asked for.
            SourceChanged: the answer cannot be read, or never will be given.
        """
        asked = self._address(url).update_query(params or {})
        failures: list[SourceUnavailable] = []
        try:
            async with asyncio.timeout(self._limits.total) as total:
                return await self._attempts()(
                    self._backoff(failures, total), self._attempt, asked, expect=expect, read=read
                )
        except TimeoutError:
            if failures:
                raise failures[-1] from None
            raise self._unavailable(asked, f"did not answer within {self._limits.total:g} s") from None

    async def get_json(
        self, url: str, params: Mapping[str, str] | None = None, *, expect: frozenset[int] = frozenset()
    ) -> object:
        """The decoded JSON of the answer; ``None`` for a status in ``expect``, whatever its body.

        Raises:
            SourceUnavailable, SourceChanged: see ``get``.
        """
        return await self.get(url, params, read=lambda answer: _json_unless(answer, expect), expect=expect)

    def _address(self, url: str) -> URL:
        try:
            address = URL(url)
        except ValueError:
            address = URL()
        if address.host and address.scheme in {"http", "https"}:
            return address
        raise SourceChanged(self.source, f"{url[:_SHOWN]!r} is no web address; mend it in the configuration.")

    def _attempts(self) -> stamina.AsyncRetryingCaller:
        limits = self._limits
        return stamina.AsyncRetryingCaller(
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.wait_first,
            wait_max=limits.wait_most,
            wait_jitter=limits.wait_jitter,
        )

    def _backoff(
        self, failures: list[SourceUnavailable], total: asyncio.Timeout
    ) -> Callable[[Exception], bool | float]:
        def backoff(error: Exception) -> bool | float:
            if not isinstance(error, SourceUnavailable):
                return False
            failures.append(error)
            left = (total.when() or 0.0) - asyncio.get_running_loop().time()
            return wait_before_retry(error.after, self._limits, left)

        return backoff

    async def _attempt(self, asked: URL, *, expect: frozenset[int], read: Callable[[Answer], T]) -> T:
        url = asked
        for _ in range(MAX_REDIRECTS + 1):
            await self._turn()
            answer = await self._request(url, expect, self._headers if url.origin() == asked.origin() else {})
            if isinstance(answer, Answer):
                return read(answer)
            url = answer
        raise self._changed(asked, f"redirects more than {MAX_REDIRECTS} times")

    async def _request(self, url: URL, expect: frozenset[int], headers: Mapping[str, str]) -> Answer | URL:
        """One request: its answer, or where else to ask."""
        try:
            async with self._session().get(url, headers=headers, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return self._redirected(url, response.headers["Location"])
                self._check_status(url, response, expect)
                body = await self._body(url, response)
                return Answer(self.source, url.host or "", response.status, response.content_type, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._unavailable(url, _what_broke(error, self._limits)) from error

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            limits = self._limits
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, limit_per_host=self._connections),
                timeout=aiohttp.ClientTimeout(total=limits.attempt, sock_connect=limits.connect, sock_read=limits.read),
                headers={"User-Agent": f"paperboy/{version('paperboy')} (self-hosted paper digest)"},
                trust_env=True,
            )
        return self._opened

    def _redirected(self, url: URL, location: str) -> URL:
        """The absolute target; never from https down to http, and never to anything but those two."""
        try:
            target = url.join(URL(location))
        except ValueError:
            target = URL()
        if target.host and target.scheme in {"https", url.scheme}:
            return target
        raise self._changed(url, f"redirects to {location[:_SHOWN]!r}, which is not followed")

    def _check_status(self, url: URL, response: aiohttp.ClientResponse, expect: frozenset[int]) -> None:
        if response.status in expect or response.status in _SUCCESS:
            return
        told = f"answers {response.status} {_phrase(response.status)} to {url.raw_path[:_SHOWN]}"
        if response.status in _RETRIED or response.status >= _SERVER_ERRORS:
            raise self._unavailable(url, told, asked_wait(response.headers, self._clock.now()))
        raise self._changed(url, told)

    async def _body(self, url: URL, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise self._changed(url, f"sends more than {self._limits.max_bytes:,} bytes")
        return bytes(body)

    def _unavailable(self, url: URL, told: str, after: timedelta | None = None) -> SourceUnavailable:
        asks = f" and asks to wait {after.total_seconds():.0f} s" if after else ""
        return SourceUnavailable(self.source, f"{url.host} {told}{asks}.", after)

    def _changed(self, url: URL, told: str) -> SourceChanged:
        return SourceChanged(self.source, f"{url.host} {told}.")


def wait_before_retry(after: timedelta | None, limits: Limits, left: float) -> bool | float:
    """Whether to try again after a failure: seconds to wait, ``True`` for the usual wait, ``False`` to give up.

    ``after`` is the wait that the source asked for, ``left`` the seconds until ``limits.total`` is spent.
    """
    if after is None:
        return left > 0
    seconds = after.total_seconds()
    return seconds if seconds <= limits.wait_asked and seconds < left else False


def read_json(answer: Answer) -> object:
    """The decoded JSON of an answer, whatever content type it claims.

    Raises:
        SourceUnavailable: it is empty or breaks off.
        SourceChanged: it is a web page, or no JSON at all.
    """
    text = answer.body.lstrip()
    if text.startswith(b"<"):
        raise SourceChanged(answer.source, f"{answer.host} answers with a web page where JSON was expected.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text[:1] in {b"", b"[", b"{"}:
            told = f"{answer.host} answers with JSON that breaks off or is damaged ({len(answer.body):,} bytes)."
            raise SourceUnavailable(answer.source, told) from error
        raise SourceChanged(
            answer.source, f"{answer.host} answers with {answer.content_type[:_SHOWN]}, not JSON."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceChanged(answer.source, f"{answer.host} answers with JSON that cannot be decoded.") from error


def _json_unless(answer: Answer, expect: frozenset[int]) -> object:
    return None if answer.status in expect else read_json(answer)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(no known status)"


def _what_broke(error: Exception, limits: Limits) -> str:
    """The end of a sentence that begins with a host. The order of the table matters: the narrow kind comes first."""
    table: tuple[tuple[type[Exception], str], ...] = (
        (aiohttp.ConnectionTimeoutError, f"cannot be reached within {limits.connect:g} s"),
        (aiohttp.SocketTimeoutError, f"fell silent for {limits.read:g} s"),
        (TimeoutError, f"did not answer in full within {limits.attempt:g} s"),
        (aiohttp.ClientConnectorDNSError, "is not known to the name service (is this machine online?)"),
        (aiohttp.ClientSSLError, "has no certificate that this machine trusts"),
        (aiohttp.ClientProxyConnectionError, "cannot be reached, since the proxy of this machine does not answer"),
        (aiohttp.ClientConnectorError, "refuses the connection"),
        (aiohttp.ClientPayloadError, "broke off in the middle of an answer"),
        (aiohttp.ServerDisconnectedError, "closed the connection without an answer"),
    )
    return next(
        (told for kind, told in table if isinstance(error, kind)), f"broke the connection ({type(error).__name__})"
    )
