"""What we know of channels: from the gateway, which tells every change, or else asked for and remembered a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.discord.channel import CONVERSATION, Channel, seen, standing_of, told
from adapters.discord.client import Client
from adapters.discord.errors import FAILED, GONE, Code, as_send_error, before_sending, word
from adapters.discord.permissions import Standing
from adapters.discord.rest import Rest
from adapters.discord.wiring import DIRECT
from bot.errors import DestinationGone
from bot.model import Destination
from bot.ports import Clock

REMEMBERED = timedelta(minutes=10)
MOST = 10_000

Payload = Mapping[str, Any]


class Channels:
    """``client`` is the one that is connected, if any."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._told: dict[Destination, tuple[Channel, datetime]] = {}
        self.client: Client | None = None

    async def of(self, to: Destination, *, fresh: bool = False) -> Channel:
        """The channel of ``to``; with ``fresh`` as it is now, not as it was some minutes ago.

        Raises:
            DestinationGone: there is none, it is in another server, or we may not see it.
            RetryLater: Discord did not tell.
        """
        if to.workspace == DIRECT:
            return CONVERSATION
        try:
            return self._seen(to) or (None if fresh else self._remembered(to)) or await self._asked(to)
        except FAILED as error:
            raise before_sending(error) from error

    def _seen(self, to: Destination) -> Channel | None:
        """From the gateway, while it tells us what changes."""
        if not (self.client and any(self.client.sockets) and _are_ids(to)):
            return None
        guild = self.client.get_guild(int(to.workspace))
        channel = guild.get_channel_or_thread(int(to.channel)) if guild else None
        return seen(channel) if channel else None

    def _remembered(self, to: Destination) -> Channel | None:
        channel, at = self._told.get(to, (None, self._clock.now()))
        return channel if self._clock.now() - at < REMEMBERED else None

    async def _asked(self, to: Destination) -> Channel:
        if not _are_ids(to):
            raise _unknown()
        standing = await self._standing(to.workspace)
        channel = await self._channel(to.channel)
        if str(channel.get("guild_id")) != to.workspace:
            raise _unknown()
        place = await self._channel(str(channel["parent_id"])) if "thread_metadata" in channel else channel
        answer = told(channel, place, standing)
        if len(self._told) >= MOST:
            self._told.clear()
        self._told[to] = (answer, self._clock.now())
        return answer

    async def _channel(self, channel_id: str) -> Payload:
        answer: Payload = await self._rest.ask("GET", "/channels/{channel_id}", channel_id=channel_id)
        return answer

    async def _standing(self, workspace: str) -> Standing:
        """Who we are there; where we are nobody, Discord would only say that we do not see the channel."""
        me = (await self._rest.me()).id
        try:
            guild = await self._rest.ask("GET", "/guilds/{guild_id}", guild_id=workspace)
            member = await self._rest.ask("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=workspace, user_id=me)
        except discord.HTTPException as error:
            if isinstance(as_send_error(error), DestinationGone):
                raise DestinationGone(word(Code.UNKNOWN_GUILD), GONE[Code.UNKNOWN_GUILD]) from error
            raise
        return standing_of(guild, member, me)


def _are_ids(to: Destination) -> bool:
    return all(part.isascii() and part.isdecimal() and len(part) <= 20 for part in (to.workspace, to.channel))  # noqa: PLR2004 - 64 bits


def _unknown() -> DestinationGone:
    return DestinationGone(word(Code.UNKNOWN_CHANNEL), GONE[Code.UNKNOWN_CHANNEL])
