"""Other processes on the same SQLite file, and what is left when one is killed."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.builders import a_paper, a_sighting

ROOT = Path(__file__).parents[2]
WRITER = """
import itertools, sys
from bot.storage.store import Store
from tests.builders import a_paper, a_sighting

url, prefix, batches = sys.argv[1:]
with Store.open(url) as store:
    for batch in itertools.islice(itertools.count(), int(batches)):
        store.papers.record([a_sighting(a_paper(f"{prefix}.{100 * batch + n:05}")) for n in range(100)])
        print(100 * (batch + 1), flush=True)
"""


def writer(url: str, prefix: str, batches: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, prefix, str(batches)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own interpreter and code


def test_two_processes_write_and_read_one_file(sqlite_url: str):
    with writer(sqlite_url, "2601", 10) as other, Store.open(sqlite_url) as store:
        for batch in range(10):
            store.papers.record([a_sighting(a_paper(f"2602.{100 * batch + n:05}")) for n in range(100)])
            assert store.papers.count() >= 100 * (batch + 1)
        other.communicate(timeout=60)
        assert other.returncode == 0
        assert store.papers.count() == store.papers.revision() == 2000


@pytest.mark.parametrize("reports", [1, 4])
def test_kill_9_loses_nothing_that_was_reported(sqlite_url: str, tmp_path: Path, reports: int):
    with writer(sqlite_url, "2601", 1_000_000) as victim:
        assert victim.stdout is not None
        told = [int(victim.stdout.readline()) for _ in range(reports)]
        victim.kill()
    with Store.open(sqlite_url) as store:
        assert store.papers.count() >= told[-1]
        assert store.papers.count() % 100 == 0
        assert store.papers.record([a_sighting(a_paper("2602.00001"))]).new == 1
    with closing(sqlite3.connect(tmp_path / "paperboy.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
