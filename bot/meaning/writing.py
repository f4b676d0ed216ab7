"""Vectors of papers, written beside the index as that is written."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.meaning.layout import START, Kind, Records, checksum, mapped, packed, text_mark
from bot.ports.meaning import Embedder


class VectorWriter:
    """Appends to the vectors in the file ``path``, or makes it; for one process at a time.

    A text that was ever written has its row: only new texts cost time and room. A killed writer leaves rows that
    nothing refers to, or a torn one, which is overwritten.

    Raises:
        ValueError: the file is damaged, or its vectors are of another kind.
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kind = Kind(embedder.name, embedder.dimensions)
        if not path.exists():
            path.write_bytes(self._kind.header)
        records = mapped(path, self._kind)
        self._rows = {int(mark): row for row, mark in enumerate(records["text"])}
        self._count = len(records)
        self._file = path.open("r+b")
        self._file.truncate(START + self._count * self._kind.record.itemsize)
        self._file.seek(0, os.SEEK_END)

    def rows(self, texts: Sequence[str]) -> list[int]:
        """The row of each of ``texts``, written where it is new.

        Raises:
            SourceUnavailable: the embedder does not answer; nothing was written.
        """
        marks = [text_mark(text) for text in texts]
        new = {mark: text for mark, text in zip(marks, texts, strict=True) if mark not in self._rows}
        if new:
            self._append([*new], [*new.values()])
        return [self._rows[mark] for mark in marks]

    def _append(self, marks: Sequence[int], texts: Sequence[str]) -> None:
        records = np.zeros(len(texts), self._kind.record)
        records["text"], records["vector"] = marks, packed(self._embedder.embed(texts))
        records["crc"] = [checksum(*each) for each in zip(marks, records["vector"], strict=True)]
        self._file.write(records.tobytes())
        self._rows.update(zip(marks, range(self._count, self._count + len(marks)), strict=True))
        self._count += len(marks)

    def flush(self) -> None:
        """Have all rows on the disk, before anything refers to them."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def is_sound(path: Path, kind: Kind) -> bool:
    """Whether every whole record is as it was written; reads all of the file."""
    try:
        records: Records = mapped(path, kind)
    except ValueError:
        return False
    rows = zip(records["text"].tolist(), records["crc"].tolist(), records["vector"], strict=True)
    return all(crc == checksum(text, vector) for text, crc, vector in rows)
