"""PURE: what Discord must let us do, under the names that its own settings show, and what of it is missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, assert_never

from discord import Permissions

from bot.model import Layout

Kind = Literal["text", "thread", "forum", "direct"]
"""A channel with messages, one thread, a channel whose messages are all threads, a conversation with one person."""

HISTORY = "read_message_history"
"""To look for a post whose answer was lost; without it such a post is held, and a person decides."""
THREADS = ("create_public_threads", "send_messages_in_threads")
INVITED = ("view_channel", "send_messages", "embed_links", HISTORY, *THREADS)
"""What an invitation asks for: enough for every layout, in every kind of channel."""

_NAMES: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
_NAMES_IN_A_FORUM: Mapping[str, str] = {
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
}


class Overwrite(NamedTuple):
    """What a channel allows or denies to one role or one member, otherwise than the server does."""

    id: int
    allow: int
    deny: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Who we are in a server: ``roles`` are ours, with what each allows; the one of everyone has the server's id."""

    me: int
    server: int
    roles: Mapping[int, int]
    owner: bool = False

    def among(self, overwrites: Iterable[Overwrite]) -> Permissions:
        """What we may do in a channel: each permission by itself, whether or not it is of use without the others."""
        base = 0
        for allowed in self.roles.values():
            base |= allowed
        if self.owner or Permissions(base).administrator:
            return Permissions.all()
        by_id = {overwrite.id: overwrite for overwrite in overwrites}
        base = _overwritten(base, by_id, (self.server,))
        base = _overwritten(base, by_id, [role for role in self.roles if role != self.server])
        return Permissions(_overwritten(base, by_id, (self.me,)))


def _overwritten(base: int, by_id: Mapping[int, Overwrite], ids: Collection[int]) -> int:
    """Among those of one rank, who allows wins."""
    allow = deny = 0
    for overwrite in (by_id[each] for each in ids if each in by_id):
        allow |= overwrite.allow
        deny |= overwrite.deny
    return (base & ~deny) | allow


def needed(kind: Kind, layout: Layout = "message") -> tuple[str, ...]:
    """The permissions without which nothing can be posted in a channel of this kind, with this layout."""
    match kind:
        case "direct":
            return ()
        case "thread":
            return ("view_channel", "send_messages_in_threads", "embed_links")
        case "forum":
            replies = THREADS[1:] if layout == "thread" else ()
            return ("view_channel", "send_messages", "embed_links", *replies)
        case "text":
            return ("view_channel", "send_messages", "embed_links", *(THREADS if layout == "thread" else ()))
        case _:
            assert_never(kind)


def missing(permissions: Permissions, kind: Kind, layout: Layout = "message") -> tuple[str, ...]:
    """What of it we lack, as Discord shows it."""
    return _named([each for each in needed(kind, layout) if not getattr(permissions, each)], kind)


def wanting(permissions: Permissions, kind: Kind) -> tuple[str, ...]:
    """What we lack, and do not need for a digest in one message, as Discord shows it."""
    if kind == "direct":
        return ()
    useful = (HISTORY, *(set_apart for set_apart in THREADS if set_apart in needed(kind, "thread")))
    must = needed(kind)
    return _named([each for each in useful if each not in must and not getattr(permissions, each)], kind)


def _named(flags: Iterable[str], kind: Kind) -> tuple[str, ...]:
    special = _NAMES_IN_A_FORUM if kind == "forum" else {}
    return tuple(special.get(flag) or _NAMES[flag] for flag in flags)


def listed(names: Collection[str]) -> str:
    """``names`` as people say them: one, another and a third."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def problem(names: Collection[str], channel: str) -> str:
    """That they are missing, in a sentence."""
    return f"In {channel} I lack the permission{'s' if len(names) > 1 else ''} {listed(names)}."


def action(names: Collection[str], then: str = "/papers-setup resume") -> str:
    """What to do about it, in a sentence."""
    return f"Allow Paperboy {listed(names)} under Edit Channel, Permissions, then type {then} there."
