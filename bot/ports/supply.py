"""Where papers come from, and what is said of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.model import Destination, Paper, Sighting, Summary


@dataclass(frozen=True, slots=True)
class Told:
    """A model's answer to a question, and which model it was. ``None``: the abstract does not tell."""

    text: str | None
    model: str


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


class Writer(Protocol):
    """Has a model write summaries, beside everything else; a ``Summarizer`` then finds what is written."""

    def begin(self, papers: Iterable[Paper], payer: Destination) -> None:
        """Have those of ``papers`` summarized that are not yet, at the cost of the payer's workspace. Never waits."""
        ...

    async def finish(self) -> None:
        """Wait until what was begun is written, or will not be."""
        ...


class Oracle(Protocol):
    """Answers a person's question about one paper, from its title and abstract alone."""

    async def ask(self, paper: Paper, question: str, payer: Destination) -> Told:
        """What the model says.

        Raises:
            UserError: it says nothing now, or nothing that may be shown; says why, and what to do.
        """
        ...
