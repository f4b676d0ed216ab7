"""Typed text becomes a ``Command``, and a command the text that would be typed for it. PURE.

People type loosely: smart quotes, link markup, capitals, a leading ``/papers``, "please", versions behind ids.
What cannot be understood raises ``NotUnderstood``, whose hint is the next thing to type, never a page of usage.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.commands import Changes, Command, Day, Help, Month, Show, Week
from bot.errors import NotUnderstood
from bot.nearest import nearest
from bot.parse.aliases import ALIASES
from bot.parse.days import read_date, read_month, read_week
from bot.parse.grammar import COMMANDS, Asked
from bot.parse.papers import read_key, read_keys
from bot.parse.settings import read_changes
from bot.parse.typed import typed
from bot.parse.words import plain, tokens, without_politeness

__all__ = ["SOURCES", "Ask", "parse", "read_key", "read_keys", "read_topics", "typed"]

SOURCES = ("huggingface", "arxiv", "sample", "file")
"""The sources there are, enabled or not."""

MAX_TEXT = 4000
_PREFIXES = frozenset({"/papers", "/paper", "/paperboy", "papers", "paperboy", "@paperboy", "@papers"})
_SHARED = frozenset({"--post", "--share", "--public"})
_OF_A_PAPER = ("arxiv:", "doi:")
_SHORTEST_DATE = 3
_NO_DATES = frozenset({"this", "last", "current", "previous"})


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked, and whether all in the channel shall see the answer."""

    command: Command
    share: bool = False


def parse(text: str, today: date, *, sources: Collection[str] = SOURCES) -> Ask:
    """What ``text`` asks for on the caller's calendar day ``today``.

    Raises:
        NotUnderstood: the text is no command, or names the argument that makes no sense; the hint has an example.
    """
    if len(text) > MAX_TEXT:
        raise NotUnderstood(f"That is longer than {MAX_TEXT} characters.", "Type help to see what can be asked.")
    everything = tokens(plain(text))
    asked = [word for word in everything if word.casefold() not in _SHARED]
    said = " ".join(asked)
    meant = without_politeness(said)
    end = said.rpartition(meant)[2] if meant else ""
    command = _command(_without_prefix(tokens(meant)), end, today, sources)
    return Ask(command, share=len(asked) < len(everything))


def read_topics(text: str, sources: Collection[str] = SOURCES) -> Changes:
    """What ``text`` includes and excludes, as it is typed after ``subscribe``; nothing else can be set with it.

    Raises:
        NotUnderstood: it is longer than any list of topics, or something in it is no topic.
    """
    if len(text) > MAX_TEXT:
        raise NotUnderstood(f"That is longer than {MAX_TEXT} characters.", "A few topics say more than a page.")
    changes = read_changes(tokens(plain(text)), sources)
    if changes != Changes(include=changes.include, exclude=changes.exclude):
        hint = "What else can be set has its own field; a topic that only looks like that goes into quotes."
        raise NotUnderstood(f"Only topics go here: {text}.", hint)
    return changes


def _without_prefix(words: list[str]) -> list[str]:
    while words and words[0].casefold().rstrip(":,") in _PREFIXES:
        words = words[1:]
    return [words[0].removeprefix("/"), *words[1:]] if words else words


def _command(words: list[str], end: str, today: date, sources: Collection[str]) -> Command:
    if not words or not any(words):
        return Help()
    word, rest = _named(words)
    if word in COMMANDS:
        return COMMANDS[word](Asked(word, tuple(rest), today, sources, end))
    found = _itself(" ".join(words), today)
    if found:
        return found
    raise _unknown(words)


def _named(words: list[str]) -> tuple[str, list[str]]:
    """The command's own word, and what follows it; an alias of two words goes before one of one."""
    first = words[0].casefold().rstrip(":,")
    two = f"{first} {words[1].casefold()}" if len(words) > 1 else ""
    for said, rest in ((two, words[2:]), (first, words[1:])):
        if said in ALIASES:
            word, *more = ALIASES[said].split()
            return word, [*more, *rest]
    return first, words[1:]


def _itself(text: str, today: date) -> Command | None:
    """A paper's id or address alone asks to show it; a date alone asks for that day, week or month."""
    key = read_key(text)
    if key and key.startswith(_OF_A_PAPER):
        return Show(key)
    if len(text) < _SHORTEST_DATE or text.casefold() in _NO_DATES:
        return None
    if day := read_date(text, today):
        return Day(day)
    if monday := read_week(text, today):
        return Week(monday)
    first = read_month(text, today)
    return Month(first) if first else None


def _unknown(words: list[str]) -> NotUnderstood:
    whole = " ".join(words)
    if "://" in words[0] or words[0].casefold().startswith("www."):
        return NotUnderstood(
            "This address does not tell which paper it is about.",
            "Addresses of arXiv, Hugging Face, alphaXiv and doi.org do, and so does an arXiv id.",
        )
    key = next((key for word in words if (key := read_key(word)) and key.startswith(_OF_A_PAPER)), None)
    near = f"show {key}" if key else _nearest_command(words)
    if near:
        return NotUnderstood(f'There is no command "{words[0]}".', f"Did you mean {near}?")
    return NotUnderstood(
        f'There is no command "{words[0]}".', f"To look for papers: search {whole}. All commands: help"
    )


def _nearest_command(words: list[str]) -> str | None:
    near = nearest(words[0], COMMANDS) or nearest(words[0], [alias for alias in ALIASES if " " not in alias])
    return " ".join([near, *words[1:]]) if near else None
