"""Requests that start threads, and that list them."""

from datetime import datetime
from typing import Any

from tests.adapters.discord import checking, rest_messages, shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.faults import DiscordError, invalid_form
from tests.adapters.discord.rest_guilds import joined
from tests.adapters.discord.state import HAS_THREAD, Channel

MOST_TAGS = 5
NAME = 100


def from_message(call: Call) -> dict[str, Any]:
    """The thread has the id of its message."""
    channel = call.channel("create_public_threads")
    if channel.guild is None or channel.is_thread or channel.is_forum:
        raise refusal(400, 50024)
    message = call.message(channel)
    _check(call)
    there = channel.guild.channels.get(message.id)
    if there is not None and not there.deleted:
        raise refusal(400, 160004)
    thread = channel.guild.start_thread(call.body["name"], channel, call.discord.bot, number=message.id)
    thread.auto_archive = call.body.get("auto_archive_duration") or thread.auto_archive
    message.flags |= HAS_THREAD
    return shapes.channel(thread)


def start(call: Call) -> dict[str, Any]:
    """In a forum or media channel a post with its first message; elsewhere a thread with nothing in it."""
    channel = call.channel()
    if channel.guild is None or channel.is_thread:
        raise refusal(400, 50024)
    _check(call)
    if channel.is_forum:
        return _post(call, channel)
    private = call.body.get("type") == 12
    needed = "create_private_threads" if private else "create_public_threads"
    if not channel.guild.may(call.discord.bot, channel, needed):
        raise refusal(403, 50013)
    return shapes.channel(channel.guild.start_thread(call.body["name"], channel, call.discord.bot, private=private))


def _post(call: Call, forum: Channel) -> dict[str, Any]:
    assert forum.guild is not None
    if not forum.guild.may(call.discord.bot, forum, "send_messages"):
        raise refusal(403, 50013)
    tags = _tags(call, forum)
    body = call.body["message"]
    checking.check_message(call, body, at="message.")
    rest_messages.may_embed(call, forum, body)
    thread = forum.guild.start_thread(call.body["name"], forum, call.discord.bot)
    thread.applied_tags = tags
    thread.auto_archive = call.body.get("auto_archive_duration") or thread.auto_archive
    message = rest_messages.create(call, thread, call.discord.bot, body, number=thread.id)
    rest_messages.announce(call, message)
    return shapes.channel(thread) | {"message": shapes.message(message)}


def _tags(call: Call, forum: Channel) -> list[str]:
    given = [str(each) for each in call.body.get("applied_tags") or []]
    known = {tag.id: tag for tag in forum.tags}
    if len(given) > MOST_TAGS or set(given) - set(known):
        raise invalid_form([("applied_tags", "BASE_TYPE_BAD_LENGTH", "Unknown tags, or more than 5.")])
    if forum.needs_tag and not given:
        raise refusal(400, 40067)
    assert forum.guild is not None
    if any(known[each].moderated for each in given) and not forum.guild.may(call.discord.bot, forum, "manage_threads"):
        raise DiscordError(403, 50013, "Missing Permissions")
    return given


def _check(call: Call) -> None:
    name = call.body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= NAME:
        raise invalid_form([("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")])
    duration = call.body.get("auto_archive_duration")
    if duration not in {None, 60, 1440, 4320, 10080}:
        raise invalid_form([("auto_archive_duration", "BASE_TYPE_CHOICES", "Must be 60, 1440, 4320 or 10080.")])


def active(call: Call) -> dict[str, Any]:
    guild = joined(call)
    found = [
        each
        for each in guild.channels.values()
        if each.is_thread and not each.archived and guild.sees(call.discord.bot, each)
    ]
    return _listed(call, sorted(found, key=lambda each: int(each.id), reverse=True))


def archived_public(call: Call) -> dict[str, Any]:
    return _archived(call, call.channel("read_message_history"), {"thread", "announcement_thread"})


def archived_private(call: Call) -> dict[str, Any]:
    return _archived(call, call.channel("read_message_history", "manage_threads"), {"private_thread"})


def _archived(call: Call, channel: Channel, kinds: set[str]) -> dict[str, Any]:
    """Those archived last come first; ``before`` is a time."""
    assert channel.guild is not None
    found = [
        each
        for each in channel.guild.channels.values()
        if each.parent is channel and each.kind in kinds and each.archived and not each.deleted
    ]
    found.sort(key=lambda each: (each.archived_at, int(each.id)), reverse=True)
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"])
        found = [each for each in found if each.archived_at and each.archived_at < before]
    limit = int(call.query.get("limit", 50))
    return _listed(call, found[:limit]) | {"has_more": len(found) > limit}


def _listed(call: Call, threads: list[Channel]) -> dict[str, Any]:
    bot = call.discord.bot.id
    members = [
        {"id": each.id, "user_id": bot, "join_timestamp": shapes.time(each.made_at), "flags": 0}
        for each in threads
        if each.owner == bot
    ]
    return {"threads": [shapes.channel(each) for each in threads], "members": members, "has_more": False}


def join(call: Call) -> None:
    call.channel().inside.add(call.discord.bot.id)


def leave(call: Call) -> None:
    call.channel().inside.discard(call.discord.bot.id)
