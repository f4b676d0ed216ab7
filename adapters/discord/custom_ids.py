"""PURE. What buttons, menus and forms carry in their ids, so that they work after a restart and months later.

A command stands there in the core's own encoding, in a post behind the delivery's key: ``<key>~<encoded>``. So does
``MENU``, the id of a menu whose choices are such commands.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST = 100
MENU = "menu"
PATTERN = re.compile(r"(?:(?P<key>[a-z0-9-]{1,25})~)?(?P<encoded>1[a-z]{2}(?:\|.*)?|menu)", re.DOTALL)
"""Of every button and menu that stands for a command. A command has no ``~`` before its first ``|``."""

SETTING = re.compile(r"set:(?P<name>[a-z_]{1,40})")
"""Of a menu whose choice changes the setting ``name``."""
FORM = re.compile(r"form:(?P<name>[a-z_]{1,40})")
"""Of a button that opens the form ``name``, and of that form."""

_INSIDE = ("components", "accessory", "component")


def made(encoded: str, key: str | None = None) -> str:
    """The id of a button for an encoded command; without ``key`` where both are too long."""
    marked = f"{key}~{encoded}" if key else encoded
    return marked if len(marked) <= MOST else encoded


def read(custom_id: str) -> tuple[str, str | None]:
    """The encoded command (``MENU`` for a menu) and the delivery's key, if it carries one.

    Raises:
        ValueError: it is none of our commands.
    """
    found = PATTERN.fullmatch(custom_id)
    if not found:
        raise ValueError(custom_id)
    return found["encoded"], found["key"]


def asked(data: Mapping[str, Any]) -> tuple[str, str | None]:
    """The encoded command that was pressed, or chosen from a menu, and the key; ``data`` is that of the interaction.

    Raises:
        ValueError: it is none of our commands.
    """
    encoded, key = read(str(data.get("custom_id", "")))
    if encoded != MENU:
        return encoded, key
    chosen = data.get("values") or [""]
    return read(str(chosen[0]))[0], key


def key_of(message: Mapping[str, Any]) -> str | None:
    """The key of the delivery that a message of ours belongs to, from its components; ``None`` where it has none."""
    keys = (found["key"] for custom_id in ids(message) if (found := PATTERN.fullmatch(custom_id)))
    return next(filter(None, keys), None)


def ids(component: Mapping[str, Any]) -> Iterator[str]:
    """Every custom id within a message or a component, in the order in which they stand there."""
    if isinstance(component.get("custom_id"), str):
        yield component["custom_id"]
    for name in _INSIDE:
        inside = component.get(name)
        for each in inside if isinstance(inside, list) else [inside]:
            if isinstance(each, Mapping):
                yield from ids(each)


def setting(name: str) -> str:
    """The id of a menu that changes the setting ``name``."""
    return f"set:{name}"


def form(name: str) -> str:
    """The id of the form ``name``, and of the button that opens it."""
    return f"form:{name}"
