"""The frozen records that everything else speaks of. Times are aware UTC; days are calendar dates.

Rows of the database live in ``bot.storage`` and never leave it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

PaperKey = str
"""One work over all sources: ``arxiv:2405.15738``, else ``doi:10.1000/x``, else ``<source>:<id>``; ≤ 64 bytes."""

MAX_KEY = 64
_ARXIV_VERSION = re.compile(r"v\d+$", re.IGNORECASE)


def paper_key(source: str, source_id: str, *, arxiv_id: str | None = None, doi: str | None = None) -> PaperKey:
    """The key of a paper: its arXiv id without version, else its DOI, else the source's own id.

    A key is never longer than ``MAX_KEY`` bytes of UTF-8, so that it fits a button; the few longer DOIs are
    kept as a digest.
    """
    if arxiv_id:
        return f"arxiv:{_ARXIV_VERSION.sub('', arxiv_id.strip()).lower()}"
    return _bounded("doi", doi.strip().lower()) if doi else _bounded(source, source_id)


def _bounded(scheme: str, identifier: str) -> PaperKey:
    key = f"{scheme}:{identifier}"
    if len(_utf8(key)) <= MAX_KEY:
        return key
    return f"{scheme}:#{hashlib.blake2s(_utf8(identifier), digest_size=15).hexdigest()}"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Paper:
    """One work. Only ``key`` and ``title`` are always there; text is readable, without markup.

    ``announced_on`` and ``sources`` (first day a source announced it, and who did) and the latest known
    ``votes``, ``comments`` and ``stars`` are filled in by the store and empty in what a source returns.
    """

    key: PaperKey
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None
    url: str | None = None
    code_url: str | None = None
    project_url: str | None = None
    published_at: datetime | None = None
    ai_summary: str | None = None
    ai_summary_model: str | None = None
    announced_on: date | None = None
    sources: tuple[str, ...] = ()
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None

    @property
    def abstract_url(self) -> str | None:
        """Where a person reads about it: arXiv, else the DOI, else what the source gave."""
        if self.arxiv_id:
            return f"https://arxiv.org/abs/{self.arxiv_id}"
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def pdf_url(self) -> str | None:
        """The PDF, where we know of one."""
        return f"https://arxiv.org/pdf/{self.arxiv_id}" if self.arxiv_id else None

    @property
    def discussion_url(self) -> str | None:
        """The page where the community votes and comments, where there is one."""
        on_page = self.arxiv_id and "huggingface" in self.sources
        return f"https://huggingface.co/papers/{self.arxiv_id}" if on_page else None


@dataclass(frozen=True, slots=True)
class Signal:
    """What a source's counters showed at a time; ``None`` is "not told", never 0."""

    source: str
    at: datetime
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source said this about a paper.

    ``day`` is the source's own calendar day on which it announced the paper; ``None`` for what is no announcement
    (a replacement, a look-up by id), which brings facts and signals but makes no paper new.
    ``rank`` is the place on the source's own list, from 1.
    """

    source: str
    source_id: str
    paper: Paper
    seen_at: datetime
    day: date | None = None
    signal: Signal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of sightings did.

    ``new`` papers were never seen before, ``updated`` ones changed; ``keys`` has the key of each sighting's paper, in
    the order of the batch.
    """

    new: int
    updated: int
    keys: tuple[PaperKey, ...]


class DayState(StrEnum):
    """What a person should think of one source's day."""

    WAITING = "waiting"  # a list is expected and not there yet
    FRESH = "fresh"  # papers arrived
    QUIET = "quiet"  # nothing is announced on this day: weekend, holiday
    STALLED = "stalled"  # the source answers, but its list is overdue
    FAILED = "failed"  # the source does not answer, or not readably


