from pathlib import Path

from bot.model import SAMPLE_LABEL
from tests.search.shelf import FEW, Shelf, titled

LONG = " ".join(f"Sentence {n} speaks of other things entirely." for n in range(20))


def snippet(folder: Path, abstract: str, words: str) -> str:
    return Shelf(folder, titled("2601.00001", "Title", abstract)).asked(words).hits[0].snippet


def test_a_short_abstract_is_shown_whole_on_one_line(tmp_path: Path) -> None:
    assert snippet(tmp_path, "We  diffuse\nproteins.", "protein") == "We diffuse proteins."


def test_the_words_around_a_match_are_shown(tmp_path: Path) -> None:
    shown = snippet(tmp_path, f"{LONG} Here we diffuse proteins. {LONG}", "protein diffusion")
    assert "proteins" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 200


def test_without_a_match_in_the_abstract_its_beginning_is_shown(tmp_path: Path) -> None:
    shown = snippet(tmp_path, LONG, "title")
    assert LONG.startswith(shown.rstrip("…"))
    assert 100 < len(shown) <= 200


def test_accents_and_capitals_of_the_abstract_are_kept(tmp_path: Path) -> None:
    assert "Gödel" in snippet(tmp_path, f"{LONG} Gödel numbering. {LONG}", "godel")


def test_similar_papers_share_telling_words_and_are_never_the_paper_itself(tmp_path: Path) -> None:
    proteins = [titled(f"2602.{n:05}", f"Protein folding method {n}", "Folding of proteins.") for n in range(3)]
    shelf = Shelf(tmp_path, *FEW, *proteins)
    alike = shelf.index.similar(proteins[0], 3)
    assert [hit.key for hit in alike][:2] == [proteins[1].key, proteins[2].key]
    assert proteins[0].key not in [hit.key for hit in alike]
    assert shelf.index.similar(titled("2699.00001", "", ""), 3) == []


def test_the_label_of_a_sample_takes_no_room_in_a_snippet(tmp_path: Path) -> None:
    assert snippet(tmp_path / "short", f"{SAMPLE_LABEL} We diffuse proteins.", "protein") == "We diffuse proteins."
    assert snippet(tmp_path / "long", f"{SAMPLE_LABEL} {LONG}", "title").startswith("Sentence 0")
