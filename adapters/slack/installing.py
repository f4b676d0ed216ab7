"""Paperboy in many workspaces: how it is added to one, and the token that it speaks with there.

The way to Slack and back is Bolt's own (states, cookies, pages); what comes of it is kept by the core, sealed.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.teams import QUIET, ClientFor
from adapters.slack.wiring import CALLBACK, INSTALL, PLATFORM, Options
from bot.model import Installation
from bot.ports import Clock, Installations

log = structlog.get_logger(__name__)

ROTATE_AHEAD = timedelta(hours=2)
"""A token lives for twelve hours; it is replaced this long before its end."""


class KeptTokens:
    """``teams.Tokens`` of the workspaces that added Paperboy; a token near its end is replaced before it is given."""

    def __init__(self, installations: Installations, options: Options, clock: Clock) -> None:
        self._installations = installations
        self._options = options
        self._clock = clock
        self._rotating = asyncio.Lock()

    async def of(self, team: str, client: ClientFor) -> str | None:
        """The token of a workspace; ``None`` where Paperboy is not installed."""
        kept = await asyncio.to_thread(self._installations.find, PLATFORM, team)
        if kept is None or not self._is_old(kept):
            return kept.token if kept else None
        async with self._rotating:
            return await self._rotated(team, client)

    async def remove(self, team: str) -> None:
        """Paperboy was removed there."""
        await asyncio.to_thread(self._installations.remove, PLATFORM, team)

    def _is_old(self, kept: Installation) -> bool:
        return kept.expires_at is not None and kept.expires_at - self._clock.now() < ROTATE_AHEAD

    async def _rotated(self, team: str, client: ClientFor) -> str | None:
        """Of several processes that try, one succeeds: the others find what it has kept, or keep the one they have."""
        kept = await asyncio.to_thread(self._installations.find, PLATFORM, team)
        if kept is None or not self._is_old(kept):
            return kept.token if kept else None
        try:
            answer = await client(None).oauth_v2_access(
                client_id=self._options.client_id,
                client_secret=self._options.client_secret,
                grant_type="refresh_token",
                refresh_token=kept.refresh_token,
            )
        except SlackApiError as error:
            log.warning("token_not_rotated", team=team, problem=error.response.get("error"))
            return await self._left(kept)
        ends = self._clock.now() + timedelta(seconds=int(answer["expires_in"]))
        new = replace(kept, token=answer["access_token"], refresh_token=answer.get("refresh_token"), expires_at=ends)
        await asyncio.to_thread(self._installations.save, new)
        return new.token

    async def _left(self, kept: Installation) -> str | None:
        """When Slack gave no new token: another process has one, or the old one still lives, or there is none."""
        now = await asyncio.to_thread(self._installations.find, PLATFORM, kept.workspace)
        alive = now and (now.expires_at is None or now.expires_at > self._clock.now())
        return now.token if now and alive else None


class Installer:
    """The button *Add to Slack*: to Slack, and back with a code that is exchanged for a token."""

    def __init__(self, installations: Installations, options: Options, scopes: tuple[str, ...], clock: Clock) -> None:
        self._options = options
        self._settings = AsyncOAuthSettings(
            client_id=options.client_id,
            client_secret=options.client_secret,
            scopes=scopes,
            redirect_uri=f"{options.public_url}{CALLBACK}",
            install_path=INSTALL,
            redirect_uri_path=CALLBACK,
            install_page_rendering_enabled=False,
            authorization_url=options.authorize_url,
            installation_store=_Kept(installations, clock),
            state_store=_States(installations, clock),
            logger=QUIET,
        )

    async def begin(self, request: AsyncBoltRequest, client: ClientFor) -> BoltResponse:
        """The way to Slack, with a state in address and cookie."""
        return await self._flow(client).handle_installation(request)

    async def finish(self, request: AsyncBoltRequest, client: ClientFor) -> BoltResponse:
        """The way back: kept, or a page that says why not."""
        return await self._flow(client).handle_callback(request)

    def _flow(self, client: ClientFor) -> AsyncOAuthFlow:
        return AsyncOAuthFlow(client=client(None), logger=QUIET, settings=self._settings)


class _Kept(AsyncInstallationStore):
    """What Bolt hands over after an exchange."""

    def __init__(self, installations: Installations, clock: Clock) -> None:
        self._installations = installations
        self._clock = clock

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep it, if it is of one workspace: Paperboy has no channels in a whole organisation."""
        team, token = installation.team_id, installation.bot_token
        if not team or not token:
            log.warning("not_installed", problem="no workspace or no token", enterprise=installation.enterprise_id)
            return
        ends = installation.bot_token_expires_at
        kept = Installation(
            platform=PLATFORM,
            workspace=team,
            name=installation.team_name or team,
            token=token,
            bot_id=installation.bot_id or "",
            bot_user_id=installation.bot_user_id or "",
            scopes=tuple(installation.bot_scopes or ()),
            installed_by=installation.user_id,
            installed_at=self._clock.now(),
            refresh_token=installation.bot_refresh_token,
            expires_at=datetime.fromtimestamp(ends, UTC) if ends else None,
        )
        await asyncio.to_thread(self._installations.save, kept)
        log.info("installed", team=team, name=kept.name)


class _States(AsyncOAuthStateStore):
    """One-time words, shared by all processes through the database."""

    def __init__(self, installations: Installations, clock: Clock) -> None:
        self._installations = installations
        self._clock = clock

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new one."""
        return await asyncio.to_thread(self._installations.issue_state, self._clock.now())

    async def async_consume(self, state: str) -> bool:
        """Whether it is good, once."""
        return await asyncio.to_thread(self._installations.take_state, state, self._clock.now())
