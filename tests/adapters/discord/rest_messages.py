"""Requests about messages, and how a message comes to be: for webhooks and forums too."""

from datetime import timedelta
from typing import Any

from tests.adapters.discord import checking, gateway, mentions, shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.components import kept
from tests.adapters.discord.faults import invalid_form
from tests.adapters.discord.state import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SILENT,
    SUPPRESS_EMBEDS,
    Channel,
    Interaction,
    Message,
    User,
)

_SETTABLE = SUPPRESS_EMBEDS | SILENT | COMPONENTS_V2
PAGE, MOST = 50, 100
NONCE_LASTS = timedelta(minutes=5)


def post(call: Call) -> dict[str, Any]:
    channel = call.channel()
    if channel.is_forum or channel.kind == "category":
        raise refusal(400, 50008)
    may_write(call, channel)
    before = _sent_before(call)
    if before is not None:
        return shapes.message(before, nonce=True)
    checking.check_message(call, call.body)
    may_embed(call, channel, call.body)
    reference = _reference(call, channel)
    message = create(call, channel, call.discord.bot, call.body)
    message.replies_to, message.type = reference, 19 if reference else 0
    if call.body.get("enforce_nonce") and message.nonce is not None:
        call.discord.nonces[str(message.nonce)] = message
    announce(call, message)
    return shapes.message(message, referenced=True, nonce=True)


def _sent_before(call: Call) -> Message | None:
    """The message that was sent with the same nonce a few minutes ago, to whichever channel."""
    found = call.discord.nonces.get(str(call.body.get("nonce"))) if call.body.get("enforce_nonce") else None
    if found is None or found not in found.channel.all or call.at - found.at > NONCE_LASTS:
        return None
    return found


def may_write(call: Call, channel: Channel) -> None:
    """Whether the bot may post there; a post opens an archived thread again, unless it is locked."""
    guild, bot = channel.guild, call.discord.bot
    if guild is None:
        _may_write_to(call, channel)
        return
    if not guild.may(bot, channel, "send_messages_in_threads" if channel.is_thread else "send_messages"):
        raise refusal(403, 50013)
    if not channel.is_thread:
        return
    if channel.locked and not guild.may(bot, channel, "manage_threads"):
        raise refusal(400, 50083) if channel.archived else refusal(403, 50013)
    if channel.archived:
        guild.unarchive(channel, locked=channel.locked)


def _may_write_to(call: Call, direct: Channel) -> None:
    """To people who take it, and with whom the bot shares a guild."""
    known = {user.id for guild in call.discord.guilds.values() if guild.joined for user in guild.people()}
    for each in direct.recipients:
        if each.id not in known:
            raise refusal(403, 50278)
        if each.refuses:
            raise refusal(403, 50007)


def may_embed(call: Call, channel: Channel, body: dict[str, Any]) -> None:
    guild = channel.guild
    if body.get("embeds") and guild and not guild.may(call.discord.bot, channel, "embed_links"):
        raise refusal(403, 50013)


