"""What the core gives to adapters: an ear, readers and writers, what is known of places, links, papers to read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bot.commands import Caller, Changes, Command, SearchSort
from bot.document import Document
from bot.model import Destination, Installation, PaperKey
from bot.model.library import DayPapers, Found, PaperPage, PostedDigest

Handler = Callable[[Command, Caller], Awaitable[Document]]
"""What an adapter calls with everything a person asks; it never raises, a problem is a document too."""


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


Purpose = Literal["confirm", "settings", "unsubscribe", "digest", "feed"]
"""What a link lets its holder do. One made for one purpose is worth nothing for another."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a link of purpose ``confirm`` holds: whoever presses its button gets a digest like this."""

    address: str
    changes: Changes


class Links(Protocol):
    """Links to pages of the web face that need no account: whoever holds one may do what it was made for.

    The token in them is sealed: it tells nobody anything, cannot be made by others, and holds what it is about, so that
    nothing is stored. It is safe in an address as it is.
    """

    def of(self, purpose: Purpose, text: str) -> str:
        """A whole address, ``https://…``. ``text`` is what it is about.

        ``settings`` and ``unsubscribe``: a mail address, as ``Destination.channel`` has it. ``digest``: the key of a
        delivery. ``feed``: see ``feed``. ``confirm`` is made by ``confirming``.
        """
        ...

    def read(self, purpose: Purpose, token: str) -> str | None:
        """What a link was made for; ``None`` where it is not ours, for something else, or too old (``confirm``: 24 h).

        Where digests are public, the key of a delivery is as good as its token.
        """
        ...

    def confirming(self, sign_up: SignUp) -> str:
        """The whole address at which ``sign_up`` is confirmed within 24 hours."""
        ...

    def read_confirming(self, token: str) -> SignUp | None:
        """What is confirmed with it; ``None`` as ``read``."""
        ...

    def feed(self, destination: Destination) -> str:
        """The whole address of a feed of the digests of one channel."""
        ...

    def read_feed(self, token: str) -> Destination | None:
        """Whose feed it is; ``None`` as ``read``."""
        ...


class Library(Protocol):
    """What is collected, to be read as pages. Nothing here blocks; what is asked for again within a minute is quick.

    Raises, all but ``suggest``:
        UserError: it cannot be read now; says when.
    """

    async def day(self, day: date, page: int = 1) -> DayPapers:
        """The papers announced on ``day``, by trending score, with summaries that tell where they come from."""
        ...

    async def period(self, first: date, last: date, page: int = 1) -> DayPapers:
        """The same for all days in [first, last]."""
        ...

    async def newest(self) -> date | None:
        """The newest day that has papers."""
        ...

    async def search(
        self,
        words: str,
        author: str | None = None,
        since: date | None = None,
        source: str | None = None,
        sort: SearchSort = "relevance",
        page: int = 1,
    ) -> Found:
        """What a person's own words find, in any state; ``since`` is the first day that counts."""
        ...

    async def suggest(self, text: str) -> Sequence[tuple[str, PaperKey]]:
        """Title and key of papers that may be meant by what is typed so far, best first. Never an error."""
        ...

    async def paper(self, key: PaperKey) -> PaperPage | None:
        """One paper, by any of its keys."""
        ...

    async def digest(self, key: str) -> Document | None:
        """A digest that was posted, by the key of its delivery, whole however many messages it took.

        The picks are those that were posted; the papers are as they are now.
        """
        ...

    async def digests(self, destination: Destination) -> Sequence[PostedDigest]:
        """The digests that stand in a channel, the newest first."""
        ...

    async def revision(self) -> int:
        """A number that changes whenever a page about papers may."""
        ...
