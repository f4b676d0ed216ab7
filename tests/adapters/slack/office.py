"""Paperboy as it runs in Slack: the real adapter, the real core on a real database, against the local Slack."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from adapters.slack.adapter import SlackAdapter, Timing
from adapters.slack.teams import Tokens
from adapters.slack.web import SlackWeb
from adapters.slack.wiring import PLATFORM, Mode, Options
from bot.answer import Answer, Desk
from bot.compose import Voice
from bot.language import language
from bot.model import Destination, Pace, Paper, Rules, Schedule, Subscription
from bot.model import Person as Member
from bot.places import Places
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from bot.web import Server
from tests.adapters.slack.http_events import HttpApp
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.workspace import Channel
from tests.builders import TODAY, a_paper, a_sighting, a_signal
from tests.fakes import FakeClock, FakeSource

TITLES = ("Sparse Attention at Scale", "Ladders of Noise", "Small Models That Ask Back")


async def at_once(_: float) -> None:
    """What is gathered for a while is not waited for here."""
    await asyncio.sleep(0)


class Office:
    """One installation in the workspace ``T1``, on a Tuesday at eight; three papers are known."""

    def __init__(
        self,
        slack: SlackServer,
        store: Store,
        folder: Path,
        clock: FakeClock,
        tokens: Tokens | None = None,
        **options: Any,
    ) -> None:
        self.slack = slack
        self.store = store
        self.clock = clock
        self.team = slack.workspace("T1")
        self.index = SearchIndex(folder / "index")
        self.tokens = tokens
        self.options = self._options(slack, "socket", options)
        self.adapter = self.another()
        self.places = Places(store, Voice(), self.adapter.tell)
        source = FakeSource()
        self.desk = Desk(
            store=store,
            index=self.index,
            clock=clock,
            summarizers={"extractive": Extractive()},
            sources=[source],
            voice=Voice(
                prefix=self.options.command,
                sources={"huggingface": "Hugging Face Daily"},
                managers={"slack": "anyone in the channel"},
            ),
            rules=Rules(),
            schedule=Schedule(),
            checks=[self.adapter.check],
        )
        self.handle = Answer(self.desk)
        self.announce(*(a_paper(f"2603.{number:05}", title=title) for number, title in enumerate(TITLES, start=1)))

    def _options(self, slack: SlackServer, mode: Mode, more: dict[str, Any]) -> Options:
        given = Options(
            mode=mode,
            bot_token=self.team.bot_token,
            app_token=slack.app_token,
            signing_secret=slack.signing_secret,
            api_base_url=slack.api_url,
        )
        return replace(given, **more)

    def another(self, options: Options | None = None, **more: Any) -> SlackAdapter:
        """The adapter of another process of this installation; with other ``options``, of another one."""
        used = options or self.options
        given: dict[str, Any] = {"sleep": at_once, "pace": Pace()} | more
        places = Places(self.store, Voice(), self._tell)
        return SlackAdapter(used, language(lambda: ["huggingface"]), places, self.clock, self.tokens, Timing(**given))

    async def _tell(self, *given: Any) -> None:
        await self.adapter.tell(*given)

    def announce(self, *papers: Paper, day: date = TODAY, votes: Sequence[int] = (41, 12, 3)) -> None:
        """Papers of ``day``, stored and indexed."""
        counted = zip(papers, votes, strict=False)
        self.store.papers.record([a_sighting(paper, day, signal=a_signal(count)) for paper, count in counted])
        self.index.catch_up(self.store.papers)

    def place(self, channel: Channel) -> Destination:
        """A channel as the core knows it."""
        return Destination(PLATFORM, "T1", channel.id)

    def person(self, person: Person) -> Member:
        """Somebody as the core knows them."""
        return Member(PLATFORM, self.team.id, person.id)

    def subscription(self, channel: Channel) -> Subscription:
        """A channel's subscription, which there must be."""
        found = self.store.subscriptions.get(self.place(channel))
        assert found
        return found

    def running(self) -> AbstractAsyncContextManager[None]:
        """Reached by Slack, by its options through a socket or over HTTP, until the block ends."""
        return self._over_socket() if self.options.mode == "socket" else self._over_http()

    @asynccontextmanager
    async def _over_socket(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.adapter.run(self.handle))
        connected = asyncio.create_task(self.slack.sockets.connected(1))
        try:
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            yield
        finally:
            for each in (task, connected):
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each

    @asynccontextmanager
    async def _over_http(self) -> AsyncIterator[None]:
        web = SlackWeb(self.adapter)
        async with Server("127.0.0.1", 0, web.routes()).serving() as port:
            self.slack.app = HttpApp(self.slack, f"http://127.0.0.1:{port}")
            task = asyncio.create_task(self.adapter.run(self.handle))
            try:
                await self.slack.until(lambda: self.adapter.app and self.adapter.teams._known, "Paperboy")
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self.slack.app = None

    async def close(self) -> None:
        """Give everything back."""
        await self.adapter.disconnect()
        self.index.close()
