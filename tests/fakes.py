"""Fakes that mirror the ports; no mock of our own code anywhere."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.document import Document
from bot.errors import SourceError
from bot.model import Destination, Paper, Receipt, Sighting, Summary
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


class FakeAdapter:
    """A platform that keeps what was posted; raises the next of ``failures``, if any, in place of an answer.

    A failure given as ``(error, True)`` comes after the message was stored: the answer is lost, not the message.
    """

    def __init__(self, clock: FakeClock, platform: str = "console") -> None:
        self.platform = platform
        self.posts: list[tuple[Destination, str, Document]] = []
        self.failures: list[tuple[Exception, bool]] = []
        self._clock = clock

    async def run(self, handle: Handler) -> None:
        del handle

    async def send(self, to: Destination, document: Document, *, key: str) -> Receipt:
        error, stored = self.failures.pop(0) if self.failures else (None, True)
        if stored:
            self.posts.append((to, key, document))
        if error:
            raise error
        return Receipt(str(len(self.posts)), self._clock.now())

    async def find(self, to: Destination, key: str, since: datetime) -> Receipt | None:
        del since
        places = [number for number, post in enumerate(self.posts, start=1) if post[:2] == (to, key)]
        return Receipt(str(places[0]), self._clock.now()) if places else None
