"""Fakes that mirror the ports; no mock of our own code anywhere."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.document import Document, PaperCard
from bot.errors import CannotTell, SourceError, ThreadGone
from bot.model import Destination, Pace, Paper, Person, Receipt, Sighting, Summary
from bot.ports import Handler
from tests.builders import NOW


class FakeClock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)


class FakeSource:
    """Announces what it was given, day by day; fails where an error was put in a day's place."""

    def __init__(
        self, name: str = "huggingface", days: dict[date, Sequence[Sighting] | Exception] | None = None
    ) -> None:
        self.name = name
        self.by_day = days or {}
        self.asked: list[date] = []

    def today(self, now: datetime) -> date:
        return now.astimezone(UTC).date()

    def expects(self, day: date) -> bool:
        return day.weekday() < 5

    def days(self, now: datetime, window_days: int) -> Sequence[date]:
        return [self.today(now) - timedelta(days=back) for back in range(window_days)]

    async def fetch(self, day: date) -> Sequence[Sighting]:
        self.asked.append(day)
        found = self.by_day.get(day, ())
        if isinstance(found, Exception):
            raise found
        return found


class FakeLookup:
    """Knows the abstracts it was given."""

    def __init__(self, known: dict[str, Sighting] | SourceError) -> None:
        self.known = known
        self.asked: list[str] = []

    async def by_ids(self, ids: Sequence[str]) -> Sequence[Sighting]:
        self.asked += ids
        if isinstance(self.known, SourceError):
            raise self.known
        return [self.known[each] for each in ids if each in self.known]


class FakeSummarizer:
    """Says the first words of the abstract."""

    name = "fake"

    async def summarize(self, paper: Paper) -> Summary | None:
        return Summary(paper.abstract[:80], "the first words") if paper.abstract else None


@dataclass(frozen=True)
class Post:
    """What stands on the fake platform: to whom, by which key, when, what, and in the thread of which message."""

    to: Destination
    key: str
    document: Document
    at: datetime
    under: str | None = None


class FakeAdapter:
    """A platform that keeps what was posted; raises the next of ``failures``, if any, in place of an answer.

    A failure given as ``(error, True)`` comes after the message was stored: the answer is lost, not the message; with
    no error in it, all goes well. ``cards`` fit into a message. ``find`` raises the next of ``find_failures``, and
    ``CannotTell`` where it is ``blind``. ``merges``: a repeat of a key is answered with the first message, as by a
    nonce. ``told`` are private messages; ``tell_failure`` is raised in their place. ``before`` and ``after`` are what
    happens while a message is on its way: before the platform stores it, and before we hear of it. ``deleted`` are
    ids of messages under which nothing can stand any more.
    """

    def __init__(self, clock: FakeClock, platform: str = "console", *, cards: int = 99) -> None:
        self.platform = platform
        self.pace = Pace()
        self.posts: list[Post] = []
        self.told: list[tuple[Person, Document]] = []
        self.failures: list[tuple[BaseException | None, bool]] = []
        self.find_failures: list[BaseException] = []
        self.tell_failure: Exception | None = None
        self.asked: list[str] = []
        self.before: list[Callable[[], Awaitable[None]]] = []
        self.after: list[Callable[[], Awaitable[None]]] = []
        self.deleted: set[str] = set()
        self.blind = False
        self.merges = False
        self._cards = cards
        self._clock = clock

    async def run(self, handle: Handler) -> None:
        del handle

    def fits(self, document: Document) -> bool:
        return sum(isinstance(block, PaperCard) for block in document.blocks) <= self._cards

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        if self.before:
            await self.before.pop(0)()
        thread = self._thread(under)
        error, stored = self.failures.pop(0) if self.failures else (None, True)
        if stored and not (self.merges and self._place(to, key)):
            self.posts.append(Post(to, key, document, self._clock.now(), thread))
        if self.after:
            await self.after.pop(0)()
        if error:
            raise error
        return self._receipt(self._place(to, key) or len(self.posts))

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        self.asked.append(key)
        if self.find_failures:
            raise self.find_failures.pop(0)
        if self.blind:
            raise CannotTell("no_history")
        thread, place = self._thread(under), self._place(to, key)
        post = self.posts[place - 1] if place else None
        return self._receipt(place) if post and post.at >= since and post.under == thread else None

    async def tell(self, person: Person, document: Document) -> None:
        if self.tell_failure:
            raise self.tell_failure
        self.told.append((person, document))

    def _thread(self, under: Receipt | None) -> str | None:
        if under and under.message_id in self.deleted:
            raise ThreadGone("thread_not_found")
        return under.message_id if under else None

    def _place(self, to: Destination, key: str) -> int:
        """Of the first message with ``key``, from 1; 0 when there is none."""
        return next((n for n, post in enumerate(self.posts, start=1) if (post.to, post.key) == (to, key)), 0)

    def _receipt(self, place: int) -> Receipt:
        return Receipt(str(place), self.posts[place - 1].at)
