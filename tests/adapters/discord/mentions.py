"""Whom a message notifies, out of its text and its allowed_mentions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.adapters.discord.state import Message

_NAMED = re.compile(r"<@(&|!?)(\d+)>|@(everyone|here)\b")


def rung(message: Message, allowed: Mapping[str, Any] | None) -> list[str]:
    """Ids of the users and roles whose names stand in it and may be rung; ``everyone`` for both of @everyone, @here.

    Without ``allowed`` whatever stands there rings, as far as the bot may.
    """
    found = [each for text in texts(message) for each in _NAMED.findall(text)]
    rings: list[str] = []
    for kind, number, everyone in found:
        who = "everyone" if everyone else number
        if _may(message, "everyone" if everyone else "roles" if kind == "&" else "users", who, allowed):
            rings.append(who)
    return list(dict.fromkeys(rings))


def texts(message: Message) -> Iterator[str]:
    """What of a message is looked through for names; embeds are not."""
    yield message.content
    yield from _displayed(message.components)


def _displayed(components: list[dict[str, Any]]) -> Iterator[str]:
    for each in components:
        if each["type"] == 10:
            yield each["content"]
        yield from _displayed(each.get("components", []))


def _may(message: Message, kind: str, who: str, allowed: Mapping[str, Any] | None) -> bool:
    if allowed is not None and kind not in allowed.get("parse", []) and who not in map(str, allowed.get(kind, [])):
        return False
    guild = message.channel.guild
    if kind == "users":
        return who in (guild.members if guild else {each.id for each in message.channel.recipients})
    if guild is None:
        return False
    if kind == "roles" and (who not in guild.roles or guild.roles[who].mentionable):
        return who in guild.roles
    return guild.may(message.author, message.channel, "mention_everyone")
