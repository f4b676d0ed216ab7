"""Scheduled posts in the local Discord: the real ``Deliver`` with the real adapter; channels are due at nine."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.custom_ids import key_of
from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import DayState, Delivery, DeliveryState, Pause, Rules, Schedule, SourceDay, Subscription
from bot.summarizers.extractive import Extractive
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.office import Office
from tests.builders import NOW, TODAY
from tests.fakes import FakeSource

NINE = NOW + timedelta(hours=1)
DAILY = Schedule(weekdays=frozenset(range(7)))
POST, START = "/channels/{channel}/messages", "/channels/{channel}/threads"


class Morning:
    """An office at eight o'clock, whose source has told all of its day."""

    def __init__(self, office: Office, adapter: DiscordAdapter | None = None) -> None:
        self.office = office
        self.store = office.store
        self.adapter = adapter or office.adapter
        self.general = office.guild.channel("general")
        self.deliver = self.process("one")
        self.store.sources.record_day(SourceDay("huggingface", TODAY, DayState.FRESH, NOW, 3))

    def process(self, owner: str, adapter: Any = None) -> Deliver:
        """A process on the same database."""
        adapters = {"discord": adapter or self.adapter}
        source, clock = FakeSource(), self.office.clock
        return Deliver(self.store, adapters, [source], {"extractive": Extractive()}, clock, Voice(), owner)

    def subscribe(self, channel: Channel | None = None, *, by: str = "", **rules: Any) -> Subscription:
        """Set up by Ada, unless by somebody else; ``rules`` are otherwise than usual."""
        place = self.office.place(channel or self.general)
        name = f"#{(channel or self.general).name}"
        maker = by or self.office.guild.person("ada").id
        wanted = replace(Rules(), **rules)
        return self.store.subscriptions.add(place, name, DAILY, wanted, maker, NINE, NOW)

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

    @property
    def keys(self) -> list[str]:
        """Those of the parts of the one delivery."""
        return [part.key for part in self.row.parts]

    def posts(self, channel: Channel | None = None) -> list[Message]:
        """What stands in a channel for everybody."""
        return (channel or self.general).messages

    def threads(self, channel: Channel | None = None) -> list[Channel]:
        """Those of a channel, or the posts of a forum, oldest first."""
        inside = channel or self.general
        found = [each for each in self.office.guild.channels.values() if each.parent is inside and not each.deleted]
        return sorted(found, key=lambda each: int(each.id))

    def pause(self, channel: Channel | None = None) -> Pause | None:
        """Whether a channel's subscription is paused, and why."""
        return self.office.subscription(channel or self.general).pause

    def told(self, name: str = "ada") -> list[str]:
        """What the bot has written to a person alone."""
        return [shown(message) for message in self.office.guild.person(name).dm.messages]

    @property
    def asked_to_post(self) -> int:
        """How many requests to post there have been in channels of guilds, whatever became of them."""
        guilds = self.office.guild.channels
        calls = self.office.discord.calls_of("POST", POST) + self.office.discord.calls_of("POST", START)
        return len([call for call in calls if call.path.split("/")[2] in guilds])


def keyed(message: Message) -> str | None:
    """The delivery's key in a message's buttons."""
    return key_of({"components": message.components})