@dataclass(frozen=True, slots=True)
class SourceDay:
    """The state of one source's day, and since when.

    ``papers`` counts what was announced; ``problem`` is one sentence when the last attempt failed;
    ``failing_since`` is the first failure of the current row of failures. Where the source was not ``asked`` about the
    day yet, the state is what the calendar says.
    """

    source: str
    day: date
    state: DayState
    checked_at: datetime
    papers: int = 0
    problem: str | None = None
    failing_since: datetime | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that a digest could hold: who announced it when, and all that its counters showed, oldest first."""

    paper: Paper
    announced_on: date
    listings: tuple[tuple[str, date], ...] = ()
    signals: tuple[Signal, ...] = ()


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


SummaryMode = Literal["extractive", "huggingface", "abstract"]
WhenNothing = Literal["silent", "say"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a digest is made of.

    ``count`` papers at most, announced by ``sources`` (none named: all) within ``window_days``, with at least
    ``min_votes``, matching one of ``include`` (none: everything) and none of ``exclude``; at most
    ``per_topic`` picks for one topic (0: no cap).
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


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen paper, its score, and the reasons in plain words."""

    key: PaperKey
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A paper that was left out, and the one reason why."""

    key: PaperKey
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The picks of one occurrence and the count of what they were chosen from.

    ``considered`` were new in the window; ``already_posted`` were seen by this channel before;
    ``left_out`` counts the reasons over all that were not picked; ``near_misses`` are the best of those.
    """

    picks: tuple[Pick, ...] = ()
    considered: int = 0
    already_posted: int = 0
    near_misses: tuple[NearMiss, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    source_days: tuple[SourceDay, ...] = ()


SAMPLE_LABEL = "Sample text, not the authors' abstract:"
"""Begins an abstract that ships with Paperboy in place of the authors' own. Whoever shortens it leaves the label out
and says so in ``Summary.provenance`` instead, which must not name the authors."""


def without_label(abstract: str) -> tuple[str, bool]:
    """``abstract`` on one line without ``SAMPLE_LABEL``, and whether it bore the label."""
    text = " ".join(abstract.split())
    bare = text.removeprefix(SAMPLE_LABEL)
    return bare.lstrip(), bare != text


@dataclass(frozen=True, slots=True)
class Summary:
    """A sentence or two, and where they come from, in words: "authors' abstract, extract"."""

    text: str
    provenance: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own id of what we posted, and when it said so."""

    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform lets us post: so many in so many seconds, over everything and for one destination.

    ``None`` is "no such limit". The numbers are a little below the platform's own, since a post that comes too early
    costs a refusal.
    """

    overall: tuple[int, float] | None = None
    per_destination: tuple[int, float] | None = None


NEVER = datetime.max.replace(tzinfo=UTC)


class DeliveryState(StrEnum):
    """A row's place in ``planned → claimed → sent | skipped | failed | unknown → sent | claimed again``."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a delivery: a run of its picks, frozen when it was planned.

    ``number`` counts from 1. ``key`` is what the platform is given to recognise a repeat: deterministic, at most 25
    characters. ``receipt`` is there once the platform has confirmed the message.
    """

    number: int
    key: str
    picks: int
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ledger row of one (subscription, occurrence).

    ``key`` begins the keys of its parts. ``detail`` says in words why it was skipped, failed or is unknown; ``owner``
    and ``lease_until`` are who is sending it now; ``retry_at`` is when it may be claimed again, or when the platform
    is asked again about an unknown one (never, without). It is not sent after ``deadline``; ``tried_at`` is when
    it was first claimed: nothing of it can stand anywhere from before.
    """

    id: int
    subscription_id: int
    destination: Destination
    occurrence: datetime
    state: DeliveryState
    key: str
    digest: Digest
    attempts: int = 0
    detail: str = ""
    owner: str | None = None
    lease_until: datetime | None = None
    retry_at: datetime | None = None
    updated_at: datetime | None = None
    deadline: datetime = NEVER
    tried_at: datetime | None = None
    parts: tuple[Part, ...] = ()

    @property
    def next_part(self) -> Part | None:
        """The first that is not confirmed: the only one that may be in doubt, or be sent next."""
        return next((part for part in self.parts if part.receipt is None), None)

    @property
    def confirmed(self) -> int:
        """How many of its messages stand on the platform."""
        return sum(part.receipt is not None for part in self.parts)

    def picks_of(self, part: Part) -> tuple[Pick, ...]:
        """The picks that ``part`` holds."""
        first = sum(earlier.picks for earlier in self.parts if earlier.number < part.number)
        return self.digest.picks[first : first + part.picks]
