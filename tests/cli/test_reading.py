import pytest

from tests.cli.conftest import Paperboy


@pytest.fixture
def filled(paperboy: Paperboy) -> Paperboy:
    assert paperboy("collect").code == 0
    return paperboy


def test_help_teaches(paperboy: Paperboy):
    outcome = paperboy("--help")

    assert outcome.code == 0
    for word in (
        "today",
        "search",
        "show",
        "collect",
        "import",
        "preview",
        "subscriptions",
        "deliveries",
        "doctor",
        "db",
    ):
        assert word in outcome.out


def test_today_shows_the_newest_day(filled: Paperboy):
    outcome = filled("today")

    assert outcome.code == 0
    assert "1. " in outcome.out
    assert "\x1b" not in outcome.out


def test_today_without_papers_says_what_to_do(paperboy: Paperboy):
    outcome = paperboy("today")

    assert outcome.code == 1
    assert "paperboy collect" in outcome.err


def test_today_as_data_is_ranked(filled: Paperboy):
    rows = filled("today", "--json").data()

    assert isinstance(rows, list)
    assert rows
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert {"key", "title", "authors", "votes", "abstract"} <= set(rows[0]["paper"])


def test_another_day_can_be_asked_for(filled: Paperboy):
    day = filled("today", "--json").data()[-1]["paper"]["announced_on"]

    assert filled("today", "--date", day).code == 0
    assert filled("today", "--date", "yesterday").code == 0
    assert filled("today", "--date", "nevermore").code == 2


def test_search_finds_words(filled: Paperboy):
    title = filled("today", "--json").data()[0]["paper"]["title"]

    outcome = filled("search", *title.split())

    assert title[:40] in outcome.out


def test_search_as_data_tells_how_it_was_found(filled: Paperboy):
    found = filled("search", "learning", "--json").data()

    assert isinstance(found, dict)
    assert found["how"] in {"all", "any", "typo"}
    assert found["total"] >= len(found["found"]) > 0


def test_search_sorts_by_votes(filled: Paperboy):
    found = filled("search", "learning", "--sort", "votes", "--json").data()["found"]
    votes = [row["paper"]["votes"] for row in found]

    assert votes == sorted(votes, reverse=True)
    assert filled("search", "learning", "--sort", "colour").code == 2


def test_show_takes_whatever_names_a_paper(filled: Paperboy):
    paper = filled("today", "--json").data()[0]["paper"]

    for name in (paper["arxiv_id"], f"https://arxiv.org/abs/{paper['arxiv_id']}v2"):
        assert paper["title"][:40] in filled("show", name).out
    assert filled("show", paper["arxiv_id"], "--json").data()["signals"]


def test_a_paper_that_is_not_there_is_an_error_with_a_way_on(filled: Paperboy):
    outcome = filled("show", "2001.00001", "--json")

    assert outcome.code == 1
    assert "search" in outcome.err


@pytest.mark.parametrize("words", ["help", "top 30d", "status", "doctor", "saved", "search agents", "settings"])
def test_everything_the_chat_answers_can_be_asked(filled: Paperboy, words: str):
    outcome = filled("ask", *words.split())

    assert outcome.code == 0
    assert outcome.out.strip()


def test_a_typing_mistake_gets_the_nearest_command(filled: Paperboy):
    outcome = filled("ask", "serch", "agents")

    assert outcome.code == 1
    assert "search" in outcome.err


def test_the_version_is_told(paperboy: Paperboy):
    assert paperboy("--version").out.startswith("paperboy 0.")


def test_a_list_of_several_pages_names_the_command_for_the_next(filled: Paperboy):
    first = filled("ask", "search", "models")
    way = next(line for line in first.out.splitlines() if line.startswith("Next page: paperboy ask "))

    second = filled("ask", *way.removeprefix("Next page: paperboy ask ").split())
    assert second.code == 0
    assert "6. " in second.out


def test_asking_nothing_shows_what_can_be_asked(paperboy: Paperboy):
    outcome = paperboy("ask")

    assert outcome.code == 0
    assert "paperboy ask today" in outcome.out


def test_since_is_understood_as_in_the_chat(filled: Paperboy):
    assert filled("search", "models", "--since", "2026-04-01").code == 0
    assert filled("search", "models", "--since", "2w").code == 0
    assert filled("search", "models", "--since", "nevermore").code == 2


def test_what_cannot_be_answered_is_no_success(filled: Paperboy):
    for arguments in (("show", "doi:10.1000/nowhere"), ("ask", "similar", "doi:10.1000/nowhere"), ("ask", "pause")):
        outcome = filled(*arguments)

        assert outcome.code == 1, arguments
        assert outcome.out == ""
        assert outcome.err.strip()
