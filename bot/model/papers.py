"""Papers, what sources say of them, and how their days stand."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

PaperKey = str
"""One work over all sources: ``arxiv:2405.15738``, else ``doi:10.1000/x``, else ``<source>:<id>``; ≤ 64 bytes."""

MAX_KEY = 64
_ARXIV_VERSION = re.compile(r"v\d+$", re.IGNORECASE)


def paper_key(source: str, source_id: str, *, arxiv_id: str | None = None, doi: str | None = None) -> PaperKey:
    """The key of a paper: its arXiv id without version, else its DOI, else the source's own id.

    A key is never longer than ``MAX_KEY`` bytes of UTF-8, so that it fits a button; the few longer DOIs are
    kept as a digest.
    """
    if arxiv_id:
        return f"arxiv:{_ARXIV_VERSION.sub('', arxiv_id.strip()).lower()}"
    return _bounded("doi", doi.strip().lower()) if doi else _bounded(source, source_id)


def _bounded(scheme: str, identifier: str) -> PaperKey:
    key = f"{scheme}:{identifier}"
    if len(_utf8(key)) <= MAX_KEY:
        return key
    return f"{scheme}:#{hashlib.blake2s(_utf8(identifier), digest_size=15).hexdigest()}"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Paper:
    """One work. Only ``key`` and ``title`` are always there; text is readable, without markup.

    ``announced_on`` and ``sources`` (first day a source announced it, and who did) and the latest known
    ``votes``, ``comments`` and ``stars`` are filled in by the store and empty in what a source returns.
    """

    key: PaperKey
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None
    url: str | None = None
    code_url: str | None = None
    project_url: str | None = None
    published_at: datetime | None = None
    ai_summary: str | None = None
    ai_summary_model: str | None = None
    announced_on: date | None = None
    sources: tuple[str, ...] = ()
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None

    @property
    def abstract_url(self) -> str | None:
        """Where a person reads about it: arXiv, else the DOI, else what the source gave."""
        if self.arxiv_id:
            return f"https://arxiv.org/abs/{self.arxiv_id}"
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def pdf_url(self) -> str | None:
        """The PDF, where we know of one."""
        return f"https://arxiv.org/pdf/{self.arxiv_id}" if self.arxiv_id else None

    @property
    def discussion_url(self) -> str | None:
        """The page where the community votes and comments, where there is one."""
        on_page = self.arxiv_id and "huggingface" in self.sources
        return f"https://huggingface.co/papers/{self.arxiv_id}" if on_page else None


@dataclass(frozen=True, slots=True)
class Signal:
    """What a source's counters showed at a time; ``None`` is "not told", never 0."""

    source: str
    at: datetime
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source said this about a paper.

    ``day`` is the source's own calendar day on which it announced the paper; ``None`` for what is no announcement
    (a replacement, a look-up by id), which brings facts and signals but makes no paper new.
    ``rank`` is the place on the source's own list, from 1; ``listed_at`` when the source put the paper on it, and
    ``followers`` how many follow the person there who did.
    """

    source: str
    source_id: str
    paper: Paper
    seen_at: datetime
    day: date | None = None
    signal: Signal | None = None
    rank: int | None = None
    listed_at: datetime | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of sightings did.

    ``new`` papers were never seen before, ``updated`` ones changed; ``keys`` has the key of each sighting's paper, in
    the order of the batch.
    """

    new: int
    updated: int
    keys: tuple[PaperKey, ...]


class DayState(StrEnum):
    """What a person should think of one source's day."""

    WAITING = "waiting"  # a list is expected and not there yet
    FRESH = "fresh"  # papers arrived
    QUIET = "quiet"  # nothing is announced on this day: weekend, holiday
    STALLED = "stalled"  # the source answers, but its list is overdue
    FAILED = "failed"  # the source does not answer, or not readably


@dataclass(frozen=True, slots=True)
class SourceDay:
    """The state of one source's day, and since when.

    ``papers`` counts what was announced; ``problem`` is one sentence when the last attempt failed;
    ``failing_since`` is the first failure of the current row of failures. Where the source was not ``asked`` about the
    day yet, the state is what the calendar says.
    """

    source: str
    day: date
    state: DayState
    checked_at: datetime
    papers: int = 0
    problem: str | None = None
    failing_since: datetime | None = None
    asked: bool = True


class Announcement(NamedTuple):
    """A source announced a paper on one of its days: at what time, and how many follow who put it on the list there.

    ``None`` is "not told".
    """

    source: str
    day: date
    at: datetime | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that a digest could hold: who announced it when, and all that its counters showed, oldest first."""

    paper: Paper
    announced_on: date
    announcements: tuple[Announcement, ...] = ()
    signals: tuple[Signal, ...] = ()


SAMPLE_LABEL = "Sample text, not the authors' abstract:"
"""Begins an abstract that ships with Paperboy in place of the authors' own. Whoever shortens it leaves the label out
and says so in ``Summary.provenance`` instead, which must not name the authors."""


def without_label(abstract: str) -> tuple[str, bool]:
    """``abstract`` on one line without ``SAMPLE_LABEL``, and whether it bore the label."""
    text = " ".join(abstract.split())
    bare = text.removeprefix(SAMPLE_LABEL)
    return bare.lstrip(), bare != text


@dataclass(frozen=True, slots=True)
class Summary:
    """A sentence or two, and where they come from, in words: "authors' abstract, extract"."""

    text: str
    provenance: str
