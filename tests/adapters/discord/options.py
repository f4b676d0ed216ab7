"""What a person puts behind a command: options as Discord sends them, and what it does not let through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.adapters.discord import shapes
from tests.adapters.discord.state import KINDS, Channel

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
MOST_WORDS = 6000
Definition = dict[str, Any]


@dataclass
class Typed:
    """``options`` of one command; ``resolved`` what of them has an id."""

    options: list[dict[str, Any]] = field(default_factory=list)
    resolved: dict[str, dict[str, Any]] = field(default_factory=dict)


def typed(definitions: list[Definition], given: Mapping[str, Any], guild: "Guild | None") -> Typed:
    """Raises AssertionError where Discord would not let a person send that."""
    by_name = {each["name"]: each for each in definitions}
    for name in given:
        assert name in by_name, f"no option {name!r}; there are: {list(by_name)}"
    for name, each in by_name.items():
        assert name in given or not each.get("required"), f"the option {name!r} is required"
    made = Typed()
    for name, value in given.items():
        definition = by_name[name]
        sent = _CONVERTERS[definition["type"]](definition, value, guild, made)
        made.options.append({"name": name, "type": definition["type"], "value": sent})
    return made


def _choice(definition: Definition, value: Any) -> Any:
    """A person picks a choice by its name, and its value is sent."""
    choices = definition.get("choices")
    if not choices:
        return value
    found = next((each["value"] for each in choices if value in (each["name"], each["value"])), None)
    assert found is not None, f"{value!r} is not offered; there are: {[each['name'] for each in choices]}"
    return found


def _string(definition: Definition, value: Any, _guild: Any, _made: Typed) -> str:
    value = _choice(definition, value)
    assert isinstance(value, str), f"{definition['name']} is text, not {value!r}"
    least, most = definition.get("min_length", 0), definition.get("max_length", MOST_WORDS)
    assert max(1, least) <= len(value) <= most, f"{definition['name']} must have {least} to {most} characters"
    return value


def _integer(definition: Definition, value: Any, _guild: Any, _made: Typed) -> int:
    value = _choice(definition, value)
    assert isinstance(value, int), f"{definition['name']} is a whole number, not {value!r}"
    assert not isinstance(value, bool), f"{definition['name']} is a whole number, not {value!r}"
    _in_bounds(definition, value)
    return value


def _number(definition: Definition, value: Any, _guild: Any, _made: Typed) -> float:
    value = _choice(definition, value)
    assert isinstance(value, (int, float)), f"{definition['name']} is a number, not {value!r}"
    _in_bounds(definition, value)
    return value


def _in_bounds(definition: Definition, value: float) -> None:
    least, most = definition.get("min_value", -(2**53)), definition.get("max_value", 2**53)
    assert least <= value <= most, f"{definition['name']} must be {least} to {most}, not {value}"


def _boolean(definition: Definition, value: Any, _guild: Any, _made: Typed) -> bool:
    assert isinstance(value, bool), f"{definition['name']} is true or false, not {value!r}"
    return value


def _user(definition: Definition, value: Any, guild: "Guild | None", made: Typed) -> str:
    user = getattr(value, "user", value)
    made.resolved.setdefault("users", {})[user.id] = user.as_json()
    if guild is not None and user.id in guild.members:
        member = guild.member_json(user.id)
        kept = {name: each for name, each in member.items() if name not in {"user", "deaf", "mute"}}
        made.resolved.setdefault("members", {})[user.id] = kept | {"permissions": str(guild.permissions(user))}
    assert definition["type"] in {USER, MENTIONABLE}
    return str(user.id)


def _channel(definition: Definition, value: Any, guild: "Guild | None", made: Typed) -> str:
    assert isinstance(value, Channel), f"{definition['name']} is a channel, not {value!r}"
    kinds = definition.get("channel_types")
    assert not kinds or KINDS[value.kind] in kinds, f"{definition['name']} takes no {value.kind} channel"
    assert guild is not None, "there are no channels to choose in a direct conversation"
    shown = shapes.channel(value) | {"permissions": str(guild.permissions(guild.owner, value))}
    made.resolved.setdefault("channels", {})[value.id] = shown
    return value.id


def _role(definition: Definition, value: Any, guild: "Guild | None", made: Typed) -> str:
    assert guild is not None, "there are no roles in a direct conversation"
    assert getattr(value, "id", None) in guild.roles, f"{definition['name']} is a role, not {value!r}"
    made.resolved.setdefault("roles", {})[value.id] = value.as_json()
    return str(value.id)


def _mentionable(definition: Definition, value: Any, guild: "Guild | None", made: Typed) -> str:
    is_role = guild is not None and getattr(value, "id", None) in guild.roles
    return (_role if is_role else _user)(definition, value, guild, made)


_CONVERTERS = {
    STRING: _string,
    INTEGER: _integer,
    BOOLEAN: _boolean,
    USER: _user,
    CHANNEL: _channel,
    ROLE: _role,
    MENTIONABLE: _mentionable,
    NUMBER: _number,
}
