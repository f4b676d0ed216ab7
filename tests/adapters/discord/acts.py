"""How an act of a person is said to the app: INTERACTION_CREATE, with what Discord says about place and person."""

from typing import TYPE_CHECKING, Any

from tests.adapters.discord import rights, shapes
from tests.adapters.discord.state import Channel, Interaction, Message, User

if TYPE_CHECKING:
    from tests.adapters.discord.server import DiscordServer

IN_GUILD, IN_BOT_DM = 0, 1


def happen(
    discord: "DiscordServer",
    kind: int,
    user: User,
    channel: Channel,
    data: dict[str, Any],
    message: Message | None = None,
    opener: Interaction | None = None,
) -> Interaction:
    """Tell the app; what it answers stands in the interaction."""
    made = Interaction(
        discord.snowflake(), discord.secret("interaction"), kind, user, channel, discord.clock.now(), data
    )
    made.message, made.opener = message, opener
    made.event = _event(discord, made)
    discord.interactions[made.token] = made
    discord.gateway.dispatch("INTERACTION_CREATE", made.event, channel.guild, intent=0)
    return made


def _event(discord: "DiscordServer", made: Interaction) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": made.id,
        "application_id": discord.application_id,
        "type": made.type,
        "token": made.token,
        "version": 1,
        "data": made.data,
        "channel_id": made.channel.id,
        "channel": shapes.channel(made.channel),
        "locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": shapes.INLINE_ATTACHMENTS,
        **_place(discord, made),
    }
    if made.message is not None:
        shown["message"] = shapes.message(made.message, referenced=True)
    return shown


def _place(discord: "DiscordServer", made: Interaction) -> dict[str, Any]:
    """Where it is, who it is, and what both may there."""
    guild = made.channel.guild
    if guild is None:
        return {
            "context": IN_BOT_DM,
            "user": made.user.as_json(),
            "app_permissions": str(rights.DIRECT),
            "authorizing_integration_owners": {"0": "0"},
        }
    return {
        "context": IN_GUILD,
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": guild.member_json(made.user.id, made.channel),
        "app_permissions": str(guild.permissions(discord.bot, made.channel)),
        "authorizing_integration_owners": {"0": guild.id},
    }
