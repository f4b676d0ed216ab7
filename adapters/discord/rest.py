"""Requests to Discord's API. They need no connection to its gateway: a post from the command line makes none."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route, json_or_text
from yarl import URL

from adapters.discord.errors import FAILED, before_sending, token_refused
from adapters.discord.wiring import Options
from adapters.shared.gate import Gate
from bot.errors import OutcomeUnknown
from bot.ports import Clock

TIMEOUT = 20.0
"""Seconds for one request: less than the time after which a send counts as unknown."""
LONGEST_WAIT = 15.0
"""Seconds that the library waits by itself where Discord says that we are too fast; beyond, the ledger does. Its option
takes no less than thirty, after which the send would count as unknown."""
MOST = (42, 1.0)
"""Requests in so many seconds, whatever they ask for. Discord takes fifty, and counts them as they arrive: on a busy
machine up to eight more arrive in one second than have left in one (``benchmarks/discord.py``)."""
REFUSED = timedelta(minutes=1)
"""A refused token is not tried more often: ten thousand refusals in ten minutes, and Discord bans this machine."""


@dataclass(frozen=True, slots=True)
class Me:
    """Paperboy's own account."""

    id: str
    name: str


def speak_to(options: Options) -> None:
    """Send the library's requests to the configured addresses.

    It has no option for them: they are attributes of two of its classes, and so of the whole process, in which there is
    one Discord.
    """
    Route.BASE = options.api_base_url.rstrip("/")
    if options.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(options.gateway_url)


class OneTry:
    """Ends a request at its first answer, or at its loss, where the library would send it again by itself."""

    def reset(self, *, seek: int) -> None:
        """The library rewinds what it sends before each try."""
        if seek:
            raise OutcomeUnknown("connection_lost")

    async def judge(self, response: aiohttp.ClientResponse) -> None:
        """Called with the answer before the library looks at it."""
        if response.status == 429:  # noqa: PLR2004 - Too Many Requests
            raise discord.HTTPException(response, await json_or_text(response))
        if response.status >= 500:  # noqa: PLR2004 - Internal Server Error
            raise discord.DiscordServerError(response, await json_or_text(response))


@dataclass(frozen=True, slots=True)
class _Line:
    """A session that is logged in."""

    http: HTTPClient
    me: Me


class Rest:
    """Logs in when something is first asked, and again after ``close``. One session, and one account of rate limits."""

    def __init__(self, options: Options, clock: Clock, timeout: float = TIMEOUT) -> None:
        self._options = options
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._line: _Line | None = None
        self._refused: datetime | None = None
        self._opening = asyncio.Lock()
        self._gate = Gate(*MOST)

    async def me(self) -> Me:
        """Who we are. Raises like ``ask``."""
        return (await self._open()).me

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        query: Mapping[str, str | int] | None = None,
        once: bool = False,
        **ids: str,
    ) -> Any:  # noqa: ANN401 - whatever JSON Discord answers with
        """What Discord answers; ``ids`` fill the gaps of ``path``. With ``once`` the library never repeats it.

        Raises:
            SendError: it was not sent: we could not log in; or the answer cannot be read.
            Exception: any other of ``errors.FAILED``.
        """
        http = (await self._open()).http
        more: dict[str, Any] = {"timeout": self._timeout}
        if json is not None:
            more["json"] = json
        if query is not None:
            more["params"] = query
        if once:
            guard = OneTry()
            more |= {"files": [guard], "raise_for_status": guard.judge}
        await self._gate.through()
        try:
            return await _read(http.request(Route(method, path, **ids), **more))
        except discord.HTTPException as error:
            if error.status == 401:  # noqa: PLR2004 - Unauthorized
                self._refused = self._clock.now()
            raise

    async def close(self) -> None:
        """Give the connections back."""
        line, self._line = self._line, None
        if line:
            await line.http.close()

    async def _open(self) -> _Line:
        """Logged in. Whatever goes wrong meanwhile, and however long others take over it, nothing has been sent."""
        try:
            async with asyncio.timeout(self._timeout.total), self._opening:
                if self._refused and self._clock.now() - self._refused < REFUSED:
                    raise token_refused()
                if self._line is None:
                    self._line = await self._login()
                return self._line
        except TimeoutError as error:
            raise before_sending(error) from error

    async def _login(self) -> _Line:
        http = HTTPClient(asyncio.get_running_loop())
        http.max_ratelimit_timeout = LONGEST_WAIT
        try:
            told = await _read(http.static_login(self._options.token))
            return _Line(http, Me(str(told["id"]), str(told["username"])))
        except BaseException as error:
            await http.close()
            if isinstance(error, discord.LoginFailure):
                self._refused = self._clock.now()
            if isinstance(error, FAILED):
                raise before_sending(error) from error
            raise


async def _read(request: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever JSON Discord answers with
    """The answer, where it is one: a page of HTML is none, whatever its status says."""
    try:
        answer = await request
    except ValueError as error:
        raise OutcomeUnknown("answer_unreadable") from error
    if isinstance(answer, str) and answer:
        raise OutcomeUnknown("answer_unreadable")
    return answer
