"""Feeds as a feed reader sees them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from adapters.web import feeds
from bot.document import Document
from bot.model import Destination
from bot.model.library import PaperLine, PostedDigest
from tests.adapters.scenes import DIGEST
from tests.adapters.web.reading_room import OPTIONS, SITE, FakeLibrary, FakeLinks, papers_of_two_days, reading, token
from tests.builders import NOW, TODAY, a_paper
from tests.fakes import FakeClock

CHANNEL = Destination("slack", "T1", "C1")


def read(xml: str) -> Any:
    """A feed as it is understood; nothing in it may need guessing."""
    found = feedparser.parse(xml.encode())
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    assert all(found.feed.get(name) for name in ("id", "title", "updated", "link"))
    for entry in found.entries:
        assert all(entry.get(name) for name in ("id", "title", "updated", "link", "content")), entry
    assert len({entry.id for entry in found.entries}) == len(found.entries)
    return found


async def fetched(reader: ClientSession, path: str) -> Any:
    answer = await reader.get(path)
    assert answer.status == 200, await answer.text()
    assert answer.content_type == "application/atom+xml"
    return read(await answer.text())


async def test_trending_papers_are_entries_the_newest_day_first(library: FakeLibrary):
    async with reading(library) as reader:
        feed = await fetched(reader, "/feeds/trending.atom")

    assert [entry.title for entry in feed.entries] == [
        "Sparse Attention at Scale",
        "Ladders of Noise",
        "Small Models That Ask Back",
    ]
    first = feed.entries[0]
    assert first.link == f"{SITE}/paper/arxiv:2603.00001"
    assert first.id == "tag:papers.example.org,2026:paper/arxiv:2603.00001"
    assert first.updated == "2026-03-03T12:00:00Z"
    assert [author.name for author in first.authors] == ["Ada Lovelace", "Alan Turing"]
    assert "Much is known about this." in first.content[0].value
    assert "extract of the authors" in first.content[0].value


async def test_only_days_that_are_over_are_entries_of_the_feed_of_days(library: FakeLibrary):
    clock = FakeClock()
    async with reading(library, clock=clock) as reader:
        before = await fetched(reader, "/feeds/days.atom")
        clock.advance(days=1)
        after = await fetched(reader, "/feeds/days.atom")

    assert [entry.title for entry in before.entries] == ["1 paper of Mon 2 Mar 2026"]
    assert [entry.title for entry in after.entries] == ["2 papers of Tue 3 Mar 2026", "1 paper of Mon 2 Mar 2026"]
    assert after.entries[0].updated == "2026-03-04T00:00:00Z"
    assert "(41 votes)" in after.entries[0].content[0].value


async def test_more_votes_do_not_make_an_entry_unread(library: FakeLibrary):
    clock = FakeClock()
    async with reading(library, clock=clock) as reader:
        before = await fetched(reader, "/feeds/trending.atom")
        library.papers = [replace(paper, votes=(paper.votes or 0) + 100) for paper in library.papers]
        library.version += 1
        clock.advance(minutes=5)
        after = await fetched(reader, "/feeds/trending.atom")

    assert [(e.id, e.updated, e.content[0].value) for e in before.entries] == [
        (e.id, e.updated, e.content[0].value) for e in after.entries
    ]


async def test_a_search_is_a_feed_newest_first(library: FakeLibrary):
    async with reading(library) as reader:
        feed = await fetched(reader, "/feeds/search.atom?q=noise&author=ada")

    assert library.asked == ["search noise ada None None new 1"]
    assert feed.feed.title == "Papers: noise by ada"
    assert feed.feed.link == f"{SITE}/search?q=noise&author=ada&sort=new"
    assert [entry.title for entry in feed.entries] == ["Ladders of Noise"]


async def test_a_feed_of_a_search_for_nothing_says_what_it_needs(library: FakeLibrary):
    async with reading(library) as reader:
        answer = await reader.get("/feeds/search.atom")

        assert answer.status == 404
        assert "?q=sparse+attention" in await answer.text()


async def test_a_feed_of_nothing_is_a_feed():
    async with reading(FakeLibrary()) as reader:
        assert (await fetched(reader, "/feeds/trending.atom")).entries == []


@pytest.fixture
def posted(library: FakeLibrary) -> FakeLibrary:
    library.posted = {"k1": DIGEST, "k2": Document("Second")}
    library.channels = {
        CHANNEL: [
            PostedDigest("k2", "Papers for #ml · Tue 3 Mar", NOW),
            PostedDigest("gone", "Papers for #ml · Mon 2 Mar", NOW - timedelta(days=1)),
            PostedDigest("k1", "Papers for #ml · Fri 27 Feb", NOW - timedelta(days=4)),
        ]
    }
    return library


async def test_the_digests_of_a_channel_are_a_feed_for_whoever_has_its_link(posted: FakeLibrary):
    path = FakeLinks().feed(CHANNEL).removeprefix(SITE)
    async with reading(posted) as reader:
        feed = await fetched(reader, path)
        answer = await reader.get(path)

    assert [entry.title for entry in feed.entries] == ["Papers for #ml · Tue 3 Mar", "Papers for #ml · Fri 27 Feb"]
    assert [entry.id for entry in feed.entries] == [
        "tag:papers.example.org,2026:digest/k2",
        "tag:papers.example.org,2026:digest/k1",
    ]
    assert feed.entries[1].link == FakeLinks().of("digest", "k1")
    assert f'href="{SITE}/paper/arxiv:2603.00001"' in feed.entries[1].content[0].value
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("told", ["x", token("digest", "slack/T1/C1"), token("settings", "slack/T1/C1")])
async def test_nobody_guesses_their_way_to_the_digests_of_a_channel(posted: FakeLibrary, told: str):
    async with reading(posted) as reader:
        assert (await reader.get(f"/feeds/digests/{told}.atom")).status == 404


async def test_where_digests_are_not_shown_there_is_no_feed_of_them(posted: FakeLibrary):
    path = FakeLinks().feed(CHANNEL).removeprefix(SITE)
    async with reading(posted, replace(OPTIONS, permalinks="off")) as reader:
        assert (await reader.get(path)).status == 404


@given(st.text(), st.text(), st.text(min_size=1, max_size=30))
def test_any_text_is_an_entry_and_nothing_but_text(title: str, abstract: str, category: str):
    paper = a_paper(title=title or "x", abstract=abstract, authors=(abstract[:50],), categories=(category,))
    entry = feeds.of_paper(PaperLine(paper, snippet=abstract), SITE)

    found = feedparser.parse(feeds.atom(feeds.Feed(title or "x", "/f", "/", (entry,)), SITE).encode())

    assert not found.bozo, found.bozo_exception
    assert len(found.entries) == 1


def test_a_paper_without_a_day_takes_that_of_its_list_else_the_beginning_of_time():
    line = PaperLine(papers_of_two_days()[0])
    without = replace(line, paper=replace(line.paper, announced_on=None))

    assert feeds.of_paper(without, SITE, date(2026, 3, 5)).updated == datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert feeds.of_paper(without, SITE).updated == feeds.NEVER
    assert feeds.of_paper(line, SITE, date(2026, 3, 5)).updated.date() == TODAY
