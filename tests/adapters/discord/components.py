"""Components one inside the other: walking through them, and the numbers Discord gives them. PURE."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Component = dict[str, Any]

ROW, BUTTON, SELECT, INPUT = 1, 2, 3, 4
USERS, ROLES, MENTIONABLES, CHANNELS = 5, 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = {SELECT, USERS, ROLES, MENTIONABLES, CHANNELS}
LINK = 5
"""The style of a button that opens an address."""


_ALONE = {"description": None, "spoiler": False}
_FILLED_IN: Mapping[int, Component] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
    CONTAINER: {"accent_color": None, "spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    THUMBNAIL: _ALONE,
    FILE: {"name": None, "size": None, "spoiler": False},
}
_NULLABLE = {"accent_color", "description", "name", "size"}


def kept(components: Sequence[Mapping[str, Any]]) -> list[Component]:
    """The components of a message as Discord keeps them: numbered, and with what it fills in."""
    made = numbered(components)
    for each in walk(made):
        for name, value in _FILLED_IN.get(each["type"], {}).items():
            each.setdefault(name, value)
        for name in [name for name, value in each.items() if value is None and name not in _NULLABLE]:
            del each[name]
        if each["type"] == GALLERY:
            each["items"] = [{**_ALONE, **item, "media": _media(item["media"])} for item in each["items"]]
        if "media" in each:
            each["media"] = _media(each["media"])
    return made


def _media(given: Component) -> Component:
    return {"id": "1", "proxy_url": given["url"], **given}


def numbered(components: Sequence[Mapping[str, Any]]) -> list[Component]:
    """A copy in which each component has an id: its own, or the next that none has."""
    made = copy.deepcopy([dict(each) for each in components])
    taken = {each["id"] for each in walk(made) if each.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    for each in walk(made):
        if not each.get("id"):
            each["id"] = next(free)
    return made


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Every component with all that is in it, from top to bottom."""
    for each in components:
        yield each
        yield from walk(each.get("components", ()))
        for name in ("accessory", "component"):
            if isinstance(each.get(name), dict):
                yield from walk([each[name]])
