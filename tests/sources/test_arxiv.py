from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import SourceChanged, SourceUnavailable
from bot.ports import Lookup, Source
from bot.sources import arxiv
from bot.sources.arxiv import Arxiv
from bot.sources.http import Http
from tests.builders import NOW, TODAY
from tests.fakes import FakeClock
from tests.sources.arxiv_answers import REFUSAL, entry, feed, item, page
from tests.sources.replay_server import (
    HASTY,
    ReplayServer,
    Reply,
    by_query,
    cut_off,
    hang_up,
    never,
    reply,
    status,
    web_page,
)

FEED = "/rss/cs.CL+cs.LG"
QUERY = "/api/query"
MONDAY = TODAY - timedelta(days=1)
SATURDAY = date(2026, 2, 28)


def xml(text: str, code: int = 200) -> Reply:
    return reply(text, "application/xml", code)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def source(server: ReplayServer, clock: FakeClock) -> AsyncIterator[Arxiv]:
    async with Http("arxiv", clock, limits=HASTY, connections=1) as http:
        yield Arxiv(
            http, clock, categories=["cs.CL", "cs.LG"], rss_url=f"{server.url}/rss", api_url=f"{server.url}{QUERY}"
        )


async def test_the_feed_of_all_categories_is_one_request(source: Arxiv, server: ReplayServer):
    server.on(FEED, xml(feed(item("2603.00001v1"), item("2501.00002v3", "replace"))))
    first, second = sorted(await source.fetch(TODAY), key=lambda seen: seen.source_id, reverse=True)
    assert (first.source_id, first.day) == ("2603.00001", TODAY)
    assert (second.source_id, second.day, second.paper.version) == ("2501.00002", None, 3)
    assert [asked.path for asked in server.asked] == [FEED]


async def test_it_is_a_source_and_a_lookup(source: Arxiv):
    as_source: Source = source
    as_lookup: Lookup = source
    assert (as_source.name, as_lookup) == ("arxiv", source)


async def test_an_empty_feed_on_a_working_day_is_nothing_yet(source: Arxiv, server: ReplayServer):
    server.on(FEED, xml(feed()))
    assert source.expects(TODAY)
    assert await source.fetch(TODAY) == ()


async def test_at_weekends_nothing_is_expected_and_nobody_is_asked(source: Arxiv, server: ReplayServer):
    assert not source.expects(SATURDAY)
    assert await source.fetch(SATURDAY) == ()
    assert server.asked == []


async def test_just_after_midnight_the_feed_may_still_be_that_of_the_day_before(source: Arxiv, server: ReplayServer):
    server.on(FEED, xml(feed(item(), published="Mon, 02 Mar 2026 00:00:00 -0500")))
    assert [seen.day for seen in await source.fetch(TODAY)] == [MONDAY]


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 3, 3, 4, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 5, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_day_begins_at_midnight_in_new_york(source: Arxiv, now: datetime, today: date):
    assert source.today(now) == today


def test_the_working_days_of_the_window_are_worth_fetching_newest_first(source: Arxiv):
    assert source.days(NOW, 3) == [TODAY, MONDAY]
    assert source.days(datetime(2026, 3, 1, 12, tzinfo=UTC), 3) == [date(2026, 3, 1), date(2026, 2, 27)]


async def test_a_day_that_was_seen_is_not_asked_for_again(source: Arxiv, server: ReplayServer, clock: FakeClock):
    server.on(FEED, xml(feed(item())))
    await source.fetch(TODAY)
    clock.advance(days=1)
    assert await source.fetch(TODAY) == ()
    assert len(server.asked) == 1


async def test_a_day_that_was_missed_is_asked_by_its_hours_of_submission(source: Arxiv, server: ReplayServer):
    server.on(QUERY, xml(page([entry("2602.11111v1"), entry("2602.22222v1")])))
    assert [seen.day for seen in await source.fetch(MONDAY)] == [MONDAY, MONDAY]
    assert await source.fetch(MONDAY) == ()
    (asked,) = server.asked
    assert asked.query["search_query"] == "(cat:cs.CL OR cat:cs.LG) AND submittedDate:[202602261900 TO 202602271859]"


async def test_what_today_announces_was_not_announced_on_a_holiday_before(source: Arxiv, server: ReplayServer):
    server.on(FEED, xml(feed(item("2602.11111v1"))))
    server.on(QUERY, xml(page([entry("2602.11111v1"), entry("2602.22222v1")])))
    await source.fetch(TODAY)
    assert [seen.source_id for seen in await source.fetch(MONDAY)] == ["2602.22222"]


async def test_a_long_day_comes_in_pages(source: Arxiv, server: ReplayServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arxiv, "PAGE", 2)
    papers = [entry(f"2602.0000{number}v1") for number in range(1, 6)]

    def choose(query: Mapping[str, str]) -> Reply:
        start = int(query["start"])
        return xml(page(papers[start : start + int(query["max_results"])], total=5, start=start))

    server.on(QUERY, by_query(choose))
    assert len(await source.fetch(MONDAY)) == 5
    assert [asked.query["start"] for asked in server.asked] == ["0", "2", "4"]


