import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot import selection
from bot.model import Cadence, DayState, Paper, Pick, Rules, Schedule, SourceDay, Summary
from bot.selection import asked, choose, dress, entries, source_days, summarize, window_of
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, TODAY, a_paper, a_sighting, a_subscription
from tests.fakes import FakeSource, FakeSummarizer

DAILY = a_subscription(schedule=Schedule(at=NOW.time()))
MONDAY = date(2026, 3, 2)


class OldSource(FakeSource):
    """Its newest day lies weeks back, as the sample's does."""

    def today(self, now: datetime) -> date:
        return now.date() - timedelta(days=40)


class FailingSummarizer(FakeSummarizer):
    name = "failing"

    async def summarize(self, paper: Paper) -> Summary | None:
        raise RuntimeError(paper.key)


class SilentSummarizer(FakeSummarizer):
    name = "silent"

    async def summarize(self, paper: Paper) -> Summary | None:
        del paper


class EndlessSummarizer(FakeSummarizer):
    name = "endless"

    async def summarize(self, paper: Paper) -> Summary | None:
        del paper
        await asyncio.Event().wait()


def at(day: date) -> datetime:
    return datetime.combine(day, NOW.time(), UTC)


def test_a_window_is_at_least_as_wide_as_the_subscription_asks():
    window = window_of(DAILY, NOW, NOW, [FakeSource()])
    assert (window.first, window.last) == (TODAY - timedelta(days=2), TODAY)


def test_mondays_window_reaches_back_over_the_weekend_whatever_the_subscription_asks():
    narrow = replace(DAILY, rules=Rules(window_days=1))
    window = window_of(narrow, at(MONDAY), at(MONDAY), [FakeSource()])
    assert (window.first, window.last) == (date(2026, 2, 27), MONDAY)


def test_a_late_post_holds_the_newest_papers_too():
    window = window_of(DAILY, at(MONDAY), at(MONDAY + timedelta(days=2)), [FakeSource()])
    assert (window.first, window.last) == (date(2026, 2, 27), date(2026, 3, 4))


def test_a_month_is_that_month_and_nothing_else():
    monthly = replace(DAILY, schedule=Schedule(at=NOW.time(), cadence="monthly"))
    window = window_of(monthly, at(date(2026, 3, 1)), NOW, [FakeSource()])
    assert (window.first, window.last) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("cadence", "occurrence", "days"),
    [("daily", NOW, 3), ("weekly", at(MONDAY), 8), ("monthly", at(date(2026, 3, 1)), 28)],
)
def test_a_source_whose_days_lie_in_the_past_is_read_at_the_same_width(
    cadence: Cadence, occurrence: datetime, days: int
):
    subscription = replace(DAILY, schedule=Schedule(at=NOW.time(), cadence=cadence))
    window = window_of(subscription, occurrence, NOW, [OldSource()])
    assert (window.last, window.days) == (TODAY - timedelta(days=40), days)


def test_only_the_asked_sources_count():
    sources = [FakeSource(), OldSource("sample")]
    assert asked(Rules(), sources) == sources
    assert asked(Rules(sources=("sample",)), sources) == sources[1:]
    sample_only = replace(DAILY, rules=Rules(sources=("sample",)))
    assert window_of(sample_only, NOW, NOW, sources).last == TODAY - timedelta(days=40)


def test_without_any_source_the_day_is_that_of_utc():
    assert window_of(DAILY, NOW, NOW, []).last == TODAY


def test_a_digest_holds_what_is_new_to_its_channel_and_how_the_sources_are(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in range(3)])
    day = SourceDay("huggingface", TODAY, DayState.FRESH, NOW, papers=3)
    sqlite_store.sources.record_day(day)
    made = sqlite_store.subscriptions.add(HERE, "#ml", Schedule(), Rules(), "U1", NOW, NOW)
    digest = choose(sqlite_store, made, NOW, NOW, [FakeSource()])
    assert (len(digest.picks), digest.considered, digest.source_days) == (3, 3, (day,))
    assert choose(sqlite_store, replace(made, destination=ELSEWHERE), NOW, NOW, [FakeSource()]) == digest


