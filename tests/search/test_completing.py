"""Titles that are completed while somebody types."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import SearchIndex
from tests.builders import TODAY
from tests.search.shelf import FEW, Shelf, titled
from tests.search.test_hostile import ANY_TEXT, SYNTAX

PROTEINS, GRAPHS, BETA = (paper.key for paper in FEW)
OLD = titled("1706.03762", "Attention Is All You Need", doi="10.1000/attention")
HOT = titled("2603.00001", "All You Need to Know about Attention", announced_on=TODAY, votes=90)
COLD = titled("2603.00002", "Attention Heads You Need Not All Keep", announced_on=TODAY, votes=2)
LEARN = titled("1501.00001", "Deep Learning")
MANY = tuple(titled(f"2604.{number:05}", f"Deep Learning for Problem {number}") for number in range(70))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return Shelf(tmp_path_factory.mktemp("index"), *FEW, OLD, HOT, COLD, LEARN, *MANY).index


def completed(index: SearchIndex, text: str, limit: int = 25) -> list[str]:
    return [key for _, key in index.titles(text, limit)]


@pytest.mark.parametrize("text", ["diff", "Diffusion mod", "protein desi", "design prot", "DIFFUSION  MODELS FOR"])
def test_the_last_word_may_go_on_and_the_words_may_stand_in_any_order(index: SearchIndex, text: str):
    assert completed(index, text) == [PROTEINS]


@pytest.mark.parametrize(("text", "found"), [("graph ", [GRAPHS]), ("grap ", []), ("grap", [GRAPHS])])
def test_a_word_with_a_space_behind_it_is_whole(index: SearchIndex, text: str, found: list[str]):
    assert completed(index, text) == found


def test_every_word_counts_the_small_ones_too(index: SearchIndex):
    assert completed(index, "is all you n") == [OLD.key]
    assert completed(index, "is all you x") == []


def test_what_begins_so_comes_first_then_the_newest_and_most_voted(index: SearchIndex):
    assert completed(index, "attention") == [COLD.key, GRAPHS, OLD.key, HOT.key]
    assert completed(index, "need all you") == [HOT.key, COLD.key, OLD.key]


def test_the_one_that_is_called_so_comes_first_however_many_go_on_from_it(index: SearchIndex):
    found = completed(index, "deep learning")
    assert found[0] == LEARN.key
    assert len(found) == len(set(found)) == 25


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762",
        "1706.03762v5",
        "arXiv:1706.03762",
        "https://arxiv.org/pdf/1706.03762v1",
        "https://huggingface.co/papers/1706.03762",
        "https://doi.org/10.1000/attention",
        "have you read 1706.03762 yet",
    ],
)
def test_an_id_or_a_link_names_its_paper(index: SearchIndex, text: str):
    assert index.titles(text, 25) == [(OLD.title, OLD.key)]


def test_a_title_comes_as_it_is_written(index: SearchIndex):
    assert index.titles("beta vae", 1) == [("β-VAE and \U0001d4aa(n²) Disentanglement", BETA)]


def test_no_more_than_were_asked_for(index: SearchIndex):
    assert completed(index, "deep", 3) == completed(index, "deep")[:3]


@pytest.mark.parametrize("text", SYNTAX, ids=range(len(SYNTAX)))
def test_nothing_that_is_typed_is_an_error(index: SearchIndex, text: str):
    assert len(index.titles(text, 25)) <= 25


@given(text=ANY_TEXT, limit=st.integers(1, 30))
def test_nothing_at_all_is_an_error(index: SearchIndex, text: str, limit: int):
    assert len(index.titles(text, limit)) <= limit


def test_before_anything_was_indexed_there_is_nothing_to_complete(tmp_path: Path):
    assert SearchIndex(tmp_path / "none").titles("diffusion", 25) == []
