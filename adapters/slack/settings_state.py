"""PURE: what was filled into the settings modal, read back; nothing filled in gives back what stood there."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any, TypeVar

from adapters.shared.settings import CADENCES, LAYOUTS, MANAGERS, MOST_VOTES, NOTHINGS, TYPED
from adapters.slack.settings_view import SETTING, goes_on
from bot.commands import Changes
from bot.compose.words import SUMMARY_WORDS

State = Mapping[str, Mapping[str, Any]]
"""``view.state.values``: by block and action."""

_FIRST = "include"
_FIELDS = frozenset(each.name for each in fields(Changes)) | {*TYPED, "channel"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields.

    ``text``: the topics of each of ``TYPED`` as they were typed. ``changes``: all the rest; what is not there, or
    makes no sense, is ``None``. ``channel``: the one that was chosen, where there was a choice. ``wrong``: what is to
    be said under a field.
    """

    text: Mapping[str, str]
    changes: Changes
    channel: str | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)


def read_settings(state: State) -> Filled:
    """The values of the settings modal."""
    votes = _whole(held(state, "min_votes").get("value"))
    return Filled(
        text={name: ", ".join(filter(None, _texts(state, name))) for name in TYPED},
        changes=Changes(
            sources=_many(state, "sources", tuple),
            count=_whole(_one(state, "count")),
            min_votes=votes,
            window_days=_whole(_one(state, "window_days")),
            per_topic=_whole(_one(state, "per_topic")),
            summary=_known(_one(state, "summary"), SUMMARY_WORDS),
            when_nothing=_known(_one(state, "when_nothing"), NOTHINGS),
            at=_time(held(state, "at").get("selected_time")),
            zone=_one(state, "zone"),
            cadence=_known(_one(state, "cadence"), CADENCES),
            weekdays=_many(state, "weekdays", lambda chosen: frozenset(map(int, chosen))),
            catch_up_days=_whole(_one(state, "catch_up_days")),
            patience_hours=_whole(_one(state, "patience_hours")),
            layout=_known(_one(state, "layout"), LAYOUTS),
            managers=_known(_one(state, "managers"), MANAGERS),
        ),
        channel=held(state, "channel").get("selected_conversation"),
        wrong={
            **({"min_votes": NO_NUMBER} if votes is None and "min_votes" in state else {}),
            **({"at": NO_TIME} if "at" in state and not held(state, "at").get("selected_time") else {}),
            **({"zone": NO_ZONE} if "zone" in state and not _one(state, "zone") else {}),
        },
    )


NO_NUMBER = f"This is a whole number, from 0 to {MOST_VOTES}."
NO_TIME = "Choose a time of day."
NO_ZONE = "Choose a time zone."


def problems(filled: Filled) -> dict[str, str]:
    """What can be seen without the core: by block, a sentence. What makes no sense together, the core says."""
    return dict(filled.wrong)


def field_of(name: str) -> str:
    """The block that shows what is wrong with the setting ``name``; the topics where it is none of them."""
    return name if name in _FIELDS else _FIRST


# What is held

_T = TypeVar("_T")
_C = TypeVar("_C", bound=str)


def held(state: State, name: str) -> Mapping[str, Any]:
    """What Slack says of the element in the block ``name``; nothing where there is none."""
    return state.get(name, {}).get(SETTING) or {}


def _texts(state: State, name: str) -> Iterable[str]:
    """What stands in the field, and in those in which it goes on."""
    number = 1
    while name in state:
        yield str(held(state, name).get("value") or "").strip()
        number += 1
        name = goes_on(name.partition("_")[0], number)


def _one(state: State, name: str) -> str | None:
    chosen = held(state, name).get("selected_option")
    return str(chosen["value"]) if chosen else None


def _many(state: State, name: str, made: Callable[[Iterable[str]], _T]) -> _T | None:
    chosen = held(state, name).get("selected_options")
    return None if chosen is None else made(str(each["value"]) for each in chosen)


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text) else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _known(value: str | None, words: Mapping[_C, str]) -> _C | None:
    return next((known for known in words if known == value), None)
