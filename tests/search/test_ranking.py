"""The order of the first hits, with and without a second opinion."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.search.ranking import EVERY_WORD, EXACT_TITLE, in_order, tied
from tests.search.shelf import Shelf, titled

HITS = st.lists(st.tuples(st.floats(0, 2 * EXACT_TITLE), st.integers(0, 9), st.floats(-1, 1)), max_size=20)


def test_the_higher_score_comes_first_and_of_equals_the_newer() -> None:
    assert in_order([2.0, 3.0, 2.0], newest=[5, 1, 6]) == [1, 2, 0]


def test_of_equals_in_all_the_first_stays_the_first() -> None:
    assert in_order([2.0, 2.0, 2.0], [5, 5, 5]) == in_order([2.0, 2.0, 2.0], [5, 5, 5], [0.1] * 3, 0.5) == [0, 1, 2]


def test_a_second_opinion_moves_papers() -> None:
    assert in_order([4.0, 3.0], [0, 0], near=[0.1, 0.9], weight=0.5) == [1, 0]


def test_a_paper_of_which_nothing_is_known_counts_as_one_that_has_nothing_in_common() -> None:
    assert in_order([4.0, 4.0, 4.0], [0, 0, 0], near=[0.0, 0.2, -0.2], weight=0.5) == [1, 0, 2]


def test_no_second_opinion_puts_a_paper_before_the_title_that_was_typed() -> None:
    scores = [EXACT_TITLE + 1.0, EVERY_WORD + 9.0, 9.0]
    assert in_order(scores, [0, 0, 0], near=[-1.0, 0.5, 1.0], weight=1.0) == [0, 1, 2]


@given(HITS, st.floats(0, 1))
def test_no_hit_is_added_or_dropped(hits: list[tuple[float, int, float]], weight: float) -> None:
    scores, newest, near = ([hit[column] for hit in hits] for column in range(3))
    assert sorted(in_order(scores, newest, near, weight)) == sorted(in_order(scores, newest)) == [*range(len(hits))]


@given(HITS)
def test_a_second_opinion_without_weight_changes_no_tier(hits: list[tuple[float, int, float]]) -> None:
    scores, newest, near = ([hit[column] for hit in hits] for column in range(3))
    judged, plain = in_order(scores, newest, near, weight=0.0), in_order(scores, newest)
    assert [scores[place] // EVERY_WORD for place in judged] == [scores[place] // EVERY_WORD for place in plain]


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0, 2.5]), st.integers(0, 9)), max_size=40), st.integers(0, 50))
def test_the_first_are_the_same_when_no_more_than_those_tied_with_them_are_put_in_order(
    hits: list[tuple[float, int]], needed: int
) -> None:
    hits.sort(key=lambda hit: -hit[0])
    scores, newest = [hit[0] for hit in hits], [hit[1] for hit in hits]
    some = tied(scores, needed)
    assert in_order(scores[:some], newest[:some])[:needed] == in_order(scores, newest)[:needed]


def test_hyphened_and_joined_spellings_find_each_other(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "search", titled("2601.00001", "Pre-training at scale"), titled("2601.00002", "Pretraining")
    )
    assert sorted(shelf.found("pretraining")) == sorted(shelf.found("pre-training")) == ["2601.00001", "2601.00002"]


def test_words_that_stand_together_as_typed_come_before_the_same_words_apart(tmp_path: Path) -> None:
    apart = titled("2601.00001", "Untitled", "A network of roads, and neural tissue besides.")
    together = titled("2601.00002", "Untitled", "A neural network of tissue, and roads besides.")
    shelf = Shelf(tmp_path / "search", together, apart)
    assert shelf.found("neural network") == ["2601.00002", "2601.00001"]
    assert shelf.found("roads neural tissue")[0] == "2601.00001"


def test_where_few_papers_have_all_words_they_come_first_and_pages_go_on_with_the_rest(tmp_path: Path) -> None:
    both = [titled("2601.00001", "Roads", "Sparse roads and attention."), titled("2601.00002", "Sparse attention")]
    one = [titled(f"2601.{at:05}", "Sparse roads") for at in range(10, 45)]
    shelf = Shelf(tmp_path / "search", *one[:20], *both, *one[20:])
    pages = [shelf.found("sparse attention", limit=12, offset=offset) for offset in (0, 12, 24, 36)]
    assert pages[0][:2] == ["2601.00002", "2601.00001"]
    assert sorted(key for page in pages for key in page) == sorted(paper.arxiv_id or "" for paper in [*both, *one])


def test_of_papers_that_match_alike_the_newest_comes_first(tmp_path: Path) -> None:
    days = [date(2026, 1, day) for day in (3, 9, 6)]
    papers = [titled(f"2601.0000{at}", "Sparse attention", announced_on=day) for at, day in enumerate(days)]
    assert Shelf(tmp_path / "search", *papers).found("sparse") == ["2601.00001", "2601.00002", "2601.00000"]


def test_pages_beyond_the_ordered_hits_go_on_without_repeating_any(tmp_path: Path) -> None:
    papers = [titled(f"2601.{at:05}", "Sparse attention", announced_on=date(2026, 1, 1 + at % 28)) for at in range(320)]
    shelf = Shelf(tmp_path / "search", *papers)
    pages = [shelf.found("sparse", limit=90, offset=offset) for offset in (0, 90, 180, 270)]
    assert len({key for page in pages for key in page}) == sum(map(len, pages)) == len(papers)
