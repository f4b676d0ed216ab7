"""PURE: what is shown in one channel and is about another: its buttons, menus and forms carry that channel's id.

It stands before whatever id they have: ``@<channel>~<id>``.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.discord.custom_ids import FORM, MOST, PATTERN, SETTING

_BEFORE = r"(?:@(?P<channel>[0-9]{1,20})~)?"
COMMAND_SOMEWHERE = re.compile(_BEFORE + PATTERN.pattern, re.DOTALL)
"""Of everything that stands for a command, wherever that is to be done."""
SETTING_SOMEWHERE = re.compile(rf"{_BEFORE}(?:set|form):(?P<name>[a-z_]{{1,40}})")
"""Of everything that changes a setting or opens a form of settings, of whatever channel."""
_MARKED = re.compile(r"@(?P<channel>[0-9]{1,20})~(?P<rest>.*)", re.DOTALL)


def about(payload: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """A message or a form, with everything in it about ``channel``; what has no room for that stays as it is."""
    marking = {"custom_id": _marked}
    return {name: marking.get(name, _inside)(value, channel) for name, value in payload.items()}


def _inside(value: object, channel: str) -> object:
    if isinstance(value, Mapping):
        return about(value, channel)
    return [_inside(each, channel) for each in value] if isinstance(value, list) else value


def _marked(custom_id: object, channel: str) -> object:
    marked = f"@{channel}~{custom_id}"
    ours = isinstance(custom_id, str) and any(form.fullmatch(custom_id) for form in (PATTERN, SETTING, FORM))
    return marked if ours and len(marked) <= MOST else custom_id


def read(custom_id: str) -> tuple[str, str | None]:
    """The id itself, and the channel that it is about, where that is another than the one it stands in."""
    found = _MARKED.fullmatch(custom_id)
    return (found["rest"], found["channel"]) if found else (custom_id, None)
