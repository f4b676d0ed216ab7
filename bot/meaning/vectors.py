"""The vectors of all papers, to be compared with one: exactly where the row is known, else by signs first."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.meaning.layout import Kind, Records, mapped

SIFTED: Final = 4
"""Times as many rows as are asked for pass the sieve of signs, to be compared exactly."""
LEAST_SIFTED: Final = 400
_SAMPLE: Final = 4_096
_BITS: Final = 64


class Vectors:
    """The vectors in a file as they were when it was opened. Rows are numbers from 0, in the order of writing.

    The rows are mapped, so all processes share their memory; the signs take a bit for each dimension and are made with
    the first call of ``nearest``. Every method may be called from any thread.

    Raises:
        ValueError: there is no such file, or its vectors are of another kind.
    """

    def __init__(self, path: Path, kind: Kind) -> None:
        self._records: Records = mapped(path, kind)
        self._signs: _Signs | None = None
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._records)

    def cosines(self, vector: NDArray[np.float32], rows: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float32]:
        """The cosine between ``vector``, of length 1, and each of ``rows``; 0 for a row that is not there."""
        wanted = np.asarray(rows, np.intp)
        there = (wanted >= 0) & (wanted < len(self))
        found = np.zeros(len(wanted), np.float32)
        some = self._records["vector"][wanted[there]].astype(np.float32)
        found[there] = some @ vector / np.maximum(np.linalg.norm(some, axis=1), 1e-9)
        return found

    def nearest(self, vector: NDArray[np.float32], limit: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """At most ``limit`` rows and their cosines with ``vector``, the nearest first; of equals the older row first.

        A row of the nearest can be missed: only those whose signs agree most with the signs of ``vector`` are compared.
        """
        if not len(self) or limit < 1:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        with self._making:
            self._signs = self._signs or _Signs(self._records["vector"])
        rows = self._signs.agreeing(vector, max(limit * SIFTED, LEAST_SIFTED))
        cosines = self.cosines(vector, rows)
        best = np.lexsort((rows, -cosines))[:limit]
        return rows[best], cosines[best]


class _Signs:
    """On which side of the average each vector lies, in each dimension: 64 of these signs in a number."""

    def __init__(self, vectors: NDArray[np.int8]) -> None:
        step = max(1, len(vectors) // _SAMPLE)
        self._average = vectors[::step].mean(axis=0)
        above = np.packbits(vectors > np.floor(self._average).astype(np.int8), axis=1)
        self._gap = -above.shape[1] % (_BITS // 8)
        words = np.pad(above, ((0, 0), (0, self._gap))).view(np.uint64)
        self._columns = np.ascontiguousarray(words.T)
        self._length = float(np.linalg.norm(vectors[::step].astype(np.float32), axis=1).mean())

    def agreeing(self, vector: NDArray[np.float32], least: int) -> NDArray[np.intp]:
        """The rows whose signs agree most with those of ``vector``: ``least`` or some more, ascending."""
        asked = np.packbits(vector * self._length > np.floor(self._average))
        words = np.pad(asked, (0, self._gap)).view(np.uint64)
        differing = np.zeros(self._columns.shape[1], np.uint16)
        for column, word in zip(self._columns, words, strict=True):
            differing += np.bitwise_count(column ^ word)
        most = np.searchsorted(np.cumsum(np.bincount(differing)), least)
        return np.flatnonzero(differing <= most)
