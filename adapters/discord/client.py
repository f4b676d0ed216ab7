"""The connection to Discord's gateway: one client of discord.py's, or one of many shards, watched until it ends."""

import asyncio
import time
from typing import TYPE_CHECKING, TypedDict, cast

import discord
import structlog
from discord.gateway import DiscordWebSocket

from adapters.discord.rest import speak_to
from adapters.discord.wiring import Options

if TYPE_CHECKING:
    from adapters.discord.reception import Reception

log = structlog.get_logger(__name__)

SILENCE = 60.0
"""Seconds in which the gateway must say something, if only that it has heard us."""
SETTLING = 2.0
"""Seconds without word of another server after which the gateway has told of all of them, at the start."""
PATIENCE = 300.0
"""Seconds without any connection after which all begins anew: the library waits up to seventeen minutes between two
tries of its own, and does not notice that a token is worth nothing any more while it cannot connect."""
LOOKS = 12
"""So many times within ``PATIENCE``."""


class Connected:
    """What both clients have besides."""

    reception: "Reception"

    @property
    def sockets(self) -> list[bool]:
        """Whether each connection is open; none is listed that was never made."""
        raise NotImplementedError

    async def on_connect(self) -> None:
        """The gateway knows us."""
        log.info("discord_connected")

    async def on_disconnect(self) -> None:
        """The library connects again by itself."""
        log.info("discord_disconnected")


class PaperboyClient(discord.Client, Connected):
    """One connection."""

    @property
    def sockets(self) -> list[bool]:
        """Whether it is open."""
        socket = cast("DiscordWebSocket | None", self.ws)
        return [socket.open] if socket else []

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """Tell the listeners, while there is a loop for them: the library lets go of it before its last words."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)


class ShardedClient(discord.AutoShardedClient, Connected):
    """A connection for each share of the servers."""

    @property
    def sockets(self) -> list[bool]:
        """Whether each is open."""
        return [not shard.is_closed() for shard in self.shards.values()]

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """As above."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def launch_shards(self) -> None:
        """As many as Discord recommends; at the configured address, where the library would take Discord's own."""
        if cast("int | None", self.shard_count) is None:
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        await super().launch_shards()


Client = PaperboyClient | ShardedClient


class _Given(TypedDict):
    intents: discord.Intents
    max_messages: int | None
    chunk_guilds_at_startup: bool
    member_cache_flags: discord.MemberCacheFlags
    allowed_mentions: discord.AllowedMentions
    heartbeat_timeout: float
    guild_ready_timeout: float


def made(options: Options, silence: float = SILENCE, settling: float = SETTLING) -> Client:
    """A client that knows servers, their channels and their roles, and keeps neither messages nor people."""
    speak_to(options)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody wants us to speak
    given = _Given(
        intents=discord.Intents(guilds=True),
        max_messages=None,
        chunk_guilds_at_startup=False,
        member_cache_flags=discord.MemberCacheFlags.none(),
        allowed_mentions=discord.AllowedMentions.none(),
        heartbeat_timeout=silence,
        guild_ready_timeout=settling,
    )
    if options.shards == "one":
        return PaperboyClient(**given)
    return ShardedClient(shard_count=None if options.shards == "auto" else options.shards, **given)


async def keep_connected(client: Client, token: str, patience: float = PATIENCE) -> None:
    """Connect, and stay so until cancelled; the client is closed afterwards.

    Raises:
        discord.LoginFailure, discord.ConnectionClosed: Discord refuses us.
        ConnectionError: the gateway could not be reached, or not for long.
        Exception: Discord did not answer when we logged in.
    """
    starting = asyncio.create_task(client.start(token), name="discord")
    try:
        await _until_lost(client, starting, patience)
        await _ended(client, starting)
    finally:
        starting.cancel()
        await client.close()  # a shard that is just being opened takes the cancellation for its own
        await asyncio.gather(starting, return_exceptions=True)


async def _until_lost(client: Client, starting: asyncio.Task[None], patience: float) -> None:
    last = time.monotonic()
    while time.monotonic() - last < patience:
        await asyncio.wait({starting}, timeout=patience / LOOKS)
        if starting.done():
            return
        if any(client.sockets):
            last = time.monotonic()
    raise ConnectionError("Discord's gateway could not be reached.")


async def _ended(client: Client, starting: asyncio.Task[None]) -> None:
    """By itself it ends with an error; where it says that the gateway was not reached at all, in words of our own."""
    try:
        await starting
    except AttributeError as error:
        if client.sockets:
            raise
        raise ConnectionError("Discord's gateway could not be reached.") from error
    raise ConnectionError("Discord closed the connection.")
