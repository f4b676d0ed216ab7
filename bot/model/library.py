"""What the pages of the web face are made of: papers by day, what a search found, one paper, a channel's digests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.model.papers import Paper, PaperKey, Signal, SourceDay, Summary


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as a list shows it; its counters are those of ``paper``.

    ``new``: it was first announced on the newest day that has papers. ``snippet`` are the words of the abstract around
    what was searched for, empty where nothing was.
    """

    paper: Paper
    summary: Summary | None = None
    new: bool = False
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class DayPapers:
    """One page of the papers announced on a day in [first, last], by trending score; pages count from 1.

    ``total`` are those of all ``pages``. ``earlier`` and ``later`` are the nearest days outside that have papers.
    ``sources`` is how that day is with each source; empty for more than one day.
    """

    first: date
    last: date
    papers: tuple[PaperLine, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    earlier: date | None = None
    later: date | None = None
    sources: tuple[SourceDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a search found.

    ``how``: every paper has ``all`` the words; or ``any`` of them, those with all first; or the words as ``corrected``,
    because what was typed occurs nowhere.
    """

    papers: tuple[PaperLine, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    how: Literal["all", "any", "typo"] = "all"
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper in full. ``signals`` are oldest first; ``similar`` the nearest first; ``bibtex`` is text to copy."""

    paper: Paper
    bibtex: str
    summary: Summary | None = None
    new: bool = False
    signals: tuple[Signal, ...] = ()
    similar: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class PostedDigest:
    """A digest that stands in a channel: the ``key`` of its delivery, what it is called, when it was posted."""

    key: str
    title: str
    posted_at: datetime
    papers: tuple[PaperKey, ...] = ()
