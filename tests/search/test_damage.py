"""Files that are cut off, altered or gone, and writers that are killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.search import Query, SearchIndex
from tests.fakes_papers import FakePapers
from tests.search.shelf import FEW, Shelf, titled


def replaced(file: Path, content: bytes) -> None:
    file.unlink()  # whoever has it open keeps what it was, as after a crash of the machine
    file.write_bytes(content)


def cut_off(file: Path) -> None:
    replaced(file, file.read_bytes()[: file.stat().st_size // 2])


def emptied(file: Path) -> None:
    replaced(file, b"")


def gone(file: Path) -> None:
    file.unlink()


def altered(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    replaced(file, bytes(content))


KINDS = ["fast", "fieldnorm", "idx", "pos", "store", "term", "meta.json"]


def file_of(folder: Path, kind: str) -> Path:
    generation = folder / str(json.loads((folder / "manifest.json").read_text())["generation"])
    return next(path for path in generation.iterdir() if path.name.endswith(kind) and path.name != ".managed.json")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", [cut_off, emptied, gone])
def test_a_damaged_file_is_noticed_and_the_index_rebuilt_with_one_log_line(
    tmp_path: Path, kind: str, damage: Callable[[Path], None]
) -> None:
    papers = Shelf(tmp_path, *FEW).papers
    damage(file_of(tmp_path, kind))
    index = SearchIndex(tmp_path)
    with pytest.raises(StorageError, match="rebuilt"):
        index.search(Query("protein"))
    with capture_logs() as logs:
        assert index.catch_up(papers) == len(FEW)
    assert [(log["event"], log["reason"]) for log in logs] == [("search_index_rebuilt", "damaged")]
    assert index.search(Query("protein")).total == 1


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_an_altered_byte_is_noticed_before_anything_is_written_on_top(tmp_path: Path, kind: str) -> None:
    papers = Shelf(tmp_path, *FEW).papers
    altered(file_of(tmp_path, kind))
    papers.put(titled("2602.00001", "A Brand New Transformer"))
    with capture_logs() as logs:
        assert SearchIndex(tmp_path).catch_up(papers) == len(FEW) + 1
    assert [log["reason"] for log in logs] == ["damaged"]


@pytest.mark.parametrize("manifest", ["", "{", "[]", "null", '{"generation": "g-1"}', '{"generation": "gone"}'])
def test_a_manifest_that_cannot_be_understood_leads_to_a_rebuild(tmp_path: Path, manifest: str) -> None:
    papers = Shelf(tmp_path, *FEW).papers
    (tmp_path / "manifest.json").write_text(manifest)
    index = SearchIndex(tmp_path)
    assert index.revision() is None
    assert index.catch_up(papers) == len(FEW)
    assert index.search(Query("protein")).total == 1


WRITER = """
import os, signal, sys
from pathlib import Path
from bot.search import SearchIndex
from tests.fakes_papers import FakePapers
from tests.search.shelf import FEW, titled

def die(done, _all):
    if done + 3 >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

papers = FakePapers(*FEW, *(titled(f"2605.{n:05}", f"Lattice {n}") for n in range(6000)))
SearchIndex(Path(sys.argv[1])).catch_up(papers, progress=die)
"""


@pytest.mark.parametrize("dies_at", [2_000, 6_003])
@pytest.mark.parametrize("existing", [False, True])
def test_after_kill_9_of_a_writer_the_old_index_answers_and_the_next_start_completes_it(
    tmp_path: Path, dies_at: int, *, existing: bool
) -> None:
    if existing:
        Shelf(tmp_path, *FEW)
    killed = subprocess.run([sys.executable, "-c", WRITER, str(tmp_path), str(dies_at)], check=False)  # noqa: S603 - ourselves
    assert killed.returncode == -signal.SIGKILL
    index = SearchIndex(tmp_path)
    assert index.search(Query("protein")).total == (1 if existing else 0)

    papers = FakePapers(*FEW, *(titled(f"2605.{n:05}", f"Lattice {n}") for n in range(6_000)))
    index.catch_up(papers)
    assert (index.search(Query("lattice")).total, index.search(Query("protein")).total) == (6_000, 1)
    assert len([*tmp_path.glob("g-*")]) == 1


def test_what_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        SearchIndex(tmp_path / "file").catch_up(FakePapers(*FEW))
