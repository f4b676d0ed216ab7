"""Fit the weights of extractive summaries: ``python -m benchmarks.train_summaries DATA_DIR``.

Reads ``summaries/scitldr_a.train.jsonl.gz`` in DATA_DIR and nothing else, writes
``bot/summarizers/extractive/weights.json`` and prints the weights. Two fits, one after the other:

* words: how likely is a word of the abstract part of the reference? Logistic regression, by gradient steps;
* sentences: what share of words do a sentence, and each thing it can be cut down to, have in common with the
  reference (F measure over words cut to six letters)? Ridge regression on what the words make one expect and the rest.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.summarizers.extractive.choosing import Weights, split
from bot.summarizers.extractive.features import RARE, WORD_TERMS, Told, stems
from bot.summarizers.extractive.trimming import Variant, variants
from bot.text import readable

TARGET = Path("bot/summarizers/extractive/weights.json")
VOCABULARY = 200
"""Frequent words that get a weight of their own."""
STEPS = 400
SHRINK_WORDS = 3e-5
SHRINK_SENTENCES = 5.0
DIGITS = 3

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A paper and its references."""

    title: str
    abstract: str
    references: tuple[str, ...]

    @cached_property
    def sentences(self) -> list[str]:
        return split(self.abstract)

    @cached_property
    def told(self) -> Told:
        return Told(self.sentences, self.title)

    @cached_property
    def candidates(self) -> list[tuple[int, Variant]]:
        return [(index, variant) for index, one in enumerate(self.sentences) for variant in variants(one)]


def read(path: Path) -> list[Example]:
    """The papers of a SciTLDR file, as a source would have read them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    return [
        Example(readable(paper["title"]), readable(" ".join(paper["source"])), tuple(paper["target"]))
        for paper in papers
        if any(sentence.strip() for sentence in paper["source"])
    ]


def fit(examples: Sequence[Example]) -> Weights:
    """All weights, from these papers alone."""
    words, vocabulary = fit_words(examples)
    return Weights(words, vocabulary, fit_sentences(examples, Weights(words, vocabulary, {})))


def fit_words(examples: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of a word's terms and of the frequent words."""
    counted = Counter(word for example in examples for word in example.told.times)
    vocabulary = dict.fromkeys((word for word, _ in counted.most_common(VOCABULARY)), 0.0)
    columns: dict[str, int] = {}
    places: list[tuple[int, int]] = []
    values: list[float] = []
    labels: list[bool] = []
    for example, word in ((one, word) for one in examples for word in one.told.times):
        terms = dict(zip(WORD_TERMS, example.told.word_terms(word), strict=True))
        rare = {added: terms[name] for name, added in RARE.items()}
        own = {f"={word}": 1.0} if word in vocabulary else rare
        for name, value in (terms | own).items():
            places.append((len(labels), columns.setdefault(name, len(columns))))
            values.append(value)
        labels.append(any(word in stems(reference) for reference in example.references))
    found = logistic(np.array(places), np.array(values), np.array(labels, dtype=float), len(columns))
    named = {name: round(float(found[column]), DIGITS) for name, column in columns.items()}
    return (
        {name: weight for name, weight in named.items() if not name.startswith("=")},
        {name[1:]: weight for name, weight in named.items() if name.startswith("=")},
    )


def logistic(places: NDArray[np.int64], values: Vector, labels: Vector, width: int) -> Vector:
    """Weights by Adam over all examples at once; ``places`` are row and column of each of ``values``."""
    rows, columns = places[:, 0], places[:, 1]
    weights, mean, spread = np.zeros(width), np.zeros(width), np.zeros(width)
    for step in range(1, STEPS + 1):
        told = np.bincount(rows, values * weights[columns], len(labels))
        error = 1 / (1 + np.exp(-told)) - labels
        slope = np.bincount(columns, values * error[rows], width) / len(labels) + SHRINK_WORDS * weights
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def fit_sentences(examples: Sequence[Example], weights: Weights) -> dict[str, float]:
    """The weights of a sentence's terms."""
    names: list[str] = []
    rows, shares = [], []
    for example in examples:
        chances = weights.chances(example.told)
        wanted = [Counter(stems(reference)) for reference in example.references]
        for index, variant in example.candidates:
            terms = example.told.sentence_terms(index, variant, chances)
            names = names or list(terms)
            rows.append(list(terms.values()))
            shares.append(max(shared(Counter(stems(variant.text)), one) for one in wanted))
    matrix = np.array(rows, dtype=float)
    found = np.linalg.solve(matrix.T @ matrix + SHRINK_SENTENCES * np.eye(len(names)), matrix.T @ np.array(shares))
    return {name: round(float(weight), DIGITS + 1) for name, weight in zip(names, found, strict=True)}


def shared(one: Counter[str], other: Counter[str]) -> float:
    """F measure of the words in common."""
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def main(folder: Path) -> None:
    weights = fit(read(folder / "summaries" / "scitldr_a.train.jsonl.gz"))
    parts = {"words": weights.words, "vocabulary": weights.vocabulary, "sentences": weights.sentences}
    TARGET.write_text(json.dumps(parts, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, part in parts.items():
        print(f"\n{name}")
        for term, weight in sorted(part.items(), key=lambda item: -abs(item[1])):
            print(f"{term:>28}{weight:>10.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
