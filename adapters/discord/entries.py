"""PURE: what people can type on Discord, as one table, and what of it would be typed as one text elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from adapters.shared.settings import CADENCES, LAYOUTS, MANAGERS, MOST_VOTES, NOTHINGS, NUMBERS
from bot.commands import ExportFormat, SearchSort
from bot.compose.words import SUMMARY_WORDS

Kind = Literal["text", "number", "yes", "channel", "role"]
Completing = Literal["words", "papers", "zones", "sources"]
"""What may be offered while an option is typed."""

_QUOTES = re.compile('["\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]')


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be given with a command.

    ``typed`` is how it stands in one typed text, empty where it does not; in quotes there it stays one thing.
    ``choices`` are values with their words; ``usual`` is the one that says no more than leaving it out. ``bounds`` are
    the least and the most of a number.
    """

    name: str
    words: str
    kind: Kind = "text"
    typed: str = ""
    needed: bool = False
    choices: Mapping[Any, str] = field(default_factory=dict)  # the keys are those of some closed set
    usual: str = ""
    completing: Completing | None = None
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, what it does in a sentence, what can be given with it."""

    name: str
    words: str
    options: tuple[Option, ...] = ()


def typed(entry: Entry, given: Mapping[str, object]) -> str:
    """What would be typed for ``entry`` with the options that are ``given``: ``search noise author:"Ada Lovelace"``."""
    said = (_said(option, given[option.name]) for option in entry.options if option.name in given)
    return " ".join(filter(None, (entry.name, *said)))


def _said(option: Option, value: object) -> str:
    if option.kind == "yes":
        return option.typed if value else ""
    text = one_thing(str(value)) if '"' in option.typed else " ".join(str(value).split())
    return option.typed.replace("{}", text) if text and text != option.usual else ""


def one_thing(text: str) -> str:
    """``text`` without quotes and with single spaces, so that it can be put in quotes."""
    return " ".join(_QUOTES.sub(" ", text).split())


# Options of several commands

PUBLIC = Option("public", "Show the answer to everyone here, not to you alone.", kind="yes")
PAGE = Option("page", "Which page; 1 is the first.", kind="number", typed="page:{}", bounds=(1, 10_000))
CHANNEL = Option("channel", "Another channel, thread or forum than this one.", kind="channel")
PAPER = Option(
    "paper",
    "Words of its title, an arXiv id, a DOI or a link.",
    typed="{}",
    needed=True,
    completing="papers",
)
EVERYTHING = "everything"
SCOPE = Option(
    "scope",
    "Where to look: in everything, or in what one source announced.",
    typed="source:{}",
    choices={EVERYTHING: "Everything collected"},
    usual=EVERYTHING,
)

# Reading

_SORTS: Mapping[SearchSort, str] = {"relevance": "the best match first", "new": "the newest", "votes": "the most voted"}
_FORMATS: Mapping[ExportFormat, str] = {"bibtex": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
_WAYS = {"up": "useful", "down": "not useful", "none": "take my vote back"}

SEARCH = Entry(
    "search",
    "Search all papers that were collected.",
    (
        Option("query", "A few words, or the name of a method.", typed="{}", completing="words"),
        Option("author", "Only papers by this author.", typed='author:"{}"'),
        Option("since", "Only papers since then, for example: 2w, 2026-03, last month.", typed='since:"{}"'),
        Option("sort", "What comes first.", typed="sort:{}", choices=_SORTS),
        SCOPE,
        PAGE,
        PUBLIC,
    ),
)


def _listing(name: str, words: str, *options: Option) -> Entry:
    return Entry(name, words, (*options, PAGE, PUBLIC))


def _about(name: str, words: str) -> Entry:
    return Entry(name, words, (PAPER, PUBLIC))


READING: tuple[Entry, ...] = (
    Entry("help", "How things stand in this channel, and all commands."),
    Entry("today", "The papers of the newest day.", (PUBLIC,)),
    _listing("yesterday", "The papers of yesterday."),
    _listing(
        "date",
        "The papers of one day.",
        Option("day", "For example: 2026-03-03, 3 March, monday, yesterday.", typed="{}", needed=True),
    ),
    _listing(
        "week",
        "The papers of a week, by trending score.",
        Option("week", "For example: 2026-W10, last, or any day in it; this week if you leave it out.", typed="{}"),
    ),
    _listing(
        "month",
        "The papers of a month, by trending score.",
        Option("month", "For example: 2026-03, March, last; this month if you leave it out.", typed="{}"),
    ),
    _listing(
        "top",
        "The most voted papers of the last days.",
        Option("days", "For example: 7d, 2 weeks; a week if you leave it out.", typed="{}"),
        Option("here", "By the votes of this channel's own members.", kind="yes", typed="here"),
    ),
    SEARCH,
    _about("show", "One paper in full."),
    _about("similar", "Papers like this one."),
    _about("cite", "A paper as BibTeX."),
    Entry(
        "ask",
        "Have a model answer a question about one paper, from its abstract alone.",
        (
            replace(PAPER, typed='"{}"'),
            Option("question", "What you want to know.", typed="{}", needed=True),
            PUBLIC,
        ),
    ),
    Entry("why", "Why a paper was, or was not, in this channel's digest.", (PAPER, CHANNEL)),
    Entry("save", "Put a paper on your reading list.", (PAPER,)),
    Entry("unsave", "Take a paper off your reading list.", (PAPER,)),
    Entry(
        "saved",
        "Your reading list, or a file of it for your reference manager.",
        (Option("export", "In which form.", typed="export {}", choices=_FORMATS), PAGE),
    ),
    Entry(
        "vote",
        "Say whether a paper is useful to this channel.",
        (Option("vote", "What you think of it.", typed="{}", needed=True, choices=_WAYS), PAPER),
    ),
    Entry(
        "email",
        "Papers in a mailbox of your own; a mail asks you to confirm it.",
        (Option("address", "Where to send them, for example: me@example.org.", typed="{}", needed=True),),
    ),
    Entry("preview", "What the next post would be, what it leaves out, and why.", (CHANNEL,)),
    Entry("status", "What was posted last, what is next, and how the sources are.", (CHANNEL,)),
    Entry("doctor", "Check everything, and say the one thing to do.", (CHANNEL,)),
    Entry(
        "forget-me",
        "Delete what is stored about you; you are asked once before.",
        (Option("confirm", "Delete it without asking.", kind="yes", typed="confirm"),),
    ),
)

# Setting up


def _number(name: str, words: str, field: str) -> Option:
    return Option(name, words, kind="number", bounds=(NUMBERS[field][0], NUMBERS[field][-1]))


TOPICS = Option("topics", 'What to look for: diffusion, "language models", cat:cs.CL, author:Hinton, org:Meta')
EXCLUDE = Option("exclude", "What to leave out, likewise: survey, cat:cs.CR")
MENTION = Option("mention", "A role that each post calls.", kind="role")
SETTINGS: tuple[Option, ...] = (
    CHANNEL,
    TOPICS,
    EXCLUDE,
    Option("sources", "Where papers come from: one name, or several with commas; all.", completing="sources"),
    _number("count", "Papers in one post, at most.", "count"),
    Option("time", "When to post, for example: 9:30, 9 am, noon."),
    Option("zone", "The time zone of that time, for example: Europe/Berlin.", completing="zones"),
    Option("weekdays", "For example: mon-fri, tue and thu, daily."),
    Option("cadence", "How often.", choices=CADENCES),
    Option("layout", "How a post is laid out.", choices=LAYOUTS),
    Option("summary", "What stands below a title.", choices=SUMMARY_WORDS),
    MENTION,
    Option("min-votes", "Only papers with at least so many votes.", kind="number", bounds=(0, MOST_VOTES)),
    _number("window", "How many days back a post looks.", "window_days"),
    _number("per-topic", "Papers for one topic, at most; 0 is no limit.", "per_topic"),
    Option("nothing", "What to do when nothing is new.", choices=NOTHINGS),
    _number("catch-up", "After so many days of downtime a missed post is still made.", "catch_up_days"),
    _number("patience", "How many hours a late source is waited for.", "patience_hours"),
    Option("managers", "Who may change this, of those who may manage this server.", choices=MANAGERS),
    PUBLIC,
)

SETTING_UP: tuple[Entry, ...] = (
    Entry("subscribe", "Post papers here; without options, five each working morning.", SETTINGS),
    Entry("settings", "See what is posted here, and change it.", SETTINGS),
    Entry("unsubscribe", "Post no more papers here.", (CHANNEL, PUBLIC)),
    Entry(
        "pause",
        "Post nothing for a while.",
        (Option("length", "For example: 3d, 2 weeks; until resumed if you leave it out.", typed="{}"), CHANNEL, PUBLIC),
    ),
    Entry("resume", "Post again.", (CHANNEL, PUBLIC)),
)


def with_sources(entry: Entry, sources: Mapping[str, str]) -> Entry:
    """``scope`` is a choice among the sources that are enabled here; where there is none, it is not offered."""
    scope = replace(SCOPE, choices={**SCOPE.choices, **sources})
    offered = (scope if option is SCOPE else option for option in entry.options if option is not SCOPE or sources)
    return replace(entry, options=tuple(offered))