def _reference(call: Call, channel: Channel) -> str | None:
    given = call.body.get("message_reference")
    if not given:
        return None
    number = str(given["message_id"])
    if channel.message(number) is None:
        if given.get("fail_if_not_exists", True):
            raise invalid_form([("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])
        return None
    if channel.guild and not channel.guild.may(call.discord.bot, channel, "read_message_history"):
        raise refusal(403, 50013)
    return number


def create(
    call: Call,
    channel: Channel,
    author: User,
    body: dict[str, Any],
    *,
    interaction: Interaction | None = None,
    number: str | None = None,
) -> Message:
    """Store a message with what ``body`` says; ``interaction``: what it answers, to one person where it is private."""
    made = Message(number or call.discord.snowflake(), channel, author, call.at, payload=body, nonce=body.get("nonce"))
    made.interaction, made.files = interaction, list(call.files)
    made.flags = int(body.get("flags") or 0) & _SETTABLE
    if interaction is not None and int(body.get("flags") or 0) & EPHEMERAL:
        made.flags |= EPHEMERAL
        made.seen_by = interaction.user.id
    _write(made, body)
    channel.all.append(made)
    if made.seen_by is None:
        channel.last = made.id
    call.discord.changed()
    return made


def change(call: Call, message: Message, body: dict[str, Any]) -> None:
    """What is mentioned takes the place of what was there; a message that was loading is there."""
    checking.check_edit(call, message, body)
    flags = body.get("flags")
    if flags is not None:
        message.flags = message.flags & ~_SETTABLE | int(flags) & _SETTABLE | message.flags & COMPONENTS_V2
    was_loading, message.flags = message.loading, message.flags & ~LOADING
    if not was_loading:
        message.edits += 1
    message.edited_at = call.at
    message.payload = body
    message.files += call.files
    _write(message, body)
    if message.seen_by is None:
        told = shapes.message(message)
        _tell(call, "MESSAGE_UPDATE", message.channel, told)
    call.discord.changed()


def _write(message: Message, body: dict[str, Any]) -> None:
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [_embed(each) for each in body["embeds"] or []]
    if "components" in body:
        message.components = kept(body["components"] or [])
    if message.seen_by is None:
        message.rings = mentions.rung(message, body.get("allowed_mentions"))


def _embed(given: dict[str, Any]) -> dict[str, Any]:
    fields = [{"inline": False} | each for each in given.get("fields") or []]
    return {"type": "rich"} | given | ({"fields": fields} if fields else {})


def announce(call: Call, message: Message) -> None:
    """Tell the app of a new message, where it has asked to hear of messages."""
    told = shapes.message(message, referenced=True, nonce=True)
    guild = message.channel.guild
    if guild is not None:
        told |= {"guild_id": guild.id, "member": guild.member_json(message.author.id)}
    _tell(call, "MESSAGE_CREATE", message.channel, told)


def _tell(call: Call, event: str, channel: Channel, told: dict[str, Any]) -> None:
    intent = gateway.GUILD_MESSAGES if channel.guild else gateway.DIRECT_MESSAGES
    call.discord.gateway.dispatch(event, told, channel.guild, intent=intent)


def get(call: Call) -> dict[str, Any]:
    return shapes.message(call.message(call.channel("read_message_history")), referenced=True)


def edit(call: Call) -> dict[str, Any]:
    channel = call.channel()
    message = call.own_message(channel)
    if channel.archived:
        raise refusal(400, 50083)
    may_embed(call, channel, call.body)
    change(call, message, call.body)
    return shapes.message(message, referenced=True)


def delete(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    guild = channel.guild
    if message.author is not call.discord.bot and not (
        guild and guild.may(call.discord.bot, channel, "manage_messages")
    ):
        raise refusal(403, 50013)
    if channel.archived:
        raise refusal(400, 50083)
    channel.all.remove(message)
    named = {"id": message.id, "channel_id": channel.id} | ({"guild_id": guild.id} if guild else {})
    _tell(call, "MESSAGE_DELETE", channel, named)
    call.discord.changed()


def crosspost(call: Call) -> dict[str, Any]:
    channel = call.channel("send_messages")
    if channel.kind != "announcement":
        raise refusal(400, 50024)
    message = call.own_message(channel)
    message.flags |= 1
    return shapes.message(message)


def history(call: Call) -> list[dict[str, Any]]:
    """Newest first; without Read Message History there is nothing, and no word of it."""
    channel = call.channel()
    if channel.is_forum or channel.kind == "category":
        raise refusal(400, 50008)
    limit = int(call.query.get("limit", PAGE))
    if not 1 <= limit <= MOST:
        raise invalid_form([("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")])
    if channel.guild and not channel.guild.may(call.discord.bot, channel, "read_message_history"):
        return []
    return [shapes.message(each, referenced=True) for each in _page(call, channel.messages, limit)]


def _page(call: Call, messages: list[Message], limit: int) -> list[Message]:
    if "after" in call.query:
        later = [each for each in messages if int(each.id) > int(call.query["after"])]
        return later[:limit][::-1]
    if "around" in call.query:
        return sorted(messages, key=lambda each: abs(int(each.id) - int(call.query["around"])))[:limit]
    before = int(call.query.get("before", "9" * 20))
    return [each for each in messages if int(each.id) < before][::-1][:limit]
