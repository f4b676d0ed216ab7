"""Posted digests under their permalinks: for whom the installation, or a signed link, allows it."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tests.adapters.scenes import DIGEST, HOSTILE
from tests.adapters.web.reading_room import OPTIONS, FakeLibrary, reading, token
from tests.adapters.web.validity import parsed, problems, text_of

MINE = f"/digest/{token('digest', 'k1')}"


@pytest.fixture
def posted(library: FakeLibrary) -> FakeLibrary:
    library.posted = {"k1": DIGEST}
    return library


async def test_whoever_has_the_link_reads_the_digest(posted: FakeLibrary):
    async with reading(posted) as reader:
        answer = await reader.get(MINE)
        page = await answer.text()

    assert answer.status == 200
    assert problems(page) == []
    shown = text_of(next(parsed(page).iter("main")))
    assert shown.startswith("Papers for #ml-reading · Tue 3 Mar 5 of 63 new")
    assert "because: matches attention · 41 votes, rising" in shown


async def test_its_papers_and_days_lead_to_their_pages_and_its_votes_nowhere(posted: FakeLibrary):
    async with reading(posted) as reader:
        page = parsed(await (await reader.get(MINE)).text())

    led = {each.get("href") for each in next(page.iter("main")).iter("a")}
    assert led == {"/paper/arxiv:2603.00001", "/day/2026-03-03", "https://example.org/page"}


async def test_no_proxy_and_no_search_engine_keeps_it(posted: FakeLibrary):
    async with reading(posted) as reader:
        answer = await reader.get(MINE)
        page = await answer.text()

    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


@pytest.mark.parametrize(
    "told",
    ["k1", token("settings", "k1"), token("feed", "k1"), token("digest", "another"), "%00", "%F0%9F", "x" * 5000],
)
async def test_nobody_guesses_their_way_to_a_digest(posted: FakeLibrary, told: str):
    async with reading(posted) as reader:
        answer = await reader.get(f"/digest/{told}")

        assert answer.status == 404
        assert "There is no such digest." in await answer.text()


async def test_where_digests_are_not_shown_there_are_no_such_pages(posted: FakeLibrary):
    async with reading(posted, replace(OPTIONS, permalinks="off")) as reader:
        assert (await reader.get(MINE)).status == 404

    assert posted.asked == []


async def test_a_link_is_not_in_the_log_even_if_its_page_breaks(posted: FakeLibrary):
    posted.failure = RuntimeError("broken")
    with capture_logs() as lines:
        async with reading(posted) as reader:
            assert (await reader.get(MINE)).status == 500

    assert MINE.rpartition("/")[2] not in str(lines)
    assert "/digest/{token}" in str(lines)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_hostile_digests_are_valid_pages(posted: FakeLibrary, number: int):
    posted.posted["k1"] = HOSTILE[number]
    async with reading(posted) as reader:
        assert problems(await (await reader.get(MINE)).text()) == []
