"""Papers that ship with Paperboy, for a machine with no network.

Titles, authors, arXiv ids, dates, links and counters are facts of April 2026, with their real dates. The
descriptions are ours, written for this sample, and each begins with ``SAMPLE_LABEL`` so that nobody takes
it for the authors' abstract.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.resources import files
from typing import NotRequired, TypedDict

from bot.model import SAMPLE_LABEL, Paper, Sighting, Signal, paper_key

NAME = "sample"


class Counter(TypedDict):
    """What the community's counters showed at a time (ISO 8601, UTC)."""

    at: str
    votes: NotRequired[int]
    comments: NotRequired[int]
    stars: NotRequired[int]


class Entry(TypedDict):
    """One line of ``sample.jsonl``; ``counters`` is never empty and oldest first."""

    id: str
    day: str
    title: str
    authors: list[str]
    keywords: list[str]
    description: str
    counters: list[Counter]
    organisation: NotRequired[str]
    published: NotRequired[str]
    code: NotRequired[str]
    project: NotRequired[str]


class Sample:
    """The sample as a source (``ports.Source``); never fails, knows only its own ten days."""

    @property
    def name(self) -> str:
        """The word stored with each sighting."""
        return NAME

    def today(self, now: datetime) -> date:
        """The newest sample day up to ``now``: there is nothing later to wait for."""
        utc_day = now.astimezone(UTC).date()
        return max((day for day in self._by_day if day <= utc_day), default=min(self._by_day))

    def expects(self, day: date) -> bool:
        """Whether the sample has papers of ``day``."""
        return day in self._by_day

    def days(self, now: datetime, window_days: int) -> Sequence[date]:  # noqa: ARG002 - named by the port, not needed
        """All days of the sample up to today, newest first, whatever the window: they cost nothing to read."""
        newest = self.today(now)
        return sorted((day for day in self._by_day if day <= newest), reverse=True)

    async def fetch(self, day: date) -> Sequence[Sighting]:
        """A sighting for each paper of ``day`` and each time its counters were read, oldest first."""
        return tuple(
            _sighting(entry, counter, rank)
            for rank, entry in enumerate(self._by_day.get(day, ()), start=1)
            for counter in entry["counters"]
        )

    @cached_property
    def _by_day(self) -> Mapping[date, Sequence[Entry]]:
        """Most voted first within a day."""
        by_day: dict[date, list[Entry]] = {}
        for line in (files("bot.sources") / "sample.jsonl").read_text(encoding="utf-8").splitlines():
            entry: Entry = json.loads(line)
            by_day.setdefault(date.fromisoformat(entry["day"]), []).append(entry)
        for entries in by_day.values():
            entries.sort(key=lambda entry: -entry["counters"][-1].get("votes", 0))
        return by_day


def _sighting(entry: Entry, counter: Counter, rank: int) -> Sighting:
    seen_at = datetime.fromisoformat(counter["at"])
    signal = Signal(
        source=NAME,
        at=seen_at,
        votes=counter.get("votes"),
        comments=counter.get("comments"),
        stars=counter.get("stars"),
    )
    return Sighting(
        source=NAME,
        source_id=entry["id"],
        paper=_paper(entry),
        seen_at=seen_at,
        day=date.fromisoformat(entry["day"]),
        signal=signal,
        rank=rank,
    )


def _paper(entry: Entry) -> Paper:
    published = entry.get("published")
    return Paper(
        key=paper_key(NAME, entry["id"], arxiv_id=entry["id"]),
        title=entry["title"],
        abstract=f"{SAMPLE_LABEL} {entry['description']}",
        authors=tuple(entry["authors"]),
        organisation=entry.get("organisation"),
        keywords=tuple(entry["keywords"]),
        arxiv_id=entry["id"],
        code_url=entry.get("code"),
        project_url=entry.get("project"),
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
    )
