"""Summaries by a model reach digests: written ahead, or begun with the post, or replaced by extracts that say so."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot import selection
from bot.ahead import EARLY, MORE, Ahead
from bot.compose import Voice
from bot.deliver import Deliver
from bot.document import PaperCard
from bot.model import Pause
from bot.model.spending import Spent
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.builders import ELSEWHERE, TODAY, a_paper, a_sighting, a_signal
from tests.deliver.scene import NINE, Scene
from tests.summarizers.model.made import ABSTRACT, GOOD, PAPER
from tests.summarizers.model.room import WritingRoom
from tests.summarizers.model.server import ModelServer, failure

BY_MODEL = "by the model tiny-1b; may be wrong"
LATE = "extract of the authors' abstract; the model's own was not ready in time"


class Morning(Scene):
    """A channel that wants summaries by a model, due at nine; it is twenty past eight."""

    def __init__(self, store: Store, server: ModelServer) -> None:
        super().__init__(store)
        self.clock.advance(minutes=20)
        self.model = WritingRoom(store, server, clock=self.clock)
        adapters = {self.platform.platform: self.platform}
        summarizers = {"model": self.model.scribe, "extractive": Extractive()}
        self.deliver = Deliver(
            store, adapters, [self.source], summarizers, self.clock, Voice(), "one", writer=self.model.scribe
        )
        self.ahead = Ahead(store, self.model.scribe, [self.source], self.clock)

    def papers(self, count: int) -> None:
        """So many papers of today, which all say the same."""
        for number in range(1, count + 1):
            paper = a_paper(f"2603.{number:05}", title=PAPER.title, abstract=ABSTRACT)
            self.store.papers.record([a_sighting(paper, TODAY, signal=a_signal(99 - number))])

    @property
    def labels(self) -> list[str]:
        """Of the summaries that were posted."""
        blocks = [block for post in self.platform.posts for block in post.document.blocks]
        return [block.summary_label for block in blocks if isinstance(block, PaperCard)]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        running.answers(GOOD)
        yield running


@pytest.fixture
async def morning(sqlite_store: Store, server: ModelServer) -> AsyncIterator[Morning]:
    made = Morning(sqlite_store, server)
    made.papers(1)
    yield made
    await made.model.close()


async def test_what_was_written_ahead_is_posted_and_nobody_is_asked_then(morning: Morning, server: ModelServer):
    morning.subscribe(summary="model")
    await morning.ahead.round()
    server.answers(failure(500))
    await morning.at_nine()
    assert morning.labels == [BY_MODEL]
    assert len(server.asked) == 1


async def test_a_list_that_came_late_is_summarized_with_the_post(morning: Morning, server: ModelServer):
    morning.subscribe(summary="model")
    await morning.at_nine()
    assert morning.labels == [BY_MODEL]
    assert len(server.asked) == 1


async def test_a_post_does_not_wait_for_a_slow_model_and_says_so(
    morning: Morning, server: ModelServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(selection, "SUMMARY_BUDGET", timedelta(milliseconds=50))
    morning.subscribe(summary="model")
    server.may_answer.clear()
    await morning.at_nine()
    assert morning.labels == [LATE]
    server.may_answer.set()
    await morning.model.scribe.finish()
    assert morning.store.summaries.cached([a_paper().key], morning.model.scribe.name), "it is there for the next one"


async def test_a_post_with_a_model_that_fails_has_extracts_that_say_so(morning: Morning, server: ModelServer):
    server.answers(failure(500))
    morning.subscribe(summary="model")
    await morning.at_nine()
    assert morning.labels == [LATE]


async def test_the_next_papers_are_written_too_and_no_more(morning: Morning, server: ModelServer):
    morning.papers(9)
    morning.subscribe(summary="model", count=3)
    await morning.ahead.round()
    assert len(server.asked) == 3 + MORE
    await morning.ahead.round()
    assert len(server.asked) == 3 + MORE


async def _other_summary(morning: Morning) -> None:
    morning.subscribe(summary="extractive")


async def _later(morning: Morning) -> None:
    morning.clock.time = NINE - EARLY - timedelta(seconds=1)
    morning.subscribe(summary="model")


async def _paused(morning: Morning) -> None:
    morning.store.subscriptions.pause(morning.subscribe(summary="model").id, Pause("someone asked"))


@pytest.mark.parametrize("arrange", [_other_summary, _later, _paused])
async def test_nothing_is_written_for_a_channel_that(
    morning: Morning, server: ModelServer, arrange: Callable[[Morning], Awaitable[None]]
):
    await arrange(morning)
    await morning.ahead.round()
    assert server.asked == []


async def test_a_summary_is_shared_and_whose_digest_is_due_first_pays(morning: Morning, server: ModelServer):
    morning.subscribe(summary="model")
    morning.subscribe(ELSEWHERE, summary="model")
    await morning.ahead.round()
    assert len(server.asked) == 1
    assert morning.model.spent.calls == 1


async def test_a_channel_with_extracts_is_not_told_of_models(morning: Morning):
    morning.subscribe(summary="extractive")
    await morning.at_nine()
    assert morning.labels == ["extract of the authors' abstract"]
    assert morning.model.spent == Spent()


async def test_a_list_that_somebody_reads_asks_no_model(morning: Morning, server: ModelServer):
    papers = morning.store.papers.many([a_paper().key]).values()
    summarizers = {"model": morning.model.scribe, "extractive": Extractive()}
    found = await selection.summarize(morning.store, summarizers, papers, "model")
    assert found[a_paper().key].provenance == LATE
    assert server.asked == []
