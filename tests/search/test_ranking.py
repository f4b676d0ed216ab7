"""The order of the first hits, with and without a second opinion."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.search.ranking import EVERY_WORD, EXACT_TITLE, Ranked, in_order
from tests.search.shelf import Shelf, titled

HITS = st.lists(
    st.builds(Ranked, st.integers(0, 99), st.floats(0, 2 * EXACT_TITLE), st.integers(0, 9)),
    unique_by=lambda hit: hit.key,
    max_size=20,
)
OPINIONS = st.dictionaries(st.integers(0, 99), st.floats(-1, 1), max_size=20)


def keys(hits: list[Ranked]) -> list[int]:
    return [hit.key for hit in hits]


def test_the_higher_score_comes_first_and_of_equals_the_newer() -> None:
    hits = [Ranked(1, 2.0, newest=5), Ranked(2, 3.0, newest=1), Ranked(3, 2.0, newest=6)]
    assert keys(in_order(hits)) == [2, 3, 1]


def test_a_second_opinion_moves_papers() -> None:
    hits = [Ranked(1, 4.0, newest=0), Ranked(2, 3.0, newest=0)]
    assert keys(in_order(hits, {2: 0.9, 1: 0.1}, weight=0.5)) == [2, 1]


def test_a_paper_without_a_second_opinion_counts_as_one_that_has_nothing_in_common() -> None:
    hits = [Ranked(1, 4.0, newest=0), Ranked(2, 4.0, newest=0), Ranked(3, 4.0, newest=0)]
    assert keys(in_order(hits, {2: 0.2, 3: -0.2}, weight=0.5)) == [2, 1, 3]


def test_no_second_opinion_puts_a_paper_before_the_title_that_was_typed() -> None:
    hits = [Ranked(1, EXACT_TITLE + 1.0, newest=0), Ranked(2, EVERY_WORD + 9.0, newest=0), Ranked(3, 9.0, newest=0)]
    assert keys(in_order(hits, {3: 1.0, 2: 0.5}, weight=1.0)) == [1, 2, 3]


@given(HITS, OPINIONS, st.floats(0, 1))
def test_no_hit_is_added_or_dropped(hits: list[Ranked], opinions: dict[int, float], weight: float) -> None:
    assert sorted(in_order(hits, opinions, weight)) == sorted(hits)


@given(HITS)
def test_a_second_opinion_without_weight_changes_no_tier(hits: list[Ranked]) -> None:
    tiers = [hit.tier for hit in in_order(hits, dict.fromkeys(keys(hits), 0.5), weight=0.0)]
    assert tiers == [hit.tier for hit in in_order(hits)]


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


def test_of_papers_that_match_alike_the_newest_comes_first(tmp_path: Path) -> None:
    days = [date(2026, 1, day) for day in (3, 9, 6)]
    papers = [titled(f"2601.0000{at}", "Sparse attention", announced_on=day) for at, day in enumerate(days)]
    assert Shelf(tmp_path / "search", *papers).found("sparse") == ["2601.00001", "2601.00002", "2601.00000"]


def test_pages_beyond_the_ordered_hits_go_on_without_repeating_any(tmp_path: Path) -> None:
    papers = [titled(f"2601.{at:05}", "Sparse attention", announced_on=date(2026, 1, 1 + at % 28)) for at in range(320)]
    shelf = Shelf(tmp_path / "search", *papers)
    pages = [shelf.found("sparse", limit=90, offset=offset) for offset in (0, 90, 180, 270)]
    assert len({key for page in pages for key in page}) == sum(map(len, pages)) == len(papers)
