"""Commands as a person would type them: what ``parse`` reads back to the very same command. PURE."""

from typing import assert_never

from bot import commands as c
from bot.categories import find_category
from bot.commands import Changes, Command
from bot.model import Topic
from bot.parse.options import ALIASES, NONE
from bot.parse.settings import RESERVED
from bot.parse.words import quoted
from bot.spoken import WEEKDAYS

_WORDS: dict[type[Command], str] = {
    c.Help: "help",
    c.Today: "today",
    c.Day: "date",
    c.Week: "week",
    c.Month: "month",
    c.Top: "top",
    c.Search: "search",
    c.Show: "show",
    c.Glance: "glance",
    c.Similar: "similar",
    c.Cite: "cite",
    c.Ask: "ask",
    c.Why: "why",
    c.Save: "save",
    c.Unsave: "unsave",
    c.Saved: "saved",
    c.Vote: "vote",
    c.Subscribe: "subscribe",
    c.Settings: "settings",
    c.Edit: "edit",
    c.Email: "email",
    c.Unsubscribe: "unsubscribe",
    c.Preview: "preview",
    c.Pause: "pause",
    c.Resume: "resume",
    c.Home: "home",
    c.Status: "status",
    c.Doctor: "doctor",
    c.ForgetMe: "forget-me",
}
_VOTES = {1: "up", 0: "none", -1: "down"}


def typed(command: Command) -> str:
    """The canonical text of ``command``, without a prefix: ``date 2026-03-03 page:2``.

    Whom a post calls is left out: that cannot be typed.
    """
    return " ".join(filter(None, (_WORDS[type(command)], _arguments(command))))


def _arguments(command: Command) -> str:
    match command:
        case c.Day() | c.Week() | c.Month() | c.Top() | c.Search() | c.Saved():
            return f"{_listed(command)} page:{command.page}".strip() if command.page > 1 else _listed(command)
        case c.Show() | c.Glance() | c.Similar() | c.Cite() | c.Why() | c.Save() | c.Unsave():
            return quoted(command.key)
        case c.Vote():
            return f"{_VOTES[command.value]} {quoted(command.key)}"
        case c.Ask():
            return f"{quoted(command.key)} {command.question}"
        case c.Subscribe() | c.Settings() | c.Edit():
            return changes_text(command.changes)
        case c.Email():
            return f"{quoted(command.address)} {changes_text(command.changes)}".rstrip()
        case c.Pause():
            return f"{command.days}d" if command.days else ""
        case c.ForgetMe():
            return "confirm" if command.confirmed else ""
        case c.Help() | c.Today() | c.Unsubscribe() | c.Preview() | c.Resume() | c.Home() | c.Status() | c.Doctor():
            return ""
        case _:
            assert_never(command)


def _listed(command: c.Day | c.Week | c.Month | c.Top | c.Search | c.Saved) -> str:
    match command:
        case c.Day():
            return command.day.isoformat()
        case c.Week():
            year, week, _ = command.monday.isocalendar()
            return f"{year:04}-W{week:02}"
        case c.Month():
            return command.first.isoformat()[: len("2026-03")]
        case c.Top():
            return f"{command.days}d{' here' if command.here else ''}"
        case c.Search():
            return _search(command)
        case c.Saved():
            return f"export {command.export}" if command.export else ""
        case _:
            assert_never(command)


def _search(command: c.Search) -> str:
    options = {
        "author": quoted(command.author) if command.author else None,
        "since": command.since,
        "source": command.source,
        "sort": command.sort if command.sort != "relevance" else None,
    }
    return " ".join(filter(None, (command.words, *(f"{name}:{value}" for name, value in options.items() if value))))


def changes_text(changes: Changes) -> str:
    """Settings as they are typed: topics, what is excluded, then the rest."""
    topics = [f"{topic_text(topic)}" for topic in changes.include or ()]
    topics += [f"-{topic_text(topic)}" for topic in changes.exclude or ()]
    emptied = [
        f"{name}:none" for name, value in (("topics", changes.include), ("exclude", changes.exclude)) if value == ()
    ]
    return " ".join(filter(None, (*emptied, ", ".join(topics), _timing(changes), *_options(changes))))


def topic_text(topic: Topic) -> str:
    """A topic as it is typed, so that it can be taken for nothing else."""
    match topic.kind:
        case "text":
            return topic.value if _is_plain_word(topic.value) else f'"{topic.value}"'
        case "category":
            return f"cat:{topic.value}"
        case "author":
            return f"author:{quoted(topic.value)}"
        case "organisation":
            return f"org:{quoted(topic.value)}"
        case _:
            assert_never(topic.kind)


def _is_plain_word(value: str) -> bool:
    word = value.casefold()
    return value.isalpha() and word not in RESERVED | NONE and word not in ALIASES and not find_category(word)


def _timing(changes: Changes) -> str:
    days = changes.weekdays
    match changes.cadence, days and sorted(days):
        case "daily", [0, 1, 2, 3, 4]:
            return "weekdays"
        case "daily", [0, 1, 2, 3, 4, 5, 6]:
            return "daily"
        case "weekly", [day]:
            return f"weekly {WEEKDAYS[day]}"
        case _:
            return _timing_by_name(changes)


def _timing_by_name(changes: Changes) -> str:
    days = changes.weekdays
    named = f"days:{','.join(WEEKDAYS[day][:3] for day in sorted(days))}" if days else ""
    cadence = f"cadence:{changes.cadence}" if changes.cadence else ""
    return f"{cadence} {named}".strip()


def _options(changes: Changes) -> list[str]:
    values = {
        "at": f"{changes.at:%H:%M}" if changes.at else None,
        "tz": changes.zone,
        "count": changes.count,
        "min": changes.min_votes,
        "window": changes.window_days,
        "per-topic": changes.per_topic,
        "sources": None if changes.sources is None else ",".join(changes.sources) or "all",
        "summary": changes.summary,
        "when-nothing": changes.when_nothing,
        "catch-up": changes.catch_up_days,
        "patience": changes.patience_hours,
        "layout": changes.layout,
        "managers": changes.managers,
    }
    return [f"{name}:{value}" for name, value in values.items() if value is not None]
