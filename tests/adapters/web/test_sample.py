"""The pages over real HTTP, made of the sample papers in a real store."""

from datetime import date

import pytest
from aiohttp import ClientSession

from adapters.web import addresses
from tests.adapters.web.installation import NEWEST, Installation
from tests.adapters.web.validity import parsed, problems, text_of
from tests.builders import a_paper, a_sighting

PAPER = "arxiv:2604.14268"
PAGES = (
    "/",
    "/day/2026-04-17",
    "/week/2026-W16",
    "/month/2026-04",
    "/month/2026-04?page=2",
    "/search",
    "/search?q=world+models",
    "/search?q=wrold&sort=votes&since=2026-04-20",
    "/search?q=nothing-that-anybody-wrote",
    f"/paper/{PAPER}",
)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_valid_html_that_all_can_use(reader: ClientSession, path: str):
    answer = await reader.get(path)

    assert answer.status == 200
    assert problems(await answer.text()) == []


async def test_the_front_page_shows_the_newest_day_by_trending_score(reader: ClientSession):
    page = parsed(await (await reader.get("/")).text())

    assert text_of(next(page.iter("h1"))) == "Trending papers · Thu 30 Apr 2026"
    titles = [text_of(each) for each in page.iter("h2")]
    assert titles[0] == "GLM-5V-Turbo: Toward a Native Foundation Model for Multimodal Agents new"
    assert len(titles) == 6


async def test_a_paper_stands_there_with_votes_in_words_its_abstract_and_where_it_is_from(reader: ClientSession):
    page = parsed(await (await reader.get("/")).text())

    first = text_of(next(page.iter("article")))
    assert "69 votes" in first
    assert "V Team +77" in first
    assert "the sample" in first
    assert "Abstract" in first
    assert "Sample text, not the authors' abstract:" in first


async def test_one_goes_from_day_to_day(reader: ClientSession):
    front = await (await reader.get("/")).text()
    assert _link(front, "prev") == "/day/2026-04-29"
    assert _link(front, "next") is None

    before = await (await reader.get("/day/2026-04-29")).text()
    assert _link(before, "next") == f"/day/{NEWEST}"


async def test_one_goes_from_page_to_page_of_a_long_list(reader: ClientSession):
    first = parsed(await (await reader.get("/month/2026-04")).text())
    second = parsed(await (await reader.get("/month/2026-04?page=2")).text())

    titles = [{text_of(each) for each in page.iter("h2")} for page in (first, second)]
    assert titles[0].isdisjoint(titles[1])
    assert next(second.iter("ol")).get("start") == "31"


async def test_only_papers_of_the_newest_day_are_new(reader: ClientSession):
    assert 'class="badge">new<' in await (await reader.get("/")).text()
    assert 'class="badge">new<' not in await (await reader.get("/day/2026-04-17")).text()


async def test_a_paper_is_found_by_its_words_and_leads_to_its_page(reader: ClientSession):
    found = parsed(await (await reader.get("/search?q=HY-World+3D+worlds")).text())
    link = next(each for each in found.iter("a") if each.get("href") == addresses.paper(PAPER))
    page = parsed(await (await reader.get(link.get("href") or "")).text())

    assert text_of(next(page.iter("h1"))) == text_of(link)


async def test_a_papers_page_draws_its_votes_and_says_them_too(reader: ClientSession):
    page = parsed(await (await reader.get(f"/paper/{PAPER}")).text())

    drawing = next(page.iter("svg"))
    told = text_of(next(page.iter("figcaption")))
    assert drawing.get("aria-label") == told
    assert told == "Votes on Fri 17 Apr 2026: from 17 votes at 04:09 to 50 at 09:04 UTC."
    assert len(list(page.iter("tr"))) >= 3


async def test_a_papers_page_has_similar_papers_and_what_to_cite(reader: ClientSession):
    page = parsed(await (await reader.get(f"/paper/{PAPER}")).text())

    assert "Similar papers" in [text_of(each) for each in page.iter("h2")]
    assert "eprint = {2604.14268}" in text_of(next(page.iter("pre")))


async def test_words_of_the_sample_are_not_said_to_be_the_authors(reader: ClientSession):
    page = parsed(await (await reader.get("/search?q=world+models")).text())
    labels = {text_of(each) for each in page.iter("span") if each.get("class") == "label"}

    assert labels == {"(from the sample text)"}


async def test_what_is_collected_is_on_the_page_a_moment_later(reader: ClientSession, installation: Installation):
    before = await (await reader.get(f"/day/{NEWEST}")).text()
    paper = a_paper("2604.99999", title="A Paper That Came Late")
    installation.store.papers.record([a_sighting(paper, date.fromisoformat(NEWEST))])
    installation.clock.advance(seconds=2)

    after = await (await reader.get(f"/day/{NEWEST}")).text()
    assert "A Paper That Came Late" not in before
    assert "A Paper That Came Late" in after


def _link(html: str, relation: str) -> str | None:
    return next((each.get("href") for each in parsed(html).iter("a") if each.get("rel") == relation), None)
