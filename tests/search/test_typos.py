from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.typos import nearest
from tests.search.shelf import FEW, Shelf, titled

KNOWN = {"diffusion": 90, "infusion": 3, "network": 50, "attention": 40, "optimization": 30, "difference": 99}


def meant(word: str) -> str | None:
    return nearest(word, lambda other: KNOWN.get(other, 0), lambda prefix: [*_beginning_with(prefix)])


def _beginning_with(prefix: str) -> list[tuple[str, int]]:
    return [(word, count) for word, count in KNOWN.items() if word.startswith(prefix)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("difusion", "diffusion"),  # a letter too few
        ("diffussion", "diffusion"),  # too many
        ("netwrok", "network"),  # two changed
        ("sttention", "attention"),  # the first one wrong
        ("optimzaton", "optimization"),  # two slips
    ],
)
def test_a_slip_or_two_are_understood(typed: str, expected: str) -> None:
    assert meant(typed) == expected


@pytest.mark.parametrize("typed", ["cat", "gpt4", "zzzzzzzz", "d1ffusion", "netw"])
def test_short_words_numbers_and_strangers_are_left_alone(typed: str) -> None:
    assert meant(typed) is None


@given(st.sampled_from(sorted(KNOWN)), st.data())
def test_any_single_slip_in_a_known_word_finds_a_known_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    assert meant(word[:at] + letter + word[at + 1 :]) in KNOWN


@given(st.text())
def test_whatever_was_typed_the_answer_is_a_known_word_or_none(typed: str) -> None:
    assert meant(typed) in {None, *KNOWN}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "search", *FEW)


def test_a_slip_is_mended_and_told_when_nothing_else_is_found(shelf: Shelf) -> None:
    results = shelf.asked("protien Difusion")
    assert (results.how, results.corrected) == ("typo", "protein diffusion")
    assert results.hits[0].key == "arxiv:2601.00001"


def test_what_is_found_as_typed_is_never_corrected(shelf: Shelf) -> None:
    shelf.add(titled("2607.00001", "Difusion in Catalan"))
    results = shelf.asked("difusion catalan")
    assert (results.how, results.corrected, results.total) == ("all", None, 1)


def test_a_slip_that_other_papers_made_too_is_mended_when_the_right_word_is_far_more_frequent(tmp_path: Path) -> None:
    right = [titled(f"2608.{n:05}", "Optimization of networks") for n in range(30)]
    shelf = Shelf(tmp_path, *right, titled("2609.00001", "Optimizaton in Biology"))
    results = shelf.asked("optimizaton of networks")
    assert (results.how, results.corrected) == ("typo", "optimization of networks")


def test_a_slip_beside_words_that_are_known_does_not_hide_what_these_find(shelf: Shelf) -> None:
    results = shelf.asked("attention zzyzxy")
    assert (results.how, [hit.key for hit in results.hits]) == ("any", ["arxiv:2601.00002"])


def test_nothing_at_all_is_found_for_what_nobody_wrote(shelf: Shelf) -> None:
    results = shelf.asked("qwertzuiop asdfghjkl")
    assert (results.total, results.hits, results.corrected) == (0, (), None)
