from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from bot.model import Announcement, Paper
from bot.storage.store import Store
from tests.builders import NOW, TODAY, a_paper, a_sighting, a_signal

YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=30)


def announced(store: Store, arxiv_id: str, day: date | None, votes: int | None = 10, source: str = "huggingface"):
    store.papers.record([a_sighting(a_paper(arxiv_id), day, source=source, signal=a_signal(votes, source=source))])


def keys(papers: list[Paper]) -> list[str]:
    return [paper.key.removeprefix("arxiv:2603.") for paper in papers]


def test_an_unknown_key_means_no_paper(store: Store):
    assert store.papers.get("arxiv:9999.00001") is None
    assert store.papers.many(["arxiv:9999.00001"]) == {}
    assert store.papers.signals("arxiv:9999.00001") == ()


def test_many_answers_under_the_keys_that_were_asked(store: Store):
    announced(store, "2603.00001", TODAY)
    paper = store.papers.get("arxiv:2603.00001")
    asked = ["arxiv:2603.00001", "arxiv:2603.00001", "nobody:1"]
    assert store.papers.many(asked) == {"arxiv:2603.00001": paper}


def test_candidates_are_what_was_announced_in_the_window(store: Store):
    announced(store, "2603.00001", LONG_AGO)
    announced(store, "2603.00002", YESTERDAY)
    announced(store, "2603.00003", TODAY)
    announced(store, "2603.00004", None)
    assert keys([c.paper for c in store.papers.candidates(YESTERDAY, TODAY)]) == ["00002", "00003"]
    assert store.papers.candidates(TODAY + timedelta(days=1), TODAY + timedelta(days=2)) == []


def test_a_paper_counts_from_the_day_that_an_asked_source_announced_it(store: Store):
    announced(store, "2603.00001", LONG_AGO, source="arxiv")
    announced(store, "2603.00001", TODAY)
    (candidate,) = store.papers.candidates(YESTERDAY, TODAY)
    assert candidate.announced_on == TODAY
    assert candidate.paper.announced_on == LONG_AGO
    assert candidate.announcements == (Announcement("arxiv", LONG_AGO), Announcement("huggingface", TODAY))
    assert store.papers.candidates(YESTERDAY, TODAY, ["arxiv"]) == []
    assert store.papers.candidates(LONG_AGO, TODAY, ["huggingface"])[0].announced_on == TODAY


def test_what_was_announced_is_what_the_candidates_are_without_announcements_and_signals(store: Store):
    twice = a_paper("2603.00001")
    store.papers.record(
        [
            a_sighting(twice, TODAY),
            a_sighting(twice, YESTERDAY, source="arxiv"),
            a_sighting(a_paper("2603.00002"), TODAY, signal=a_signal(7)),
            a_sighting(a_paper("2603.00003"), LONG_AGO),
        ]
    )
    bare = sorted(store.papers.announced(YESTERDAY, TODAY), key=lambda one: (one.announced_on, one.paper.key))
    full = store.papers.candidates(YESTERDAY, TODAY)
    assert bare == [replace(one, announcements=(), signals=()) for one in full]
    assert [one.announced_on for one in bare] == [YESTERDAY, TODAY]


def test_candidates_take_three_queries_however_many_there_are(store: Store):
    store.papers.record([a_sighting(a_paper(f"2603.{n:05}")) for n in range(50)])
    asked: list[str] = []
    event.listen(store._database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]), named=False)
    assert len(store.papers.candidates(YESTERDAY, TODAY)) == 50
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 3


def test_the_newest_day_is_the_last_with_papers(store: Store):
    assert store.papers.newest_day(TODAY) is None
    announced(store, "2603.00001", LONG_AGO, source="arxiv")
    announced(store, "2603.00002", YESTERDAY)
    announced(store, "2603.00003", TODAY + timedelta(days=1))
    assert store.papers.newest_day(TODAY) == YESTERDAY
    assert store.papers.newest_day(TODAY, ["arxiv"]) == LONG_AGO
    assert store.papers.newest_day(LONG_AGO - timedelta(days=1)) is None


def test_the_top_is_by_the_latest_votes(store: Store):
    for arxiv_id, day, votes in (
        ("2603.00001", TODAY, 5),
        ("2603.00002", YESTERDAY, 50),
        ("2603.00003", LONG_AGO, 500),
        ("2603.00004", TODAY, None),
        ("2603.00005", TODAY, 5),
    ):
        announced(store, arxiv_id, day, votes)
    assert keys(store.papers.top(YESTERDAY, TODAY, 9)) == ["00002", "00001", "00005"]
    assert keys(store.papers.top(YESTERDAY, TODAY, 1)) == ["00002"]


def test_papers_that_arxiv_can_be_asked_about_come_newest_first(store: Store):
    store.papers.record(
        [
            a_sighting(a_paper("2603.00001", abstract="")),
            a_sighting(a_paper("2603.00002")),
            a_sighting(a_paper(arxiv_id=None, key="file:9", abstract=""), source="file", source_id="9"),
            a_sighting(a_paper("2603.00004", abstract="")),
        ]
    )
    assert keys(store.papers.without_abstract(9)) == ["00004", "00001"]
    store.papers.record([a_sighting(a_paper("2603.00004", abstract="Now there is one."), day=None)])
    assert keys(store.papers.without_abstract(9)) == ["00001"]


def test_each_change_has_its_own_revision(store: Store):
    assert store.papers.revision() == 0
    store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in (1, 2, 3)])
    assert store.papers.revision() == 3
    announced(store, "2603.00002", TODAY)
    assert store.papers.revision() == 3
    store.papers.record([a_sighting(a_paper("2603.00001"), signal=a_signal(99, NOW + timedelta(hours=1)))])
    changed = store.papers.changed_since(0, 99)
    assert [(revision, keys([paper])[0]) for revision, paper in changed] == [(2, "00002"), (3, "00003"), (4, "00001")]


@pytest.mark.parametrize("step", [1, 2, 7])
def test_changes_can_be_read_in_steps_of_any_size(store: Store, step: int):
    store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in range(7)])
    read, revision = [], 0
    while changes := store.papers.changed_since(revision, step):
        read += [paper for _, paper in changes]
        revision = changes[-1][0]
    assert keys(read) == [f"0000{n}" for n in range(7)]
    assert revision == store.papers.revision()
