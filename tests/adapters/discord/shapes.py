"""How what stands in Discord looks in its answers and events: JSON. PURE."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.adapters.discord.state import KINDS, Channel, Interaction, Message

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild

INLINE_ATTACHMENTS = 10 * 1024**2


def time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="microseconds") if at else None


def channel(what: Channel) -> dict[str, Any]:
    """A channel of any kind; of a thread, with its metadata."""
    shown: dict[str, Any] = {"id": what.id, "type": KINDS[what.kind], "last_message_id": what.last, "flags": 0}
    if what.guild is None:
        return shown | {"recipients": [each.as_json() for each in what.recipients]}
    shown |= {"guild_id": what.guild.id, "name": what.name, "parent_id": what.parent.id if what.parent else None}
    if what.is_thread:
        return shown | thread_fields(what)
    shown |= {
        "position": 0,
        "nsfw": False,
        "topic": what.topic,
        "rate_limit_per_user": 0,
        "permission_overwrites": [each.as_json() for each in what.overwrites.values()],
    }
    if what.kind == "voice":
        shown |= {"bitrate": 64000, "user_limit": 0}
    if what.is_forum:
        shown |= {"available_tags": [tag.as_json() for tag in what.tags], "default_reaction_emoji": None}
        shown |= {"default_sort_order": None, "default_forum_layout": 0, "flags": 1 << 4 if what.needs_tag else 0}
    return shown


def thread_fields(what: Channel) -> dict[str, Any]:
    made = time(what.made_at)
    replies = [each for each in what.messages if each.id != what.id]
    return {
        "owner_id": what.owner,
        "rate_limit_per_user": 0,
        "applied_tags": what.applied_tags,
        "message_count": len(replies),
        "total_message_sent": len(replies),
        "member_count": len(what.inside),
        "thread_metadata": {
            "archived": what.archived,
            "locked": what.locked,
            "auto_archive_duration": what.auto_archive,
            "archive_timestamp": time(what.archived_at) or made,
            "create_timestamp": made,
        },
    }


def guild(what: "Guild") -> dict[str, Any]:
    """All of a guild, as the bot gets it when it connects or joins."""
    bot = what.discord.bot
    channels = [each for each in what.channels.values() if not each.deleted]
    active = [each for each in channels if each.is_thread and not each.archived and what.sees(bot, each)]
    return {
        **partial_guild(what),
        "channels": [channel(each) for each in channels if not each.is_thread],
        "threads": [channel(each) for each in active],
        "members": [what.member_json(bot.id)],
        "member_count": len(what.members),
        "joined_at": time(what.joined_at),
        "large": False,
        "unavailable": False,
    }


_NULL = (
    *("icon", "splash", "discovery_splash", "description", "home_header", "banner", "application_id", "max_presences"),
    *("afk_channel_id", "widget_channel_id", "rules_channel_id", "safety_alerts_channel_id", "incidents_data"),
    *("public_updates_channel_id", "vanity_url_code"),
)
_LISTS = (
    *("emojis", "stickers", "features", "voice_states", "presences", "stage_instances", "soundboard_sounds"),
    "guild_scheduled_events",
)
_ZEROS = (
    *("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level", "premium_tier"),
    *("nsfw_level", "system_channel_flags", "premium_subscription_count", "max_stage_video_channel_users"),
    *("max_video_channel_users", "max_members"),
)
_FALSE = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")


def partial_guild(what: "Guild") -> dict[str, Any]:
    """Of a guild what GET /guilds answers too."""
    return {
        "id": what.id,
        "name": what.name,
        "owner_id": what.owner.id,
        "roles": [each.as_json() for each in what.roles.values()],
        "system_channel_id": what.system_channel.id if what.system_channel else None,
        **dict.fromkeys(_NULL),
        **{name: [] for name in _LISTS},
        **dict.fromkeys(_ZEROS, 0),
        **dict.fromkeys(_FALSE, False),
        "afk_timeout": 300,
        "preferred_locale": "en-US",
        "region": "deprecated",
    }


def message(what: Message, *, referenced: bool = False, nonce: bool = False) -> dict[str, Any]:
    """A message; ``referenced``: with the one it replies to, where that is still there.

    ``nonce``: with that of the request, which Discord repeats to whoever has sent it, and then no more.
    """
    users = {each.id: each for each in (what.channel.guild.people() if what.channel.guild else what.channel.recipients)}
    roles = what.channel.guild.roles if what.channel.guild else {}
    shown: dict[str, Any] = {
        "id": what.id,
        "channel_id": what.channel.id,
        "type": what.type,
        "content": what.content,
        "author": what.author.as_json(),
        "timestamp": time(what.at),
        "edited_timestamp": time(what.edited_at),
        "tts": False,
        "pinned": False,
        "mention_everyone": "everyone" in what.rings,
        "mentions": [users[each].as_json() for each in what.rings if each in users],
        "mention_roles": [each for each in what.rings if each in roles],
        "attachments": [_attachment(n, name) for n, name in enumerate(what.files, 1)],
        "embeds": what.embeds,
        "components": what.components,
        "flags": what.flags,
    }
    if nonce and what.nonce is not None:
        shown["nonce"] = what.nonce
    if what.interaction is not None:
        shown |= {"application_id": what.author.id, "webhook_id": what.author.id}
        shown["interaction_metadata"] = _metadata(what.interaction)
    if what.replies_to is not None:
        shown |= _reference(what, referenced=referenced)
    thread = what.channel.guild.channels.get(what.id) if what.channel.guild else None
    if thread is not None and thread is not what.channel and not thread.deleted:
        shown["thread"] = channel(thread)
    return shown


def _reference(what: Message, *, referenced: bool) -> dict[str, Any]:
    place = {"type": 0, "message_id": what.replies_to, "channel_id": what.channel.id}
    if what.channel.guild:
        place["guild_id"] = what.channel.guild.id
    shown: dict[str, Any] = {"message_reference": place}
    if referenced:
        there = what.channel.message(str(what.replies_to))
        shown["referenced_message"] = message(there) if there else None
    return shown


def _attachment(number: int, name: str) -> dict[str, Any]:
    url = f"https://cdn.example/{name}"
    return {"id": str(number), "filename": name, "size": 1, "url": url, "proxy_url": url}


def _metadata(what: Interaction) -> dict[str, Any]:
    owners = {"0": what.channel.guild.id if what.channel.guild else "0"}
    shown: dict[str, Any] = {"id": what.id, "type": what.type, "user": what.user.as_json()}
    shown["authorizing_integration_owners"] = owners
    if what.opener is not None:
        shown["triggering_interaction_metadata"] = _metadata(what.opener)
    elif what.message is not None:
        shown["interacted_message_id"] = what.message.id
    return shown
