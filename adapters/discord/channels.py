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
LONGEST_ID = 20
"""Digits of a number of 64 bits."""

Payload = Mapping[str, Any]


class Channels:
    """``client`` is the one that is connected, if any."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._told: dict[Destination, tuple[Channel, datetime]] = {}
        self.client: Client | None = None

    async def of(self, to: Destination) -> Channel:
        """The channel of ``to``, as it is now, with what we may do there.

        Raises:
            DestinationGone: there is none, it is in another server, or we may not see it.
            RetryLater: Discord did not tell.
        """
        if to.workspace == DIRECT:
            return CONVERSATION
        live = self.client is not None and any(self.client.sockets)
        try:
            return (self._seen(to) if live else None) or await self._asked(to, await self._standing(to))
        except FAILED as error:
            raise before_sending(error) from error

    async def place(self, to: Destination) -> Channel:
        """Likewise, with all that must be known to post there, and as it was some minutes ago: one request at the most.

        What we may do is not known, unless the gateway has told: Discord says so when we post.
        """
        if to.workspace == DIRECT:
            return CONVERSATION
        try:
            return self._seen(to) or self._remembered(to) or await self._asked(to)
        except FAILED as error:
            raise before_sending(error) from error

    def _seen(self, to: Destination) -> Channel | None:
        """What the gateway has told, if it was asked."""
        if self.client is None:
            return None
        _checked(to)
        guild = self.client.get_guild(int(to.workspace))
        channel = guild.get_channel_or_thread(int(to.channel)) if guild else None
        return seen(channel) if channel else None

    def _remembered(self, to: Destination) -> Channel | None:
        channel, at = self._told.get(to, (None, self._clock.now()))
        return channel if self._clock.now() - at < REMEMBERED else None

    async def _asked(self, to: Destination, ours: Standing | None = None) -> Channel:
        """With ``ours``, what we may do there is known too."""
        channel = await self._channel(_checked(to).channel)
        if str(channel.get("guild_id")) != to.workspace:
            raise _unknown()
        inside = ours is not None and "thread_metadata" in channel
        answer = told(channel, await self._channel(str(channel["parent_id"])) if inside else channel, ours)
        self._told[to] = (answer, self._clock.now())
        return answer

    async def _channel(self, channel_id: str) -> Payload:
        answer: Payload = await self._rest.ask("GET", "/channels/{channel_id}", channel_id=channel_id)
        return answer

    async def _standing(self, to: Destination) -> Standing:
        """Who we are there; where we are nobody, Discord would only say that we do not see the channel."""
        workspace, me = _checked(to).workspace, (await self._rest.me()).id
        try:
            guild = await self._rest.ask("GET", "/guilds/{guild_id}", guild_id=workspace)
            member = await self._rest.ask("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=workspace, user_id=me)
        except discord.HTTPException as error:
            if isinstance(as_send_error(error), DestinationGone):
                raise DestinationGone(word(Code.UNKNOWN_GUILD), GONE[Code.UNKNOWN_GUILD]) from error
            raise
        return standing_of(guild, member, me)


def _checked(to: Destination) -> Destination:
    """Whatever was typed as an id is one."""
    if all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_ID for part in (to.workspace, to.channel)):
        return to
    raise _unknown()


def _unknown() -> DestinationGone:
    return DestinationGone(word(Code.UNKNOWN_CHANNEL), GONE[Code.UNKNOWN_CHANNEL])
