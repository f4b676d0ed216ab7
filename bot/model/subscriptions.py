"""What a channel asks for, when, and who asks."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

TopicKind = Literal["text", "category", "author", "organisation"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subscription asks for or excludes: words or a phrase, an arXiv category, an author, an organisation."""

    kind: TopicKind
    value: str

    def __str__(self) -> str:
        """As a person types it."""
        prefix = {"text": "", "category": "", "author": "author:", "organisation": "org:"}[self.kind]
        quoted = f'"{self.value}"' if " " in self.value else self.value
        return f"{prefix}{quoted}"


Cadence = Literal["daily", "weekly", "monthly"]
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a subscription posts.

    ``daily`` posts at ``at`` on each of ``weekdays`` (Monday is 0, as in ``datetime``); ``weekly`` is a roll-up on
    the first of ``weekdays``; ``monthly`` a roll-up on the first day of the month. ``zone`` is an IANA name.
    What was missed is still posted, once, within ``catch_up``; a source whose list is not there yet is
    waited for during ``patience``.
    """

    at: time = time(9, 0)
    zone: str = "UTC"
    cadence: Cadence = "daily"
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    catch_up: timedelta = timedelta(days=3)
    patience: timedelta = timedelta(hours=3)


SummaryMode = Literal["extractive", "huggingface", "abstract", "model"]
WhenNothing = Literal["silent", "say"]
Layout = Literal["message", "thread", "papers"]
"""All papers in one message; or one that names them, and in its thread a message for each; or a message for each."""
Managers = Literal["everyone", "maker", "admins"]
"""Who may change a subscription, of those whom the platform lets: all, who set it up and admins, or admins alone."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a digest is made of, how it is laid out, and who may change that.

    ``count`` papers at most, announced by ``sources`` (none named: all) within ``window_days``, with at least
    ``min_votes``, matching one of ``include`` (none: everything) and none of ``exclude``; at most
    ``per_topic`` picks for one topic (0: no cap). ``mention`` is an opaque id of those whom a post calls (empty:
    nobody); it is chosen on the platform itself, and never typed.
    """

    count: int = 5
    sources: tuple[str, ...] = ()
    include: tuple[Topic, ...] = ()
    exclude: tuple[Topic, ...] = ()
    min_votes: int = 0
    window_days: int = 3
    per_topic: int = 0
    summary: SummaryMode = "extractive"
    when_nothing: WhenNothing = "silent"
    layout: Layout = "message"
    managers: Managers = "everyone"
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a digest goes: three opaque strings of the platform's."""

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        """For logs and tables; never parsed."""
        return f"{self.platform}/{self.workspace}/{self.channel}"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on a platform: the owner of a reading list. The same human on two platforms is two persons."""

    platform: str
    workspace: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of a person was deleted: saved papers, votes, and subscriptions that no longer name them."""

    saved: int
    votes: int
    subscriptions: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a subscription does not post; without ``until`` it lasts until someone resumes it."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One destination, what it asks for, and when it is next due. A destination has at most one."""

    id: int
    destination: Destination
    name: str
    schedule: Schedule
    rules: Rules
    created_by: str
    created_at: datetime
    next_due_at: datetime
    pause: Pause | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether it posts nothing at ``now``; a pause that is over counts no more."""
        return self.pause is not None and (self.pause.until is None or self.pause.until > now)
