from datetime import date, timedelta

import pytest

from bot.commands import Changes, Day, Month, Search, Subscribe, Today, Top, Vote, Week
from bot.document import PaperCard
from bot.model import DayState, SourceDay, Topic
from tests.answer.room import Room, keys, offered
from tests.builders import NOW, TODAY, a_paper

YESTERDAY = TODAY - timedelta(days=1)
DIFFUSION = a_paper("2603.00007", title="Diffusion on Graphs")


async def test_today_is_the_newest_day_that_has_papers(room: Room):
    room.announce("2603.00001", day=YESTERDAY)
    room.announce("2603.00002", day=YESTERDAY - timedelta(days=1))
    document = await room.ask(Today())
    assert keys(document) == ["arxiv:2603.00001"]
    assert document.title == "Papers of Mon 2 Mar 2026"


async def test_today_says_why_the_day_itself_has_no_papers_yet(room: Room):
    room.announce("2603.00001", day=YESTERDAY)
    room.store.sources.record_day(SourceDay("huggingface", TODAY, DayState.STALLED, NOW))
    assert "Hugging Face Daily answers, but its list of Tue 3 Mar is overdue." in await room.read(Today())


async def test_today_of_an_empty_installation_says_so_and_what_to_do(room: Room):
    text = await room.read(Today())
    assert "No paper of Tue 3 Mar is stored." in text
    assert "`/papers status`" in text


async def test_a_day_is_ordered_by_trending_score_and_turns_its_pages(room: Room):
    for number in range(7):
        room.announce(f"2603.0000{number}", votes=number * 10)
    first = await room.ask(Day(TODAY))
    assert keys(first) == [f"arxiv:2603.0000{number}" for number in (6, 5, 4, 3, 2)]
    assert offered(first) == {"Next": Day(TODAY, page=2)}
    second = await room.ask(offered(first)["Next"])
    assert keys(second) == ["arxiv:2603.00001", "arxiv:2603.00000"]
    assert offered(second) == {"Previous": Day(TODAY, page=1)}
    assert [block.number for block in second.blocks if isinstance(block, PaperCard)] == [6, 7]


async def test_a_page_behind_the_last_leads_back_to_the_first(room: Room):
    room.announce("2603.00001")
    document = await room.ask(Day(TODAY, page=9))
    assert keys(document) == []
    assert offered(document) == {"First page": Day(TODAY, page=1)}


async def test_a_list_marks_the_topics_of_this_channel_and_counts_them(room: Room):
    await room.ask(Subscribe(Changes(include=(Topic("text", "diffusion"),))))
    room.announce(DIFFUSION, "2603.00001")
    text = await room.read(Day(TODAY))
    assert "1 matches this channel's topics" in text
    assert "Diffusion on Graphs <https://arxiv.org/abs/2603.00007> [matches diffusion]" in text


async def test_a_day_tells_of_a_source_that_was_down_on_it(room: Room):
    room.store.sources.record_day(SourceDay("huggingface", YESTERDAY, DayState.FAILED, NOW, problem="it answered 503"))
    assert "Hugging Face Daily could not be read: it answered 503." in await room.read(Day(YESTERDAY))


async def test_an_empty_day_leads_to_the_newest_before_it(room: Room):
    room.announce("2603.00001", day=YESTERDAY)
    assert "The newest before is Mon 2 Mar: `/papers date 2026-03-02`" in await room.read(Day(TODAY))


async def test_a_week_and_a_month_hold_their_days_and_no_other(room: Room):
    room.announce("2602.00009", day=date(2026, 2, 27))
    room.announce("2603.00001", day=date(2026, 3, 1))
    room.announce("2603.00002", day=date(2026, 3, 2))
    assert keys(await room.ask(Week(date(2026, 3, 2)))) == ["arxiv:2603.00002"]
    assert set(keys(await room.ask(Month(date(2026, 3, 1))))) == {"arxiv:2603.00001", "arxiv:2603.00002"}
    assert keys(await room.ask(Month(date(2026, 2, 1)))) == ["arxiv:2602.00009"]


async def test_top_is_by_votes_within_its_days(room: Room):
    room.announce("2603.00001", votes=5)
    room.announce("2603.00002", votes=50)
    room.announce("2602.00003", votes=500, day=TODAY - timedelta(days=7))
    assert keys(await room.ask(Top(days=7))) == ["arxiv:2603.00002", "arxiv:2603.00001"]
    assert keys(await room.ask(Top(days=8)))[0] == "arxiv:2602.00003"


async def test_top_here_is_by_this_channels_own_votes(room: Room):
    room.announce("2603.00001", "2603.00002")
    assert "Nobody has voted here" in await room.read(Top(here=True))
    await room.ask(Vote("arxiv:2603.00002", 1))
    document = await room.ask(Top(here=True))
    assert keys(document) == ["arxiv:2603.00002"]
    assert next(block.reasons for block in document.blocks if isinstance(block, PaperCard)) == ("1 vote here",)


async def test_a_search_finds_by_words_and_shows_them(room: Room):
    room.announce(DIFFUSION, a_paper("2603.00001", abstract="Nothing but turnips grows in this garden."))
    document = await room.ask(Search("turnips"))
    assert keys(document) == ["arxiv:2603.00001"]
    assert next(block.summary for block in document.blocks if isinstance(block, PaperCard)).count("turnips") == 1


async def test_a_search_says_when_it_corrected_a_word(room: Room):
    room.announce(DIFFUSION)
    text = await room.read(Search("difusion"))
    assert "Nothing holds “difusion”. These are the papers for *diffusion*." in text


@pytest.mark.parametrize("words", ['"', "author:", "(((", "AND OR NOT", "*:*", "机", "-" * 200])
async def test_a_search_for_anything_at_all_is_answered(room: Room, words: str):
    room.announce(DIFFUSION)
    assert "incident" not in await room.read(Search(words))


async def test_a_search_that_finds_nothing_says_what_to_try(room: Room):
    room.announce(DIFFUSION)
    text = await room.read(Search("turnips", since=TODAY))
    assert "Nothing was found for “turnips”. Fewer filters find more" in text


async def test_a_search_turns_its_pages_unless_its_words_fit_no_button(room: Room):
    for number in range(7):
        room.announce(a_paper(f"2603.0000{number}", title="Turnips"))
    document = await room.ask(Search("turnips"))
    assert offered(document) == {"Next": Search("turnips", page=2)}
    assert len(keys(await room.ask(Search("turnips", page=2)))) == 2
    assert offered(await room.ask(Search("turnips " * 20))) == {}


async def test_a_search_while_the_index_is_damaged_is_no_crash(room: Room):
    room.announce(DIFFUSION)
    room.index.close()
    for path in room.index_folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert "Something broke" not in await room.read(Search("diffusion"))
