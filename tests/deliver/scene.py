"""A store with papers, a platform, and a clock that stands at eight; subscriptions are due at nine."""

from dataclasses import replace
from datetime import timedelta

from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, Delivery, DeliveryState, Destination, Rules, Schedule, SourceDay, Subscription
from bot.ports import Summarizer
from bot.storage.store import Store
from tests.builders import HERE, NOW, a_paper, a_sighting, a_signal
from tests.fakes import FakeAdapter, FakeClock, FakeSource, FakeSummarizer

NINE = NOW + timedelta(hours=1)
DAILY = Schedule(weekdays=frozenset(range(7)))


def keys(*numbers: int) -> set[str]:
    return {f"arxiv:2603.{number:05}" for number in numbers}


class Scene:
    """What happens to deliveries, told in steps."""

    def __init__(self, store: Store, cards: int = 99) -> None:
        self.store = store
        self.clock = FakeClock()
        self.platform = FakeAdapter(self.clock, cards=cards)
        self.source = FakeSource()
        self.summarizer: Summarizer = FakeSummarizer()
        self.deliver = self.process("one")

    def process(self, owner: str, **options: object) -> Deliver:
        """Another process on the same database."""
        adapters = {self.platform.platform: self.platform}
        summarizers = {"extractive": self.summarizer}
        return Deliver(self.store, adapters, [self.source], summarizers, self.clock, Voice(), owner, **options)

    def announce(self, *numbers: int) -> None:
        """These papers are on the list of the day at which the clock stands, the first with the most votes."""
        now = self.clock.now()
        signals = [a_signal(99 - place, now) for place in range(len(numbers))]
        papers = [a_paper(f"2603.{number:05}") for number in numbers]
        sightings = [
            a_sighting(paper, now.date(), signal=signal) for paper, signal in zip(papers, signals, strict=True)
        ]
        self.store.papers.record(sightings)
        self.store.sources.record_day(SourceDay("huggingface", now.date(), DayState.FRESH, now, len(numbers)))

    def subscribe(self, to: Destination = HERE, schedule: Schedule = DAILY, **rules: object) -> Subscription:
        return self.store.subscriptions.add(to, "#ml", schedule, replace(Rules(), **rules), "U1", NINE, NOW)

    async def at_nine(self) -> None:
        """Its time has come."""
        self.clock.time = NINE
        await self.deliver.tick()

    async def later(self, **by: float) -> None:
        """Time passes, then everything that comes around regularly is done."""
        self.clock.advance(**by)
        await self.deliver.reconcile()
        await self.deliver.tick()

    @property
    def rows(self) -> list[Delivery]:
        """The ledger, oldest first."""
        return self.store.ledger.recent(100)[::-1]

    @property
    def row(self) -> Delivery:
        """Its only row."""
        (row,) = self.rows
        return row

    @property
    def states(self) -> list[DeliveryState]:
        return [row.state for row in self.rows]

    @property
    def posted(self) -> list[str]:
        """The keys of what stands on the platform."""
        return [post.key for post in self.platform.posts]

    @property
    def seen(self) -> frozenset[str]:
        return self.store.ledger.seen(HERE)
