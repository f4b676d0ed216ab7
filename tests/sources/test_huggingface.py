from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.errors import SourceChanged, SourceUnavailable
from bot.ports import Source
from bot.sources.http import Http
from bot.sources.huggingface import HuggingFace, authorization
from tests.builders import NOW, TODAY
from tests.fakes import FakeClock
from tests.sources.huggingface_answers import Json, a_list, an_entry
from tests.sources.replay_server import (
    HASTY,
    ReplayServer,
    Reply,
    by_query,
    cut_off,
    json_reply,
    reply,
    status,
    web_page,
)

LIST = "/api/daily_papers"
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
async def source(server: ReplayServer) -> AsyncIterator[HuggingFace]:
    clock = FakeClock()
    async with Http("huggingface", clock, limits=HASTY) as http:
        yield HuggingFace(http, clock, base_url=server.url + "/")


def calendar_only() -> HuggingFace:
    return HuggingFace(Http("huggingface", FakeClock()), FakeClock())


def paged(papers: list[dict[str, Json]], *, most: int = 100) -> Reply:
    """The list as the API pages it: by ``limit`` (50 unless asked, ``most`` at most) and ``p`` from 0."""

    def page(query: Mapping[str, str]) -> Reply:
        size = min(int(query.get("limit", "50")), most)
        start = int(query.get("p", "0")) * size
        return json_reply(papers[start : start + size])

    return by_query(page)


def test_it_is_a_source():
    source: Source = calendar_only()
    assert source.name == "huggingface"


async def test_a_day_is_its_papers_in_order_with_their_votes_as_of_now(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply(a_list(3)))
    sightings = await source.fetch(TODAY)
    assert [(sighting.day, sighting.rank, sighting.seen_at) for sighting in sightings] == [
        (TODAY, 1, NOW),
        (TODAY, 2, NOW),
        (TODAY, 3, NOW),
    ]
    assert [sighting.signal and sighting.signal.votes for sighting in sightings] == [3, 2, 1]
    assert server.asked[0].query == {"date": "2026-03-03", "limit": "100", "p": "0"}


@pytest.mark.parametrize("count", [0, 1, 49, 50, 99, 100, 101, 250])
async def test_no_paper_of_a_busy_day_is_cut_off(server: ReplayServer, source: HuggingFace, count: int):
    server.on(LIST, paged(a_list(count)))
    sightings = await source.fetch(TODAY)
    assert [sighting.rank for sighting in sightings] == list(range(1, count + 1))
    assert len({sighting.paper.key for sighting in sightings}) == count


async def test_a_server_that_sends_fewer_than_asked_is_still_read_to_the_end(server: ReplayServer, source: HuggingFace):
    server.on(LIST, paged(a_list(120), most=50))
    assert len(await source.fetch(TODAY)) == 120


async def test_a_server_that_ignores_the_page_is_asked_no_more_than_twice(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply(a_list(100)))
    assert len(await source.fetch(TODAY)) == 100
    assert len(server.asked) == 2


async def test_a_paper_that_moves_to_the_next_page_meanwhile_counts_once(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply(a_list(100)), json_reply(a_list(20, start=100)))
    sightings = await source.fetch(TODAY)
    assert [sighting.rank for sighting in sightings] == list(range(1, 120))


async def test_a_list_without_end_is_left(server: ReplayServer, source: HuggingFace):
    server.on(LIST, by_query(lambda query: json_reply(a_list(60, start=100 * int(query["p"]) + 1))))
    with pytest.raises(SourceChanged, match="The list has no end"):
        await source.fetch(TODAY)


@pytest.mark.parametrize("day", [TODAY, TOMORROW, date(2026, 2, 28)], ids=["today", "tomorrow", "a Saturday"])
async def test_a_day_that_has_not_begun_for_the_api_has_no_papers_yet(
    server: ReplayServer, source: HuggingFace, day: date
):
    server.on(LIST, status(400))
    assert list(await source.fetch(day)) == []


async def test_a_past_working_day_that_the_api_refuses_is_an_error_and_not_an_empty_day(
    server: ReplayServer, source: HuggingFace
):
    server.on(LIST, status(400))
    with pytest.raises(SourceChanged, match="answers 400 Bad Request to /api/daily_papers"):
        await source.fetch(YESTERDAY)


async def test_one_malformed_entry_is_logged_and_loses_nothing_else(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply([an_entry("2603.00001"), {"paper": None}, an_entry("2603.00002")]))
    with capture_logs() as logs:
        assert len(await source.fetch(TODAY)) == 2
    assert [(line["event"], line["problem"], line["day"]) for line in logs] == [
        ("entry_left_out", "Entry 2 names no paper and was left out.", "2026-03-03")
    ]


async def test_a_list_in_which_nothing_names_a_paper_is_an_error(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply([{"article": 1}, {"article": 2}]))
    with pytest.raises(SourceChanged, match="None of the 2 entries of the answer names a paper"):
        await source.fetch(TODAY)


FAULTS: dict[str, tuple[Reply, type[Exception], str]] = {
    "429": (status(429, Retry_After="900"), SourceUnavailable, "asks to wait 900 s"),
    "500": (status(500), SourceUnavailable, "500 Internal Server Error"),
    "truncated JSON": (reply('[{"paper": {"id'), SourceUnavailable, "breaks off"),
    "cut off": (cut_off(b"["), SourceUnavailable, "broke off"),
    "a web page": (web_page(), SourceChanged, "web page where JSON was expected"),
    "another shape": (json_reply({"papers": []}), SourceChanged, "an object where a list of papers was expected"),
    "its own error": (json_reply({"error": "Down for repair"}), SourceChanged, "Down for repair"),
}


