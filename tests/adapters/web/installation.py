"""A real installation to read from: the sample papers in a real store, indexed, and the real library."""

from datetime import UTC, datetime
from pathlib import Path

from bot.answer import Desk
from bot.library import Library
from bot.model import Rules, Schedule
from bot.search import SearchIndex
from bot.sources.sample import Sample
from bot.storage.store import Store
from bot.suggestions import Suggestions
from bot.summarizers.extractive import Extractive
from tests.adapters.web.reading_room import VOICE
from tests.fakes import FakeClock

MORNING = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
"""A Friday, the day after the newest of the sample."""
NEWEST = "2026-04-30"


class Installation:
    """What the core of one process is made of."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.clock = FakeClock(MORNING)
        self.index = SearchIndex(folder / "index")
        self.sample = Sample()
        self.desk = Desk(
            store=store,
            index=self.index,
            clock=self.clock,
            summarizers={"extractive": Extractive()},
            sources=[self.sample],
            voice=VOICE,
            rules=Rules(),
            schedule=Schedule(),
        )
        suggestions = Suggestions(store, self.index, self.clock, lambda: [self.sample], self.desk.shelf)
        self.library = Library(self.desk, suggestions)

    async def collect(self) -> None:
        """All days of the sample, as ``collect`` would store them."""
        for day in self.sample.days(MORNING, 30):
            self.store.papers.record(await self.sample.fetch(day))
        self.index.catch_up(self.store.papers)

    def close(self) -> None:
        self.index.close()
