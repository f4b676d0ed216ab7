"""Socket Mode: one websocket to Slack, which the SDK opens again when it is lost; where it cannot, we give up."""

import asyncio
import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.teams import QUIET, Teams
from adapters.slack.wiring import Options

log = structlog.get_logger(__name__)

PING_SECONDS = 5.0
PATIENCE = 60.0
"""The SDK tries again every ``PING_SECONDS``, with the address that it has, which is good for one connection: where
that was lost on the way, or the app's token is worth nothing any more, it tries for ever. So all begins anew."""
LOOKS = 12
"""So many times within ``PATIENCE``."""


class Socket:
    """The connection of one process."""

    def __init__(
        self, teams: Teams, options: Options, *, ping: float = PING_SECONDS, patience: float = PATIENCE
    ) -> None:
        self._teams = teams
        self._options = options
        self._ping = ping
        self._patience = patience

    async def run(self, app: AsyncApp) -> None:
        """Connect, and hand everything to ``app`` until cancelled.

        Raises:
            SlackApiError: Slack refuses one of the two tokens.
            ConnectionError: there was no connection for a while.
            Exception: Slack could not be reached at the first try.
        """
        bot = await self._teams.whose(self._options.bot_token)
        web = self._teams.client_with(None)
        opened = await web.apps_connections_open(app_token=self._options.app_token)
        handler = AsyncSocketModeHandler(
            app, self._options.app_token, logger=QUIET, web_client=web, ping_interval=self._ping
        )
        client = handler.client
        client.wss_uri = opened["url"]  # Slack gives a new one about once a minute: one for each start is enough
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()  # type: ignore[no-untyped-call] # the SDK has no types here
            log.info("slack_connected", team=bot.team, name=bot.name)
            await self._until_lost(client)
        finally:
            await _closed(client)

    async def _until_lost(self, client: SocketModeClient) -> None:
        last = time.monotonic()
        while time.monotonic() - last < self._patience:
            await asyncio.sleep(self._patience / LOOKS)
            if await client.is_connected():
                last = time.monotonic()
        raise ConnectionError("Slack could not be reached through its socket.")


async def _closed(client: SocketModeClient) -> None:
    """Closed, with its tasks at their end: the SDK only asks them to end."""
    await client.close()  # type: ignore[no-untyped-call] # likewise
    tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
    await asyncio.gather(*filter(None, tasks), return_exceptions=True)
