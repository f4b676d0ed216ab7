"""How many papers a second an import stores and indexes: ``python -m benchmarks.importing FILE``.

The baseline, in the same process and on the same disk, is the least that could be done with the same file: parse its
JSON, insert titles and abstracts into a plain SQLite table and an FTS5 index, in transactions of the same size.
"""

import gzip
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bot.search import SearchIndex
from bot.search.following import Follower
from bot.sources.file import CHUNK, read
from bot.storage.store import Store


def plain(path: Path) -> Iterator[tuple[str, str]]:
    """Title and abstract of each line."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["title"], record["abstract"]


def baseline(path: Path, folder: Path) -> int:
    """Bare SQLite and FTS5; returns the number of papers."""
    database = sqlite3.connect(folder / "plain.db")
    database.executescript(
        """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        CREATE TABLE paper (id INTEGER PRIMARY KEY, title, abstract);
        CREATE VIRTUAL TABLE words
            USING fts5 (title, abstract, content='paper', content_rowid='id', tokenize='porter');
        """
    )
    count = 0
    for rows in _batches(plain(path)):
        with database:
            for title, abstract in rows:
                count += 1
                database.execute("INSERT INTO paper VALUES (?, ?, ?)", (count, title, abstract))
                database.execute(
                    "INSERT INTO words (rowid, title, abstract) VALUES (?, ?, ?)", (count, title, abstract)
                )
    database.close()
    return count


def ours(path: Path, folder: Path) -> int:
    """What ``paperboy import`` does: read, mend the text, merge, store, index; returns the number of papers."""
    index = SearchIndex(folder / "index")
    with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
        with Follower(lambda: index.catch_up(store.papers)) as follower:
            for chunk in read(path, datetime.now(UTC)):
                store.papers.record(chunk.sightings)
                follower.stored(len(chunk.sightings))
        index.catch_up(store.papers)
        count = store.papers.count()
    index.close()
    return count


def _batches(rows: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch


def timed(work: Callable[[Path, Path], int], path: Path, folder: Path) -> tuple[int, float]:
    """Papers, and seconds."""
    start = time.perf_counter()
    return work(path, folder), time.perf_counter() - start


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        plain_count, plain_seconds = timed(baseline, path, Path(folder))
        count, seconds = timed(ours, path, Path(folder))
    print(f"{'':<24}{'papers':>10}{'seconds':>10}{'papers/s':>10}{'time ratio':>12}")
    for name, papers, took in (
        ("bare SQLite and FTS5", plain_count, plain_seconds),
        ("paperboy import", count, seconds),
    ):
        print(f"{name:<24}{papers:>10,}{took:>10.1f}{papers / took:>10,.0f}{took / plain_seconds:>12.1f}")
    print(f"most memory of the whole run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
