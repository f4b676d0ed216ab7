"""A library that holds what a test puts into it, links that can be read by eye, and readers who ask over HTTP."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aiohttp import ClientSession

from adapters.shared.pages import static_routes
from adapters.web.listeners import WebFace
from adapters.web.wiring import Options
from bot.bootstrap.tables import SOURCE_LABELS
from bot.commands import SearchSort
from bot.compose import Voice
from bot.document import Document
from bot.errors import UserError
from bot.model import Destination, Paper, PaperKey, Summary
from bot.model.library import DayPapers, Found, PaperLine, PaperPage, PostedDigest
from bot.ports import Library, Links, Purpose, SignUp
from bot.web import Server
from tests.builders import TODAY, a_paper
from tests.fakes import FakeClock

SITE = "https://papers.example.org"
VOICE = Voice("/papers", SOURCE_LABELS)
OPTIONS = Options(SITE, VOICE, permalinks="signed")
PER_PAGE = 20


class FakeLibrary:
    """Mirrors ``ports.Library``. ``asked`` is what was asked for; ``failure`` is raised in place of an answer."""

    def __init__(self, *papers: Paper) -> None:
        self.papers = list(papers)
        self.posted: dict[str, Document] = {}
        self.channels: dict[Destination, list[PostedDigest]] = {}
        self.changes: dict[PaperKey, dict[str, Any]] = {}
        self.failure: Exception | None = None
        self.version = 1
        self.asked: list[str] = []

    async def day(self, day: date, page: int = 1) -> DayPapers:
        return await self.period(day, day, page)

    async def period(self, first: date, last: date, page: int = 1) -> DayPapers:
        self._ask("papers")
        days = sorted({paper.announced_on for paper in self.papers if paper.announced_on})
        lines = [self._line(p) for p in self.papers if p.announced_on and first <= p.announced_on <= last]
        shown, pages = _page(lines, page)
        earlier = max((day for day in days if day < first), default=None)
        later = min((day for day in days if day > last), default=None)
        return DayPapers(first, last, shown, len(lines), page, pages, earlier, later)

    async def newest(self) -> date | None:
        self._ask("newest")
        return max((paper.announced_on for paper in self.papers if paper.announced_on), default=None)

    async def search(
        self,
        words: str,
        author: str | None = None,
        since: date | None = None,
        source: str | None = None,
        sort: SearchSort = "relevance",
        page: int = 1,
    ) -> Found:
        self._ask(f"search {words} {author} {since} {source} {sort} {page}")
        lines = [self._line(p, snippet=p.abstract[:80]) for p in self.papers if words.casefold() in p.title.casefold()]
        shown, pages = _page(lines, page)
        return Found(shown, len(lines), page, pages)

    async def suggest(self, text: str) -> Sequence[tuple[str, PaperKey]]:
        self.asked.append("suggest")
        found = [(paper.title, paper.key) for paper in self.papers if text.casefold() in paper.title.casefold()]
        return found[:25]

    async def paper(self, key: PaperKey) -> PaperPage | None:
        self._ask(f"paper {key}")
        found = next((paper for paper in self.papers if key in {paper.key, paper.doi}), None)
        if found is None:
            return None
        page = PaperPage(found, "@misc{key,\n}\n", similar=tuple(self.papers[:3]))
        return replace(page, **self.changes.get(found.key, {}))

    async def digest(self, key: str) -> Document | None:
        self._ask(f"digest {key}")
        return self.posted.get(key)

    async def digests(self, destination: Destination) -> Sequence[PostedDigest]:
        self._ask("digests")
        return self.channels.get(destination, [])

    async def revision(self) -> int:
        return self.version

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.failure:
            raise self.failure

    def _line(self, paper: Paper, snippet: str = "") -> PaperLine:
        newest = max((each.announced_on for each in self.papers if each.announced_on), default=None)
        summary = Summary(paper.abstract[:120], "extract of the authors' abstract") if paper.abstract else None
        return PaperLine(paper, summary, paper.announced_on == newest, snippet)


class FakeLinks:
    """Mirrors ``ports.Links``: a token is what it is for and what it is about, in base64."""

    def of(self, purpose: Purpose, text: str) -> str:
        return f"{SITE}/{purpose}/{token(purpose, text)}"

    def read(self, purpose: Purpose, token: str) -> str | None:
        try:
            told, _, text = urlsafe_b64decode(token).decode().partition(" ")
        except (Error, ValueError):
            return None
        return text if told == purpose else None

    def confirming(self, sign_up: SignUp) -> str:
        return self.of("confirm", sign_up.address)

    def read_confirming(self, token: str) -> SignUp | None:
        address = self.read("confirm", token)
        return SignUp(address) if address else None

    def feed(self, destination: Destination) -> str:
        return f"{SITE}/feeds/digests/{token('feed', str(destination))}.atom"

    def read_feed(self, token: str) -> Destination | None:
        told = self.read("feed", token)
        return Destination(*told.split("/", 2)) if told else None


_MIRRORS: tuple[type[Library], type[Links]] = (FakeLibrary, FakeLinks)


def token(purpose: Purpose, text: str) -> str:
    return urlsafe_b64encode(f"{purpose} {text}".encode()).decode()


def not_now() -> UserError:
    return UserError("The papers cannot be read now.", "Try again in a minute.")


@asynccontextmanager
async def reading(
    library: Library, options: Options = OPTIONS, clock: FakeClock | None = None
) -> AsyncIterator[ClientSession]:
    """A reader of a real server that serves the web face of ``library``."""
    face = WebFace(options, library, FakeLinks(), clock or FakeClock())
    routes = [*face.routes(), *static_routes()]
    async with (
        Server("127.0.0.1", 0, routes).serving() as port,
        ClientSession(f"http://127.0.0.1:{port}") as reader,
    ):
        yield reader
    await face.disconnect()


def _page(lines: list[PaperLine], page: int) -> tuple[tuple[PaperLine, ...], int]:
    return tuple(lines[(page - 1) * PER_PAGE : page * PER_PAGE]), max(1, -(-len(lines) // PER_PAGE))


def papers_of_two_days() -> tuple[Paper, ...]:
    monday = TODAY - timedelta(days=1)
    return (
        a_paper(
            "2603.00001", title="Sparse Attention at Scale", announced_on=TODAY, votes=41, sources=("huggingface",)
        ),
        a_paper("2603.00002", title="Ladders of Noise", announced_on=TODAY, votes=12, comments=3, stars=1234),
        a_paper("2603.00003", title="Small Models That Ask Back", announced_on=monday, votes=1, doi="10.1000/ask"),
    )
