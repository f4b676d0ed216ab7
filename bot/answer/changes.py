"""What a person wants different, applied to a subscription's schedule and rules. PURE."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, replace
from datetime import timedelta

from bot.bounds import BOUNDS, MAX_TOPICS
from bot.commands import Changes
from bot.errors import NotUnderstood
from bot.model import Rules, Schedule
from bot.zones import is_zone, nearest_zone

_OF_RULES = frozenset(field.name for field in fields(Rules))
_OF_SCHEDULE = frozenset(field.name for field in fields(Schedule))


def applied(
    changes: Changes, schedule: Schedule, rules: Rules, known_sources: AbstractSet[str]
) -> tuple[Schedule, Rules]:
    """Schedule and rules with ``changes``; ``known_sources`` are those that are enabled, with their names in words.

    Raises:
        NotUnderstood: a zone or a source that does not exist, no weekday at all, too many topics, or a number out of
            its bounds.
    """
    wanted = {field.name: value for field in fields(Changes) if (value := getattr(changes, field.name)) is not None}
    _check(changes, known_sources)
    if changes.catch_up_days is not None:
        wanted["catch_up"] = timedelta(days=changes.catch_up_days)
    if changes.patience_hours is not None:
        wanted["patience"] = timedelta(hours=changes.patience_hours)
    return (
        replace(schedule, **{name: value for name, value in wanted.items() if name in _OF_SCHEDULE}),
        replace(rules, **{name: value for name, value in wanted.items() if name in _OF_RULES}),
    )


def _check(changes: Changes, known_sources: AbstractSet[str]) -> None:
    if changes.zone is not None and not is_zone(changes.zone):
        nearest = nearest_zone(changes.zone)
        hint = f"Did you mean {nearest}?" if nearest else "A time zone looks like Europe/Berlin."
        raise NotUnderstood(f"There is no time zone {changes.zone}.", hint, "zone")
    if changes.weekdays is not None and not changes.weekdays:
        raise NotUnderstood(
            "A schedule needs at least one weekday.", "For example: weekdays, or mon,wed,fri.", "weekdays"
        )
    for name, (least, most) in BOUNDS.items():
        number = getattr(changes, name)
        if number is not None and not least <= number <= most:
            told = f"{number} is out of range for {_words(name)}."
            raise NotUnderstood(told, f"It goes from {least} to {most}.", name)
    for name in ("include", "exclude"):
        if len(getattr(changes, name) or ()) > MAX_TOPICS:
            hint = "A category such as cs.CL says more in less."
            raise NotUnderstood(f"That is more than {MAX_TOPICS} topics.", hint, name)
    _check_sources(changes.sources or (), known_sources)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _check_sources(asked: Sequence[str], known: AbstractSet[str]) -> None:
    unknown = [name for name in asked if name not in known]
    if unknown:
        have = ", ".join(sorted(known)) or "none"
        raise NotUnderstood(f"There is no source {unknown[0]} here.", f"Enabled here: {have}.", "sources")
