"""What the core asks of the outside, no larger than its callers need."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bot.commands import Caller, Changes, Command
from bot.document import Document
from bot.model import (
    DeliveryState,
    Destination,
    Installation,
    Pace,
    Paper,
    PaperKey,
    Person,
    Receipt,
    Sighting,
    Summary,
)

Handler = Callable[[Command, Caller], Awaitable[Document]]
"""What an adapter calls with everything a person asks; it never raises, a problem is a document too."""


class Clock(Protocol):
    """The only place where "now" comes from."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...


RoundOutcome = Literal["ok", "partial", "failed"]
"""What a round of collecting came to: every source answered, some did, none did."""


class Meter(Protocol):
    """Takes note of what happens, for whoever watches this installation; costs next to nothing and never raises."""

    def delivered(self, platform: str, state: DeliveryState) -> None:
        """A delivery came into ``state``, and the ledger says so."""
        ...

    def throttled(self, platform: str) -> None:
        """The platform answered that we post too fast (429)."""
        ...

    def collected(self, outcome: RoundOutcome) -> None:
        """A round of collecting is over."""
        ...

    def sending(self, platform: str) -> AbstractContextManager[object]:
        """Measures how long a send takes, well or badly ended."""
        ...

    def searching(self) -> AbstractContextManager[object]:
        """Measures how long a search takes."""
        ...


class NoMeter:
    """Nobody watches."""

    def delivered(self, platform: str, state: DeliveryState) -> None:
        """Take no note."""

    def throttled(self, platform: str) -> None:
        """Take no note."""

    def collected(self, outcome: RoundOutcome) -> None:
        """Take no note."""

    def sending(self, platform: str) -> AbstractContextManager[object]:  # noqa: ARG002 - the signature is Meter's
        """Measure nothing."""
        return nullcontext()

    def searching(self) -> AbstractContextManager[object]:
        """Measure nothing."""
        return nullcontext()


class Source(Protocol):
    """Where papers come from."""

    @property
    def name(self) -> str:
        """A lower-case word, stable for ever: it is stored with each sighting."""
        ...

    def today(self, now: datetime) -> date:
        """The source's own calendar day at ``now``."""
        ...

    def expects(self, day: date) -> bool:
        """Whether the source announces anything on ``day``, as far as the calendar tells."""
        ...

    def days(self, now: datetime, window_days: int) -> Sequence[date]:
        """The days worth fetching now so that a window is complete and its signals fresh, newest first."""
        ...

    async def fetch(self, day: date) -> Sequence[Sighting]:
        """Everything announced on ``day``; empty when there is nothing (yet).

        Raises:
            SourceUnavailable: try again later.
            SourceChanged: the answer cannot be read.
        """
        ...


class Lookup(Protocol):
    """Fills in papers that are known only by their id."""

    async def by_ids(self, ids: Sequence[str]) -> Sequence[Sighting]:
        """What is known of these arXiv ids, as sightings without a day; unknown ids are left out.

        Raises:
            SourceUnavailable: try again later.
            SourceChanged: the answer cannot be read.
        """
        ...


class Summarizer(Protocol):
    """Makes the sentence or two below a title."""

    @property
    def name(self) -> str:
        """Stored with each cached summary."""
        ...

    async def summarize(self, paper: Paper) -> Summary | None:
        """A summary labelled with its provenance; ``None`` when there is nothing to summarize."""
        ...


class Asked(Protocol):
    """What was typed, and whether all in the channel shall see the answer."""

    @property
    def command(self) -> Command:
        """What it asks for."""
        ...

    @property
    def share(self) -> bool:
        """Whether the answer is for all."""
        ...


@dataclass(frozen=True, slots=True)
class Language:
    """The core's readers and writers, for adapters. Those that read what a person wrote raise ``UserError``.

    ``parse`` reads typed text on the caller's calendar day; ``read_keys`` finds papers in a message, each once;
    ``read_topics`` reads topics as they are typed; ``zones`` are the names of time zones that fit what is typed.
    """

    encode: Callable[[Command], str]
    decode: Callable[[str], Command]
    parse: Callable[[str, date], Asked]
    read_keys: Callable[[str], Sequence[PaperKey]]
    read_topics: Callable[[str], Changes]
    zones: Callable[[str], Sequence[str]]


