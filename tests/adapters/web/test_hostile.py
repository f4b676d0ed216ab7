"""Papers that somebody wrote to do harm are text on every page, in every feed, in every answer."""

from dataclasses import replace

import feedparser
import pytest

from bot.model import Paper, Summary
from tests.adapters.scenes import NASTY
from tests.adapters.web.reading_room import FakeLibrary, reading
from tests.adapters.web.validity import parsed, problems
from tests.builders import TODAY, a_paper

MARKUP = (
    '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>',
    "</title></h1></main><style>*{display:none}</style><!--",
    '"\' autofocus onfocus=alert(1) x="',
    "{{ 7 * 7 }}{% raw %} {0} %s &lt;b&gt; &#x3c;",
    "]]></content><script>alert(1)</script><![CDATA[",
)
PATHS = ("/", "/search?q=", "/week/2026-W10")


def wicked(text: str) -> Paper:
    return replace(
        a_paper(announced_on=TODAY, votes=3),
        title=text[:300],
        abstract=text,
        authors=(text[:80], "Ada Lovelace"),
        organisation=text[:80],
        categories=(text[:20],),
        keywords=(text[:40],),
        sources=(text[:20],),
        url="javascript:alert(1)",
        code_url="javascript:alert(1)//https://github.com",
        project_url="data:text/html,<script>alert(1)</script>",
    )


ALL = (*MARKUP, *NASTY)


@pytest.fixture(params=range(len(ALL)))
def hostile(request: pytest.FixtureRequest) -> FakeLibrary:
    text = ALL[request.param]
    paper = wicked(text)
    library = FakeLibrary(paper)
    library.changes[paper.key] = {"summary": Summary(text, text[:40]), "bibtex": text, "new": True}
    return library


async def test_pages_stay_what_they_are(hostile: FakeLibrary):
    paper = hostile.papers[0]
    async with reading(hostile) as reader:
        for path in (*PATHS, f"/paper/{paper.key}"):
            page = await (await reader.get(path)).text()
            assert problems(page) == []
            tags = {each.tag for each in next(parsed(page).iter("main")).iter()}
            assert tags.isdisjoint({"script", "img", "style", "iframe", "b"})
            assert "javascript:" not in {(each.get("href") or "")[:11] for each in parsed(page).iter()}


async def test_what_was_searched_for_stays_text(library: FakeLibrary):
    async with reading(library) as reader:
        for text in ALL:
            answer = await reader.get("/search", params={"q": text[:150], "author": text[:50]})
            assert answer.status == 200
            assert problems(await answer.text()) == []


async def test_feeds_can_be_read(hostile: FakeLibrary):
    async with reading(hostile) as reader:
        for path in ("/feeds/trending.atom", "/feeds/search.atom?author=a"):
            found = feedparser.parse(await (await reader.get(path)).read())
            assert not found.bozo, found.bozo_exception
            assert len(found.entries) == 1


async def test_json_can_be_read_and_holds_nothing_invisible(hostile: FakeLibrary):
    async with reading(hostile) as reader:
        answer = await reader.get(f"/api/papers/{hostile.papers[0].key}")
        found = await answer.json()

    assert not {"\u202e", "\x1b", "\x00"} & set(found["title"])
    assert found["links"]["code"] is None


async def test_what_is_written_from_right_to_left_turns_nothing_around_it(library: FakeLibrary):
    library.papers[0] = replace(library.papers[0], title="שלום עולם (2026)", abstract="مرحبا 41")
    async with reading(library) as reader:
        page = await (await reader.get("/")).text()

    assert "<bdi>שלום עולם (2026)</bdi>" in page
    assert '<p dir="auto">مرحبا 41' in page
