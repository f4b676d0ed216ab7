"""Scheduled digests by mail: the real ``Deliver`` with the real adapter; mailboxes are due at nine."""

from dataclasses import replace
from typing import Any

from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, Delivery, DeliveryState, Layout, Pause, Rules, Schedule, SourceDay, Subscription
from bot.summarizers.extractive import Extractive
from tests.adapters.email.office import ADA, Office, place
from tests.adapters.email.server import Mail
from tests.builders import NOW, TODAY
from tests.fakes import FakeSource

NINE = NOW.replace(hour=9)
DAILY = Schedule(weekdays=frozenset(range(7)))


class Morning:
    """An office at eight o'clock, whose source has told all of its day."""

    def __init__(self, office: Office, adapter: Any = None) -> None:
        self.office = office
        self.store = office.store
        self.server = office.server
        self.adapter = adapter or office.adapter
        self.deliver = self.process("one")
        self.store.sources.record_day(SourceDay("huggingface", TODAY, DayState.FRESH, NOW, 3))

    def process(self, owner: str, adapter: Any = None) -> Deliver:
        """A process on the same database."""
        adapters = {"email": adapter or self.adapter}
        source, clock = FakeSource(), self.office.clock
        return Deliver(self.store, adapters, [source], {"extractive": Extractive()}, clock, Voice(), owner)

    def subscribe(self, address: str = ADA, *, layout: Layout = "message", count: int = 5) -> Subscription:
        rules = replace(Rules(), layout=layout, count=count)
        return self.store.subscriptions.add(place(address), address, DAILY, rules, address, NINE, NOW)

    async def at_nine(self) -> None:
        """Their time has come."""
        self.office.clock.time = NINE
        await self.deliver.tick()

    async def later(self, **by: float) -> None:
        """Time passes, then everything that comes around regularly is done."""
        self.office.clock.advance(**by)
        await self.deliver.reconcile()
        await self.deliver.tick()

    async def until_it_has_ended(self) -> None:
        """Nine, and as long as it takes until nothing changes any more."""
        await self.at_nine()
        for minutes in (1, 2, 5, 30, 120):
            await self.later(minutes=minutes)

    @property
    def rows(self) -> list[Delivery]:
        """The ledger, oldest first."""
        return self.store.ledger.recent(100)[::-1]

    @property
    def row(self) -> Delivery:
        (row,) = self.rows
        return row

    @property
    def states(self) -> list[DeliveryState]:
        return [row.state for row in self.rows]

    def mails(self, address: str = ADA) -> list[Mail]:
        return list(self.server.to(address))

    def digests(self, address: str = ADA) -> list[Mail]:
        """Without the letters that belong to no list."""
        return [mail for mail in self.mails(address) if mail.head["List-Id"]]

    def pause(self, address: str = ADA) -> Pause | None:
        found = self.office.subscription(address)
        assert found
        return found.pause