class Installations(Protocol):
    """Where Paperboy was added by a workspace's own people. Blocks on the database: call it through a thread."""

    def save(self, installation: Installation) -> None:
        """Keep it, in the place of an earlier one of the same workspace."""
        ...

    def find(self, platform: str, workspace: str) -> Installation | None:
        """Paperboy in that workspace; ``None`` where it was not added."""
        ...

    def remove(self, platform: str, workspace: str) -> None:
        """It was removed there."""
        ...

    def issue_state(self, now: datetime) -> str:
        """A word for one who is about to add Paperboy; good once, for ten minutes."""
        ...

    def take_state(self, state: str, now: datetime) -> bool:
        """Whether it was issued and not taken yet; from now on it is."""
        ...


class Places(Protocol):
    """What a platform tells of its channels, and what an adapter may know of its own messages in them."""

    async def renamed(self, destination: Destination, name: str) -> None:
        """A channel has another name."""
        ...

    async def moved(self, old: Destination, new: Destination) -> None:
        """A channel has another id."""
        ...

    async def closed(self, destination: Destination, problem: str, action: str) -> None:
        """Nothing can be posted there until a person does what ``action`` says: one sentence each."""
        ...

    async def opened(self, destination: Destination, because: str) -> None:
        """What was closed with the problem ``because`` is open again."""
        ...

    async def welcome(self, destination: Destination) -> Document | None:
        """What to say to whoever brought Paperboy to a channel; ``None`` where nothing need be said."""
        ...

    async def left(self, platform: str, workspace: str, problem: str) -> None:
        """Paperboy was removed from a whole workspace."""
        ...

    async def subscribed(self, platform: str, workspace: str) -> Sequence[Destination]:
        """The channels of a workspace that have a subscription, whether it is paused or not."""
        ...

    async def paper_at(self, destination: Destination, message_id: str) -> PaperKey | None:
        """The one paper of a message of ours; ``None`` where it holds none or several."""
        ...

    async def votes(self, destination: Destination, keys: Sequence[PaperKey]) -> Mapping[PaperKey, tuple[int, int]]:
        """A channel's votes for and against; papers without votes are absent."""
        ...


class Suggestions(Protocol):
    """What a person may be about to type. Quick enough for every key that they press, and never an error."""

    async def words(self, text: str, destination: Destination) -> Sequence[str]:
        """What a search that begins with ``text`` may be for: the channel's own topics, then titles, best first.

        At most 25, each once. Before anything is typed: the topics, and what the newest day's papers are called.
        """
        ...

    async def papers(self, text: str) -> Sequence[tuple[str, PaperKey]]:
        """The papers whose title goes on from ``text``, or that it names by an id or a link: title and key, best first.

        At most 25, each once. Before anything is typed: those of the newest day, by trending score.
        """
        ...


class Platform(Protocol):
    """Something that is connected and asked."""

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        ...

    async def run(self, handle: Handler) -> None:
        """Connect, and answer commands with ``handle`` until cancelled or until there is nobody left to ask."""
        ...


class Adapter(Platform, Protocol):
    """One chat platform."""

    @property
    def pace(self) -> Pace:
        """How fast it lets us send; ``Pace()`` where it sets no limit."""
        ...

    def fits(self, document: Document) -> bool:
        """Whether ``document`` can be one message without losing anything that a reader would miss."""
        ...

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        """Post ``document`` once, marked with ``key``; never retries by itself.

        ``under`` is the message in whose thread it belongs; without one it stands in the channel itself.

        Raises:
            SendError: one of its five kinds, which say what is certain. ``ThreadGone`` only with ``under``, and only
                where the channel itself can still be posted to.
        """
        ...

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        """The message that was posted with ``key`` after ``since``, or ``None`` when it certainly was not.

        ``under`` is the message in whose thread it was posted, if it was posted in one.

        Raises:
            RetryLater, OutcomeUnknown: it did not tell this time.
            CannotTell: it never can.
            DestinationGone, ThreadGone: there is nothing left to look into.
        """
        ...

    async def tell(self, person: Person, document: Document) -> None:
        """Show ``document`` to one person and nobody else: that their channel cannot be posted to any more.

        Raises:
            SendError: they cannot be reached.
        """
        ...
