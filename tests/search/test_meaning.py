"""The second opinion of a ranking: by what papers are about."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from structlog.testing import capture_logs

from bot.errors import SourceUnavailable, StorageError
from bot.search import Query, SearchIndex
from bot.search.ranking import FEW_WORDS, MANY_WORDS, MOST_WEIGHT, weight_of_meaning
from tests.fakes_papers import FakePapers
from tests.search.shelf import titled

SEA = ("boat", "ship", "harbour", "sail")
SKY = ("plane", "wing", "airport", "fly")
QUESTION = "which ones sail slowly between two old towns at night"


class Toy:
    """Knows the sea from the sky."""

    dimensions = 2

    def __init__(self, name: str = "toy") -> None:
        self.name = name
        self.silent = False
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.silent:
            raise SourceUnavailable("embeddings", "no answer")
        self.asked += len(texts)
        counts = [[sum(word in text.lower() for word in words) for words in (SEA, SKY)] for text in texts]
        vectors = np.array(counts, np.float32)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def papers() -> FakePapers:
    said = "slowly between two old towns at night"
    return FakePapers(
        titled("2601.00001", f"A plane {said}", "It has a wing and an airport."),
        titled("2601.00002", f"A boat {said}", "It has a harbour and a ship."),
        titled("2601.00003", "Something else", "About neither."),
    )


def found(index: SearchIndex, words: str) -> list[str]:
    return [hit.key.removeprefix("arxiv:") for hit in index.search(Query(words)).hits]


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def index(tmp_path: Path, toy: Toy) -> SearchIndex:
    made = SearchIndex(tmp_path, lambda: toy)
    made.catch_up(papers())
    return made


def test_of_papers_with_the_same_words_the_one_that_is_about_the_question_comes_first(index: SearchIndex) -> None:
    assert found(index, QUESTION.replace("sail", "fly"))[0] == "2601.00001"
    assert found(index, QUESTION)[0] == "2601.00002"


def test_neither_the_total_nor_the_filters_depend_on_meaning(index: SearchIndex, tmp_path: Path) -> None:
    words_only = SearchIndex(tmp_path / "words", model=None)
    words_only.catch_up(papers())
    for query in (Query(QUESTION), Query(QUESTION, source="nowhere"), Query(QUESTION, author="Nobody")):
        one, other = index.search(query), words_only.search(query)
        assert (one.total, one.how, {hit.key for hit in one.hits}) == (
            other.total,
            other.how,
            {hit.key for hit in other.hits},
        )


def test_pages_put_together_are_the_whole_order(index: SearchIndex) -> None:
    pages = [index.search(Query(QUESTION, limit=1, offset=at)).hits[0].key for at in range(2)]
    assert pages == [hit.key for hit in index.search(Query(QUESTION)).hits]


def test_for_a_few_words_the_model_is_not_asked(index: SearchIndex, toy: Toy) -> None:
    before = toy.asked
    index.search(Query("two old towns"))
    assert toy.asked == before


def test_the_more_words_the_more_meaning_counts_up_to_a_half() -> None:
    weights = [weight_of_meaning(words) for words in range(20)]
    assert weights == sorted(weights)
    assert weights[FEW_WORDS] == 0.0
    assert set(weights[MANY_WORDS:]) == {MOST_WEIGHT}


def test_papers_like_another_are_also_near_to_it_by_meaning(index: SearchIndex) -> None:
    store = papers()
    store.put(titled("2601.00004", "A sail at night", "Ship and harbour between old towns."))
    index.catch_up(store)
    paper = next(paper for _, paper in store.changed_since(0, 9) if paper.arxiv_id == "2601.00004")
    assert index.similar(paper, 1)[0].key.endswith("2601.00002")


def test_a_paper_that_shares_no_word_with_others_still_has_neighbours_by_meaning(index: SearchIndex) -> None:
    assert index.similar(titled("2601.00009", "Sail", "Ship."), 1)[0].key.endswith("2601.00002")


def test_a_model_that_does_not_answer_leaves_the_order_to_the_words(index: SearchIndex, toy: Toy) -> None:
    toy.silent = True
    with capture_logs() as logs:
        assert set(found(index, QUESTION)) == {"2601.00001", "2601.00002"}
    assert {log["event"] for log in logs} == {"search_by_words_only"}


def test_a_paper_of_the_same_text_is_not_embedded_again(index: SearchIndex, toy: Toy) -> None:
    before, store = toy.asked, papers()
    store.put(titled("2601.00003", "Something else", "About neither.", votes=77))
    assert index.catch_up(store) > 0
    assert toy.asked == before


def test_another_model_rebuilds_the_index_and_until_then_words_decide(index: SearchIndex, tmp_path: Path) -> None:
    assert index.revision()
    updated = SearchIndex(tmp_path, lambda: Toy("better"))
    assert set(found(updated, QUESTION)) == {"2601.00001", "2601.00002"}
    store = papers()
    store.put(titled("2601.00005", "New"))
    with capture_logs() as logs:
        updated.catch_up(store)
    assert [log["reason"] for log in logs] == ["of another model"]
    assert found(updated, QUESTION)[0] == "2601.00002"


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 4_000])
def test_damaged_vectors_are_noticed_and_the_index_rebuilt(index: SearchIndex, tmp_path: Path, content: bytes) -> None:
    assert index.revision()
    vectors = next(tmp_path.glob("g-*/vectors"))
    vectors.unlink()
    vectors.write_bytes(content)
    fresh = SearchIndex(tmp_path, Toy)
    with pytest.raises(StorageError, match="rebuilt"):
        fresh.search(Query(QUESTION))
    with capture_logs() as logs:
        fresh.catch_up(papers())
    assert [log["reason"] for log in logs] == ["damaged"]
    assert found(fresh, QUESTION)[0] == "2601.00002"


def test_an_altered_vector_is_noticed_before_anything_is_written_on_top(index: SearchIndex, tmp_path: Path) -> None:
    assert index.revision()
    vectors = next(tmp_path.glob("g-*/vectors"))
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 0xFF
    vectors.unlink()
    vectors.write_bytes(content)
    store = papers()
    store.put(titled("2601.00005", "New"))
    with capture_logs() as logs:
        SearchIndex(tmp_path, Toy).catch_up(store)
    assert [log["reason"] for log in logs] == ["damaged"]


def test_a_short_question_loads_no_model(tmp_path: Path) -> None:
    SearchIndex(tmp_path).catch_up(papers())
    code = (
        "import sys; from pathlib import Path; from bot.search import Query, SearchIndex; "
        "results = SearchIndex(Path(sys.argv[1])).search(Query('airport')); "
        "sys.exit(results.total != 1 or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0  # noqa: S603 - ours
