"""What meaning adds to words: nDCG@10 by weight, on judged sets and known papers; papers like another; speed.

Usage: ``python -m benchmarks.meaning DATA_DIR [--model FOLDER]``. The words are ranked as Paperboy ranks them without a
model; their first 300 are put in order anew with each weight. No set was trained on. Known papers are those of
``hf_daily``: asked for by two of their ``ai_keywords``, by three words of their title, and by all of it.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from benchmarks.search import Judgements, Listed, compared, corpus, judged_set, lines, ndcg
from bot.meaning import Encoder, Vectors, VectorWriter
from bot.meaning.layout import Kind
from bot.model import Paper, PaperKey
from bot.search import Query, SearchIndex, view
from bot.search.asking import taken_apart
from bot.search.engine import Analysis
from bot.search.meaning import text_of
from bot.search.ranking import DEPTH, in_order, weight_of_meaning

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
ASKED = 400
LIKE = 20_000


@dataclass(frozen=True)
class Answer:
    """What words found for one question, how near each of it is by meaning, and what would be right."""

    keys: list[PaperKey]
    scores: list[float]
    cosines: list[float]
    right: dict[str, int]
    words: int

    def score(self, weight: float) -> float:
        """nDCG@10 with this weight of meaning."""
        as_found = [-place for place in range(len(self.keys))]
        places = in_order(self.scores, as_found, self.cosines if weight else (), weight)
        return ndcg([self.keys[place] for place in places], self.right)


def answers(papers: Sequence[Paper], queries: dict[str, str], right: Judgements, encoder: Encoder) -> list[Answer]:
    """Every question asked once."""
    vectors = encoder.embed([text_of(paper) for paper in papers])
    places = {paper.key: place for place, paper in enumerate(papers)}
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder), model=None)
        index.catch_up(Listed(papers))
        return [_answer(index, words, right[query], encoder, (places, vectors)) for query, words in queries.items()]


def _answer(
    index: SearchIndex,
    words: str,
    right: dict[str, int],
    encoder: Encoder,
    known: tuple[dict[PaperKey, int], NDArray[np.float32]],
) -> Answer:
    places, vectors = known
    found = index.search(Query(words, limit=DEPTH)).hits
    keys = [hit.key for hit in found]
    near = vectors[[places[key] for key in keys]] @ encoder.embed([words])[0]
    asked = taken_apart(Query(words), Analysis.english(), lambda _: False)
    return Answer(keys, [hit.score for hit in found], near.tolist(), right, sum(word.times for word in asked.loose))


def known_papers(data: Path) -> tuple[list[Paper], dict[str, list[str]]]:
    """Hugging Face's papers, and the keywords of those that have some."""
    papers: dict[str, Paper] = {}
    keywords: dict[str, list[str]] = {}
    for row in lines(data / "hf_daily/daily_responses.jsonl.gz"):
        for entry in row["response"]:  # type: ignore[union-attr] # a list there
            told = entry["paper"]
            title = told.get("title") or entry.get("title") or ""
            papers[told["id"]] = Paper(key=told["id"], title=title, abstract=told.get("summary") or "")
            keywords[told["id"]] = told.get("ai_keywords") or []
    return [*papers.values()], {key: words for key, words in keywords.items() if len(words) > 1}


def known_item(data: Path) -> Iterator[tuple[str, list[Paper], dict[str, str]]]:
    """Each way of asking for a known paper: its name, all papers, and what is asked by the key of the right one."""
    papers, keywords = known_papers(data)
    chance = random.Random(1)
    some = chance.sample([paper for paper in papers if paper.title], ASKED)
    yield (
        "keywords",
        papers,
        {key: " ".join(chance.sample(keywords[key], 2)) for key in chance.sample([*keywords], ASKED)},
    )
    yield "3 words", papers, {paper.key: _run(paper.title.split(), chance) for paper in some}
    yield "title", papers, {paper.key: paper.title for paper in some}


def _run(words: list[str], chance: random.Random) -> str:
    at = chance.randrange(max(len(words) - 2, 1))
    return " ".join(words[at : at + 3])


def table(name: str, asked: Sequence[Answer], ours: Callable[[Answer], float]) -> list[float]:
    """Print and return the means by weight."""
    means = [statistics.fmean(answer.score(weight) for answer in asked) for weight in WEIGHTS]
    plain, chosen = [answer.score(0) for answer in asked], [answer.score(ours(answer)) for answer in asked]
    print(f"{name:9} {len(asked):5} " + " ".join(f"{mean:.4f}" for mean in means) + "   " + compared(plain, chosen))
    return means


