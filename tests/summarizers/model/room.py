"""A store with papers, an endpoint, and a scribe that has it write."""

from typing import Any

from bot.model import Paper, Summary
from bot.model.spending import Cost, Prices, Spent
from bot.ports import NoMeter
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from bot.summarizers.model.client import Endpoint
from bot.summarizers.model.scribe import Scribe
from bot.summarizers.model.till import Till
from tests.builders import HERE, a_sighting
from tests.fakes import FakeClock
from tests.summarizers.model.made import PAPER
from tests.summarizers.model.server import ModelServer

PRICES = Prices(1_000_000, 2_000_000)
"""One and two units of money for a million tokens: a token that is read costs a millionth."""
PLENTY = Cost(1_000_000, 1_000_000)


class Counting(NoMeter):
    """Counts what asking came to."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.paid = (0, 0, 0)

    def asked(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def spent(self, tokens_in: int, tokens_out: int, micros: int) -> None:
        self.paid = (self.paid[0] + tokens_in, self.paid[1] + tokens_out, self.paid[2] + micros)


class WritingRoom:
    """One process of an installation that has a model."""

    def __init__(
        self,
        store: Store,
        server: ModelServer,
        *,
        clock: FakeClock | None = None,
        allowed: Cost = PLENTY,
        **wiring: Any,
    ) -> None:
        self.store = store
        self.clock = clock or FakeClock()
        self.meter = Counting()
        endpoint = Endpoint(server.wiring(**wiring))
        self.till = Till(endpoint, store.spending, PRICES, allowed, self.clock, self.meter)
        self.scribe = Scribe(self.till, store.summaries, Extractive(), "English")

    def collected(self, paper: Paper = PAPER) -> Paper:
        self.store.papers.record([a_sighting(paper)])
        return self.store.papers.many([paper.key])[paper.key]

    async def written(self, *papers: Paper) -> list[Summary | None]:
        """What is kept of each after all was written."""
        self.scribe.begin(papers, HERE)
        await self.scribe.finish()
        kept = self.store.summaries.cached([paper.key for paper in papers], self.scribe.name)
        return [kept.get(paper.key) for paper in papers]

    @property
    def spent(self) -> Spent:
        """Today, by the workspace."""
        return self.store.spending.of((HERE.platform, HERE.workspace), self.clock.now().date())

    async def close(self) -> None:
        await self.scribe.disconnect()
