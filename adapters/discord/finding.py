"""Looks for a post of ours, wherever posts can stand. That nothing is shown means nothing where we may not read."""

from datetime import datetime

import discord

from adapters.discord.channel import Channel
from adapters.discord.channels import Channels
from adapters.discord.errors import FAILED, Code, cannot_read, for_find, word
from adapters.discord.forums import Forums
from adapters.discord.history import History
from adapters.discord.rest import Rest
from bot.errors import ThreadGone
from bot.model import Destination, Receipt


class Finder:
    """Reads channels, threads and forums."""

    def __init__(self, rest: Rest, channels: Channels, forums: Forums) -> None:
        self._rest = rest
        self._channels = channels
        self._forums = forums
        self._history = History(rest)

    async def find(self, to: Destination, key: str, since: datetime, under: Receipt | None) -> Receipt | None:
        """As ``Adapter.find``."""
        channel = await self._channels.of(to)
        try:
            found = await self._looked(to, channel, key, since, under)
        except FAILED as error:
            raise for_find(error) from error
        if found is None:
            await self._may_read(to)
        return found

    async def _looked(
        self, to: Destination, channel: Channel, key: str, since: datetime, under: Receipt | None
    ) -> Receipt | None:
        if under and channel.kind == "forum":
            return await self._in_post(to, key, since, under)
        if under and channel.starts_threads:
            return await self._in_thread(to, key, since, under)
        if channel.kind == "forum":
            return await self._forums.find(to, key, since)
        return await self._history.find(to.channel, key, since)

    async def _in_thread(self, to: Destination, key: str, since: datetime, head: Receipt) -> Receipt | None:
        """Where the head has no thread, nothing was posted in it."""
        try:
            return await self._history.find(head.message_id, key, since)
        except discord.HTTPException as error:
            if error.code != Code.UNKNOWN_CHANNEL:
                raise
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._rest.ask("GET", path, channel_id=to.channel, message_id=head.message_id)
        except discord.HTTPException as error:
            if error.code == Code.UNKNOWN_MESSAGE:
                raise ThreadGone(word(error.code)) from error
            raise
        return None

    async def _in_post(self, to: Destination, key: str, since: datetime, head: Receipt) -> Receipt | None:
        try:
            return await self._history.find(head.message_id, key, since)
        except discord.HTTPException as error:
            if error.code != Code.UNKNOWN_CHANNEL:
                raise
            await self._channels.of(to)  # unless the forum is gone with it
            raise ThreadGone(word(error.code)) from error

    async def _may_read(self, to: Destination) -> None:
        """Else nobody can tell: Discord shows an empty channel."""
        channel = await self._channels.of(to)
        if channel.permissions and not channel.permissions.read_message_history:
            raise cannot_read()
