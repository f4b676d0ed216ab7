"""What whoever watches an installation wants to know at a glance: few numbers, few queries, all served by an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from bot.model import DeliveryState, SourceDay
from bot.storage.database import Database
from bot.storage.sources import as_source_day
from bot.storage.tables import SourceDayRow, deliveries, source_days, subscriptions

OPEN = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.UNKNOWN)
"""The states in which a delivery still waits for something: a send, its outcome, or a person."""


@dataclass(frozen=True, slots=True)
class OpenDeliveries:
    """How many deliveries are in one of the ``OPEN`` states, and the oldest of their occurrences."""

    number: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """How an installation stands.

    ``due`` subscriptions should have been planned by now, the oldest of them at ``oldest_due``; ``deliveries`` has
    each of the ``OPEN`` states; ``source_days`` is the newest day of each source that was ever asked.
    """

    due: int
    oldest_due: datetime | None
    deliveries: Mapping[DeliveryState, OpenDeliveries] = field(default_factory=dict)
    source_days: tuple[SourceDay, ...] = ()


class Watch:
    """Reads vital signs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def vitals(self, now: datetime) -> Vitals:
        """How the installation stands at ``now``: one transaction of three queries.

        Raises:
            StorageError: the database cannot be used.
        """
        with self._database.reading() as session:
            due, oldest = _due(session, now)
            return Vitals(due, oldest, _open_deliveries(session), _newest_days(session))


def _due(session: Session, now: datetime) -> tuple[int, datetime | None]:
    awake = or_(subscriptions.c.pause_reason.is_(None), subscriptions.c.pause_until <= now)
    query = select(func.count(), func.min(subscriptions.c.next_due_at)).where(subscriptions.c.next_due_at <= now, awake)
    number, oldest = session.execute(query).one()
    return number, oldest


def _open_deliveries(session: Session) -> dict[DeliveryState, OpenDeliveries]:
    query = (
        select(deliveries.c.state, func.count(), func.min(deliveries.c.occurrence))
        .where(deliveries.c.state.in_(OPEN))
        .group_by(deliveries.c.state)
    )
    found = {DeliveryState(state): OpenDeliveries(number, oldest) for state, number, oldest in session.execute(query)}
    return {state: found.get(state, OpenDeliveries(0)) for state in OPEN}


def _newest_days(session: Session) -> tuple[SourceDay, ...]:
    newest = select(source_days.c.source, func.max(source_days.c.day)).group_by(source_days.c.source)
    query = select(SourceDayRow).where(tuple_(source_days.c.source, source_days.c.day).in_(newest))
    return tuple(as_source_day(row) for row in session.scalars(query.order_by(source_days.c.source)))
