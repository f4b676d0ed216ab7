"""Makes the model of ``bot/meaning``: prints the loss as it goes, and writes the model's four files into a folder.

Usage: ``python -m benchmarks.train_meaning DATA_DIR FOLDER [--steps 1000] [--seed 7]``, in an environment of its own
with ``torch``, ``tokenizers``, ``scipy`` and ``numpy``: none of the first three is needed to search.
``benchmarks/meaning.md`` says what it learns from, and how.
"""

import argparse
import gzip
import json
import lzma
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from torch.nn import functional

from bot.meaning.pieces import Pieces, plain_words

PIECES = 32_000
UNKNOWN = "[UNK]"
DIMENSIONS = 256
BATCH = 2_048
BLOCK = 256
"""Papers of one category that follow each other in every second batch: harder to tell apart."""
LONGEST = 400
"""Pieces of an abstract that are read."""
TEMPERATURE = 0.05
RATE = 0.02
MOST_OFTEN = 2_000
"""As often as this a word counts where the vocabulary is made, however often it occurs."""
TASKS = ("title", "span", "keywords", "halves")
SHARES = (0.4, 0.3, 0.2, 0.1)

Ids = NDArray[np.int64]
Pair = tuple[Ids, Ids]
Matrix = sparse.csr_matrix


@dataclass(frozen=True)
class Texts:
    """Titles and abstracts in pieces, and the category of each paper."""

    titles: list[Ids]
    abstracts: list[Ids]
    categories: NDArray[np.str_]
    vocabulary: list[str]


def main() -> None:
    """Read, cut, train, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("data", type=Path)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--steps", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    torch.manual_seed(given.seed)
    papers = [*training_papers(given.data)]
    print(f"{len(papers)} papers to learn from", flush=True)
    texts = cut(papers)
    write(given.folder, Lesson(texts, given.seed).learn(given.steps), texts.vocabulary)


def training_papers(data: Path) -> Iterator[dict[str, str]]:
    """Papers with a title of their own, without any that a benchmark asks for or that is kept to be asked for."""
    seen = asked_for(data)
    for row in [*_rows(data / "papers/arxiv_260k_titles_abstracts.jsonl.xz"), *_kept(data)]:
        if (title := same_title(row["title"])) not in seen:
            seen.add(title)
            yield row


def _kept(data: Path) -> Iterator[dict[str, str]]:
    rows = _rows(data / "papers/arxiv_100k.jsonl.gz")
    return (row for number, row in enumerate(rows) if number % 10)


def asked_for(data: Path) -> set[str]:
    """The titles of every judged set, of the trending papers, of Hugging Face's, and of each tenth of the 100,000."""
    judged = [row for file in sorted((data / "search").glob("*/corpus.jsonl.gz")) for row in _rows(file)]
    days = [row["response"] for row in _rows(data / "hf_daily/daily_responses.jsonl.gz")]
    daily = [told for day in days for entry in day for told in (entry, entry.get("paper", {}))]
    tenth = [*_rows(data / "papers/arxiv_100k.jsonl.gz")][::10]
    trending = [*_rows(data / "papers/trending_page_105.jsonl")]
    return {same_title(row.get("title") or "") for row in [*judged, *daily, *tenth, *trending]}