def quality(data: Path, encoder: Encoder) -> None:
    """Print nDCG@10 of each set by weight, and of each with the weight that is best on the others."""
    shipped: Callable[[Answer], float] = lambda answer: weight_of_meaning(answer.words)  # noqa: E731 - one row of many
    heading = " ".join(f"{weight:6}" for weight in WEIGHTS)
    print(f"{'set':9} {'asked':>5} {heading}   words as shipped  difference, 95 %")
    judged = [judged_set(folder) for folder in sorted((data / "search").iterdir())]
    means = {
        one.name: table(one.name, answers(one.papers, one.queries, one.judgements, encoder), shipped) for one in judged
    }
    for name, papers, queries in known_item(data):
        table(name, answers(papers, queries, {key: {key: 1} for key in queries}, encoder), shipped)
    print("\nweight fitted on the other sets:")
    for name, row in means.items():
        others = [other for one, other in means.items() if one != name]
        best = max(range(len(WEIGHTS)), key=lambda at: sum(other[at] for other in others))
        print(f"{name:9} {WEIGHTS[best]:.1f}: {row[0]:.4f} -> {row[best]:.4f}")


def likeness(data: Path) -> None:
    """Print how many of the first five papers like another are of its primary category, by weight of meaning."""
    rows = [*lines(data / "papers" / "arxiv_100k.jsonl.gz")][:LIKE]
    primary = {f"arxiv:{row['id']}": row["primary"] for row in rows}
    papers = corpus(data)[:LIKE]
    print(f"\npapers like another, {LIKE} papers: share of the first five that are of its primary category, by weight")
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder))
        index.catch_up(Listed(papers))
        asked = random.Random(3).sample(papers, ASKED)
        for weight in (0.0, 0.3, 0.5, 0.7, 1.0):
            with mock.patch.object(view, "SIMILAR_WEIGHT", weight):
                alike = [primary[hit.key] == primary[one.key] for one in asked for hit in index.similar(one, 5)]
            print(f"{weight:.1f}: {100 * statistics.fmean(alike):.1f} %")


def speed(data: Path, encoder: Encoder) -> None:
    """Print how long vectors take, one by one and against those of 100,000 papers."""
    papers = corpus(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        started = time.process_time()
        writer = VectorWriter(path, encoder)
        for at in range(0, len(papers), 2_000):
            writer.rows([text_of(paper) for paper in papers[at : at + 2_000]])
        writer.close()
        print(f"\nprocessor time; {len(papers) / (time.process_time() - started):.0f} papers a second are embedded")
        vectors = Vectors(path, Kind(encoder.name, encoder.dimensions))
        titles = [paper.title for paper in random.Random(2).sample(papers, 500)]
        asked = encoder.embed(titles)
        timed("a question becomes a vector", [lambda title=title: encoder.embed([title]) for title in titles])
        timed("300 known papers compared", [lambda one=one: vectors.cosines(one, range(300)) for one in asked])
        timed("the nearest 100 found", [lambda one=one: vectors.nearest(one, 100) for one in asked])
        print(f"of the true nearest 10, {100 * _recall(vectors, asked[:100]):.1f} % are found")


def timed(what: str, calls: Sequence[Callable[[], object]]) -> None:
    """Print the median and the 95th percentile, in milliseconds of the processor, the first call aside."""
    taken = []
    for call in calls:
        started = time.process_time()
        call()
        taken.append((time.process_time() - started) * 1e3)
    cuts = statistics.quantiles(taken[1:], n=20)
    print(f"{what:32} p50 {cuts[9]:.3f} ms, p95 {cuts[18]:.3f} ms")


def _recall(vectors: Vectors, asked: NDArray[np.float32]) -> float:
    every = range(len(vectors))
    exact = (set(np.argsort(-vectors.cosines(one, every))[:10].tolist()) for one in asked)
    return statistics.fmean(
        len(best & set(vectors.nearest(one, 10)[0].tolist())) / 10 for best, one in zip(exact, asked, strict=True)
    )


def main() -> None:
    """Print everything."""
    given = argparse.ArgumentParser(description="What meaning adds to words.")
    given.add_argument("data", type=Path)
    given.add_argument("--model", type=Path)
    options = given.parse_args()
    encoder = Encoder(options.model) if options.model else Encoder()
    quality(options.data, encoder)
    likeness(options.data)
    speed(options.data, encoder)


if __name__ == "__main__":
    main()