async def test_a_feed_that_may_be_cut_is_asked_for_in_parts(
    source: Arxiv, server: ReplayServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arxiv, "FEED_LIMIT", 2)
    server.on(FEED, xml(feed(item("2603.00001v1"), item("2603.00002v1"))))
    server.on("/rss/cs.CL", xml(feed(item("2603.00001v1"), item("2603.00003v1", "cross"))))
    server.on("/rss/cs.LG", xml(feed(item("2603.00002v1"), item("2603.00001v1", "replace"))))
    told = {seen.source_id: seen.day for seen in await source.fetch(TODAY)}
    assert told == dict.fromkeys(["2603.00001", "2603.00002", "2603.00003"], TODAY)


@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(503, Retry_After="0"),
        status(500),
        never(),
        hang_up(),
        cut_off(feed(item())[:300].encode()),
        xml(feed(item())[:-20]),
        xml("Rate exceeded."),
        xml(""),
    ],
)
async def test_a_fault_that_passes_costs_nothing(source: Arxiv, server: ReplayServer, fault: Reply):
    server.on(FEED, fault, xml(feed(item())))
    assert len(await source.fetch(TODAY)) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (status(503), "answers 503 Service Unavailable"),
        (xml(feed(item())[:-20]), "answers with a feed that breaks off"),
        (xml("Rate exceeded."), "asks for patience"),
        (xml(" "), "answers with nothing"),
    ],
)
async def test_a_fault_that_stays_is_told_in_a_line(source: Arxiv, server: ReplayServer, fault: Reply, told: str):
    server.on(FEED, fault)
    with pytest.raises(SourceUnavailable, match=told):
        await source.fetch(TODAY)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (web_page(), "a web page where a feed was expected"),
        (reply("{}"), "application/json where a feed was expected"),
        (status(400), r"No feed for cs.CL, cs.LG: mend `sources.arxiv.categories`"),
        (status(404), r"No feed for cs.CL, cs.LG"),
    ],
)
async def test_what_will_not_pass_says_so_at_once(source: Arxiv, server: ReplayServer, fault: Reply, told: str):
    server.on(FEED, fault)
    with pytest.raises(SourceChanged, match=told):
        await source.fetch(TODAY)
    assert len(server.asked) == 1


async def test_papers_are_found_by_id_in_batches_of_a_hundred(source: Arxiv, server: ReplayServer):
    ids = [f"2602.{number:05d}" for number in range(1, 151)]
    server.on(QUERY, by_query(lambda query: xml(page([entry(f"{one}v1") for one in query["id_list"].split(",")]))))
    found = await source.by_ids([*ids, "2602.00001v3", "no id", "math.GT/0309136"])
    assert [seen.source_id for seen in found] == [*ids, "math/0309136"]
    assert all(seen.day is None for seen in found)
    assert [len(asked.query["id_list"].split(",")) for asked in server.asked] == [100, 51]
    assert [asked.query["max_results"] for asked in server.asked] == ["100", "51"]


async def test_no_ids_are_no_request(source: Arxiv, server: ReplayServer):
    assert await source.by_ids(["", "paper-17"]) == []
    assert server.asked == []


async def test_ids_that_arxiv_does_not_know_are_left_out(source: Arxiv, server: ReplayServer):
    server.on(QUERY, xml(page([entry("2602.00002v1")])))
    assert [seen.source_id for seen in await source.by_ids(["2602.00001", "2602.00002"])] == ["2602.00002"]


async def test_one_refused_id_does_not_hide_the_others(source: Arxiv, server: ReplayServer):
    def choose(query: Mapping[str, str]) -> Reply:
        ids = query["id_list"].split(",")
        return xml(REFUSAL, 400) if "2602.00003" in ids else xml(page([entry(f"{one}v1") for one in ids]))

    server.on(QUERY, by_query(choose))
    found = await source.by_ids([f"2602.0000{number}" for number in range(1, 6)])
    assert [seen.source_id[-1] for seen in found] == ["1", "2", "4", "5"]


async def test_a_page_that_counts_papers_and_holds_none_is_asked_for_again(source: Arxiv, server: ReplayServer):
    server.on(QUERY, xml(page([], total=1)), xml(page([entry()])))
    assert len(await source.by_ids(["2603.00001"])) == 1


async def test_a_category_is_searched_newest_first_and_announces_nothing(source: Arxiv, server: ReplayServer):
    server.on(QUERY, xml(page([entry()], total=900)))
    assert [seen.day for seen in await source.search_category("cs", limit=1)] == [None]
    query = server.asked[0].query
    assert query["search_query"] == "(cat:cs OR cat:cs.*)"
    assert (query["sortBy"], query["sortOrder"], query["max_results"]) == ("submittedDate", "descending", "1")


async def test_a_refused_search_tells_arxivs_reason(source: Arxiv, server: ReplayServer):
    server.on(QUERY, xml(REFUSAL, 400))
    with pytest.raises(SourceChanged, match="incorrect id format for x"):
        await source.search_category("cs.CL")


async def test_each_request_waits_for_its_turn_repeated_ones_too(server: ReplayServer, clock: FakeClock):
    turns: list[int] = []

    async def turn() -> None:
        turns.append(len(server.asked))

    server.on("/rss/cs.CL", status(503), xml(feed(item())))
    server.on(QUERY, xml(page([entry()])))
    async with Http("arxiv", clock, limits=HASTY, connections=1, turn=turn) as http:
        source = Arxiv(http, clock, categories=["cs.CL"], rss_url=f"{server.url}/rss/", api_url=f"{server.url}{QUERY}")
        await source.fetch(TODAY)
        await source.by_ids(["2603.00001"])
    assert turns == [0, 1, 2]
