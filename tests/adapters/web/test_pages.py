"""What stands on the pages, and where they lead."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from adapters.web import addresses
from bot.model import DayState, SourceDay
from bot.model.library import DayPapers
from tests.adapters.web.reading_room import OPTIONS, FakeLibrary, not_now, reading
from tests.adapters.web.validity import parsed, problems, text_of
from tests.builders import NOW, TODAY, a_paper


async def text(reader: ClientSession, path: str, status: int = 200) -> str:
    answer = await reader.get(path, allow_redirects=False)
    assert answer.status == status, await answer.text()
    return await answer.text()


async def main_of(reader: ClientSession, path: str, status: int = 200) -> str:
    """The words of a page without what stands on all of them."""
    shown = await text(reader, path, status)
    assert problems(shown) == []
    return text_of(next(parsed(shown).iter("main")))


async def test_before_anything_is_collected_the_front_page_says_so():
    async with reading(FakeLibrary()) as reader:
        assert "Nothing has been collected yet." in await main_of(reader, "/")


async def test_a_day_without_papers_leads_to_the_nearest_before(library: FakeLibrary):
    async with reading(library) as reader:
        shown = await main_of(reader, "/day/2026-03-08")

    assert "No paper of Sun 8 Mar 2026 is stored. The newest before: Tue 3 Mar 2026" in shown


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/day/2026-02-30", "There is no such day. A day is written like 2026-03-03."),
        ("/day/yesterday", "There is no such day."),
        ("/day/0001-01-01", "There is no such day."),
        ("/day/9999-12-31", "There is no such day."),
        ("/day/\uff12026-03-03", "There is no such day."),
        ("/week/2026-W54", "There is no such week. A week is written like 2026-W10."),
        ("/week/2026-10", "There is no such week."),
        ("/month/2026-13", "There is no such month. A month is written like 2026-03."),
        ("/paper/arxiv:0000.00000", "No such paper is stored here."),
        ("/digest/not-a-token", "There is no such digest."),
    ],
)
async def test_what_is_not_there_is_said_in_a_sentence_with_the_way_on(library: FakeLibrary, path: str, told: str):
    async with reading(library) as reader:
        assert told in await main_of(reader, path, 404)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/?page=0", "That is no page of a list."),
        ("/?page=-1", "That is no page of a list."),
        ("/?page=ten", "That is no page of a list."),
        ("/?page=99999999999999999999", "That is no page of a list."),
        ("/search?q=x&since=lately", "A day is written like 2026-03-03."),
        ("/search?q=x&source=nowhere", "There are: arxiv, file, huggingface, sample."),
        ("/search?q=x&sort=best", "There are: relevance, new, votes."),
    ],
)
async def test_a_question_that_makes_no_sense_is_told_what_would(library: FakeLibrary, path: str, told: str):
    async with reading(library) as reader:
        assert told in await main_of(reader, path, 400)


async def test_a_page_beyond_the_last_says_how_many_there_are(library: FakeLibrary):
    async with reading(library) as reader:
        assert "This list has only 1 page." in await main_of(reader, "/?page=7")
        assert "There is nothing on this page: 1 paper on 1 page." in await main_of(reader, "/search?q=noise&page=7")


async def test_counts_are_said_with_their_words(library: FakeLibrary):
    async with reading(library) as reader:
        shown = await main_of(reader, "/")

    assert "41 votes" in shown
    assert "3 comments" in shown
    assert "1.2k stars" in shown
    assert "Hugging Face Daily" in shown


async def test_a_paper_without_votes_is_not_said_to_have_none():
    async with reading(FakeLibrary(a_paper(announced_on=TODAY))) as reader:
        assert "vote" not in await main_of(reader, "/day/2026-03-03")


async def test_a_search_without_words_explains_itself(library: FakeLibrary):
    async with reading(library) as reader:
        shown = await main_of(reader, "/search?q=+")

    assert "Quotes keep words together." in shown
    assert not [asked for asked in library.asked if asked.startswith("search")]


async def test_a_search_keeps_what_narrows_it_when_one_goes_on():
    papers = [a_paper(f"2603.{number:05}", announced_on=TODAY) for number in range(30)]
    async with reading(FakeLibrary(*papers)) as reader:
        page = parsed(await text(reader, "/search?q=study&author=Ada+L&since=2026-01-01&source=arxiv&sort=new"))

    onward = next(each.get("href") for each in page.iter("a") if each.get("rel") == "next")
    assert onward == "/search?q=study&author=Ada+L&since=2026-01-01&source=arxiv&sort=new&page=2"
    kept = {each.get("name"): each.get("value") for each in page.iter("input")}
    assert kept == {"q": "study", "author": "Ada L", "since": "2026-01-01"}


async def test_the_search_box_holds_what_was_searched_for(library: FakeLibrary):
    async with reading(library) as reader:
        page = parsed(await text(reader, "/search?q=%22sparse+attention%22"))

    assert next(each.get("value") for each in page.iter("input") if each.get("id") == "q") == '"sparse attention"'


async def test_what_is_searched_for_is_no_longer_than_anybody_types(library: FakeLibrary):
    async with reading(library) as reader:
        await text(reader, "/search?q=" + "word+" * 500)

    assert max(len(asked) for asked in library.asked) < 250


async def test_another_key_of_a_paper_leads_to_its_page(library: FakeLibrary):
    async with reading(library, replace(OPTIONS, base_url="https://example.org/papers/")) as reader:
        answer = await reader.get("/paper/10.1000/ask", allow_redirects=False)

    assert answer.status == 302
    assert answer.headers["Location"] == "/papers/paper/arxiv:2603.00003"
    assert "Content-Security-Policy" in answer.headers


NASTY_KEYS = (
    "doi:10.1000/a/b//c/../d/./e",
    "doi:10.1000/a?b=c&d#e",
    "doi:10.1000/100%25 %2F +ü",
    "file:a b",
    "doi:10.1002/(sici)1097<1::aid>3.0.co;2-#",
    "sample:..",
)


@pytest.mark.parametrize("key", NASTY_KEYS)
async def test_the_page_of_a_paper_is_found_whatever_is_in_its_key(key: str):
    paper = replace(a_paper(announced_on=TODAY), key=key)
    async with reading(FakeLibrary(paper)) as reader:
        shown = parsed(await text(reader, "/"))
        link = next(each.get("href") for each in shown.iter("a") if "/paper/" in (each.get("href") or ""))
        assert link == addresses.paper(key)
        assert paper.title in await main_of(reader, link or "")
        answer = await reader.get(addresses.paper_json(key))
        assert (await answer.json())["key"] == key


async def test_a_source_that_is_in_trouble_is_named_and_its_reason_is_not(library: FakeLibrary):
    trouble = SourceDay("huggingface", TODAY, DayState.FAILED, NOW, problem="db7.internal refused", failing_since=NOW)

    class Troubled(FakeLibrary):
        async def day(self, day: date, page: int = 1) -> DayPapers:
            return replace(await super().day(day, page), sources=(trouble,))

    async with reading(Troubled(*library.papers)) as reader:
        shown = await main_of(reader, "/")

    assert "Hugging Face Daily could not be read since Tue 3 Mar 2026, 08:00 UTC." in shown
    assert "db7" not in shown


async def test_the_front_page_leads_to_what_this_installation_offers(library: FakeLibrary):
    add = (("Add to Slack", "/slack/install"), ("Add to Discord", "https://discord.com/oauth2/authorize?client_id=1"))
    async with reading(library, replace(OPTIONS, sign_up=True, add=add)) as reader:
        front, day = await main_of(reader, "/"), await main_of(reader, "/day/2026-03-03")
        menu = text_of(next(parsed(await text(reader, "/")).iter("nav")))

    assert "Add to Slack Add to Discord" in front
    assert "Add to" not in day
    assert menu == "Today Week Month By e-mail"


async def test_what_cannot_be_read_now_is_said_with_when(library: FakeLibrary):
    library.failure = not_now()
    async with reading(library) as reader:
        assert "Try again in a minute." in await main_of(reader, "/", 503)
        library.failure = None
        assert "Sparse Attention" in await main_of(reader, "/")


async def test_what_breaks_is_told_by_a_number_that_is_in_the_log_and_by_nothing_else(library: FakeLibrary):
    library.failure = RuntimeError("the secret of the host db7")
    with capture_logs() as lines:
        async with reading(library) as reader:
            shown = await main_of(reader, "/", 500)

    incident = next(line["incident"] for line in lines if line["event"] == "web_page_failed")
    assert incident in shown
    assert "db7" not in shown


async def test_times_of_signals_and_of_papers_are_for_machines_too(library: FakeLibrary):
    library.papers[0] = replace(library.papers[0], published_at=datetime(2026, 3, 1, tzinfo=UTC), version=2)
    async with reading(library) as reader:
        shown = await text(reader, "/paper/arxiv:2603.00001")

    assert '<time datetime="2026-03-01">Sun 1 Mar 2026</time>' in shown
    assert '<time datetime="2026-03-03">Tue 3 Mar 2026</time>' in shown


async def test_a_page_tells_search_engines_where_it_is_and_which_are_not_worth_keeping(library: FakeLibrary):
    async with reading(library, replace(OPTIONS, base_url="https://example.org/papers")) as reader:
        front, found = await text(reader, "/"), await text(reader, "/search?q=noise")
        robots = await text(reader, "/robots.txt")

    assert '<link rel="canonical" href="https://example.org/papers/">' in front
    assert '<meta name="robots" content="noindex">' in found
    assert "Disallow: /papers/digest/" in robots
