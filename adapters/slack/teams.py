"""The workspaces that Paperboy is in: who it is there, and a client that speaks for it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.wiring import Options
from bot.errors import DestinationGone
from bot.ports import Clock

TIMEOUT = 20
"""Seconds for one request: less than the time after which a send counts as unknown."""
CONNECTIONS = 64
REMEMBERED = timedelta(minutes=10)
QUIET = logging.getLogger("slack")
"""The SDK's own words, of which the log shows warnings."""
NOT_INSTALLED = "Add Paperboy to this Slack workspace again, then resume."


@dataclass(frozen=True, slots=True)
class Bot:
    """Paperboy in one workspace. ``scopes`` is empty where Slack did not tell."""

    team: str
    token: str = field(repr=False)
    user_id: str
    bot_id: str
    name: str = "Paperboy"
    scopes: frozenset[str] = frozenset()


ClientFor = Callable[[str | None], AsyncWebClient]
"""A client that speaks with a token, or with none."""


class Tokens(Protocol):
    """Where the token of a workspace comes from."""

    async def of(self, team: str, client: ClientFor) -> str | None:
        """The token of a workspace; ``None`` where Paperboy is not installed. ``client`` is for asking for another."""
        ...

    async def remove(self, team: str) -> None:
        """It is not installed there any more."""
        ...


class OneToken:
    """The token of the configuration: there is one workspace, and Slack knows which."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def of(self, team: str, client: ClientFor) -> str | None:
        """The same for all; another workspace's id is found out when Slack says whose the token is."""
        del team, client
        return self._token

    async def remove(self, team: str) -> None:
        """The configuration is not ours to change: Slack refuses the token from now on."""


class Teams:
    """Clients by workspace. Every request goes through one session, and none is ever sent again by the SDK."""

    def __init__(self, options: Options, tokens: Tokens, clock: Clock, timeout: float = TIMEOUT) -> None:
        self._options = options
        self._tokens = tokens
        self._clock = clock
        self._timeout = ClientTimeout(total=timeout)
        self._session: ClientSession | None = None
        self._known: dict[str, tuple[Bot, datetime]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def session(self) -> ClientSession:
        """For everything that is asked of Slack; made when it is first used."""
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=CONNECTIONS)
            self._session = ClientSession(connector=connector, timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        """Give the connections back; the next request opens new ones."""
        if self._session:
            await self._session.close()
        self._session = None

    def client_with(self, token: str | None) -> AsyncWebClient:
        """A client that never repeats a request: whoever asked decides what a lost answer means."""
        return AsyncWebClient(
            token=token,
            base_url=self._options.api_base_url,
            session=self.session,
            retry_handlers=[],
            logger=QUIET,
        )

    async def bot(self, team: str) -> Bot:
        """Who Paperboy is in ``team``.

        Raises:
            DestinationGone: it is not installed there.
            Exception: Slack did not answer, or refused the token: the SDK's own.
        """
        token = await self._tokens.of(team, self.client_with)
        if token is None:
            raise DestinationGone("not_installed", NOT_INSTALLED)
        async with self._locks.setdefault(team, asyncio.Lock()):
            known = self._known.get(team)
            if known and known[0].token == token and self._clock.now() - known[1] < REMEMBERED:
                return known[0]
            found = await self.whose(token)
            if team and found.team != team:
                raise DestinationGone("another_workspace", "Use the token of the workspace of this channel.")
            return found

    async def whose(self, token: str) -> Bot:
        """Asks Slack who has ``token``, and remembers it."""
        answer = await self.client_with(token).auth_test()
        told: Mapping[str, str] = answer.headers
        scopes = next((value for name, value in told.items() if name.lower() == "x-oauth-scopes"), "")
        found = Bot(
            team=answer["team_id"],
            token=token,
            user_id=answer["user_id"],
            bot_id=answer.get("bot_id") or "",
            name=answer.get("user") or "Paperboy",
            scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        )
        self._known[found.team] = (found, self._clock.now())
        return found

    async def client(self, team: str) -> AsyncWebClient:
        """Speaks for Paperboy in ``team``; raises like ``bot``."""
        return self.client_with((await self.bot(team)).token)

    async def remove(self, team: str) -> None:
        """Paperboy was removed from a workspace: its token is worth nothing, and is not kept."""
        self._known.pop(team, None)
        await self._tokens.remove(team)

    async def authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """For Bolt: who we are where an event comes from; ``None`` refuses it.

        It comes before anything is acknowledged, and who we are does not change: what was once known is good enough.
        """
        known = self._known.get(team_id or "")
        try:
            bot = known[0] if known else await self.bot(team_id or "")
        except DestinationGone:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=bot.team,
            bot_token=bot.token,
            bot_id=bot.bot_id,
            bot_user_id=bot.user_id,
        )
