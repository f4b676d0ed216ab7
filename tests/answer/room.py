"""A channel to ask in: a real database, a real index, a clock that stands still at eight on a Tuesday."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.answer import Answer, Check, Desk
from bot.commands import Caller, Command
from bot.compose import Voice
from bot.document import Actions, Document, PaperCard
from bot.model import Paper, Rules, Schedule
from bot.search import SearchIndex
from bot.storage.store import Store
from tests.builders import TODAY, a_caller, a_paper, a_sighting, a_signal
from tests.compose.plain import plain
from tests.fakes import FakeClock, FakeSource, FakeSummarizer

BERLIN = Schedule(zone="Europe/Berlin")


class Room:
    """Asks as ``a_caller``, who may manage the channel, unless a test says otherwise."""

    def __init__(self, store: Store, folder: Path, checks: Sequence[Check] = ()) -> None:
        self.store = store
        self.clock = FakeClock()
        self.source = FakeSource()
        self.index_folder = folder / "index"
        self.index = SearchIndex(self.index_folder)
        self.desk = Desk(
            store=store,
            index=self.index,
            clock=self.clock,
            summarizers={"extractive": FakeSummarizer()},
            sources=[self.source],
            voice=Voice(sources={"huggingface": "Hugging Face Daily"}, managers={"console": "the one who runs it"}),
            rules=Rules(),
            schedule=BERLIN,
            checks=checks,
        )
        self.answer = Answer(self.desk)

    def announce(self, *papers: Paper | str, day: date = TODAY, votes: int = 10) -> None:
        """Papers of ``day``, stored and indexed."""
        known = [a_paper(paper) if isinstance(paper, str) else paper for paper in papers]
        self.store.papers.record([a_sighting(paper, day, signal=a_signal(votes)) for paper in known])
        self.index.catch_up(self.store.papers)

    async def ask(self, command: Command, caller: Caller | None = None, **changes: object) -> Document:
        return await self.answer(command, caller or a_caller(**changes))

    async def read(self, command: Command, **changes: object) -> str:
        """The answer as text."""
        return plain(await self.ask(command, **changes))


def keys(document: Document) -> list[str]:
    """The papers of a list, in its order."""
    return [block.key for block in document.blocks if isinstance(block, PaperCard)]


def offered(document: Document) -> dict[str, Command]:
    """The buttons below a document, by label."""
    rows = (block for block in document.blocks if isinstance(block, Actions))
    return {button.label: button.command for row in rows for button in row.buttons}