def test_a_day_that_nobody_looked_at_is_waiting_or_quiet_as_the_calendar_says(sqlite_store: Store):
    saturday = NOW + timedelta(days=4)
    states = [source_days(sqlite_store, Rules(), now, [FakeSource()])[0].state for now in (NOW, saturday)]
    assert states == [DayState.WAITING, DayState.QUIET]


def test_a_day_whose_papers_were_imported_is_fresh_though_nobody_looked_at_it(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting()])
    (day,) = source_days(sqlite_store, Rules(), NOW, [FakeSource()])
    assert (day.state, day.papers) == (DayState.FRESH, 1)


def test_entries_keep_the_order_of_the_picks_and_leave_out_what_is_gone(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in (1, 2)])
    picks = [Pick("arxiv:2603.00002", 2.0, ("41 votes",)), Pick("arxiv:9", 1.5), Pick("arxiv:2603.00001", 1.0)]
    made = entries(sqlite_store.papers.many([pick.key for pick in picks]), picks)
    assert [(entry.number, entry.paper.key) for entry in made] == [(1, "arxiv:2603.00002"), (2, "arxiv:2603.00001")]
    assert made[0].reasons == ("41 votes",)


async def test_a_digest_is_dressed_with_summaries(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting()])
    (entry,) = await dress(sqlite_store, [Pick(a_paper().key, 1.0)], {"extractive": FakeSummarizer()}, "extractive")
    assert entry.summary
    assert entry.summary.provenance == "the first words"


async def test_a_summary_is_made_once(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting()])
    first = await summarize(sqlite_store, {"extractive": FakeSummarizer()}, [a_paper()], "extractive")
    again = FailingSummarizer()
    again.name = FakeSummarizer.name
    assert await summarize(sqlite_store, {"extractive": again}, [a_paper()], "extractive") == first


async def test_where_a_summarizer_has_nothing_the_next_one_steps_in(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting()])
    summarizers = {"huggingface": SilentSummarizer(), "extractive": FakeSummarizer()}
    found = await summarize(sqlite_store, summarizers, [a_paper()], "huggingface")
    assert found[a_paper().key].provenance == "the first words"


async def test_a_summarizer_that_breaks_is_logged_and_replaced(sqlite_store: Store):
    sqlite_store.papers.record([a_sighting()])
    summarizers = {"extractive": FailingSummarizer(), "abstract": FakeSummarizer()}
    with capture_logs() as logs:
        found = await summarize(sqlite_store, summarizers, [a_paper()], "extractive")
    assert list(found) == [a_paper().key]
    assert [entry["event"] for entry in logs] == ["summary_failed"]


async def test_a_model_that_takes_too_long_is_not_waited_for(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(selection, "SUMMARY_BUDGET", timedelta(0))
    sqlite_store.papers.record([a_sighting()])
    summarizers = {"huggingface": EndlessSummarizer(), "extractive": FakeSummarizer()}
    with capture_logs() as logs:
        found = await summarize(sqlite_store, summarizers, [a_paper()], "huggingface")
    assert found[a_paper().key].provenance == "the first words"
    assert [entry["event"] for entry in logs] == ["summary_too_late"]


async def test_a_paper_without_an_abstract_has_no_summary(sqlite_store: Store):
    paper = a_paper(abstract="")
    sqlite_store.papers.record([a_sighting(paper)])
    assert await summarize(sqlite_store, {"extractive": FakeSummarizer()}, [paper], "extractive") == {}


def test_a_day_that_nobody_looked_at_says_so(sqlite_store: Store):
    (day,) = source_days(sqlite_store, Rules(), NOW, [FakeSource()])
    assert (day.state, day.asked) == (DayState.WAITING, False)
    sqlite_store.sources.record_day(replace(day, asked=True))
    assert source_days(sqlite_store, Rules(), NOW, [FakeSource()])[0].asked
