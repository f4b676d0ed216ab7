"""What a person may be about to type: this channel's topics, and the titles of papers."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import structlog

from bot.answer.shelf import Shelf
from bot.errors import StorageError
from bot.model import Destination, PaperKey
from bot.ports import Clock, Source
from bot.search import SearchIndex
from bot.storage.store import Store

log = structlog.get_logger(__name__)

MOST = 25
"""What the tightest of the platforms shows."""

Named = tuple[str, PaperKey]
T = TypeVar("T")


class Suggestions:
    """A ``ports.Suggestions`` on the store and the search index. ``sources`` are those that are enabled, when asked."""

    def __init__(
        self, store: Store, index: SearchIndex, clock: Clock, sources: Callable[[], Sequence[Source]], shelf: Shelf
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock
        self._sources = sources
        self._shelf = shelf

    async def words(self, text: str, destination: Destination) -> Sequence[str]:
        """The channel's topics that contain ``text``, then the titles that may be meant by it."""
        topics = await self._asked(self._topics, text, destination)
        titles = [title for title, _ in await self.papers(text)]
        return _each_once([*topics, *titles])[:MOST]

    async def papers(self, text: str) -> Sequence[Named]:
        """The papers that may be meant by ``text``; those of the newest day where there is none."""
        return await self._asked(self._titles, text) if text.strip() else await self._asked(self._newest)

    async def _asked(self, ask: Callable[..., Sequence[T]], *given: object) -> Sequence[T]:
        """In a thread; nothing where the index is being rebuilt or the database cannot be read."""
        try:
            return await asyncio.to_thread(ask, *given)
        except StorageError as error:
            log.warning("nothing_suggested", problem=str(error))
            return ()

    def _topics(self, text: str, destination: Destination) -> list[str]:
        subscription = self._store.subscriptions.get(destination)
        topics = subscription.rules.include if subscription else ()
        return [topic.value for topic in topics if _folded(text) in _folded(topic.value)]

    def _titles(self, text: str) -> list[Named]:
        return self._index.titles(text, MOST)

    def _newest(self) -> list[Named]:
        now = self._clock.now()
        until = max((source.today(now) for source in self._sources()), default=now.date())
        day = self._store.papers.newest_day(until)
        found = self._shelf.trending(self._store.papers, day, day, now) if day else ()
        return [(paper.title, paper.key) for paper in found[:MOST]]


def _each_once(texts: Iterable[str]) -> list[str]:
    """What reads alike only where it comes first."""
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(_folded(text), text)
    return list(kept.values())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