@pytest.mark.parametrize(("fault", "kind", "line"), FAULTS.values(), ids=FAULTS)
async def test_each_fault_is_a_clear_line_and_the_next_round_loses_nothing(
    server: ReplayServer, source: HuggingFace, fault: Reply, kind: type[Exception], line: str
):
    server.on(LIST, fault)
    with pytest.raises(kind, match=line) as raised:
        await source.fetch(TODAY)
    assert "\n" not in str(raised.value)
    server.on(LIST, json_reply(a_list(5)))
    assert len(await source.fetch(TODAY)) == 5


async def test_a_fault_on_the_second_page_passes_without_loss(server: ReplayServer, source: HuggingFace):
    server.on(LIST, json_reply(a_list(100)), status(503), json_reply(a_list(7, start=101)))
    assert len(await source.fetch(TODAY)) == 107


@pytest.mark.parametrize(
    ("ask", "query"),
    [
        (lambda source: source.week("2026-W10"), {"week": "2026-W10", "limit": "100", "p": "0"}),
        (lambda source: source.month("2026-03"), {"month": "2026-03", "limit": "100", "p": "0"}),
        (lambda source: source.trending(20), {"sort": "trending", "limit": "20"}),
    ],
    ids=["week", "month", "trending"],
)
async def test_a_list_over_days_names_the_day_of_each_paper(
    server: ReplayServer, source: HuggingFace, ask: Callable[[HuggingFace], Json], query: Mapping[str, str]
):
    earlier = an_entry("2603.00002", submittedOnDailyAt="2026-03-02T09:15:00.000Z")
    server.on(LIST, json_reply([an_entry("2603.00001"), earlier]))
    sightings = await ask(source)
    assert [(sighting.source_id, sighting.day, sighting.rank) for sighting in sightings] == [
        ("2603.00001", TODAY, None),
        ("2603.00002", YESTERDAY, None),
    ]
    assert server.asked[0].query == query


async def test_a_week_or_month_that_the_api_does_not_know_is_empty(server: ReplayServer, source: HuggingFace):
    server.on(LIST, status(400))
    assert list(await source.week("2026-W53")) == []
    assert list(await source.month("2031-01")) == []


async def test_one_paper_is_looked_up_without_being_announced(server: ReplayServer, source: HuggingFace):
    server.on("/api/papers/2603.00001", json_reply(an_entry()["paper"]))
    sighting = await source.detail("2603.00001")
    assert sighting is not None
    assert (sighting.paper.key, sighting.day) == ("arxiv:2603.00001", None)


async def test_a_paper_that_hugging_face_does_not_have_is_none(server: ReplayServer, source: HuggingFace):
    assert await source.detail("2603.99999") is None
    assert await source.detail("../../settings?x=1#y") is None
    assert [asked.path for asked in server.asked] == ["/api/papers/2603.99999", "/api/papers/../../settings?x=1#y"]


async def test_an_answer_about_a_paper_that_names_none_is_an_error(server: ReplayServer, source: HuggingFace):
    server.on("/api/papers/2603.00001", json_reply({"title": "Whose?"}))
    with pytest.raises(SourceChanged, match="names no paper"):
        await source.detail("2603.00001")


async def test_a_token_is_sent_as_the_hub_wants_it(server: ReplayServer):
    server.on(LIST, json_reply([]))
    async with Http("huggingface", FakeClock(), limits=HASTY, headers=authorization("hf_secret")) as http:
        await HuggingFace(http, FakeClock(), base_url=server.url).fetch(TODAY)
    assert server.asked[0].headers["Authorization"] == "Bearer hf_secret"


def test_its_day_is_the_utc_date():
    assert calendar_only().today(datetime.fromisoformat("2026-03-03T23:30:00-05:00")) == date(2026, 3, 4)


def test_no_list_is_expected_at_the_weekend():
    assert [calendar_only().expects(date(2026, 3, 2) + timedelta(days=day)) for day in range(7)] == [True] * 5 + [
        False
    ] * 2


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-03-04", ["2026-03-04", "2026-03-03", "2026-03-02"]),
        ("2026-03-02", ["2026-03-02", "2026-02-27", "2026-02-26"]),
        ("2026-03-01", ["2026-03-01", "2026-02-27", "2026-02-26"]),
        ("2026-02-28", ["2026-02-28", "2026-02-27", "2026-02-26"]),
    ],
    ids=["Wednesday", "Monday", "Sunday", "Saturday"],
)
def test_the_days_worth_fetching_reach_over_the_weekend(today: str, days: list[str]):
    now = datetime.fromisoformat(today + "T08:00:00").replace(tzinfo=UTC)
    assert [day.isoformat() for day in calendar_only().days(now, 3)] == days


@given(st.datetimes(datetime(2023, 5, 4), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(1, 60))  # noqa: DTZ001 - Hypothesis adds the zone itself
def test_the_days_of_a_window_begin_today_and_leave_no_list_of_the_window_out(now: datetime, window: int):
    source = calendar_only()
    days = source.days(now, window)
    assert days[0] == now.date()
    assert list(days) == sorted(set(days), reverse=True)
    in_window = {now.date() - timedelta(days=back) for back in range(window)}
    assert {day for day in in_window if source.expects(day)} <= set(days)
