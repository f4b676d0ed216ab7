"""The state of each source's day, and whose turn it is to ask a source."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from bot.model import DayState, SourceDay
from bot.storage.database import Database, inserting
from bot.storage.tables import GateRow, SourceDayRow, gates, source_days

LONGEST_QUEUE = 100
"""More turns than this are never waited for: each process asks for one at a time, so only a clock that was set back
can leave a gate that far ahead; the gate is then set by the clock anew."""

_DAY = select(source_days).where(
    source_days.c.source == bindparam("of_source"), source_days.c.day == bindparam("on_day")
)


class Sources:
    """What is known of the sources themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_day(self, day: SourceDay) -> None:
        """Keep the state of a source's day, in place of what was kept before."""
        with self._database.writing() as session:
            statement = inserting(session, source_days).values(_row(day))
            key = ["source", "day"]
            new = {name: value for name, value in _row(day).items() if name not in key}
            session.execute(statement.on_conflict_do_update(index_elements=key, set_=new))

    def day(self, source: str, day: date) -> SourceDay | None:
        """The state of one source's day, if it was ever looked at."""
        with self._database.reading() as session:
            row = session.execute(_DAY, {"of_source": source, "on_day": day}).one_or_none()
        return as_source_day(row) if row else None

    def days(self, since: date) -> list[SourceDay]:
        """All days from ``since`` on, oldest first, then by source."""
        query = select(SourceDayRow).where(source_days.c.day >= since)
        with self._database.reading() as session:
            return [
                as_source_day(row) for row in session.scalars(query.order_by(source_days.c.day, source_days.c.source))
            ]

    def take_turn(self, name: str, interval: timedelta, now: datetime) -> timedelta:
        """Reserve the next free turn at the gate ``name``, one each ``interval`` over all processes.

        Returns how long to wait for it: from nothing to ``LONGEST_QUEUE`` intervals.
        """
        with self._database.writing() as session:
            gate = _locked_gate(session, name, now)
            wait = max(gate.next_at - now, timedelta())
            if wait > LONGEST_QUEUE * interval:
                wait = timedelta()
            gate.next_at = now + wait + interval
            return wait


def _locked_gate(session: Session, name: str, now: datetime) -> GateRow:
    session.execute(inserting(session, gates).values(name=name, next_at=now).on_conflict_do_nothing())
    return session.scalars(select(GateRow).where(gates.c.name == name).with_for_update()).one()


def _row(day: SourceDay) -> dict[str, object]:
    values = asdict(day) | {"state": day.state.value}
    del values["asked"]  # what is recorded was asked
    return values


def as_source_day(row: SourceDayRow | Row[Any]) -> SourceDay:
    """The record of a row."""
    return SourceDay(
        source=row.source,
        day=row.day,
        state=DayState(row.state),
        checked_at=row.checked_at,
        papers=row.papers,
        problem=row.problem,
        failing_since=row.failing_since,
    )
