"""Whether we could post what a person is about to set up, looked at before anything is kept."""

from collections.abc import Sequence

import discord

from adapters.discord import permissions
from adapters.discord.callers import Interaction, place_of
from adapters.discord.channel import Channel
from adapters.discord.reception import Reception
from bot.commands import Caller, Changes, Edit
from bot.document import Form, Paragraph
from bot.errors import DestinationGone, NotAllowed, NotUnderstood, SendError

HISTORY = "Read Message History"
NOBODY_REFUSES = discord.Permissions.all()


class Rights:
    """Ours, in the channel that is being set up."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception

    async def require(self, interaction: Interaction, caller: Caller, changes: Changes) -> None:
        """We may do what the subscription needs; looked at where it is new, or laid out in another way.

        Raises:
            NotAllowed: something is missing; says what.
            NotUnderstood: everybody is to be called, which we never do.
        """
        if changes.mention and changes.mention == caller.destination.workspace:  # the role of everyone has its id
            raise NotUnderstood("Not everyone can be called.", "Choose another role, or none.", "mention")
        tried = await self._at.handle(Edit(changes), caller)
        form = next((block for block in tried.blocks if isinstance(block, Form)), None)
        if form is None or (form.exists and changes.layout is None):
            return  # the core refuses it itself, or nothing is asked of us that was not before
        channel, ours = await self._in(interaction, caller)
        if channel.locked:
            raise NotAllowed(f"{caller.channel_name} is locked.", "Unlock it, then try again.")
        lacking = permissions.missing(ours, channel.kind, form.values.layout or "message")
        if lacking:
            told = permissions.problem(lacking, caller.channel_name)
            raise NotAllowed(told, permissions.action(lacking, "/papers-setup subscribe"))

    async def notes(self, interaction: Interaction, caller: Caller, changes: Changes) -> Sequence[Paragraph]:
        """What is good to know, and no reason to refuse."""
        try:
            channel, ours = await self._in(interaction, caller)
        except NotAllowed:
            return ()
        notes = []
        if HISTORY in permissions.wanting(ours, channel.kind):
            notes.append(
                f"Allow me {HISTORY} too: without it I cannot see whether a post arrived whose answer was lost."
            )
        role = interaction.guild.get_role(int(changes.mention)) if interaction.guild and changes.mention else None
        if role and not (role.mentionable or ours.mention_everyone):
            notes.append(
                f"Posts will not ring for {role.name} yet: let anyone mention it, in the settings of the role."
            )
        return [Paragraph((note,)) for note in notes]

    async def _in(self, interaction: Interaction, caller: Caller) -> tuple[Channel, discord.Permissions]:
        """The channel, and what we may do there."""
        try:
            channel = await self._at.channels.of(caller.destination)
        except DestinationGone as error:
            raise NotAllowed(f"I cannot see {caller.channel_name}.", error.action) from error
        except SendError as error:
            raise NotAllowed(f"Discord did not tell what I may do in {caller.channel_name}.", "Try again.") from error
        here = caller.destination == place_of(interaction) and interaction.guild_id is not None
        return channel, channel.permissions or (interaction.app_permissions if here else NOBODY_REFUSES)
