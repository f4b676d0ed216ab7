"""What grows without end is thinned: old signals, the long tails of old deliveries, days and gates of long ago.

What people rely on stays for good: papers, what a channel has seen, reading lists, votes, and every delivery that
still waits for something. Each step is one short transaction, so that nobody who posts waits for the pruning; a run
that was cut off is continued by the next one. Doing it twice, or in two processes at once, does no harm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Subquery, Table, and_, delete, exists, func, or_, select, text, tuple_, update
from sqlalchemy.orm import Session

from bot.model import DeliveryState, Digest
from bot.storage.database import Database, chunks, lock_papers
from bot.storage.frozen import decode_digest, encode
from bot.storage.tables import deliveries, gates, papers, seen, signals, source_days, spending, subscriptions

PAPERS_AT_ONCE = 500
DELIVERIES_AT_ONCE = 500

_COUNTERS = ("votes", "comments", "stars")
_OVER = (DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED)
"""The states in which a delivery waits for nothing more."""
_TAILS = ("near_misses", "left_out", "source_days")
"""What a digest holds besides its picks: it answers ``why``, and is most of a row."""
_EMPTY = ("[]", "{}")


@dataclass(frozen=True, slots=True)
class Ages:
    """How old something must be to be thinned; ``details`` are what a delivery holds besides its picks."""

    signals: timedelta = timedelta(days=14)
    details: timedelta = timedelta(days=60)
    deliveries: timedelta = timedelta(days=365)
    source_days: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows went; of ``shortened`` deliveries only the picks are left."""

    signals: int = 0
    deliveries: int = 0
    shortened: int = 0
    source_days: int = 0
    gates: int = 0
    spending: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(**{name: number + getattr(other, name) for name, number in asdict(self).items()})


