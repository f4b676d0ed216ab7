"""Scheduled posts in the local Slack: the real ``Deliver`` with the real adapter; channels are due at nine."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.slack.adapter import SlackAdapter
from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, Delivery, DeliveryState, Layout, Pause, Rules, Schedule, SourceDay, Subscription
from bot.summarizers.extractive import Extractive
from tests.adapters.slack.office import Office
from tests.adapters.slack.shown import shown
from tests.adapters.slack.workspace import Channel, Message
from tests.builders import NOW, TODAY
from tests.fakes import FakeSource

NINE = NOW + timedelta(hours=1)
DAILY = Schedule(weekdays=frozenset(range(7)))


class Morning:
    """An office at eight o'clock, whose source has told all of its day."""

    def __init__(self, office: Office, adapter: SlackAdapter | None = None) -> None:
        self.office = office
        self.store = office.store
        self.adapter = adapter or office.adapter
        self.general = office.team.channel("general")
        self.deliver = self.process("one")
        self.store.sources.record_day(SourceDay("huggingface", TODAY, DayState.FRESH, NOW, 3))

    def process(self, owner: str, adapter: Any = None) -> Deliver:
        """A process on the same database."""
        adapters = {"slack": adapter or self.adapter}
        source, clock = FakeSource(), self.office.clock
        return Deliver(self.store, adapters, [source], {"extractive": Extractive()}, clock, Voice(), owner)

    def subscribe(
        self, channel: Channel | None = None, *, by: str = "", layout: Layout = "message", count: int = 5
    ) -> Subscription:
        """Set up by Ada, unless by somebody else."""
        place = self.office.place(channel or self.general)
        rules = replace(Rules(), layout=layout, count=count)
        name = f"#{(channel or self.general).name}"
        maker = by or self.office.team.person("ada").id
        return self.store.subscriptions.add(place, name, DAILY, rules, maker, NINE, NOW)

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

    def posts(self, channel: Channel | None = None) -> list[Message]:
        """What stands in a channel for everybody."""
        return (channel or self.general).kept()

    def pause(self, channel: Channel | None = None) -> Pause | None:
        """Whether a channel's subscription is paused, and why."""
        return self.office.subscription(channel or self.general).pause

    def told(self, name: str = "ada") -> list[str]:
        """What the bot has written to a person alone."""
        return [shown(message) for message in self.office.team.person(name).dm.kept()]

    @property
    def asked_to_post(self) -> int:
        """How many requests to post there have been, whatever became of them."""
        return len(self.office.slack.calls_of("chat.postMessage"))


def key_of(message: Message) -> str:
    """The delivery's key in a message's metadata."""
    assert message.metadata
    return str(message.metadata["event_payload"]["key"])
