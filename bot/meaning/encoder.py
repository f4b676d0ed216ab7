"""The model that comes with Paperboy: a vector for each piece of a word, and a text is the sum of its pieces.

::

    model/
    ├── about.json    {"name": …, "dimensions": …}; the name differs between any two models
    ├── pieces.txt    the vocabulary, one piece a line
    ├── rows.npy      int8, a row of all dimensions for each piece
    └── scales.npy    float32, what each row is multiplied with

``benchmarks/train_meaning.py`` makes these files; ``benchmarks/meaning.md`` tells from what.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.meaning.pieces import Pieces

MODEL: Final = Path(__file__).parent / "model"
MOST_CHARACTERS: Final = 20_000
"""Characters of a text that are looked at."""

Unit = NDArray[np.float32]


class Encoder:
    """Makes vectors of texts, the rows mapped from ``folder``: they share the memory of all processes."""

    def __init__(self, folder: Path = MODEL) -> None:
        about = json.loads((folder / "about.json").read_bytes())
        self.name: str = about["name"]
        self.dimensions: int = about["dimensions"]
        self._pieces = Pieces((folder / "pieces.txt").read_text(encoding="utf-8").split("\n"))
        self._rows: NDArray[np.int8] = np.load(folder / "rows.npy", mmap_mode="r")
        self._scales: NDArray[np.float32] = np.load(folder / "scales.npy")

    def embed(self, texts: Sequence[str]) -> Unit:
        """A vector of length 1 for each of ``texts``, shape (texts, dimensions); zeros for a text without words."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            self._add(vector, text[:MOST_CHARACTERS])
        return vectors

    def _add(self, vector: Unit, text: str) -> None:
        times = Counter(self._pieces.of(text))
        if not times:
            return
        numbers = np.fromiter(times, np.int32, len(times))
        counts = np.fromiter(times.values(), np.float32, len(times))
        # what is said ten times is not ten times as telling
        weights = np.sqrt(counts) * self._scales[numbers]
        total = weights @ self._rows[numbers].astype(np.float32)
        vector += total / (np.linalg.norm(total) or 1.0)