class Pruning:
    """Thins what is old."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def steps(self, ages: Ages, now: datetime) -> Iterator[Pruned]:
        """One transaction each time it is advanced, and what that one did; at its end all is done.

        * Of the signals of a paper by one source, the first and the last ever stay; of each whole UTC day that is older
          than ``ages.signals`` the last one, if its counters are not those of the one that stays before it.
        * A delivery that is over and older than ``ages.deliveries`` goes, unless it is its subscription's newest or
          brought papers that its channel has seen; one that stays keeps its picks alone after ``ages.details``.
        * Days of sources older than ``ages.source_days`` go if the source was not asked about them since either (the
          sample's days stay old for ever, and are looked at in each round), and gates that nobody has passed since.
        * What models cost on days older than ``ages.deliveries`` goes.

        Raises:
            StorageError: the database cannot be used; what was done stays done.
        """
        yield from self._signals(_midnight(now - ages.signals))
        yield from self._deliveries(now - ages.deliveries)
        yield from self._details(now - ages.details)
        yield self._days(now - ages.source_days)
        yield self._spending(now - ages.deliveries)

    def _signals(self, before: datetime) -> Iterator[Pruned]:
        with self._database.reading() as session:
            last = session.scalar(select(func.max(papers.c.id))) or 0
        for first in range(0, last + 1, PAPERS_AT_ONCE):
            yield Pruned(signals=self._thin(first, first + PAPERS_AT_ONCE - 1, before))

    def _thin(self, first: int, last: int, before: datetime) -> int:
        with self._database.writing() as session:
            lock_papers(session, exclusive=False)  # a merge moves signals from one paper to another
            these = signals.c.paper_id.between(first, last)
            return _drop_all_but_the_last_of_a_day(session, these, before) + _drop_repeated(session, these, before)

    def _deliveries(self, before: datetime) -> Iterator[Pruned]:
        unseen = ~exists().where(seen.c.delivery_id == deliveries.c.id)
        superfluous = and_(_over(before), unseen, _superseded())
        for ids in self._found(superfluous):
            yield Pruned(deliveries=self._delete(and_(superfluous, deliveries.c.id.in_(ids))))

    def _details(self, before: datetime) -> Iterator[Pruned]:
        for ids in self._found(and_(_over(before), _has_tail())):
            yield Pruned(shortened=self._shorten(ids))

    def _found(self, condition: ColumnElement[bool]) -> Iterator[Sequence[int]]:
        """Deliveries, some at a time; they are looked for without keeping anybody from writing."""
        with self._database.reading() as session:
            found = session.scalars(select(deliveries.c.id).where(condition)).all()
        return chunks(found, DELIVERIES_AT_ONCE)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        with self._database.writing() as session:
            return _deleted(session, deliveries, condition)

    def _shorten(self, ids: Sequence[int]) -> int:
        with self._database.writing() as session:
            rows = session.execute(select(deliveries.c.id, deliveries.c.digest).where(deliveries.c.id.in_(ids))).all()
            for row_id, stored in rows:
                short = encode(_without_tail(decode_digest(stored)))
                session.execute(update(deliveries).where(deliveries.c.id == row_id).values(digest=short))
            return len(rows)

    def _days(self, before: datetime) -> Pruned:
        with self._database.writing() as session:
            if not self._database.is_sqlite:  # whoever has just found a gate there must not lose it
                session.execute(text("LOCK TABLE gates IN EXCLUSIVE MODE"))
            forgotten = and_(source_days.c.day < before.date(), source_days.c.checked_at < before)
            return Pruned(
                source_days=_deleted(session, source_days, forgotten),
                gates=_deleted(session, gates, gates.c.next_at < before),
            )

    def _spending(self, before: datetime) -> Pruned:
        with self._database.writing() as session:
            return Pruned(spending=_deleted(session, spending, spending.c.day < before.astimezone(UTC).date()))


def _midnight(at: datetime) -> datetime:
    """The beginning of its day in UTC: a day is thinned as a whole."""
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC)


def _drop_all_but_the_last_of_a_day(session: Session, these: ColumnElement[bool], before: datetime) -> int:
    """All of a day but its last, and but the first ever."""
    series = (signals.c.paper_id, signals.c.source)
    later = func.row_number().over(partition_by=(*series, func.date(signals.c.at)), order_by=signals.c.at.desc())
    place = func.row_number().over(partition_by=series, order_by=signals.c.at)
    ranked = select(*signals.primary_key, later.label("later"), place.label("place")).where(these).subquery()
    return _deleted_signals(session, select(ranked).where(ranked.c.later > 1, ranked.c.place > 1).subquery(), before)


def _drop_repeated(session: Session, these: ColumnElement[bool], before: datetime) -> int:
    """What shows the same as the one before it; never the first or the last ever."""
    series = (signals.c.paper_id, signals.c.source)
    same = (
        signals.c[name]
        .is_not_distinct_from(func.lag(signals.c[name]).over(partition_by=series, order_by=signals.c.at))
        .label(f"same_{name}")
        for name in _COUNTERS
    )
    place = func.row_number().over(partition_by=series, order_by=signals.c.at).label("place")
    following = func.lead(signals.c.at).over(partition_by=series, order_by=signals.c.at).label("following")
    compared = select(*signals.primary_key, place, following, *same).where(these).subquery()
    repeated = and_(compared.c.place > 1, *(compared.c[f"same_{name}"] for name in _COUNTERS))
    between = select(compared).where(repeated, compared.c.following.is_not(None)).subquery()
    return _deleted_signals(session, between, before)


def _deleted_signals(session: Session, found: Subquery, before: datetime) -> int:
    """Of what was found, as far as it is old enough."""
    keys = select(*(found.c[column.name] for column in signals.primary_key)).where(found.c.at < before)
    return _deleted(session, signals, tuple_(*signals.primary_key).in_(keys))


def _deleted(session: Session, table: Table, condition: ColumnElement[bool]) -> int:
    return len(session.execute(delete(table).where(condition).returning(*table.primary_key)).all())


def _over(before: datetime) -> ColumnElement[bool]:
    """Whether it waits for nothing more, and its occurrence lies that far back."""
    return and_(deliveries.c.state.in_(_OVER), deliveries.c.occurrence < before)


def _superseded() -> ColumnElement[bool]:
    """Whether its subscription has a newer one, or is no more."""
    newer = deliveries.alias()
    of_the_same = newer.c.subscription_id == deliveries.c.subscription_id
    subscribed = exists().where(subscriptions.c.id == deliveries.c.subscription_id)
    return or_(exists().where(of_the_same, newer.c.occurrence > deliveries.c.occurrence), ~subscribed)


def _has_tail() -> ColumnElement[bool]:
    return or_(*(deliveries.c.digest[("value", name)].as_string().not_in(_EMPTY) for name in _TAILS))


def _without_tail(digest: Digest) -> Digest:
    return replace(digest, near_misses=(), left_out={}, source_days=())
