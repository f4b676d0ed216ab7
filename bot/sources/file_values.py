"""The bytes of a file → its JSON values, one at a time: constant memory, whatever the size of the file."""

import bz2
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

MAX_VALUE = 64 * 2**20
"""Bytes of one JSON value; more is no record of papers. The longest archived day has less than one megabyte."""

_BLOCK = 2**18
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_BETWEEN = b" \t\r\n,[]"
_OUTSIDE = re.compile(rb'["{}]')
_IN_TEXT = re.compile(rb'["\\]')


@dataclass(frozen=True, slots=True)
class Value:
    """One JSON value, not yet decoded, and the line it begins on, from 1; ``None`` when longer than ``MAX_VALUE``."""

    line: int
    data: bytes | None


class CutOff(Exception):
    """The compressed data ends too early or is damaged; all values before were given."""


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class Input(io.RawIOBase):
    """The file as it lies on the disk, which knows how much of it was read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = path.stat().st_size
        self.bytes_read = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the stubs know no name for this buffer
        """As ``io.RawIOBase``."""
        count = self._file.readinto(buffer)
        self.bytes_read += count
        return count

    def close(self) -> None:
        """As ``io.RawIOBase``."""
        self._file.close()
        super().close()


def values(source: Input) -> Iterator[Value]:
    """The JSON values of ``source``, decompressed where its first bytes say so.

    Either one value on each line, or, for a file that is one array or is printed over several lines, each
    object that stands in no other object.

    Raises:
        CutOff: compressed data that ends early or is damaged.
    """
    blocks = _blocks(_decompressed(io.BufferedReader(source, _BLOCK)))
    head = next(blocks, b"").removeprefix(_BOM)
    split = split_objects if _spans_lines(head) else split_lines
    return split(chain((head,), blocks))


def _decompressed(file: io.BufferedReader) -> _Readable:
    magic = file.peek(6)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(file)
    return bz2.BZ2File(file) if magic.startswith(b"BZh") else file


def _blocks(stream: _Readable) -> Iterator[bytes]:
    try:
        while block := stream.read1(_BLOCK):
            yield block
    except EOFError as error:
        raise CutOff("the compressed data ends in the middle") from error
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, OSError) as error:
        raise CutOff(f"the data cannot be read on from here ({error})") from error


def _spans_lines(head: bytes) -> bool:
    """Whether the file is an array, or an object printed over several lines."""
    first, _, rest = head.lstrip().partition(b"\n")
    first = first.rstrip()
    opened = first.startswith(b"{") and not first.endswith(b"}") and rest.lstrip().startswith((b'"', b"}"))
    return first.startswith(b"[") or opened


class _Piece:
    """Bytes that are collected until they are a value."""

    def __init__(self) -> None:
        self._line = 1
        self._newlines = 0
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, data: bytes) -> None:
        self._size += len(data)
        self._newlines += data.count(b"\n")
        if self._size <= MAX_VALUE:
            self._parts.append(data)
        else:
            self._parts.clear()

    def take(self, padding: bytes) -> Iterator[Value]:
        """The value, where there is more than ``padding``; what is added next begins on the line where this ends."""
        data = b"".join(self._parts)
        body = data.lstrip(padding)
        if self._size > MAX_VALUE:
            yield Value(self._line, None)
        elif body:
            yield Value(self._line + data.count(b"\n", 0, len(data) - len(body)), body.rstrip(padding))
        self._line += self._newlines
        self._parts.clear()
        self._size = self._newlines = 0


def split_lines(blocks: Iterable[bytes]) -> Iterator[Value]:
    """What stands on each line that is not blank."""
    piece = _Piece()
    for block in blocks:
        for part in block.splitlines(keepends=True):
            piece.add(part)
            if part.endswith(b"\n"):
                yield from piece.take(_BLANK)
    yield from piece.take(_BLANK)


def split_objects(blocks: Iterable[bytes]) -> Iterator[Value]:
    """Each object that stands in no other, and whatever else stands between two of them but commas and brackets."""
    splitter = _ObjectSplitter()
    for block in blocks:
        yield from splitter.feed(block)
    yield from splitter.end()


class _ObjectSplitter:
    """Finds where each outermost object begins and ends, over the borders of blocks."""

    def __init__(self) -> None:
        self._piece = _Piece()
        self._depth = 0
        self._in_text = False
        self._skip = 0

    def feed(self, block: bytes) -> Iterator[Value]:
        begin, position = 0, self._skip
        while mark := (_IN_TEXT if self._in_text else _OUTSIDE).search(block, position):
            position = mark.end() + (mark[0] == b"\\")
            if mark[0] == b'"':
                self._in_text = not self._in_text
            elif (cut := self._cut(mark)) is not None:
                self._piece.add(block[begin:cut])
                yield from self._piece.take(_BETWEEN)
                begin = cut
        self._skip = max(0, position - len(block))
        self._piece.add(block[begin:])

    def end(self) -> Iterator[Value]:
        yield from self._piece.take(_BETWEEN)

    def _cut(self, mark: re.Match[bytes]) -> int | None:
        """Where in the block a value ends, if this mark ends one."""
        if mark[0] == b"{":
            self._depth += 1
            return mark.start() if self._depth == 1 else None
        if mark[0] == b"}" and self._depth:
            self._depth -= 1
            return mark.end() if not self._depth else None
        return None
