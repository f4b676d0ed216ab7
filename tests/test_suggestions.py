"""What a person may be about to type."""

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.answer.shelf import Shelf
from bot.model import Paper, Topic
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.suggestions import MOST, Suggestions
from tests.builders import ELSEWHERE, HERE, NOW, a_paper, a_sighting, a_signal, a_subscription
from tests.fakes import FakeClock, FakeSource
from tests.search.test_hostile import SYNTAX

TOPICS = (
    Topic("text", "diffusion"),
    Topic("text", "language models"),
    Topic("category", "cs.CL"),
    Topic("author", "Ada Lovelace"),
)


def paper(number: int, title: str) -> Paper:
    return a_paper(f"2603.{number:05}", title=title)


LADDERS = paper(1, "Ladders of Noise for Diffusion")
ASKING = paper(2, "Small Language Models That Ask Back")
NAMESAKE = paper(3, "Diffusion")


class Scene:
    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.index = SearchIndex(folder)
        self.suggestions = Suggestions(store, self.index, FakeClock(), lambda: [FakeSource()], Shelf())

    def announce(self, *papers: Paper) -> None:
        signals = [a_signal(99 - place) for place in range(len(papers))]
        self.store.papers.record(
            [a_sighting(each, signal=signal) for each, signal in zip(papers, signals, strict=True)]
        )
        self.index.catch_up(self.store.papers)

    def subscribe(self, *topics: Topic) -> None:
        like = a_subscription()
        rules = replace(like.rules, include=topics)
        self.store.subscriptions.add(HERE, "#ml", like.schedule, rules, "U1", like.next_due_at, NOW)


@pytest.fixture
def scene(sqlite_store: Store, tmp_path: Path) -> Scene:
    made = Scene(sqlite_store, tmp_path / "index")
    made.announce(LADDERS, ASKING, NAMESAKE)
    return made


async def test_a_search_begins_with_the_channels_topics_then_with_titles(scene: Scene):
    scene.subscribe(*TOPICS)
    assert list(await scene.suggestions.words("lang", HERE)) == ["language models", ASKING.title]
    assert list(await scene.suggestions.words("cs.", HERE)) == ["cs.CL"]
    assert list(await scene.suggestions.words("LOVE", HERE)) == ["Ada Lovelace"]
    assert list(await scene.suggestions.words("lang", ELSEWHERE)) == [ASKING.title]


async def test_nothing_is_suggested_twice_and_a_topic_stands_for_a_title_that_reads_alike(scene: Scene):
    scene.subscribe(*TOPICS, Topic("author", "diffusion"))
    assert list(await scene.suggestions.words("diff", HERE)) == ["diffusion", LADDERS.title]


async def test_before_anything_is_typed_the_topics_and_the_newest_days_titles_are_there(scene: Scene):
    scene.subscribe(*TOPICS[:2])
    titles = [LADDERS.title, ASKING.title]
    assert list(await scene.suggestions.words("  ", HERE)) == ["diffusion", "language models", *titles]
    shorter_first = (NAMESAKE, LADDERS, ASKING)  # at equal votes a short title is likelier to rise
    assert list(await scene.suggestions.papers("")) == [(each.title, each.key) for each in shorter_first]


async def test_papers_are_suggested_by_title_and_by_id(scene: Scene):
    assert list(await scene.suggestions.papers("ladd")) == [(LADDERS.title, LADDERS.key)]
    assert list(await scene.suggestions.papers("https://arxiv.org/abs/2603.00002v3")) == [(ASKING.title, ASKING.key)]
    assert list(await scene.suggestions.papers("quantum")) == []


async def test_there_are_at_most_twenty_five(scene: Scene):
    scene.announce(*(paper(100 + number, f"Number {number} of Many") for number in range(40)))
    scene.subscribe(*(Topic("text", f"topic {number}") for number in range(40)))
    assert len(await scene.suggestions.words("", HERE)) == MOST
    assert len(await scene.suggestions.words("number", HERE)) == MOST
    assert len(await scene.suggestions.papers("")) == MOST
    assert len(await scene.suggestions.papers("number")) == MOST


async def test_an_empty_installation_suggests_nothing(sqlite_store: Store, tmp_path: Path):
    scene = Scene(sqlite_store, tmp_path / "index")
    assert list(await scene.suggestions.words("", HERE)) == []
    assert list(await scene.suggestions.papers("diffusion")) == []


async def test_an_index_that_is_being_rebuilt_leaves_the_topics(scene: Scene, tmp_path: Path):
    scene.subscribe(*TOPICS)
    (tmp_path / "index" / "manifest.json").write_text("{}", encoding="utf-8")
    with capture_logs() as logs:
        assert list(await scene.suggestions.words("diff", HERE)) == ["diffusion"]
        assert list(await scene.suggestions.papers("diff")) == []
    assert [line["event"] for line in logs] == ["nothing_suggested"] * 2


async def test_a_database_that_cannot_be_read_leaves_the_titles(scene: Scene, tmp_path: Path):
    scene.store.close()
    (tmp_path / "paperboy.db").write_bytes(b"no database" * 100)
    with capture_logs():
        assert list(await scene.suggestions.words("ladd", HERE)) == [LADDERS.title]
        assert list(await scene.suggestions.papers("")) == []


@pytest.mark.parametrize("text", SYNTAX, ids=range(len(SYNTAX)))
async def test_nothing_that_is_typed_is_an_error(scene: Scene, text: str):
    scene.subscribe(*TOPICS)
    assert len(await scene.suggestions.words(text, HERE)) <= MOST
    assert len(await scene.suggestions.papers(text)) <= MOST
