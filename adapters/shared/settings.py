"""PURE. A subscription's settings in the words of forms, and topics as they are typed into them."""

import re
from collections.abc import Iterable, Mapping

from bot.model import Cadence, Layout, Managers, Topic, TopicKind, WhenNothing

CADENCES: Mapping[Cadence, str] = {
    "daily": "on each of these weekdays",
    "weekly": "once a week, on the first of these weekdays",
    "monthly": "the first day of each month",
}
LAYOUTS: Mapping[Layout, str] = {
    "message": "all papers in one message",
    "thread": "one message with the titles, each paper in its thread",
    "papers": "each paper in a message of its own",
}
NOTHINGS: Mapping[WhenNothing, str] = {"silent": "post nothing, and record why", "say": "say so"}
MANAGERS: Mapping[Managers, str] = {
    "everyone": "everyone who may on this platform",
    "maker": "whoever set it up, and admins",
    "admins": "admins of this workspace",
}
MOST_VOTES = 10_000
NUMBERS: Mapping[str, range] = {
    "count": range(1, 21),
    "window_days": range(1, 32),
    "per_topic": range(21),
    "catch_up_days": range(32),
    "patience_hours": range(25),
}

TYPED = ("include", "exclude", "authors", "organisations")
"""The fields that hold topics."""

_NAME = re.compile(r"\w[\w .'\u2019-]*")
"""A name that needs no quotes in a field of names."""
_STRAIGHT = {ord(mark): '"' for mark in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"}
_PIECE = re.compile(
    r"\s*(?P<minus>[-\u2013\u2014\u2212]?)(?:(?P<kind>cat|category|author|by|org|organisation|organization|lab)\s*[:=])?\s*"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^,"]+))',
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(
    r"[a-z][a-z-]*:.*|[a-z]+(-[a-z]+)?\.[a-z*-]+|(astro|cond|gr|hep|math|nucl|q|quant)-[a-z]+", re.IGNORECASE
)
"""A category, which its reader knows from a word; a kind that does not exist, of which its reader complains."""
_KINDS = {"authors": "author", "organisations": "org"}


def topic_text(topic: Topic) -> str:
    """A topic as it is typed into a field of all topics, so that it is taken for nothing else."""
    value = topic.value
    match topic.kind:
        case "category":
            return value
        case "text":
            return value if value.isalnum() else f'"{value}"'
        case _:
            return f'{str(topic).partition(":")[0]}:"{value}"' if "," in value else str(topic)


def names_of(topics: Iterable[Topic], kind: TopicKind) -> Iterable[str]:
    """The names alone, in quotes where one could be taken for two or for something else."""
    names = (topic.value for topic in topics if topic.kind == kind)
    return (name if _NAME.fullmatch(name) else f'"{name}"' for name in names)


def as_typed(name: str, text: str) -> str:
    """What was typed into the field ``name``, as topics of a typed command.

    Only a comma or a quote ends a topic, and every topic is one: "daily" is a word here, and no schedule.
    """
    pieces = _PIECE.finditer(text.translate(_STRAIGHT))
    return ", ".join(filter(None, (_piece(found, _KINDS.get(name)) for found in pieces)))


def one_line(text: str) -> str:
    """With single spaces."""
    return " ".join(text.split())


def _piece(found: re.Match[str], kind_here: str | None) -> str:
    bare = found["quoted"] is None
    value = one_line(found["bare"] if bare else found["quoted"])
    minus, kind = "-" if found["minus"] else "", found["kind"] or kind_here
    if not value:
        return ""
    if kind:
        return f'{minus}{kind}:"{value}"'
    if bare and _AS_IT_IS.fullmatch(value):
        return f"{minus}{value}"
    return f'{minus}"{value}"'
