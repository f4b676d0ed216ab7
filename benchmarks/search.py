"""Quality, speed and memory of search beside SQLite FTS5, on the same corpora and queries in the same process.

Usage: ``python -m benchmarks.search DATA_DIR [--papers N]``, with these below ``DATA_DIR``:

* ``search/<set>/``: ``corpus.jsonl.gz`` (``_id``, ``title``, ``text``), ``queries*.jsonl.gz`` (``_id``, ``text``),
  ``qrels*.tsv`` (query id, document id, grade, with a heading);
* ``papers/arxiv_100k.jsonl.gz``: papers with ``id``, ``title``, ``abstract``, ``authors`` (one string).

The baselines: what SQLite offers by itself (FTS5, porter stemmer, title weighted four times, papers with any of the
words by BM25), and, where the packages ``bm25s`` and ``PyStemmer`` are installed, BM25 of bm25s over title and abstract
with its English stop words. Intervals are of the mean difference, from a paired bootstrap over the queries.

``--papers N`` measures speed over N papers: the 100,000 and, as far as they do not suffice, copies of them in which
every fourth word is one of another paper.
"""

import argparse
import csv
import gzip
import json
import math
import multiprocessing
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bot.model import Paper, PaperKey
from bot.search import Query, SearchIndex

Search = Callable[[str], Sequence[PaperKey]]
Judgements = dict[str, dict[str, int]]
TITLE_WEIGHT = 4
QUERIES_FOR_SPEED = 1_000


class Listed:
    """Papers in a list, as the database would tell of them: each one a revision of its own."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = papers

    def revision(self) -> int:
        """The number of the last paper."""
        return len(self.papers)

    def changed_since(self, revision: int, limit: int) -> list[tuple[int, Paper]]:
        """The papers after the one of that number."""
        return [*enumerate(self.papers[revision : revision + limit], revision + 1)]

    def vanished_since(self, revision: int) -> list[PaperKey]:
        """None ever does."""
        del revision
        return []


@dataclass(frozen=True)
class JudgedSet:
    """A corpus, questions about it, and which papers answer them."""

    name: str
    papers: list[Paper]
    queries: dict[str, str]
    judgements: Judgements


def lines(path: Path) -> Iterable[dict[str, str]]:
    """The objects of a packed JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def judged_set(folder: Path) -> JudgedSet:
    """The queries that have a judgement, with their corpus."""
    papers = [
        Paper(key=row["_id"], title=row["title"], abstract=row["text"]) for row in lines(folder / "corpus.jsonl.gz")
    ]
    judgements: Judgements = {}
    with next(folder.glob("qrels*.tsv")).open(encoding="utf-8") as file:
        for query, paper, grade in [*csv.reader(file, delimiter="\t")][1:]:
            if int(grade) > 0:
                judgements.setdefault(query, {})[paper] = int(grade)
    asked = lines(next(folder.glob("queries*.jsonl.gz")))
    queries = {row["_id"]: row["text"] for row in asked if row["_id"] in judgements}
    return JudgedSet(folder.name, papers, queries, judgements)


def fts5(papers: Sequence[Paper]) -> Search:
    """The baseline, in memory."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE papers USING fts5(key UNINDEXED, title, abstract, tokenize='porter unicode61')"
    )
    rows = ((paper.key, paper.title, paper.abstract) for paper in papers)
    database.executemany("INSERT INTO papers VALUES (?, ?, ?)", rows)
    ranked = f"SELECT key FROM papers WHERE papers MATCH ? ORDER BY bm25(papers, 0, {TITLE_WEIGHT}, 1) LIMIT 10"

    def search(words: str) -> Sequence[PaperKey]:
        known = dict.fromkeys(re.findall(r"\w+", words.lower()))
        found = database.execute(ranked, (" OR ".join(f'"{word}"' for word in known),))
        return [key for (key,) in found]

    return search


def bm25s(papers: Sequence[Paper]) -> Search | None:
    """BM25 as bm25s has it, k1 1.5 and b 0.75; nothing where it is not installed."""
    try:
        library, stemming = import_module("bm25s"), import_module("Stemmer")  # for comparison only, no dependency
    except ImportError:
        return None
    stemmer = stemming.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        return library.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    engine = library.BM25()
    engine.index(tokens([f"{paper.title} {paper.abstract}" for paper in papers]), show_progress=False)

    def search(words: str) -> Sequence[PaperKey]:
        found, _ = engine.retrieve(tokens([words]), k=10, show_progress=False)
        return [papers[at].key for at in found[0]]

    return search


def ours(papers: Sequence[Paper], folder: Path) -> Search:
    """Paperboy's index of ``papers``, made in ``folder``."""
    index = SearchIndex(folder)
    index.catch_up(Listed(papers))
    return asking(index)


