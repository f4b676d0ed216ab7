"""Single GETs over a pool of connections. Import this module only where one is made: it brings aiohttp."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version

import aiohttp
from yarl import URL

from bot.errors import SourceChanged, SourceUnavailable
from bot.ports import Clock
from bot.sources.answers import SHOWN, Answer
from bot.sources.asked_wait import asked_wait
from bot.sources.limits import Limits

MAX_REDIRECTS = 5
_SUCCESS = range(200, 300)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429})
_SERVER_ERRORS = 500


class Pool:
    """Connections to one source, opened on first use; ``turn`` is awaited before each single request."""

    def __init__(
        self, source: str, clock: Clock, limits: Limits, *, connections: int, turn: Callable[[], Awaitable[None]]
    ) -> None:
        self._source = source
        self._clock = clock
        self._limits = limits
        self._connections = connections
        self._turn = turn
        self._opened: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection; a later ``get`` opens new ones."""
        session, self._opened = self._opened, None
        if session:
            await session.close()

    def address(self, url: str, params: Mapping[str, str]) -> URL:
        """``url`` with ``params`` in its query.

        Raises:
            SourceChanged: it is no web address.
        """
        try:
            address = URL(url)
        except ValueError:
            address = URL()
        if address.host and address.scheme in {"http", "https"}:
            return address.update_query(params)
        raise SourceChanged(self._source, f"{url[:SHOWN]!r} is no web address; mend it in the configuration.")

    async def get(self, asked: URL, headers: Mapping[str, str], expect: frozenset[int]) -> Answer:
        """One attempt, redirects followed; ``headers`` go to the origin of ``asked`` only.

        Raises:
            SourceUnavailable: it failed, and may not next time.
            SourceChanged: it failed, and will again.
        """
        url = asked
        for _ in range(MAX_REDIRECTS + 1):
            await self._turn()
            answer = await self._request(url, expect, headers if url.origin() == asked.origin() else {})
            if isinstance(answer, Answer):
                return answer
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
                return Answer(self._source, url.host or "", response.status, response.content_type, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self.unavailable(url, _what_broke(error, self._limits)) from error

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
        raise self._changed(url, f"redirects to {location[:SHOWN]!r}, which is not followed")

    def _check_status(self, url: URL, response: aiohttp.ClientResponse, expect: frozenset[int]) -> None:
        if response.status in expect or response.status in _SUCCESS:
            return
        told = f"answers {response.status} {_phrase(response.status)} to {url.raw_path[:SHOWN]}"
        if response.status in _RETRIED or response.status >= _SERVER_ERRORS:
            raise self.unavailable(url, told, asked_wait(response.headers, self._clock.now()))
        raise self._changed(url, told)

    async def _body(self, url: URL, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise self._changed(url, f"sends more than {self._limits.max_bytes:,} bytes")
        return bytes(body)

    def unavailable(self, url: URL, told: str, after: timedelta | None = None) -> SourceUnavailable:
        """What to raise when ``url``'s host ``told`` something that may change."""
        asks = f" and asks to wait {after.total_seconds():.0f} s" if after else ""
        return SourceUnavailable(self._source, f"{url.host} {told}{asks}.", after)

    def _changed(self, url: URL, told: str) -> SourceChanged:
        return SourceChanged(self._source, f"{url.host} {told}.")


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
