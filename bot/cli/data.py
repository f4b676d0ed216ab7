"""What ``--json`` prints: our own records, gathered as the documents gather them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.commands import Search
from bot.errors import NotFound
from bot.model import Paper, PaperKey, Signal

if TYPE_CHECKING:
    from bot.bootstrap import App

PAGE = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paper of a day, with its trending score and the reasons for it."""

    score: float
    reasons: tuple[str, ...]
    paper: Paper


@dataclass(frozen=True, slots=True)
class Found:
    """A paper that a search found."""

    score: float
    snippet: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what a search found; ``how`` says which words had to be there."""

    total: int
    how: Literal["all", "any", "typo"]
    corrected: str | None
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """One paper, and what its counters showed over time."""

    paper: Paper
    signals: tuple[Signal, ...]


def newest_day(app: "App") -> date:
    """The newest day with papers, up to the sources' own today.

    Raises:
        NotFound: nothing was collected yet.
    """
    now = app.clock.now()
    until = max(source.today(now) for source in app.sources)
    day = app.store.papers.newest_day(until)
    if day is None:
        raise NotFound("No papers yet.", "Fetch some: paperboy collect.")
    return day


def ranked(app: "App", day: date | None) -> list[Ranked]:
    """The papers of a day, the newest if none is given, by trending score."""
    from bot.trend import score

    day = day or newest_day(app)
    now = app.clock.now()
    scored = [(score(candidate, now), candidate.paper) for candidate in app.store.papers.candidates(day, day)]
    scored.sort(key=lambda pair: (-pair[0].score, pair[1].key))
    return [Ranked(trend.score, trend.reasons, paper) for trend, paper in scored]


def found(app: "App", search: Search) -> FoundPage:
    """One page of search results."""
    from bot.search import Query

    query = Query(
        words=search.words,
        author=search.author,
        since=search.since,
        source=search.source,
        sort=search.sort,
        limit=PAGE,
        offset=(search.page - 1) * PAGE,
    )
    results = app.index.search(query)
    papers = app.store.papers.many([hit.key for hit in results.hits])
    hits = tuple(Found(hit.score, hit.snippet, papers[hit.key]) for hit in results.hits if hit.key in papers)
    return FoundPage(results.total, results.how, results.corrected, hits)


async def whole(app: "App", key: PaperKey) -> Whole:
    """One paper, looked up where nobody has collected it.

    Raises:
        NotFound: it is not stored here, and was not found.
    """
    from bot.answer.lookups import fetch_if_unknown

    await fetch_if_unknown(app.store, app.supply.on_demand, key)
    paper = app.store.papers.get(key)
    if paper is None:
        raise NotFound(f"No paper {key} is stored here.", "Look for it: paperboy search WORDS.")
    return Whole(paper, app.store.papers.signals(key))
