"""How vectors lie in their file.

::

    header     64 bytes: the magic, the dimensions, a fingerprint of the model's name
    record 0   a fingerprint of the text (8 bytes), the CRC-32 of all else in the record (4), the vector (int8)
    record 1   …

Records are only ever appended. A record that was torn by a crash is shorter than the others and is not read.
"""

import os
import struct
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_HEADER: Final = struct.Struct("<8sI16s")
_MAGIC: Final = b"PBVECTS1"
START: Final = 64
"""Bytes before the first record."""

Records = np.ndarray[tuple[int], np.dtype[np.void]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the vectors of a file are: of which model, and how long. Vectors of two kinds cannot be compared."""

    name: str
    dimensions: int

    @property
    def record(self) -> np.dtype[np.void]:
        """One record, without gaps."""
        return np.dtype([("text", "<u8"), ("crc", "<u4"), ("vector", "i1", (self.dimensions,))])

    @property
    def header(self) -> bytes:
        """How the file begins."""
        mark = blake2b(self.name.encode(), digest_size=16).digest()
        return _HEADER.pack(_MAGIC, self.dimensions, mark).ljust(START, b"\0")


def text_mark(text: str) -> int:
    """64 bits by which a text is known again."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def packed(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Each row of ``vectors`` in 8 bits a dimension, its largest part as 127; its direction is kept, not its length."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    scaled: NDArray[np.float32] = np.rint(vectors * (127.0 / largest))
    return scaled.astype(np.int8)


def checksum(mark: int, vector: NDArray[np.int8]) -> int:
    """The CRC-32 of a record."""
    return crc32(vector.tobytes(), mark & 0xFFFFFFFF)


def mapped(path: Path, kind: Kind) -> Records:
    """The records in the file ``path``, mapped into memory.

    Raises:
        ValueError: there is no such file, or it is of another kind.
    """
    try:
        with path.open("rb") as file:
            header = file.read(START)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    if header != kind.header:
        raise ValueError(f"{path} holds no vectors of {kind.name}.")
    count = (size - START) // kind.record.itemsize
    if not count:
        return np.zeros(0, kind.record)
    return np.memmap(path, kind.record, "r", START, (count,))
