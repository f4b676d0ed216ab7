"""Paperboy as it runs with e-mail: the real adapter, the real core on a real database, against a local mail server."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from adapters.email.adapter import EmailAdapter
from adapters.email.listeners import EmailWeb
from adapters.email.wiring import PLATFORM, Options
from adapters.shared.pages import static_routes
from bot.answer import Answer, Desk
from bot.answer.desk import Post
from bot.compose import Voice
from bot.language import language
from bot.links import SealedLinks
from bot.model import Destination, Paper, Rules, Schedule, Subscription
from bot.sealing import Tokens
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from bot.web import Server
from tests.adapters.email.server import HOST, MailServer
from tests.builders import TODAY, a_paper, a_sighting, a_signal
from tests.fakes import FakeClock, FakeSource

TITLES = ("Sparse Attention at Scale", "Ladders of Noise", "Small Models That Ask Back")
BASE = "https://papers.example.org"
KEY = "1u5O0s7sPwZbAcmxJEXzDsgeUlTIYBwhiM8e3xRsmnU="
ADA, GRACE = "ada@example.org", "grace@example.com"


def place(address: str) -> Destination:
    """An address as the core knows it."""
    return Destination(PLATFORM, address, address)


class Office:
    """One installation that sends through ``server``, on a Tuesday at eight; three papers are known."""

    def __init__(self, server: MailServer, store: Store, folder: Path, clock: FakeClock, **options: Any) -> None:
        self.server = server
        self.store = store
        self.clock = clock
        self.index = SearchIndex(folder / "index")
        given = Options(
            sender="papers@example.org",
            host=HOST,
            port=server.port,
            security="none",
            base_url=BASE,
            per_second=1000,
            timeout=20.0,
        )
        self.options = replace(given, **options)
        self.links = SealedLinks(Tokens([KEY]), BASE, clock)
        self.adapter = self.another()
        self.source = FakeSource()
        self.voice = Voice(prefix="/papers", sources={"huggingface": "Hugging Face Daily"})
        self.desk = Desk(
            store=store,
            index=self.index,
            clock=clock,
            summarizers={"extractive": Extractive()},
            sources=[self.source],
            voice=self.voice,
            rules=Rules(),
            schedule=Schedule(),
            checks=[self.adapter.check],
            mail=Post(self.adapter, self.links),
        )
        self.handle = Answer(self.desk)
        self.language = language(lambda: ["huggingface"])
        self.announce(*(a_paper(f"2603.{number:05}", title=title) for number, title in enumerate(TITLES, start=1)))

    def another(self, **options: Any) -> EmailAdapter:
        """The adapter of another process of this installation, or of one that is configured otherwise."""
        return EmailAdapter(replace(self.options, **options), self.links, self.clock)

    def announce(self, *papers: Paper, day: date = TODAY, votes: Sequence[int] = (41, 12, 3)) -> None:
        """Papers of ``day``, stored and indexed."""
        counted = zip(papers, votes, strict=False)
        self.store.papers.record([a_sighting(paper, day, signal=a_signal(count)) for paper, count in counted])
        self.index.catch_up(self.store.papers)

    def subscription(self, address: str) -> Subscription | None:
        return self.store.subscriptions.get(place(address))

    @asynccontextmanager
    async def pages(self) -> AsyncIterator[str]:
        """The pages over HTTP, until the block ends; gives the address of the server."""
        web = EmailWeb(self.options, self.language, self.links, self.handle)
        async with Server(HOST, 0, [*web.routes(), *static_routes()]).serving() as port:
            yield f"http://{HOST}:{port}"

    async def close(self) -> None:
        """Give everything back."""
        await self.adapter.disconnect()
        self.index.close()
