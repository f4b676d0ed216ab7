"""What a channel is given: digests, and the ledger's rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.model.papers import PaperKey, SourceDay
from bot.model.subscriptions import Destination


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


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own id of what we posted, and when it said so."""

    message_id: str
    at: datetime

    @classmethod
    def of_a_person(cls, at: datetime) -> "Receipt":
        """A person has seen the message there; nobody knows its id."""
        return cls(_SEEN_BY_A_PERSON, at)

    @property
    def names_a_message(self) -> bool:
        """Whether ``message_id`` is the platform's."""
        return self.message_id != _SEEN_BY_A_PERSON


_SEEN_BY_A_PERSON = "seen by a person"


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
    """One message of a delivery: a run of its picks, frozen when it was planned; the head of a thread holds none.

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

    @property
    def head(self) -> Part | None:
        """Of a delivery that was planned as a thread: the message in whose thread all others stand."""
        is_thread = len(self.parts) > 1 and not self.parts[0].picks
        return self.parts[0] if is_thread else None

    def under(self, part: Part) -> Receipt | None:
        """The message in whose thread ``part`` stands; ``None`` for one that stands in the channel itself.

        It does so too where the head's id is not known, because a person has seen it there.
        """
        receipt = self.head.receipt if self.head and self.head != part else None
        return receipt if receipt and receipt.names_a_message else None

    def picks_of(self, part: Part) -> tuple[Pick, ...]:
        """The picks that ``part`` holds."""
        first = sum(earlier.picks for earlier in self.parts if earlier.number < part.number)
        return self.digest.picks[first : first + part.picks]