def same_title(title: str) -> str:
    """Equal for titles that differ only in case, accents, spaces and marks."""
    return " ".join(plain_words(title))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    openers = {".gz": gzip.open, ".xz": lzma.open}
    with openers.get(path.suffix, open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def cut(papers: Sequence[dict[str, str]]) -> Texts:
    """The papers in the pieces of a vocabulary made from them."""
    words = Counter(
        word for paper in papers for text in (paper["title"], paper["abstract"]) for word in plain_words(text)
    )
    vocabulary = made_vocabulary(words)
    pieces = Pieces(vocabulary)
    return Texts(
        [np.array(pieces.of(paper["title"])) for paper in papers],
        [np.array(pieces.of(paper["abstract"])[:LONGEST]) for paper in papers],
        np.array([paper["primary"] for paper in papers]),
        vocabulary,
    )


def made_vocabulary(words: Counter[str]) -> list[str]:
    """WordPiece's choice of pieces."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=PIECES, special_tokens=[UNKNOWN], min_frequency=20, limit_alphabet=400, show_progress=False
    )
    lines = (" ".join([word] * min(times, MOST_OFTEN)) for word, times in sorted(words.items()) if times > 2)
    tokenizer.train_from_iterator(lines, trainer)
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


class Lesson:
    """Rows that are moved until a question is nearer to its own paper than to the others of a batch."""

    def __init__(self, texts: Texts, seed: int) -> None:
        self._texts = texts
        self._chance = np.random.default_rng(seed)
        counts = np.bincount(np.concatenate(texts.abstracts), minlength=len(texts.vocabulary)) + 1.0
        self._rarity = np.log(len(texts.titles) / np.minimum(counts, len(texts.titles)))
        rows = self._chance.normal(size=(len(counts), DIMENSIONS))
        # where frequent pieces begin small: "A simple but tough-to-beat baseline" (Arora 2017), a / (a + p)
        lengths = 1e-3 / (1e-3 + counts / counts.sum())
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        self._directions = torch.nn.Parameter(torch.tensor(rows, dtype=torch.float32))
        self._lengths = torch.nn.Parameter(torch.tensor(np.log(lengths)[:, None], dtype=torch.float32))
        self._sharpness = torch.nn.Parameter(torch.tensor(-math.log(TEMPERATURE)))

    def learn(self, steps: int) -> NDArray[np.float32]:
        """The rows after so many batches."""
        rates = [RATE * 4 / math.sqrt(DIMENSIONS), RATE, RATE / 10]
        learnt = (self._directions, self._lengths, self._sharpness)
        groups = [{"params": [one], "lr": rate} for one, rate in zip(learnt, rates, strict=True)]
        optimizer = torch.optim.Adam(groups, betas=(0.9, 0.98))
        share = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / 20) * max(0.02, 1 - step / steps)
        )
        for step, batch in zip(range(1, steps + 1), self._batches(), strict=False):
            loss = self._loss([self._pair(paper) for paper in batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            share.step()
            if step % 50 == 0:
                print(f"{step:5} {loss.item():.3f}", flush=True)
        return self._rows().detach().numpy()

    def _rows(self) -> torch.Tensor:
        return self._directions * torch.exp(self._lengths)

    def _batches(self) -> Iterator[Ids]:
        for_one, for_other = self._mixed(), self._alike()
        while True:
            yield next(for_one)
            yield next(for_other)

    def _mixed(self) -> Iterator[Ids]:
        while True:
            order = self._chance.permutation(len(self._texts.titles))
            yield from (order[at : at + BATCH] for at in range(0, len(order) - BATCH + 1, BATCH))

    def _alike(self) -> Iterator[Ids]:
        while True:
            order = self._chance.permutation(len(self._texts.titles))
            order = order[np.argsort(self._texts.categories[order], kind="stable")]
            blocks = [order[at : at + BLOCK] for at in range(0, len(order), BLOCK)]
            self._chance.shuffle(blocks)
            size = BATCH // BLOCK
            yield from (np.concatenate(blocks[at : at + size]) for at in range(0, len(blocks) - size + 1, size))

    def _loss(self, pairs: Sequence[Pair]) -> torch.Tensor:
        rows = self._rows()
        asked, papers = (
            functional.normalize(Summed.apply(rows, counted(side, len(rows))), dim=1)
            for side in zip(*pairs, strict=True)
        )
        scores = asked @ papers.T * torch.exp(self._sharpness)
        right = torch.arange(len(pairs))
        return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2

    def _pair(self, paper: int) -> Pair:
        """A question and what answers it, out of one paper."""
        title, abstract = self._texts.titles[paper], self._texts.abstracts[paper]
        task = self._chance.choice(TASKS, p=SHARES) if len(abstract) >= 12 and len(title) else "title"
        if task == "span":
            return self._span(title, abstract)
        if task == "keywords":
            return self._keywords(title, abstract)
        if task == "halves":
            half = len(abstract) // 2
            return np.concatenate((title, abstract[:half])), abstract[half:]
        return (title, abstract) if len(title) and len(abstract) else (np.array([0]), np.array([0]))

    def _span(self, title: Ids, abstract: Ids) -> Pair:
        length = min(int(self._chance.integers(6, 26)), len(abstract) // 2)
        at = int(self._chance.integers(0, len(abstract) - length + 1))
        rest = np.concatenate((abstract[:at], abstract[at + length :]))
        return abstract[at : at + length], self._perhaps_with(title, rest)

    def _keywords(self, title: Ids, abstract: Ids) -> Pair:
        """One to four rare pieces; half of the time the paper is to be found without them."""
        known = np.unique(abstract)
        weights = self._rarity[known] ** 2 + 1e-9
        count = min(int(self._chance.integers(1, 5)), len(known))
        asked = self._chance.choice(known, count, replace=False, p=weights / weights.sum())
        hidden = self._chance.random() < 0.5
        return asked, self._perhaps_with(title, abstract[~np.isin(abstract, asked)] if hidden else abstract)

    def _perhaps_with(self, title: Ids, abstract: Ids) -> Ids:
        return np.concatenate((title, abstract)) if self._chance.random() < 0.5 or not len(abstract) else abstract


class Summed(torch.autograd.Function):
    """Weighted sums of rows, by a sparse matrix."""

    @staticmethod
    def forward(ctx: Any, rows: torch.Tensor, weights: Matrix) -> torch.Tensor:  # noqa: ANN401 - torch's own context
        ctx.weights = weights
        return torch.from_numpy(weights @ rows.detach().numpy())

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:  # noqa: ANN401 - likewise
        return torch.from_numpy(ctx.weights.T.tocsr() @ gradient.contiguous().numpy()), None


def counted(texts: Iterable[Ids], pieces: int) -> Matrix:
    """The square root of how often each piece is in each text, as in ``bot.meaning.encoder``."""
    texts = [*texts]
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    places, times = np.unique(row * pieces + np.concatenate(texts), return_counts=True)
    weights = np.sqrt(times.astype(np.float32))
    return sparse.csr_matrix((weights, (places // pieces, places % pieces)), (len(texts), pieces))


def write(folder: Path, rows: NDArray[np.float32], vocabulary: Sequence[str]) -> None:
    """The model's files, as ``bot.meaning.encoder`` describes them; the unknown piece has no meaning."""
    folder.mkdir(parents=True, exist_ok=True)
    rows[0] = 0
    scales = (np.abs(rows).max(axis=1) / 127).astype(np.float32)
    small = np.rint(rows / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    np.save(folder / "rows.npy", small)
    np.save(folder / "scales.npy", scales)
    (folder / "pieces.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    name = f"paperboy-{blake2b(small.tobytes() + scales.tobytes(), digest_size=6).hexdigest()}"
    about = json.dumps({"name": name, "dimensions": rows.shape[1]})
    (folder / "about.json").write_text(about, encoding="utf-8")


if __name__ == "__main__":
    main()
