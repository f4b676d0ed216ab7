"""What is asked of the index, what it answers, and what it is derived from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from bot.commands import SearchSort
from bot.model import Paper, PaperKey

How = Literal["all", "any", "typo"]
Progress = Callable[[int, int], None]
"""Told how many revisions are done, and how many there are to do."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. ``words`` are a person's own, in any state; ``"…"`` in them asks for a phrase.

    ``author`` is a name in any common form, ``since`` the first day that counts, ``source`` a source's name.
    Without ``words`` the filters alone decide, and the newest papers come first.
    """

    words: str
    author: str | None = None
    since: date | None = None
    source: str | None = None
    sort: SearchSort = "relevance"
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found; ``snippet`` is plain text of its abstract around a match, at most 200 characters.

    ``score`` orders the hits of one answer and means nothing between answers; it is 0 when sorted by day or votes.
    """

    key: PaperKey
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits out of ``total``.

    ``how``: every hit has ``all`` the words; or ``any`` of them, those with all first; or the words as ``corrected``,
    because what was typed occurs nowhere.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    how: How = "all"
    corrected: str | None = None


class PaperLog(Protocol):
    """What the index needs of the database: the papers in the order in which they changed."""

    def revision(self) -> int:
        """A number that grows with every committed change of a paper; each change has its own."""
        ...

    def changed_since(self, revision: int, limit: int) -> Sequence[tuple[int, Paper]]:
        """The revision and paper of the first ``limit`` changes after ``revision``, ascending."""
        ...

    def vanished_since(self, revision: int) -> Sequence[PaperKey]:
        """The keys that ceased to be a paper's own after ``revision``: merged into another, or removed."""
        ...
