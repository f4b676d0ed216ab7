import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meaning.encoder import MODEL
from bot.meaning.pieces import Pieces, plain_words

VOCABULARY = ["graph", "graphs", "net", "##work", "##s", "##wor", "a", "##a", "neuro"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Graph Networks", ["graph", "networks"]),
        ("naïve Gödel—numbering", ["naive", "godel", "numbering"]),
        ("n² \U0001d6fd-VAE x_1", ["n2", "β", "vae", "x", "1"]),
        ("$\\alpha$!", ["alpha"]),
        (" \n\t", []),
    ],
)
def test_a_text_is_read_as_plain_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("graphs", ["graphs"]),
        ("network", ["net", "##work"]),
        ("networks", ["net", "##work", "##s"]),
        ("Graph NETWORKS", ["graph", "net", "##work", "##s"]),
        ("aaa", ["a", "##a", "##a"]),
        ("xgraph", ["##a"]),
        ("graphx", ["graph"]),
    ],
)
def test_the_longest_piece_that_fits_is_cut_first(text: str, pieces: list[str]) -> None:
    assert [VOCABULARY[number] for number in Pieces(VOCABULARY).of(text)] == pieces


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    pieces = Pieces(VOCABULARY)
    assert pieces.of(text) == pieces.of(text)
    assert all(0 <= number < len(VOCABULARY) for number in pieces.of(text))


def test_the_shipped_vocabulary_cuts_texts_as_it_did_when_the_model_was_trained() -> None:
    vocabulary = (MODEL / "pieces.txt").read_text(encoding="utf-8").split("\n")
    pieces = Pieces(vocabulary)
    for text, cut in json.loads(Path(__file__).with_name("cut.json").read_text(encoding="utf-8")).items():
        assert [vocabulary[number] for number in pieces.of(text)] == cut
