"""PURE: the options of a command as Discord tells them, and what those of ``subscribe`` change in a subscription."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from adapters.discord.entries import one_thing
from bot.commands import Changes
from bot.errors import NotUnderstood

SUBCOMMANDS = (1, 2)

ReadTopics = Callable[[str], Changes]
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """Which command was used, from the outermost name to the innermost, and with what; ``focused`` is being typed."""

    path: tuple[str, ...]
    given: Given
    focused: str = ""


def used(data: Given) -> Used:
    """What an interaction of a command says."""
    path, options = [str(data.get("name", ""))], _options(data)
    while options and options[0].get("type") in SUBCOMMANDS:
        path.append(str(options[0]["name"]))
        options = _options(options[0])
    given = {str(option["name"]): option.get("value") for option in options}
    focused = next((str(option["name"]) for option in options if option.get("focused")), "")
    return Used(tuple(path), given, focused)


def _options(data: Given) -> Sequence[Given]:
    return data.get("options") or ()


_TYPED: Mapping[str, str] = {"sources": "sources", "time": "at", "zone": "tz", "weekdays": "days"}
"""What is read as if it stood behind this name in typed text."""
_AS_IT_IS: Mapping[str, str] = {
    "count": "count",
    "cadence": "cadence",
    "layout": "layout",
    "summary": "summary",
    "min-votes": "min_votes",
    "window": "window_days",
    "per-topic": "per_topic",
    "nothing": "when_nothing",
    "catch-up": "catch_up_days",
    "patience": "patience_hours",
    "managers": "managers",
}


def changes(given: Given, read_topics: ReadTopics, server: str) -> Changes:
    """What the options of ``subscribe`` and ``settings`` change, in the server of that id.

    Raises:
        UserError: something in them makes no sense; all else is not done either.
    """
    kept = Changes(**{field: given[name] for name, field in _AS_IT_IS.items() if name in given})
    for name, word in _TYPED.items():
        if text := one_thing(str(given.get(name, ""))):
            kept = _with(kept, read_topics(f'{word}:"{text}"'))
    return _with(kept, replace(_topics(given, read_topics), mention=_mention(given, server)))


def _topics(given: Given, read_topics: ReadTopics) -> Changes:
    """``topics`` are read like typed ones, "none" included; what is to be left out may stand in either."""
    wanted = read_topics(f"topics {given['topics']}") if given.get("topics") else Changes()
    unwanted = _unwanted(str(given.get("exclude") or ""), read_topics)
    if unwanted is None:
        return wanted
    out = (*(wanted.exclude or ()), *(unwanted.exclude or ()))
    return replace(wanted, exclude=tuple(dict.fromkeys(out)))


def _unwanted(text: str, read_topics: ReadTopics) -> Changes | None:
    """Everything that is named is to be left out, with a minus before it or without; "none" leaves nothing out."""
    if not text:
        return None
    if read_topics(f"exclude {text}").exclude == ():
        return Changes(exclude=())
    named = read_topics(text)
    return Changes(exclude=(*(named.include or ()), *(named.exclude or ())))


def _mention(given: Given, server: str) -> str | None:
    role = given.get("mention")
    if role == server:
        raise NotUnderstood(
            "Not everyone can be called.", "Choose a role; or, in the settings, none at all.", "mention"
        )
    return str(role) if role else None


def _with(old: Changes, new: Changes) -> Changes:
    """What ``new`` says, and else what ``old`` does."""
    told = {field.name: value for field in fields(Changes) if (value := getattr(new, field.name)) is not None}
    return replace(old, **told)
