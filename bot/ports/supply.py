"""Where papers come from, and what is said of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model import Paper, Sighting, Summary


class Source(Protocol):
    """Where papers come from."""

    @property
    def name(self) -> str:
        """A lower-case word, stable for ever: it is stored with each sighting."""
        ...

    def today(self, now: datetime) -> date:
        """The source's own calendar day at ``now``."""
        ...

    def expects(self, day: date) -> bool:
        """Whether the source announces anything on ``day``, as far as the calendar tells."""
        ...

    def days(self, now: datetime, window_days: int) -> Sequence[date]:
        """The days worth fetching now so that a window is complete and its signals fresh, newest first."""
        ...

    async def fetch(self, day: date) -> Sequence[Sighting]:
        """Everything announced on ``day``; empty when there is nothing (yet).

        Raises:
            SourceUnavailable: try again later.
            SourceChanged: the answer cannot be read.
        """
        ...


class Lookup(Protocol):
    """Fills in papers that are known only by their id."""

    async def by_ids(self, ids: Sequence[str]) -> Sequence[Sighting]:
        """What is known of these arXiv ids, as sightings without a day; unknown ids are left out.

        Raises:
            SourceUnavailable: try again later.
            SourceChanged: the answer cannot be read.
        """
        ...


class Summarizer(Protocol):
    """Makes the sentence or two below a title."""

    @property
    def name(self) -> str:
        """Stored with each cached summary."""
        ...

    async def summarize(self, paper: Paper) -> Summary | None:
        """A summary labelled with its provenance; ``None`` when there is nothing to summarize."""
        ...
