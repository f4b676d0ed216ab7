"""Requests about channels, threads among them, and direct conversations."""

from typing import Any

from tests.adapters.discord import shapes
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.faults import invalid_form
from tests.adapters.discord.state import Channel


def channel(call: Call) -> dict[str, Any]:
    return shapes.channel(call.channel())


def open_direct(call: Call) -> dict[str, Any]:
    user = call.discord.users.get(str(call.body.get("recipient_id")))
    if user is None or user.bot:
        raise invalid_form([("recipient_id", "USER_INVALID", "Invalid recipient")])
    return shapes.channel(call.discord.direct(user))


def typing(call: Call) -> None:
    call.channel("send_messages")


def modify(call: Call) -> dict[str, Any]:
    """Only threads are modified by an app such as ours: opened, closed, renamed, tagged."""
    found = call.channel()
    if not found.is_thread or found.guild is None:
        raise refusal(403, 50013)
    _may_modify(call, found)
    if found.archived and call.body.get("archived") is not False:
        raise refusal(400, 50083)
    found.name = call.body.get("name", found.name)
    found.archived = call.body.get("archived", found.archived)
    found.locked = call.body.get("locked", found.locked)
    found.applied_tags = call.body.get("applied_tags", found.applied_tags)
    found.auto_archive = call.body.get("auto_archive_duration", found.auto_archive)
    if "archived" in call.body:
        found.archived_at = call.at
    found.guild.tell_changed(found)
    return shapes.channel(found)


def _may_modify(call: Call, found: Channel) -> None:
    """Its owner may, but not lock it; opening one that is not locked again is for everybody who may write there."""
    assert found.guild is not None
    bot = call.discord.bot
    if found.guild.may(bot, found, "manage_threads"):
        return
    opens = set(call.body) == {"archived"} and not call.body["archived"]
    own = found.owner == bot.id and "locked" not in call.body
    if found.locked or not (own or (opens and found.guild.may(bot, found, "send_messages_in_threads"))):
        raise refusal(403, 50013)


def delete(call: Call) -> dict[str, Any]:
    found = call.channel()
    if found.guild is None:
        return shapes.channel(found)
    if not found.guild.may(call.discord.bot, found, "manage_threads" if found.is_thread else "manage_channels"):
        raise refusal(403, 50013)
    found.guild.delete(found)
    return shapes.channel(found)
