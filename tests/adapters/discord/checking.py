"""Refusing what is wrong, as Discord does. Nothing is looked at where the server's checks are switched off."""

from collections.abc import Mapping
from typing import Any

from tests.adapters.discord import command_limits, component_limits, limits
from tests.adapters.discord import components as parts
from tests.adapters.discord.call import Call, refusal
from tests.adapters.discord.component_limits import Problem
from tests.adapters.discord.faults import DiscordError, invalid_form
from tests.adapters.discord.state import COMPONENTS_V2, Message

DIGESTIBLE = 11_500
"""Bytes of displayed text from which on Discord has been seen to answer 500 for ever."""

_SHOWN = ("content", "embeds", "components")


def check_message(call: Call, body: Mapping[str, Any], at: str = "") -> None:
    """A new message."""
    if not call.discord.checks:
        return
    _refuse([*limits.message_problems(body, at=at)])
    if not call.files and not any(body.get(name) for name in (*_SHOWN, "sticker_ids", "poll")):
        raise refusal(400, 50006)
    _check_digestible(body.get("components"))


def check_edit(call: Call, message: Message, body: Mapping[str, Any], at: str = "") -> None:
    """A change: what the message then is, not what is mentioned alone."""
    if not call.discord.checks:
        return
    given = body.get("flags")
    if message.is_v2 and given is not None and not int(given) & COMPONENTS_V2:
        raise invalid_form([(f"{at}flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The flag is there for good")])
    after = {name: getattr(message, name) for name in _SHOWN}
    after |= {name: body[name] for name in (*_SHOWN, "allowed_mentions") if name in body}
    v2 = message.is_v2 or bool(int(given or 0) & COMPONENTS_V2)
    _refuse([*limits.message_problems(after, v2=v2, at=at)])
    if not any(after[name] for name in _SHOWN) and not (call.files or message.files):
        raise refusal(400, 50006)
    _check_digestible(body.get("components"))


def _check_digestible(given: Any) -> None:
    """Much text of many bytes is answered with 500."""
    texts = (each["content"] for each in parts.walk([*(given or ())]) if each.get("type") == parts.TEXT)
    if sum(len(text.encode("utf-8", "replace")) for text in texts) > DIGESTIBLE:
        raise DiscordError(500, 0, "500: Internal Server Error")


def check_modal(call: Call, data: Mapping[str, Any]) -> None:
    if call.discord.checks:
        _refuse([*component_limits.modal(data, "data.")])


def check_choices(call: Call, choices: Any) -> None:
    """What is offered while somebody types."""
    if call.discord.checks:
        _refuse([*limits.choice_problems(choices, "data.choices")])


def check_commands(call: Call, commands: Any) -> None:
    if call.discord.checks:
        _refuse([*command_limits.commands(commands)])


def _refuse(found: list[Problem]) -> None:
    if found:
        raise invalid_form(found)
