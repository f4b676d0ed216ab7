"""What Discord tells by itself: channels and threads that change, rights that go and come, servers that we join."""

from collections.abc import Awaitable
from typing import Any

import discord

from adapters.discord import permissions, render
from adapters.discord.channel import seen
from adapters.discord.client import Client
from adapters.discord.errors import CLOSED, Code, word
from adapters.discord.reception import Reception
from adapters.discord.wiring import PLATFORM
from adapters.shared.work import Gathering
from bot.model import Destination

DELETED = "The channel was deleted."
THREAD_DELETED = "The thread was deleted."
LOCKED = "The thread was locked."
REMOVED = "Paperboy was removed from this server. Add it again, then resume."
LACKING = "I may not post there any more:"
ANOTHER = "Subscribe another channel: `/papers-setup subscribe` there."
GATHER = 2.0
"""Seconds in which changes of a server's roles are gathered: who sorts them changes many at once."""
_REFUSED = (LACKING, word(Code.MISSING_ACCESS), word(Code.MISSING_PERMISSIONS))
"""How the reason of a pause begins that is over when nothing is lacking: our own words, or those for a refused post."""


class Events:
    """Each is looked at once, beside whatever else goes on."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception
        self._gathering = Gathering(reception.work, GATHER, reception.sleep)
        self._open: set[Destination] = set()

    def register(self, client: Client) -> None:
        """Tell discord.py which is which, by their names."""
        for listener in (
            self.on_guild_channel_delete,
            self.on_guild_channel_update,
            self.on_raw_thread_delete,
            self.on_raw_thread_update,
            self.on_guild_role_update,
            self.on_guild_role_delete,
            self.on_member_update,
            self.on_guild_join,
            self.on_guild_remove,
        ):
            client.event(listener)

    # Channels

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Its subscription pauses."""
        self._begin(self._at.places.closed(_place(channel.guild.id, channel.id), DELETED, ANOTHER))

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Its subscription follows its name; who may do what there may have changed."""
        if before.name != after.name:
            self._begin(self._at.places.renamed(_place(after.guild.id, after.id), f"#{after.name}"))
        if before.overwrites != after.overwrites:
            self._look(after.guild)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """Its subscription pauses."""
        self._begin(self._at.places.closed(_place(thread.guild_id, thread.thread_id), THREAD_DELETED, ANOTHER))

    async def on_raw_thread_update(self, thread: discord.RawThreadUpdateEvent) -> None:
        """Its subscription follows its name, and pauses while it is locked."""
        place = _place(thread.guild_id, thread.thread_id)
        self._begin(self._thread_changed(place, thread.data))

    async def _thread_changed(self, place: Destination, data: Any) -> None:  # noqa: ANN401 - JSON
        if place not in await self._at.places.subscribed(PLATFORM, place.workspace):
            return
        await self._at.places.renamed(place, f"#{data['name']}")
        if (data.get("thread_metadata") or {}).get("locked"):
            await self._at.places.closed(place, LOCKED, CLOSED[Code.THREAD_LOCKED])
        else:
            for because in (LOCKED, word(Code.THREAD_LOCKED), word(Code.THREAD_ARCHIVED)):
                await self._at.places.opened(place, because)

    # Rights

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role may have been ours, or everyone's."""
        if before.permissions != after.permissions:
            self._look(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Likewise."""
        self._look(role.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """We have other roles; of anybody else we are not told."""
        if after.id == after.guild.me.id and before.roles != after.roles:
            self._look(after.guild)

    def _look(self, guild: discord.Guild) -> None:
        self._gathering.begin(guild.id, "event_broke", lambda: self._looked(guild))

    async def _looked(self, guild: discord.Guild) -> None:
        """Where nothing can be posted any more, the subscription pauses; where it can again, its maker is told."""
        for place in await self._at.places.subscribed(PLATFORM, str(guild.id)):
            channel = guild.get_channel_or_thread(int(place.channel))
            known = seen(channel) if channel else None
            if known is None or known.permissions is None:
                continue  # an archived thread, of which we are told nothing
            lacking = permissions.missing(known.permissions, known.kind)
            if lacking:
                await self._lost(place, lacking)
            else:
                await self._found(place, *_REFUSED)

    async def _lost(self, place: Destination, lacking: tuple[str, ...]) -> None:
        self._open.discard(place)
        problem = f"{LACKING} {permissions.listed(lacking)}."
        await self._at.places.closed(place, problem, permissions.action(lacking))

    async def _found(self, place: Destination, *because: str) -> None:
        """Told once, until it is lost again: roles change often."""
        if place in self._open:
            return
        self._open.add(place)
        for reason in because:
            await self._at.places.opened(place, reason)

    # Servers

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """We were added, or added again."""
        self._begin(self._joined(guild))

    async def _joined(self, guild: discord.Guild) -> None:
        for place in await self._at.places.subscribed(PLATFORM, str(guild.id)):
            for because in (REMOVED, word(Code.UNKNOWN_GUILD)):
                await self._at.places.opened(place, because)
        channel = guild.system_channel
        known = seen(channel) if channel else None
        if channel is None or known is None or known.permissions is None:
            return
        document = await self._at.places.welcome(_place(guild.id, channel.id))
        if document and not permissions.missing(known.permissions, known.kind):
            message = render.message(document, self._at.language.encode)
            path = "/channels/{channel_id}/messages"
            await self._at.rest.ask("POST", path, json=message, once=True, channel_id=str(channel.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed, or the server was deleted: nothing can be said to anybody there."""
        self._begin(self._at.places.left(PLATFORM, str(guild.id), REMOVED))

    def _begin(self, work: Awaitable[object]) -> None:
        self._at.work.begin("event_broke", work)


def _place(guild_id: int, channel_id: int) -> Destination:
    return Destination(PLATFORM, str(guild_id), str(channel_id))