def asking(index: SearchIndex) -> Search:
    """Puts words to ``index``."""
    return lambda words: [hit.key for hit in index.search(Query(words)).hits]


def ndcg(found: Sequence[PaperKey], grades: dict[str, int], depth: int = 10) -> float:
    """Gains 2^grade - 1, discounted by log2(place + 1), as a share of the best possible order's."""
    gains = [2 ** grades.get(key, 0) - 1 for key in found[:depth]]
    ideal = [2**grade - 1 for grade in sorted(grades.values(), reverse=True)[:depth]]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def quality(data: Path) -> None:
    """Print nDCG@10 of all, over every judged set there is, and by how much ours is better."""
    print(f"nDCG@10\n{'set':10} {'papers':>7} {'queries':>7} {'baseline':>9} {'theirs':>7} {'ours':>7}  difference")
    for folder in sorted((data / "search").iterdir()):
        judged = judged_set(folder)
        with tempfile.TemporaryDirectory() as place:
            mine = scores(judged, ours(judged.papers, Path(place)))
        for name, search in (("FTS5", fts5(judged.papers)), ("bm25s", bm25s(judged.papers))):
            if search:
                row = f"{judged.name:10} {len(judged.papers):7} {len(mine):7} {name:>9}"
                print(f"{row} {compared(scores(judged, search), mine)}")
            else:
                print(f"{judged.name:10} {name} is not installed: pip install bm25s PyStemmer")
    print()


def compared(theirs: Sequence[float], mine: Sequence[float]) -> str:
    """Both means, and the mean difference with its interval: the middle 95 % of 2,000 samples of the queries."""
    chance = random.Random(0)
    differences = [b - a for a, b in zip(theirs, mine, strict=True)]
    means = sorted(statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(2_000))
    ours, baseline = statistics.fmean(mine), statistics.fmean(theirs)
    return f"{baseline:7.4f} {ours:7.4f}  {ours - baseline:+.4f} ({means[49]:+.4f} to {means[1949]:+.4f})"


def scores(judged: JudgedSet, search: Search) -> list[float]:
    """nDCG@10 of each query."""
    return [ndcg(search(words), judged.judgements[query]) for query, words in judged.queries.items()]


def corpus(data: Path) -> list[Paper]:
    """The 100,000 papers."""
    rows = lines(data / "papers" / "arxiv_100k.jsonl.gz")
    return [
        Paper(
            key=f"arxiv:{row['id']}",
            title=row["title"],
            abstract=row["abstract"],
            authors=tuple(row["authors"].split(", ")),
            arxiv_id=row["id"],
        )
        for row in rows
    ]


def enlarged(papers: Sequence[Paper], number: int) -> list[Paper]:
    """The first ``number`` papers; where there are fewer, copies with every fourth word from another paper follow."""
    chance = random.Random(7)
    made = list(papers[:number])
    while len(made) < number:
        paper, other = papers[len(made) % len(papers)], chance.choice(papers)
        title, abstract = _mixed(paper.title, other.title), _mixed(paper.abstract, other.abstract)
        made.append(Paper(key=f"made:{len(made)}", title=title, abstract=abstract, authors=other.authors))
    return made


def _mixed(text: str, other: str) -> str:
    words, others = text.split(), other.split()
    words[::4] = [new for _, new in zip(words[::4], [*others, *words[::4]], strict=False)]
    return " ".join(words)


