"""The papers of some days in their order, kept for those who ask next."""

from dataclasses import replace
from datetime import timedelta

from bot.answer.shelf import FRESH, MOST, MOST_SUMMARIES, Shelf
from bot.model import Paper, Summary
from bot.storage.store import Store
from bot.trend import score
from tests.builders import NOW, TODAY, a_paper, a_sighting, a_signal


def announced(store: Store, *votes: int, minutes: int = -3) -> None:
    at = NOW + timedelta(minutes=minutes)
    sightings = [
        a_sighting(a_paper(f"2603.{number:05}"), signal=a_signal(count, at), seen_at=at)
        for number, count in enumerate(votes, start=1)
    ]
    store.papers.record(sightings)


def ids(papers: tuple[Paper, ...]) -> list[str]:
    return [(paper.arxiv_id or "")[-1] for paper in papers]


def test_the_highest_score_comes_first_and_is_found_again(store: Store):
    announced(store, 3, 90, 40)
    shelf = Shelf()
    first = shelf.trending(store.papers, TODAY, TODAY, NOW)
    assert ids(first) == ["2", "3", "1"]
    assert shelf.trending(store.papers, TODAY, TODAY, NOW + FRESH / 2) is first


def test_a_day_of_last_week_is_ordered_as_its_last_counts_have_it(store: Store):
    then = NOW - timedelta(days=7)
    for hours, votes in ((1, (50, 9, 30)), (8, (50, 90, 31))):
        at = then + timedelta(hours=hours)
        told = [a_paper(f"2603.{number:05}") for number in range(1, 4)]
        day = TODAY - timedelta(days=7)
        store.papers.record(
            [a_sighting(p, day, seen_at=at, signal=a_signal(v, at)) for p, v in zip(told, votes, strict=True)]
        )
    found = Shelf().trending(store.papers, day, day, NOW)
    assert ids(found) == ["2", "1", "3"]
    by_signals = sorted(store.papers.candidates(day, day), key=lambda one: -score(one, NOW).score)
    assert found == tuple(one.paper for one in by_signals)


def test_what_changes_in_the_database_shows_at_once(store: Store):
    announced(store, 3, 90)
    shelf = Shelf()
    shelf.trending(store.papers, TODAY, TODAY, NOW)
    announced(store, 500, 90, minutes=-2)
    assert ids(shelf.trending(store.papers, TODAY, TODAY, NOW)) == ["1", "2"]
    announced(store, 500, 90, 900, minutes=-1)
    assert ids(shelf.trending(store.papers, TODAY, TODAY, NOW)) == ["3", "1", "2"]


def test_after_a_minute_it_is_put_in_order_again(store: Store):
    announced(store, 3, 90)
    shelf = Shelf()
    first = shelf.trending(store.papers, TODAY, TODAY, NOW)
    later = shelf.trending(store.papers, TODAY, TODAY, NOW + FRESH)
    back = shelf.trending(store.papers, TODAY, TODAY, NOW - timedelta(days=1))
    assert ids(first) == ids(later) == ids(back)
    assert later is not first
    assert back is not later


def test_days_are_kept_apart_and_not_for_ever(store: Store):
    announced(store, 3)
    shelf = Shelf()
    assert shelf.trending(store.papers, TODAY - timedelta(days=1), TODAY - timedelta(days=1), NOW) == ()
    for back in range(2 * MOST):
        shelf.trending(store.papers, TODAY - timedelta(days=back), TODAY, NOW)
    assert len(shelf._ordered) == MOST


def test_a_summary_is_kept_for_a_minute_for_the_paper_as_it_is():
    shelf, paper = Shelf(), a_paper("2603.00001", title="Ladders")
    summary = Summary("What it says.", "extractive")
    shelf.keep("extractive", [paper, a_paper("2603.00002")], {paper.key: summary}, NOW)

    assert shelf.summaries("extractive", [paper], NOW + FRESH / 2) == {paper.key: summary}
    assert shelf.summaries("abstract", [paper], NOW) == {}
    assert shelf.summaries("extractive", [replace(paper, abstract="Another.")], NOW) == {}
    assert shelf.summaries("extractive", [paper], NOW + FRESH) == {}


def test_summaries_do_not_fill_the_memory():
    shelf = Shelf()
    for number in range(MOST_SUMMARIES + 50):
        paper = a_paper(f"2603.{number:05}")
        shelf.keep("extractive", [paper], {paper.key: Summary("Short.", "extractive")}, NOW)
    assert len(shelf._summaries) <= MOST_SUMMARIES + 1
