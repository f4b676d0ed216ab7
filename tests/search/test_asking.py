"""What people type, and which papers they get."""

from datetime import date
from pathlib import Path

import pytest

from tests.search.shelf import FEW, Shelf, titled


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("index") / "search", *FEW)


def test_a_paper_is_found_by_words_of_its_title_and_abstract(shelf: Shelf) -> None:
    assert shelf.found("protein potential") == ["2601.00001"]


@pytest.mark.parametrize("words", ["neighbour", "ATTENTION", "networks", "network"])
def test_case_and_grammatical_endings_do_not_matter(shelf: Shelf, words: str) -> None:
    assert "2601.00002" in shelf.found(words)


@pytest.mark.parametrize(
    "words", ["naive cafe", "naïve café", "godel", "Gödel", "beta-VAE", "β-VAE", "O(n²)", "O(n^2)", "\U0001d4aa(n²)"]
)
def test_accents_greek_letters_and_mathematical_letters_match_what_people_can_type(shelf: Shelf, words: str) -> None:
    assert shelf.found(words)[0] == "2601.00003"


@pytest.mark.parametrize("words", ["Hinton attention", "DeepMind", "disentangled representations", "lovelace"])
def test_authors_keywords_and_organisations_are_searched_too(shelf: Shelf, words: str) -> None:
    assert (shelf.asked(words).how, shelf.asked(words).total) == ("all", 1)


def test_a_word_in_the_title_counts_more_than_one_in_the_abstract(shelf: Shelf) -> None:
    assert shelf.found("diffusion") == ["2601.00001", "2601.00002"]


def test_papers_with_all_words_come_before_those_with_some(shelf: Shelf) -> None:
    results = shelf.asked("graph diffusion protein sampling")
    assert results.how == "any"
    assert results.hits[0].key == "arxiv:2601.00001"


def test_a_natural_question_is_answered_by_some_of_its_words(shelf: Shelf) -> None:
    results = shelf.asked("What is the role of attention in the brains of squirrels?")
    assert (results.how, [hit.key for hit in results.hits]) == ("any", ["arxiv:2601.00002"])


def test_a_phrase_must_stand_together(shelf: Shelf) -> None:
    assert shelf.found('"graph neural networks"') == ["2601.00002"]
    assert shelf.found("“Graph Neural Networks”") == ["2601.00002"]
    assert shelf.found('"protein design" diffusion') == ["2601.00001"]
    assert shelf.asked('"graph neural networks"').how == "all"


def test_a_phrase_that_stands_nowhere_is_taken_for_its_words(shelf: Shelf) -> None:
    results = shelf.asked('articles on "attention over proteins"')
    assert (results.how, results.total) == ("any", 2)


def test_a_query_of_stop_words_only_still_looks_for_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, *FEW, titled("2601.00009", "To Be or Not to Be"))
    assert shelf.found("to be or not to be") == ["2601.00009"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hinton", "2601.00002"),
        ("geoffrey hinton", "2601.00002"),
        ("G. Hinton", "2601.00002"),
        ("Hinton, G. E.", "2601.00002"),
        ("Hinton G", "2601.00002"),
        ("Jose Garcia-Marquez", "2601.00002"),
        ("García", "2601.00002"),
        ("Vera Smolyaninov", "2601.00001"),
        ("xiaolong wang", "2601.00003"),
        ("Wang Xiao-Long", "2601.00003"),
    ],
)
def test_an_author_is_found_however_the_name_is_written(shelf: Shelf, name: str, expected: str) -> None:
    assert shelf.found(author=name) == [expected]


@pytest.mark.parametrize("name", ["Yann Hinton", "Lovelace Smolyaninov", "Lovelace V", "nobody", "?!"])
def test_another_name_is_another_author(shelf: Shelf, name: str) -> None:
    assert shelf.found(author=name) == []


def test_filters_narrow_what_words_find(shelf: Shelf) -> None:
    assert shelf.found("diffusion", author="Hinton") == ["2601.00002"]
    assert shelf.found("diffusion", since=date(2026, 2, 3)) == ["2601.00002"]
    assert shelf.found("diffusion", source="arxiv") == ["2601.00002"]
    assert shelf.found("diffusion cs.LG q-bio.BM") == ["2601.00001"]


def test_filters_alone_give_the_newest_first(shelf: Shelf) -> None:
    assert shelf.found(source="Arxiv") == ["2601.00003", "2601.00002"]
    assert shelf.found("cs.lg") == ["2601.00002", "2601.00001"]
    assert shelf.found(since=date(2026, 2, 4)) == ["2601.00003"]


def test_hits_can_be_ordered_by_day_or_by_votes(shelf: Shelf) -> None:
    assert shelf.found("diffusion", sort="new") == ["2601.00002", "2601.00001"]
    assert shelf.found("diffusion", sort="votes") == ["2601.00001", "2601.00002"]
    assert shelf.found(since=date(2026, 1, 1), sort="votes") == ["2601.00003", "2601.00001", "2601.00002"]


def test_ordered_by_day_papers_with_a_single_word_of_many_do_not_drown_the_others(tmp_path: Path) -> None:
    many = [titled(f"2602.{n:05}", "Graph theory", announced_on=date(2026, 4, 1)) for n in range(20)]
    good = [titled(f"2603.{n:05}", "Graph coloring of planar maps", announced_on=date(2026, 1, 1)) for n in range(12)]
    found = Shelf(tmp_path, *many, *good).found("graph coloring planar zebra", sort="new")
    assert set(found) <= {paper.arxiv_id for paper in good}


@pytest.mark.parametrize(
    "words",
    [
        "2601.00003",
        "arXiv:2601.00003v2",
        "https://arxiv.org/pdf/2601.00003v1.pdf",
        "see https://huggingface.co/papers/2601.00003, please",
        "<https://arxiv.org/abs/2601.00003|that one>",
        "10.1000/beta.vae(2026)",
        "https://doi.org/10.1000/Beta.Vae(2026).",
        "arxiv:2601.00003",
    ],
)
def test_a_pasted_identifier_finds_its_paper_alone(shelf: Shelf, words: str) -> None:
    assert shelf.found(words) == ["2601.00003"]


def test_the_exact_title_comes_first_however_often_others_repeat_its_words(tmp_path: Path) -> None:
    rivals = [titled(f"2604.{n:05}", "Deep learning deep learning for graphs", "Deep learning. " * 9) for n in range(9)]
    shelf = Shelf(tmp_path, *rivals, titled("1505.00001", "Deep Learning", "A long review. " * 40))
    assert shelf.found("deep  LEARNING")[0] == "1505.00001"


def test_chinese_and_japanese_are_found_by_their_characters(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, *FEW, titled("2605.00001", "扩散模型综述", "拡散モデルのサーベイ"))
    assert shelf.found("扩散模型") == ["2605.00001"]
    assert shelf.found("モデル") == ["2605.00001"]


def test_pages_follow_one_another_without_gap_or_repeat(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, *(titled(f"2606.{n:05}", f"Graphs {n}", votes=n) for n in range(25)))
    for sort in ("relevance", "new", "votes"):
        pages = [shelf.found("graphs", sort=sort, limit=10, offset=offset) for offset in (0, 10, 20, 30)]
        assert [len(page) for page in pages] == [10, 10, 5, 0]
        assert len({key for page in pages for key in page}) == 25
    assert shelf.asked("graphs", offset=1_000_000).total == 25