def asked(papers: Sequence[Paper], words: int) -> list[str]:
    """Runs of ``words`` words from titles, as people remember them."""
    chance = random.Random(words)
    titles = (re.findall(r"\w+", chance.choice(papers).title) for _ in iter(int, 1))
    long_enough = (title for title in titles if len(title) >= words)
    picked = (next(long_enough) for _ in range(QUERIES_FOR_SPEED // 5))
    return [" ".join(title[(at := chance.randrange(len(title) - words + 1)) : at + words]) for title in picked]


def milliseconds(search: Search, queries: Iterable[str]) -> list[float]:
    """What each query takes, ascending."""
    taken = []
    for words in queries:
        start = time.perf_counter()
        search(words)
        taken.append((time.perf_counter() - start) * 1e3)
    return sorted(taken)


def memory() -> tuple[float, float]:
    """Megabytes resident, and those of them that are no pages of files (which the system takes back at will)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    resident, anonymous = (int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) / 1e3 for name in ("VmRSS", "RssAnon"))
    return resident, anonymous


def speed(data: Path, number: int, *, alone: bool) -> None:
    """Print the index rate, latencies by the number of words, and memory; ``alone``: without FTS5, which takes long."""
    papers = enlarged(corpus(data), number)
    queries = [asked(papers, words) for words in range(1, 6)]
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        search = ours(papers, Path(place))
        rate = len(papers) / (time.perf_counter() - start)
        print(f"index: {len(papers)} papers at {rate:.0f}/s, {_size(Path(place)):.0f} MB on disk\n")
        if not alone:
            beside_fts5(papers, search, queries)
        completing(Path(place), papers)
        del papers
        only_searching(Path(place), queries)


def beside_fts5(papers: Sequence[Paper], search: Search, queries: Sequence[Sequence[str]]) -> None:
    """Print latencies of both, asked by turns."""
    baseline = fts5(papers)
    print(f"{'words':>5} {'FTS5 p50':>9} {'p95 ms':>8} {'ours p50':>9} {'p95 ms':>8} {'ratio of p95':>13}")
    for words, some in enumerate(queries, 1):
        theirs, mine = milliseconds(baseline, some), milliseconds(search, some)
        row = [statistics.quantiles(taken, n=20)[at] for taken in (theirs, mine) for at in (9, 18)]
        print(f"{words:5} {row[0]:9.2f} {row[1]:8.2f} {row[2]:9.2f} {row[3]:8.2f} {row[3] / row[1]:13.2f}")


def completing(place: Path, papers: Sequence[Paper]) -> None:
    """Print how long titles take that go on from the first characters of one."""
    index, chance = SearchIndex(place), random.Random(1)
    titles = [chance.choice(papers).title for _ in range(QUERIES_FOR_SPEED // 2)]
    print(f"\n{'typed':>5} {'p50':>6} {'p95 ms':>8}")
    for length in (1, 2, 4, 8, 16, 32):
        taken = milliseconds(lambda text: [key for _, key in index.titles(text, 25)], [t[:length] for t in titles])
        quantiles = statistics.quantiles(taken, n=20)
        print(f"{length:5} {quantiles[9]:6.2f} {quantiles[18]:8.2f}")


def only_searching(place: Path, queries: Sequence[Sequence[str]]) -> None:
    """Latencies and memory of a process that does nothing else; a child, so that what was built here does not count."""
    child = multiprocessing.get_context("spawn").Process(target=_search_all, args=(place, queries))
    child.start()
    child.join()


def _search_all(place: Path, queries: Sequence[Sequence[str]]) -> None:
    before = memory()
    search = asking(SearchIndex(place))
    search("how are large graph neural networks trained with few labels")  # loads what meaning needs
    print(f"\na process that only searches\n{'words':>5} {'p50':>6} {'p95 ms':>8}")
    for words, some in enumerate(queries, 1):
        quantiles = statistics.quantiles(milliseconds(search, some), n=20)
        print(f"{words:5} {quantiles[9]:6.2f} {quantiles[18]:8.2f}")
    resident, anonymous = memory()
    print(
        f"\nmemory while searching: {resident:.0f} MB resident, {anonymous:.0f} MB of it no file pages "
        f"({before[0]:.0f} MB before the index was opened)"
    )


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description="Quality, speed and memory of search.")
    options.add_argument("data", type=Path)
    options.add_argument("--papers", type=int, default=100_000)
    options.add_argument("--alone", action="store_true", help="no quality and no FTS5: our own speed")
    chosen = options.parse_args()
    if not chosen.alone:
        quality(chosen.data)
    speed(chosen.data, chosen.papers, alone=chosen.alone)


if __name__ == "__main__":
    main()
