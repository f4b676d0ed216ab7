"""Writing papers: one transaction for a batch of sightings, which finds, merges, inserts and updates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Self, TypeVar

from sqlalchemy import Table, and_, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from bot.model import Recorded, Sighting
from bot.storage.database import PAPERS, chunks, inserting, lock_papers
from bot.storage.drafts import PAPER_COLUMNS, Batch, Draft
from bot.storage.merging import count
from bot.storage.tables import counters, identities, listings, papers, saved, seen, signals, summaries, votes

_SUMMARISED = ("title", "abstract", "ai_summary")
_COUNTERS = ("votes", "comments", "stars")
_MOVED: tuple[Table, ...] = (signals, saved, votes, seen)
_Announced = tuple[int, str, date]
_Place = TypeVar("_Place", int, datetime)


class _Noticed(NamedTuple):
    """What is kept of one announcement, by the names of its columns."""

    first_seen_at: datetime
    rank: int | None
    listed_at: datetime | None
    followers: int | None

    def joined(self, other: Self) -> "_Noticed":
        """The first time it was seen and listed, the best rank it ever held, the most followers."""
        return _Noticed(
            min(self.first_seen_at, other.first_seen_at),
            _least(self.rank, other.rank),
            _least(self.listed_at, other.listed_at),
            max(self.followers, other.followers, key=lambda followers: -1 if followers is None else followers),
        )


def _least(one: _Place | None, other: _Place | None) -> _Place | None:
    return one if other is None else other if one is None else min(one, other)


def record(session: Session, sightings: Sequence[Sighting]) -> Recorded:
    """Write what a batch of sightings says; the caller's transaction is committed by the caller."""
    revision = lock_papers(session, exclusive=True)
    batch = Batch(session, sightings)
    drafts = batch.drafts
    new = [d for d in drafts if d.id is None]
    changed = [d for d in drafts if d.id is not None and d.is_changed]
    revisions = {d: revision + place for place, d in enumerate((*new, *changed), 1)}
    inherited = _inherited(session, drafts)
    _absorb(session, drafts)
    _insert(session, new, revisions)
    _update(session, [d for d in drafts if d.stored and d.facts != d.stored], revisions)
    _forget_summaries(session, changed)
    _write_identities(session, batch, drafts, revisions)
    _write_listings(session, drafts, inherited)
    _write_signals(session, drafts)
    if revisions:
        session.execute(update(counters).where(counters.c.name == PAPERS).values(value=revision + len(revisions)))
    return Recorded(new=len(new), updated=len(changed), keys=batch.keys)


def _insert(session: Session, new: Sequence[Draft], revisions: Mapping[Draft, int]) -> None:
    """Give out ids and write the rows; nobody else does so meanwhile."""
    if not new:
        return
    last = session.scalar(select(func.max(papers.c.id))) or 0
    for paper_id, draft in enumerate(new, last + 1):
        draft.id = paper_id
    session.execute(insert(papers), [{"id": d.id, **_row(d, revisions[d])} for d in new])


def _update(session: Session, drafts: Sequence[Draft], revisions: Mapping[Draft, int]) -> None:
    """Weights alone are no change that anybody can see: they keep the revision."""
    if not drafts:
        return
    statement = update(papers).where(papers.c.id == bindparam("row"))
    rows = [{"row": d.id, **_row(d, revisions.get(d, d.revision))} for d in drafts]
    session.connection().execute(statement, rows)


def _row(draft: Draft, revision: int) -> dict[str, object]:
    paper = draft.facts.paper
    values: dict[str, object] = {column.name: getattr(paper, column.name) for column in PAPER_COLUMNS}
    return values | {"weights": draft.facts.weights, "revision": revision}


def _inherited(session: Session, drafts: Iterable[Draft]) -> dict[_Announced, _Noticed]:
    """How the papers that become part of others were announced, under the paper that they become part of."""
    winners = {loser: draft.id for draft in drafts for loser in draft.absorbed}
    inherited: dict[_Announced, _Noticed] = {}
    for (loser, source, day), one in _stored_listings(session, winners).items():
        if (winner := winners[loser]) is not None:
            place = (winner, source, day)
            inherited[place] = one.joined(inherited.get(place, one))
    return inherited


