"""The index as a copy of the database: caught up, rebuilt, shared by processes, never a second truth."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.search import Query, SearchIndex
from tests.fakes_papers import FakePapers
from tests.search.shelf import FEW, Shelf, titled


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "search", *FEW)


def keys(index: SearchIndex, words: str) -> list[str]:
    return [hit.key for hit in index.search(Query(words)).hits]


def generation_of(folder: Path) -> Path:
    return folder / str(json.loads((folder / "manifest.json").read_text())["generation"])


def test_before_anything_was_indexed_nothing_is_found(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "none")
    assert (keys(index, "diffusion"), index.similar(FEW[0], 5), index.revision()) == ([], [], None)


def test_catching_up_writes_what_changed_and_only_that(shelf: Shelf) -> None:
    shelf.papers.put(titled("2602.00001", "A Brand New Transformer"))
    assert (shelf.index.catch_up(shelf.papers), shelf.index.catch_up(shelf.papers)) == (1, 0)
    assert shelf.found("transformer") == ["2602.00001"]
    assert shelf.index.revision() == shelf.papers.revision()


def test_a_changed_paper_is_found_by_its_new_words_only_and_once(shelf: Shelf) -> None:
    shelf.add(titled("2601.00001", "Renamed to Flow Matching"))
    assert shelf.found("flow matching") == ["2601.00001"]
    assert shelf.found("protein") == []


def test_a_paper_that_was_merged_into_another_is_gone(shelf: Shelf) -> None:
    shelf.papers.merge("arxiv:2601.00002", titled("2601.00001", "Attention in Graph Neural Networks"))
    shelf.index.catch_up(shelf.papers)
    assert shelf.found("attention") == ["2601.00001"]


def test_progress_ends_at_the_revision_that_was_aimed_for(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    papers = FakePapers(*(titled(f"2601.{n:05}", f"Paper {n}") for n in range(4_500)))
    assert SearchIndex(tmp_path).catch_up(papers, progress=lambda done, all_: seen.append((done, all_))) == 4_500
    assert seen == [(2_000, 4_500), (4_000, 4_500), (4_500, 4_500)]


def test_another_process_sees_what_was_written_since_it_opened_the_index(shelf: Shelf) -> None:
    reader = SearchIndex(shelf.folder)
    assert keys(reader, "transformer") == []
    shelf.add(titled("2602.00001", "A Brand New Transformer"))
    assert keys(reader, "transformer") == ["arxiv:2602.00001"]


def test_a_closed_index_opens_again_by_itself(shelf: Shelf) -> None:
    shelf.index.close()
    assert shelf.found("protein") == ["2601.00001"]


def test_while_another_process_writes_nothing_is_written_and_nothing_raised(shelf: Shelf) -> None:
    shelf.papers.put(titled("2602.00001", "A Brand New Transformer"))
    holder = (
        "import fcntl,sys; f=open(sys.argv[1],'ab'); fcntl.flock(f,fcntl.LOCK_EX); print('held',flush=True); input()"
    )
    command = [sys.executable, "-c", holder, str(shelf.folder / "writer.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - ourselves
        assert process.stdout
        process.stdout.readline()
        assert shelf.index.catch_up(shelf.papers) == 0
        assert shelf.found("protein") == ["2601.00001"]
        process.kill()
    assert shelf.index.catch_up(shelf.papers) == 1


def test_who_comes_too_early_is_written_by_the_one_who_writes(shelf: Shelf) -> None:
    """A change that is committed while another catch-up is under way is not left for the next collect."""
    other = SearchIndex(shelf.folder)
    refused: list[int] = []

    def meanwhile(_done: int, _all: int) -> None:
        if not refused:
            shelf.papers.put(titled("2602.00002", "A Late Straggler"))
            refused.append(other.catch_up(shelf.papers))

    shelf.papers.put(titled("2602.00001", "A Brand New Transformer"))
    shelf.index.catch_up(shelf.papers, progress=meanwhile)
    assert refused == [0]
    assert shelf.found("straggler") == ["2602.00002"]


def test_threads_that_all_catch_up_and_search_leave_each_paper_once(tmp_path: Path) -> None:
    papers = FakePapers(*(titled(f"2601.{n:05}", f"Shared graph {n}") for n in range(40)))
    indexes = [SearchIndex(tmp_path), SearchIndex(tmp_path)]
    problems: list[BaseException] = []

    def work(index: SearchIndex) -> None:
        try:
            index.catch_up(papers)
            index.search(Query("graph"))
        except BaseException as problem:  # noqa: BLE001 - carried to the main thread
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(indexes[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    indexes[0].catch_up(papers)
    assert (problems, indexes[1].search(Query("graph")).total) == ([], 40)


def test_a_database_restored_from_an_older_copy_makes_the_index_anew(shelf: Shelf) -> None:
    restored = FakePapers(FEW[1])
    with capture_logs() as logs:
        assert shelf.index.catch_up(restored) == 1
    assert keys(shelf.index, "protein") == []
    assert [(log["event"], log["reason"]) for log in logs] == [("search_index_rebuilt", "ahead of the database")]


def test_an_index_of_another_format_answers_nothing_until_it_is_rebuilt(shelf: Shelf) -> None:
    manifest = shelf.folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    with pytest.raises(StorageError, match="another version"):
        shelf.found("protein")
    with capture_logs() as logs:
        assert shelf.index.catch_up(shelf.papers) == len(FEW)
    assert [log["reason"] for log in logs] == ["of another version"]
    assert shelf.found("protein") == ["2601.00001"]


def test_a_deleted_folder_is_made_again_without_a_word(shelf: Shelf) -> None:
    generation = generation_of(shelf.folder)
    for file in [*generation.iterdir()]:
        file.unlink()
    generation.rmdir()
    (shelf.folder / "manifest.json").unlink()
    with capture_logs() as logs:
        assert shelf.index.catch_up(shelf.papers) == len(FEW)
    assert logs == []
    assert shelf.found("protein") == ["2601.00001"]


def test_a_rebuild_leaves_nothing_of_the_old_index(shelf: Shelf) -> None:
    shelf.index.catch_up(FakePapers(FEW[0]))
    assert sorted(path.name for path in shelf.folder.iterdir()) == sorted(
        ["manifest.json", "writer.lock", generation_of(shelf.folder).name]
    )


def test_importing_search_does_not_load_tantivy() -> None:
    program = "import sys, bot.search; sys.exit('tantivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - ourselves
