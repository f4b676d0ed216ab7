"""Paperboy as it runs in Discord: the real adapter, the real core on a real database, against the local Discord."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from adapters.discord.adapter import DiscordAdapter, Timing
from adapters.discord.wiring import DIRECT, PLATFORM, Options
from bot.answer import Answer, Desk
from bot.answer.shelf import Shelf
from bot.compose import Voice
from bot.language import language
from bot.model import Destination, Pace, Paper, Rules, Schedule, Subscription
from bot.model import Person as Member
from bot.places import Places
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.suggestions import Suggestions
from bot.summarizers.extractive import Extractive
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel
from tests.builders import TODAY, a_paper, a_sighting, a_signal
from tests.fakes import FakeClock, FakeSource

TITLES = ("Sparse Attention at Scale", "Ladders of Noise", "Small Models That Ask Back")


async def at_once(_: float) -> None:
    """What is gathered for a while is not waited for here."""
    await asyncio.sleep(0)


class Office:
    """One installation in the guild ``Acme``, on a Tuesday at eight; three papers are known."""

    def __init__(self, discord: DiscordServer, store: Store, folder: Path, clock: FakeClock, **options: Any) -> None:
        self.discord = discord
        self.store = store
        self.clock = clock
        self.guild = next(iter(discord.guilds.values()))
        self.index = SearchIndex(folder / "index")
        given = Options(token=discord.token, api_base_url=discord.api_url, gateway_url=discord.gateway_url)
        self.options = replace(given, **options)
        self._source = FakeSource()
        self._adapters: list[DiscordAdapter] = []
        self._shelf = Shelf()
        self.adapter = self.another()
        self.places = Places(store, Voice(), self.adapter.tell)
        self.desk = Desk(
            store=store,
            index=self.index,
            clock=clock,
            summarizers={"extractive": Extractive()},
            sources=[self._source],
            voice=Voice(sources={"huggingface": "Hugging Face Daily"}, managers={"discord": "Manage Server"}),
            rules=Rules(),
            schedule=Schedule(),
            checks=[self.adapter.check],
            shelf=self._shelf,
        )
        self.handle = Answer(self.desk)
        self.announce(*(a_paper(f"2603.{number:05}", title=title) for number, title in enumerate(TITLES, start=1)))

    def another(self, options: Options | None = None, **more: Any) -> DiscordAdapter:
        """The adapter of another process of this installation; with other ``options``, of another one."""
        given: dict[str, Any] = {"sleep": at_once, "settling": 0.1, "pace": Pace()} | more
        places = Places(self.store, Voice(), self._tell)
        adapter = DiscordAdapter(
            options or self.options,
            language(lambda: ["huggingface"]),
            places,
            Suggestions(self.store, self.index, self.clock, lambda: [self._source], self._shelf),
            self.clock,
            Timing(**given),
        )
        self._adapters.append(adapter)
        return adapter

    async def _tell(self, *given: Any) -> None:
        await self.adapter.tell(*given)

    def announce(self, *papers: Paper, day: date = TODAY, votes: Sequence[int] = (41, 12, 3)) -> None:
        """Papers of ``day``, stored and indexed."""
        counted = zip(papers, votes, strict=False)
        self.store.papers.record([a_sighting(paper, day, signal=a_signal(count)) for paper, count in counted])
        self.index.catch_up(self.store.papers)

    def place(self, channel: Channel) -> Destination:
        """A channel, thread, forum or direct conversation as the core knows it."""
        return Destination(PLATFORM, channel.guild.id if channel.guild else DIRECT, channel.id)

    def person(self, person: Person, guild: Guild | None = None) -> Member:
        """Somebody as the core knows them."""
        return Member(PLATFORM, (guild or self.guild).id, person.user.id)

    def subscription(self, channel: Channel) -> Subscription:
        """A channel's subscription, which there must be."""
        found = self.store.subscriptions.get(self.place(channel))
        assert found
        return found

    @asynccontextmanager
    async def running(self, adapter: DiscordAdapter | None = None, sessions: int = 1) -> AsyncIterator[None]:
        """Connected, with all guilds told of and the commands in place, until the block ends."""
        task = asyncio.create_task((adapter or self.adapter).run(self.handle))
        connected = asyncio.create_task(self._connected(adapter or self.adapter, sessions))
        try:
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            connected.result()
            yield
        finally:
            for each in (task, connected):
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each

    async def _connected(self, adapter: DiscordAdapter, sessions: int) -> None:
        await self.discord.gateway.connected(sessions)
        await self.discord.until(lambda: adapter.client and adapter.client.is_ready(), "the client to be ready")
        await self.discord.until(lambda: self.discord.commands.everywhere, "the commands to be synced")

    async def close(self) -> None:
        """Give everything back."""
        for adapter in self._adapters:
            await adapter.disconnect()
        self.index.close()


async def answered(person: Person, title: str = TITLES[0]) -> None:
    """Somebody asks, and reads the answer."""
    await person.types("papers today", "general")
    await person.awaits(title, "general")