def _absorb(session: Session, drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        for loser in draft.absorbed:
            session.execute(update(identities).where(identities.c.paper_id == loser).values(paper_id=draft.id))
            for table in _MOVED:
                _move(session, table, loser, draft.id)
            session.execute(delete(papers).where(papers.c.id == loser))


def _move(session: Session, table: Table, loser: int, winner: int | None) -> None:
    """What the winner has already (the same person's vote) stays as it is."""
    held = table.alias()
    others = [column.name for column in table.primary_key if column.name != "paper_id"]
    same = and_(held.c.paper_id == winner, *(held.c[name] == table.c[name] for name in others))
    statement = update(table).where(table.c.paper_id == loser, ~exists().where(same))
    session.execute(statement.values(paper_id=winner))


def _forget_summaries(session: Session, changed: Iterable[Draft]) -> None:
    """A summary of a text that is no more is none."""
    stale = [d.id for d in changed if d.stored and any(_differs(d, name) for name in _SUMMARISED)]
    for chunk in chunks(stale):
        session.execute(delete(summaries).where(summaries.c.paper_id.in_(chunk)))


def _differs(draft: Draft, name: str) -> bool:
    return draft.stored is not None and getattr(draft.stored.paper, name) != getattr(draft.facts.paper, name)


def _write_identities(session: Session, batch: Batch, drafts: Iterable[Draft], revisions: Mapping[Draft, int]) -> None:
    fresh = [{"identity": key, "paper_id": d.id} for d in drafts for key in d.keys - batch.known]
    if fresh:
        session.execute(insert(identities), fresh)
    for draft in drafts:
        for key in draft.former:
            if key != draft.facts.paper.key:
                gone = update(identities).where(identities.c.identity == key)
                session.execute(gone.values(vanished=revisions[draft]))


def _write_listings(session: Session, drafts: Iterable[Draft], inherited: Mapping[_Announced, _Noticed]) -> None:
    noticed = dict(inherited)
    for draft in drafts:
        for sighting in draft.sightings:
            if draft.id is not None and sighting.day is not None:
                place = (draft.id, sighting.source, sighting.day)
                found = _Noticed(sighting.seen_at, sighting.rank, sighting.listed_at, count(sighting.followers))
                noticed[place] = found.joined(noticed.get(place, found))
    stored = _stored_listings(session, {paper_id for paper_id, _, _ in noticed})
    known = {place: one.joined(stored.get(place, one)) for place, one in noticed.items()}
    rows = [
        {"paper_id": paper_id, "source": source, "day": day, **one._asdict()}
        for (paper_id, source, day), one in known.items()
        if stored.get((paper_id, source, day)) != one
    ]
    if rows:
        statement = inserting(session, listings)
        new = {name: statement.excluded[name] for name in _Noticed._fields}
        session.execute(statement.on_conflict_do_update(index_elements=listings.primary_key, set_=new), rows)


def _stored_listings(session: Session, ids: Iterable[int]) -> dict[_Announced, _Noticed]:
    found: dict[_Announced, _Noticed] = {}
    for chunk in chunks(ids):
        for row in session.execute(select(listings).where(listings.c.paper_id.in_(chunk))):
            kept = _Noticed(row.first_seen_at, row.rank, row.listed_at, row.followers)
            found[row.paper_id, row.source, row.day] = kept
    return found


def _write_signals(session: Session, drafts: Iterable[Draft]) -> None:
    rows = [
        {"paper_id": draft.id, "source": s.source, "at": s.at} | {name: count(getattr(s, name)) for name in _COUNTERS}
        for draft in drafts
        for s in (sighting.signal for sighting in draft.sightings)
        if s is not None
    ]
    if rows:
        session.execute(inserting(session, signals).on_conflict_do_nothing(), rows)
