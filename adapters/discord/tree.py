"""PURE: the table of what people can type as the commands that Discord keeps, and whether it keeps them already."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.discord.entries import READING, SEARCH, SETTING_UP, Entry, Kind, Option, with_sources

Payload = dict[str, Any]

READ, SET_UP = "papers", "papers-setup"
SAVE_PAPERS, FIND_SIMILAR = "Save papers", "Find similar"
"""Commands of a message: they stand in its menu, and work wherever it stands."""
GROUPS: Mapping[str, tuple[Entry, ...]] = {READ: READING, SET_UP: SETTING_UP}

SLASH, SUBCOMMAND, OF_A_MESSAGE = 1, 1, 3
TYPES: Mapping[Kind, int] = {"text": 3, "number": 4, "yes": 5, "channel": 7, "role": 8}
POSTABLE = (0, 5, 10, 11, 12, 15)
"""Channels that can be chosen: text and announcement channels, threads, forums. Media channels (16) can be posted to as
well, but Discord's own description of what an option may ask for does not know them."""
MANAGE_SERVER = 1 << 5
_WHERE: Payload = {"contexts": [0, 1], "integration_types": [0]}
"""In servers that the app was added to, and in the conversation with us; not wherever a person goes."""


def entry_of(path: Sequence[str]) -> Entry | None:
    """The command of a path such as ``("search",)`` or ``("papers", "today")``; ``None`` where there is none."""
    entries = (SEARCH,) if len(path) == 1 else GROUPS.get(path[0], ())
    return next((entry for entry in entries if entry.name == path[-1]), None)


def commands(sources: Mapping[str, str]) -> list[Payload]:
    """All that Discord is told, where the ``sources`` that can be chosen have these words."""
    top = {"type": SLASH, **_WHERE}
    setting_up = {"name": SET_UP, "description": "Choose which papers are posted here, and when."}
    reading = {"name": READ, "description": "Read, search and keep research papers."}
    return [
        {**top, **_entry(SEARCH, sources)},
        {**top, **reading, "options": _subcommands(READING, sources)},
        {
            **top,
            **setting_up,
            "default_member_permissions": MANAGE_SERVER,
            "options": _subcommands(SETTING_UP, sources),
        },
        *({"type": OF_A_MESSAGE, "name": name, **_WHERE} for name in (SAVE_PAPERS, FIND_SIMILAR)),
    ]


def _subcommands(entries: Iterable[Entry], sources: Mapping[str, str]) -> list[Payload]:
    return [{"type": SUBCOMMAND, **_entry(entry, sources)} for entry in entries]


def _entry(entry: Entry, sources: Mapping[str, str]) -> Payload:
    offered = with_sources(entry, sources).options
    ordered = sorted(offered, key=lambda option: not option.needed)  # Discord wants what is needed first
    return {"name": entry.name, "description": entry.words, "options": [_option(option) for option in ordered]}


def _option(option: Option) -> Payload:
    told: Payload = {"type": TYPES[option.kind], "name": option.name, "description": option.words}
    if option.needed:
        told["required"] = True
    if option.choices:
        told["choices"] = [{"name": words, "value": value} for value, words in option.choices.items()]
    if option.completing:
        told["autocomplete"] = True
    if option.bounds:
        told["min_value"], told["max_value"] = option.bounds
    if option.kind == "channel":
        told["channel_types"] = list(POSTABLE)
    return told


_KEPT = (
    *("type", "name", "description", "options", "default_member_permissions", "contexts", "integration_types"),
    *("required", "choices", "value", "autocomplete", "channel_types", "min_value", "max_value"),
)
_UNORDERED = ("contexts", "integration_types", "channel_types")
_NOTHING: tuple[object, ...] = (None, False, "", [])


def same(ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]) -> bool:
    """Whether what Discord keeps are our commands already: ids, versions and what is empty do not count."""
    return _by_name(ours) == _by_name(theirs)


def _by_name(told: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Payload]:
    return {(each.get("type", SLASH), each["name"]): _bare(each) for each in told}


def _bare(told: Mapping[str, Any]) -> Payload:
    kept = {name: told[name] for name in _KEPT if told.get(name) not in _NOTHING}
    for name in ("options", "choices"):
        if name in kept:
            kept[name] = [_bare(each) for each in kept[name]]
    if "default_member_permissions" in kept:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])  # sent as a number, told as text
    return kept | {name: sorted(kept[name]) for name in _UNORDERED if name in kept}
