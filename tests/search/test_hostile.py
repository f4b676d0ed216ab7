"""Whatever is typed or stored: an answer, never an error."""

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Paper
from bot.search import Query, SearchIndex
from bot.search.engine import document
from bot.search.folding import folded, identifiers, name_parts, phrases_and_rest, spelled
from tests.search.shelf import FEW, Shelf

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=60) | st.text(
    string.printable + "“”«»\ud800\u0000\U0001d4aa深β²İﬁ", max_size=60
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return Shelf(tmp_path_factory.mktemp("index"), *FEW).index


SYNTAX = [
    "",
    "   ",
    '"',
    '""',
    '"" ""',
    '"a',
    "a AND OR NOT",
    "title:x^2 (y",
    "*",
    "?:/\\",
    "+ -",
    "[a TO b]",
    "NEAR/3",
    "'; DROP TABLE papers; --",
    "\x00",
    "\ud800",
    "\u202e\u200b",
    "🧪🔬",
    "a" * 70_000,
    "word " * 20_000,
    " ".join(map(str, range(5_000))),
    '"' + "phrase " * 3_000 + '"',
]


@pytest.mark.parametrize("words", SYNTAX, ids=range(len(SYNTAX)))
def test_no_query_is_an_error(index: SearchIndex, words: str) -> None:
    results = index.search(Query(words))
    assert results.total >= len(results.hits)


@given(
    words=ANY_TEXT,
    author=st.none() | ANY_TEXT,
    source=st.none() | ANY_TEXT,
    since=st.none() | st.dates(),
    sort=st.sampled_from(["relevance", "new", "votes"]),
    limit=st.integers(-1, 20),
    offset=st.integers(-1, 20_000),
)
def test_no_combination_of_words_and_filters_is_an_error(index: SearchIndex, **asked: object) -> None:
    results = index.search(Query(**asked))  # type: ignore[arg-type] # any field of Query
    assert all(len(hit.snippet) <= 200 for hit in results.hits)


@given(key=ANY_TEXT, title=ANY_TEXT, abstract=ANY_TEXT, authors=st.lists(ANY_TEXT, max_size=3), doi=ANY_TEXT)
def test_any_paper_can_be_indexed(key: str, title: str, abstract: str, authors: list[str], doi: str) -> None:
    paper = Paper(key, title, abstract, tuple(authors), organisation=doi, categories=(doi,), keywords=(title,), doi=doi)
    assert document(paper).num_fields > 0


@given(ANY_TEXT)
def test_folding_is_done_once_and_for_all(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)
    assert "\ud800" not in folded(text)
    assert all(part for part in name_parts(text))
    assert all(phrases_and_rest(text)[0]) or not phrases_and_rest(text)[0]
    assert identifiers(text) == [*dict.fromkeys(identifiers(text))]


def test_a_paper_of_odd_values_is_found_like_any_other(tmp_path: Path) -> None:
    odd = Paper(
        "file:\ud800x",
        "Odd \ud800 Unicorns",
        "x" * 70_000 + " \x00 unicorn",
        ("", " ", "\ud800"),
        votes=-5,
        announced_on=date.min,
    )
    huge = Paper("file:huge", "Unicorn " * 20_000, votes=10**12, announced_on=date.max)
    results = Shelf(tmp_path, odd, huge).index.search(Query("unicorn", sort="votes"))
    assert [hit.key for hit in results.hits] == ["file:huge", "file:x"]
