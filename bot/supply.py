"""Where papers come from, put together: the clients of the sources, their limits, and one connection to arXiv."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports import Clock, Lookup, Source

if TYPE_CHECKING:
    from bot.config import Sources
    from bot.sources.arxiv import Arxiv
    from bot.sources.file import Chunk
    from bot.sources.http import Http, Limits
    from bot.sources.huggingface import HuggingFace
    from bot.storage.store import Store

ARXIV_INTERVAL = timedelta(seconds=3)
"""arXiv's terms: one request in three seconds, over API and RSS and over all processes."""

Turn = Callable[[], Awaitable[None]]
"""Waits until one more request may be made."""


class Supply:
    """Makes each source when it is first used. ``store`` opens the database that all processes share."""

    def __init__(
        self, settings: "Sources", store: "Callable[[], Store]", clock: Clock, limits: "Limits | None" = None
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._limits = limits
        self._https: list[Http] = []

    @cached_property
    def sources(self) -> Sequence[Source]:
        """Those that are enabled, in their order."""
        return tuple(SOURCES[name](self) for name in self._settings.enabled)

    @cached_property
    def huggingface(self) -> "HuggingFace":
        """Hugging Face as a source, and for the lists that are fetched on demand."""
        return self._huggingface(self._limits or self._configured_limits())

    @cached_property
    def arxiv(self) -> "Arxiv":
        """ArXiv as a source and as a place to look papers up: one connection, one rate."""
        from bot.sources.arxiv import Arxiv

        settings = self._settings.arxiv
        http = self._http("arxiv", self._limits or self._configured_limits(), turn=self._arxivs_turn, connections=1)
        return Arxiv(
            http, self._clock, categories=settings.categories, api_url=settings.api_url, rss_url=settings.rss_url
        )

    @cached_property
    def on_demand(self) -> Lookup:
        """Looks up a paper that somebody asks for by its id, and is waiting for."""
        from bot.sources.http import BRIEF
        from bot.sources.lookup import OnDemand

        return OnDemand(self._huggingface(BRIEF), self.arxiv)

    def read_file(self, path: Path) -> "Iterator[Chunk]":
        """The papers of a file, a chunk at a time.

        Raises:
            UserError: it cannot be opened.
        """
        from bot.sources.file import read

        return read(path, self._clock.now())

    async def disconnect(self) -> None:
        """Close every connection; they open again when they are needed."""
        for http in self._https:
            await http.close()

    def _huggingface(self, limits: "Limits") -> "HuggingFace":
        from bot.sources.huggingface import HuggingFace, authorization

        settings = self._settings.huggingface
        headers = authorization(settings.token.get_secret_value()) if settings.token else None
        return HuggingFace(self._http("huggingface", limits, headers=headers), self._clock, base_url=settings.base_url)

    async def _arxivs_turn(self) -> None:
        wait = await asyncio.to_thread(self._store().sources.take_turn, "arxiv", ARXIV_INTERVAL, self._clock.now())
        await asyncio.sleep(wait.total_seconds())

    def _http(
        self,
        source: str,
        limits: "Limits",
        *,
        headers: Mapping[str, str] | None = None,
        turn: Turn | None = None,
        connections: int = 4,
    ) -> "Http":
        from bot.sources.http import Http

        extra = {"turn": turn} if turn else {}
        http = Http(source, self._clock, limits=limits, headers=headers, connections=connections, **extra)
        self._https.append(http)
        return http

    def _configured_limits(self) -> "Limits":
        from bot.sources.http import Limits

        settings = self._settings
        return Limits(attempt=settings.timeout_seconds, total=settings.give_up_seconds, attempts=settings.attempts)


def _sample(_: Supply) -> Source:
    from bot.sources.sample import Sample

    return Sample()


SOURCES: Mapping[str, Callable[[Supply], Source]] = {
    "huggingface": lambda supply: supply.huggingface,
    "arxiv": lambda supply: supply.arxiv,
    "sample": _sample,
}
