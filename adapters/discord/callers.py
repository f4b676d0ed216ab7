"""Who asks, and where: people and channels of Discord as the core's ``Caller``. An interaction says all of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import discord

from adapters.discord.wiring import DIRECT, PLATFORM, Options
from bot.commands import Caller
from bot.errors import NotAllowed
from bot.model import Destination

Interaction = discord.Interaction[Any]


class Callers:
    """Knows nobody: what a person may do comes with everything that they do."""

    def __init__(self, options: Options) -> None:
        self._zone = options.zone

    def of(self, interaction: Interaction) -> Caller:
        """The caller where they are. In the conversation with us a person may do everything."""
        may = interaction.permissions
        direct = interaction.guild_id is None
        return Caller(
            user_id=str(interaction.user.id),
            destination=place_of(interaction),
            can_manage=direct or may.manage_guild or may.administrator,
            zone=self._zone,
            channel_name=_name(getattr(interaction.channel, "name", None), direct=direct),
            is_admin=direct or may.administrator,
        )

    def at(self, interaction: Interaction, channel: str) -> Caller:
        """The caller as if they stood in another channel of the same server.

        Raises:
            NotAllowed: they may not see it, or this is no server.
        """
        here = self.of(interaction)
        if channel == here.destination.channel:
            return here
        seen, name = _seen(interaction, channel)
        if not seen:
            raise NotAllowed("You cannot see that channel.", "Choose one of this server that you can read.")
        return _moved(here, channel, name)

    def around(self, interaction: Interaction) -> Caller | None:
        """The caller in the channel or the forum whose thread they are in; ``None`` where they are in no thread."""
        thread = interaction.channel
        if not isinstance(thread, discord.Thread):
            return None
        return _moved(self.of(interaction), str(thread.parent_id), thread.parent.name if thread.parent else None)


def _moved(caller: Caller, channel: str, name: str | None) -> Caller:
    to = Destination(PLATFORM, caller.destination.workspace, channel)
    return replace(caller, destination=to, channel_name=_name(name, direct=False))


def place_of(interaction: Interaction) -> Destination:
    """The channel in which something was asked, as the core knows it."""
    workspace = DIRECT if interaction.guild_id is None else str(interaction.guild_id)
    return Destination(PLATFORM, workspace, str(interaction.channel_id or ""))


def data_of(interaction: Interaction) -> Mapping[str, Any]:
    """What Discord says was done: the command and its options, the button, the fields of a modal."""
    return cast("Mapping[str, Any]", interaction.data or {})


def _seen(interaction: Interaction, channel: str) -> tuple[bool, str | None]:
    """Whether the person may read in a channel, by Discord's own word where it gives one; and what it is called."""
    told = (data_of(interaction).get("resolved") or {}).get("channels") or {}
    if channel in told:
        may = discord.Permissions(int(told[channel].get("permissions") or 0))
        return may.view_channel or may.administrator, told[channel].get("name")
    found = interaction.guild.get_channel_or_thread(int(channel)) if interaction.guild else None
    if found is None or not isinstance(interaction.user, discord.Member):
        return False, None
    return found.permissions_for(interaction.user).view_channel, found.name


def _name(name: str | None, *, direct: bool) -> str:
    if direct:
        return "this conversation"
    return f"#{name}" if name else "this channel"
