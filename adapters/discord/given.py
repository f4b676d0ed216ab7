"""PURE: the options of a command as Discord tells them, and what those of ``subscribe`` change in a subscription."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from adapters.discord.entries import one_thing
from adapters.shared.settings import as_typed
from bot.commands import Changes, Settings
from bot.ports import Language

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


NONE = frozenset({"none", "nothing", "all", "everything"})
"""Words for an empty list: an option cannot be empty."""
FIELDS: Mapping[str, str] = {"topics": "include", "exclude": "exclude"}
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
    "mention": "mention",
}


def changes(given: Given, language: Language, today: date) -> Changes:
    """What the options of ``subscribe`` and ``settings`` change, given on the day ``today``.

    Raises:
        UserError: something in them makes no sense; all else is not done either.
    """
    wanted = _topics(given, language.read_topics)
    for name, word in _TYPED.items():
        if text := one_thing(str(given.get(name) or "")):
            command = language.parse(f'settings {word}:"{text}"', today).command
            wanted = _with(wanted, command.changes if isinstance(command, Settings) else Changes())
    return _with(wanted, Changes(**{field: given[name] for name, field in _AS_IT_IS.items() if name in given}))


def _topics(given: Given, read_topics: ReadTopics) -> Changes:
    """What is to be left out may stand in either, with a minus before it or, in its own option, without."""
    wanted, unwanted = (_listed(name, given, read_topics) for name in ("topics", "exclude"))
    out = [topics for topics in (wanted.exclude, unwanted.include, unwanted.exclude) if topics is not None]
    distinct = tuple(dict.fromkeys(topic for topics in out for topic in topics))
    return Changes(include=wanted.include, exclude=distinct if out else None)


def _listed(name: str, given: Given, read_topics: ReadTopics) -> Changes:
    """Topics as in a form: only a comma or a quote ends one, and each is one, whatever it says; "none" is none."""
    text = one_thing(str(given.get(name) or ""))
    if not text:
        return Changes()
    if text.casefold() in NONE:
        return Changes(include=())
    return read_topics(as_typed(FIELDS[name], str(given[name])))


def _with(old: Changes, new: Changes) -> Changes:
    """What ``new`` says, and else what ``old`` does."""
    told = {field.name: value for field in fields(Changes) if (value := getattr(new, field.name)) is not None}
    return replace(old, **told)
