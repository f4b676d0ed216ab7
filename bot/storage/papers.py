"""Papers, read in every way that a use case asks for, and recorded."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from bot.model import Announcement, Candidate, Paper, PaperKey, Recorded, Sighting, Signal
from bot.storage.database import REVISION, Database
from bot.storage.drafts import PAPER_COLUMNS
from bot.storage.lookup import as_papers, paper_id, papers_by_key
from bot.storage.recording import record
from bot.storage.tables import identities, listings, papers, signals

_SIGNAL = (signals.c.source, signals.c.at, signals.c.votes, signals.c.comments, signals.c.stars)
_ANNOUNCEMENT = (listings.c.source, listings.c.day, listings.c.listed_at, listings.c.followers)
_Query = Select[*tuple[Any, ...]]

_NEXT = select(func.min(listings.c.day)).where(
    listings.c.day > bindparam("after"), listings.c.day <= bindparam("until")
)
_NEWEST = select(func.max(listings.c.day)).where(listings.c.day <= bindparam("until"))
_WITHIN = listings.c.day.between(bindparam("first"), bindparam("last"))
_DAYS = (
    select(listings.c.paper_id, func.min(listings.c.day).label("day"))
    .where(_WITHIN)
    .group_by(listings.c.paper_id)
    .subquery()
)
_ANNOUNCED = select(_DAYS.c.day, *PAPER_COLUMNS).join(_DAYS, _DAYS.c.paper_id == papers.c.id)


class Papers:
    """All works, each once over all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, sightings: Sequence[Sighting]) -> Recorded:
        """Store what sources said, in one transaction: papers, facts, listings and signals.

        What turns out to be one paper is merged; facts end up the same in any order of arrival. Batches of about
        1,000 are quickest.
        """
        if not sightings:
            return Recorded(0, 0, ())
        with self._database.writing() as session:
            return record(session, sightings)

    def get(self, key: PaperKey) -> Paper | None:
        """The paper that ``key`` means, also if the paper has got a stronger key since."""
        return self.many((key,)).get(key)

    def many(self, keys: Sequence[PaperKey]) -> dict[PaperKey, Paper]:
        """Asked key → paper; keys that mean none are absent."""
        with self._database.reading() as session:
            found = papers_by_key(session, keys)
        return {key: found[key] for key in keys if key in found}

    def candidates(self, first: date, last: date, sources: Sequence[str] = ()) -> list[Candidate]:
        """Papers that one of ``sources`` (none named: any) announced on a day in [first, last], by that day and key.

        ``announced_on`` is the first such day; announcements and signals are all there are, oldest first. Three
        queries, however many papers.
        """
        asked = {"first": first, "last": last, "sources": list(sources)}
        with self._database.reading() as session:
            queries = _candidates(by_source=bool(sources))
            found, listed, shown = (session.execute(query, asked).all() for query in queries)
        announcements: defaultdict[int, list[Announcement]] = defaultdict(list)
        for row_id, *values in listed:
            announcements[row_id].append(Announcement(*values))
        shown_of: defaultdict[int, list[Signal]] = defaultdict(list)
        for row_id, source, at, votes, comments, stars in shown:
            shown_of[row_id].append(Signal(source, at, votes, comments, stars))

        def matches(one: Announcement) -> bool:
            return first <= one.day <= last and (not sources or one.source in sources)

        candidates = [
            Candidate(
                paper=Paper(*values),
                announced_on=min(one.day for one in announcements[row_id] if matches(one)),
                announcements=tuple(announcements[row_id]),
                signals=tuple(shown_of[row_id]),
            )
            for row_id, *values in found
        ]
        return sorted(candidates, key=lambda c: (c.announced_on, c.paper.key))

    def announced(self, first: date, last: date) -> list[Candidate]:
        """All papers announced on a day in [first, last], in no order, with nothing else: a third the work.

        It is enough where all has settled: what a paper itself holds is what was counted last.
        """
        with self._database.reading() as session:
            rows = session.execute(_ANNOUNCED, {"first": first, "last": last}).all()
        return [Candidate(Paper(*values), day) for day, *values in rows]

    def newest_day(self, until: date, sources: Sequence[str] = ()) -> date | None:
        """The newest day, not after ``until``, on which one of ``sources`` announced a paper."""
        query = _NEWEST.where(listings.c.source.in_(sources)) if sources else _NEWEST
        with self._database.reading() as session:
            found: date | None = session.scalar(query, {"until": until})
        return found

    def next_day(self, after: date, until: date) -> date | None:
        """The first day after ``after``, and not after ``until``, on which a paper was announced."""
        with self._database.reading() as session:
            found: date | None = session.scalar(_NEXT, {"after": after, "until": until})
        return found

    def top(self, first: date, last: date, limit: int) -> list[Paper]:
        """The most voted of the papers announced on a day in [first, last]; only those with known votes."""
        ids = select(listings.c.paper_id).where(listings.c.day.between(first, last))
        query = select(*PAPER_COLUMNS).where(papers.c.id.in_(ids), papers.c.votes.is_not(None))
        return self._papers(query.order_by(papers.c.votes.desc(), papers.c.key).limit(limit))

    def signals(self, key: PaperKey) -> tuple[Signal, ...]:
        """All that the paper's counters showed, oldest first."""
        with self._database.reading() as session:
            query = select(*_SIGNAL).where(signals.c.paper_id == paper_id(session, key))
            return tuple(Signal(*row) for row in session.execute(query.order_by(signals.c.at, signals.c.source)))

    def without_abstract(self, limit: int) -> list[Paper]:
        """Papers with an arXiv id but no abstract, newest first: arXiv can be asked for them."""
        query = select(*PAPER_COLUMNS).where(papers.c.abstract == "", papers.c.arxiv_id.is_not(None))
        return self._papers(query.order_by(papers.c.id.desc()).limit(limit))

    def revision(self) -> int:
        """A number that grows with every committed change of a paper; each change has its own."""
        with self._database.reading() as session:
            return int(session.scalars(REVISION).one())

    def changed_since(self, revision: int, limit: int) -> list[tuple[int, Paper]]:
        """The revision of its last change, and the paper, for all that changed after ``revision``, ascending."""
        query = select(papers.c.revision, *PAPER_COLUMNS).where(papers.c.revision > revision)
        with self._database.reading() as session:
            rows = session.execute(query.order_by(papers.c.revision).limit(limit)).all()
        return [(at, Paper(*values)) for at, *values in rows]

    def vanished_since(self, revision: int) -> list[PaperKey]:
        """Keys that stopped being a paper's key after ``revision``, by a merge or a stronger key.

        They still lead to their paper, but no paper has them as its ``key``: a search index drops them.
        """
        query = select(identities.c.identity).where(identities.c.vanished > revision)
        with self._database.reading() as session:
            return list(session.scalars(query.order_by(identities.c.vanished, identities.c.identity)))

    def count(self) -> int:
        """How many papers there are."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(papers)) or 0

    def _papers(self, query: Select[tuple[object, ...]]) -> list[Paper]:
        with self._database.reading() as session:
            return as_papers(session.execute(query))


@cache
def _candidates(*, by_source: bool) -> tuple[_Query, _Query, _Query]:
    """Papers, listings and signals, each with the paper's row first; made once, since making them takes its time."""
    ids = select(listings.c.paper_id).where(_WITHIN)
    if by_source:
        ids = ids.where(listings.c.source.in_(bindparam("sources", expanding=True)))
    found = select(papers.c.id, *PAPER_COLUMNS).where(papers.c.id.in_(ids))
    announced = select(listings.c.paper_id, *_ANNOUNCEMENT)
    shown = select(signals.c.paper_id, *_SIGNAL).where(signals.c.paper_id.in_(ids))
    return (
        found,
        announced.where(listings.c.paper_id.in_(ids)).order_by(listings.c.day, listings.c.source),
        shown.order_by(signals.c.at, signals.c.source),
    )
