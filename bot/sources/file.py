"""What ``paperboy import FILE…`` reads: papers from a file, at any size, a chunk at a time.

The file is a JSONL of papers, a raw answer of Hugging Face, or an archive with ``{"date", "response"}`` on each line;
``file_records`` says what they look like. It may be compressed (gzip, xz, bzip2), which its first bytes tell.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from bot.errors import UserError
from bot.model import Sighting
from bot.sources.file_records import Read, Unreadable, read_record
from bot.sources.file_values import MAX_VALUE, CutOff, Input, Value, values

CHUNK = 1_000
"""Sightings in a chunk: enough to make a transaction worth its fsync, little enough to be soon on the disk."""

_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that gave no paper: the line, from 1, and one sentence."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of a file's papers, in its order, ready to be stored in one transaction.

    ``bytes_read`` of the file's ``bytes_total`` bytes, as they lie on the disk, were read to get so far; ``line`` is
    the line where the last record of the chunk begins.
    """

    sightings: tuple[Sighting, ...]
    problems: tuple[Problem, ...]
    line: int
    bytes_read: int
    bytes_total: int


def read(path: Path, now: datetime, chunk: int = CHUNK) -> Iterator[Chunk]:
    """The papers of a file, about ``chunk`` at a time (an archived day is never cut in two).

    A bad record is a ``Problem`` and the next one is read; of a file that breaks off, everything before counts. The
    last chunk has read the whole file, and may be empty.

    Raises:
        UserError: the file cannot be opened.
    """
    with _opened(path) as source:
        file_day = _day_in(path.name)
        pending = _Pending()
        for line, outcome in _records(source, now, file_day):
            pending.add(line, outcome)
            if len(pending.sightings) + len(pending.problems) >= chunk:
                yield pending.take(source)
        yield pending.take(source)


@dataclass(slots=True)
class _Pending:
    sightings: list[Sighting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    line: int = 0

    def add(self, line: int, outcome: Read | str) -> None:
        self.line = line
        messages = [outcome] if isinstance(outcome, str) else outcome.problems
        self.problems.extend(Problem(line, message) for message in messages)
        if not isinstance(outcome, str):
            self.sightings.extend(outcome.sightings)

    def take(self, source: Input) -> Chunk:
        chunk = Chunk(tuple(self.sightings), tuple(self.problems), self.line, source.bytes_read, source.size)
        self.sightings.clear()
        self.problems.clear()
        return chunk


def _opened(path: Path) -> Input:
    try:
        return Input(path)
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror or error}."
        raise UserError(problem, "Check the name, and that it is a file you may read.") from error


def _records(source: Input, now: datetime, file_day: date | None) -> Iterator[tuple[int, Read | str]]:
    """Each record's line, and what it gave or the sentence why it gave nothing."""
    line = 0
    try:
        for value in values(source):
            line = value.line
            yield _record(value, now, file_day)
    except CutOff as cut:
        yield line, f"After this line {cut}; everything up to here was read."


def _record(value: Value, now: datetime, file_day: date | None) -> tuple[int, Read | str]:
    if value.data is None:
        return value.line, f"Longer than {MAX_VALUE // 2**20} MB, which no record of papers is."
    try:
        return value.line, read_record(json.loads(value.data), now, file_day)
    except Unreadable as unreadable:
        return value.line, str(unreadable)
    except json.JSONDecodeError as error:
        return value.line + error.lineno - 1, f"Not valid JSON: {error.msg} at column {error.colno}."
    except UnicodeDecodeError as error:
        return value.line, f"Not valid UTF-8: {error.reason} at byte {error.start + 1}."
    except (RecursionError, ValueError) as error:
        return value.line, f"Not readable as JSON: {error}."


def _day_in(name: str) -> date | None:
    """The one day that a file's name tells, as in ``daily_papers_2026-03-03.json``."""
    days = _DAY_IN_NAME.findall(name)
    try:
        return date.fromisoformat(days[0]) if len(days) == 1 else None
    except ValueError:
        return None
