from datetime import timedelta
from pathlib import Path

import pytest

from bot.collect import Collect, DayReport
from bot.errors import SourceChanged, SourceUnavailable
from bot.model import DayState
from bot.ports import NoMeter, RoundOutcome
from bot.search import Query, SearchIndex
from bot.storage.store import Store
from tests.builders import NOW, TODAY, a_paper, a_sighting
from tests.fakes import FakeClock, FakeLookup, FakeSource

YESTERDAY = TODAY - timedelta(days=1)
DOWN = SourceUnavailable("huggingface", "example.org answers 503 Service Unavailable.")


@pytest.fixture
def index(tmp_path: Path):
    index = SearchIndex(tmp_path / "index")
    yield index
    index.close()


def collector(store: Store, index: SearchIndex, *sources: FakeSource, lookup: FakeLookup | None = None) -> Collect:
    return Collect(store, index, sources, FakeClock(), lookup=lookup)


async def test_what_a_source_announces_is_stored_and_can_be_searched(store: Store, index: SearchIndex):
    paper = a_paper(title="Diffusion Language Models")
    source = FakeSource(days={TODAY: [a_sighting(paper)]})

    reports = await collector(store, index, source).round()

    assert [(report.day.state, report.new) for report in reports if report.day.day == TODAY] == [(DayState.FRESH, 1)]
    assert store.papers.get(paper.key) is not None
    assert [hit.key for hit in index.search(Query("diffusion")).hits] == [paper.key]


async def test_the_days_of_the_window_are_fetched_newest_first(store: Store, index: SearchIndex):
    source = FakeSource()

    await collector(store, index, source).round()

    assert source.asked == [TODAY, YESTERDAY, TODAY - timedelta(days=2)]


async def test_a_source_that_fails_stops_no_other(store: Store, index: SearchIndex):
    broken = FakeSource("arxiv", {TODAY: DOWN, YESTERDAY: DOWN})
    sound = FakeSource(days={TODAY: [a_sighting()]})

    await collector(store, index, broken, sound).round()

    assert store.papers.count() == 1
    failed = store.sources.day("arxiv", TODAY)
    assert failed is not None
    assert (failed.state, failed.problem, failed.failing_since) == (DayState.FAILED, DOWN.message, NOW)


async def test_one_bad_day_costs_only_that_day(store: Store, index: SearchIndex):
    source = FakeSource(days={TODAY: SourceChanged("huggingface", "no list."), YESTERDAY: [a_sighting(day=YESTERDAY)]})

    await collector(store, index, source).round()

    assert store.papers.count() == 1


async def test_a_bug_in_one_source_stops_no_other_and_is_shown(store: Store, index: SearchIndex):
    buggy = FakeSource("arxiv", {TODAY: ZeroDivisionError("boom")})
    sound = FakeSource(days={TODAY: [a_sighting()]})

    await collector(store, index, buggy, sound).round()

    assert store.papers.count() == 1
    failed = store.sources.day("arxiv", TODAY)
    assert failed is not None
    assert failed.problem is not None
    assert "log" in failed.problem


async def test_an_empty_list_on_a_working_morning_is_waited_for(store: Store, index: SearchIndex):
    await collector(store, index, FakeSource()).round()

    day = store.sources.day("huggingface", TODAY)
    assert day is not None
    assert day.state in {DayState.WAITING, DayState.STALLED}


async def test_votes_of_a_second_round_become_a_series(store: Store, index: SearchIndex):
    paper = a_paper()
    source = FakeSource(days={TODAY: [a_sighting(paper)]})
    collect = collector(store, index, source)
    await collect.round()
    later = a_sighting(paper)
    assert later.signal is not None
    source.by_day[TODAY] = [
        a_sighting(paper, signal=type(later.signal)("huggingface", NOW + timedelta(hours=1), votes=25))
    ]

    await collect.round()

    assert [signal.votes for signal in store.papers.signals(paper.key)] == [10, 25]


async def test_papers_known_only_by_their_id_are_looked_up(store: Store, index: SearchIndex):
    bare = a_paper(abstract="")
    whole = a_sighting(a_paper(abstract="Now it is known."), day=None, source="arxiv", signal=None)
    lookup = FakeLookup({"2603.00001": whole})

    await collector(store, index, FakeSource(days={TODAY: [a_sighting(bare)]}), lookup=lookup).round()

    stored = store.papers.get(bare.key)
    assert stored is not None
    assert stored.abstract == "Now it is known."


async def test_a_look_up_that_fails_costs_nothing(store: Store, index: SearchIndex):
    source = FakeSource(days={TODAY: [a_sighting(a_paper(abstract=""))]})

    await collector(store, index, source, lookup=FakeLookup(SourceUnavailable("arxiv", "busy."))).round()

    assert store.papers.count() == 1


async def test_each_day_is_reported_as_it_is_done(store: Store, index: SearchIndex):
    seen: list[DayReport] = []

    reports = await collector(store, index, FakeSource(days={TODAY: [a_sighting()]})).round(seen.append)

    assert seen == reports
    assert len(seen) == 3


class CountingMeter(NoMeter):
    """Notes how rounds ended."""

    def __init__(self) -> None:
        self.rounds: list[str] = []

    def collected(self, outcome: RoundOutcome) -> None:
        self.rounds.append(outcome)


async def test_whoever_watches_is_told_how_each_round_ended(store: Store, index: SearchIndex):
    broken, sound = FakeSource("arxiv", {TODAY: DOWN}), FakeSource()
    meter = CountingMeter()

    for sources in ([sound], [sound, broken], [broken]):
        await Collect(store, index, sources, FakeClock(), meter=meter).round()

    assert meter.rounds == ["ok", "partial", "failed"]
