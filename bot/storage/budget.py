"""Turns that all processes on one database share: what keeps ten of them to one platform's limit."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.sources import locked_gate

LONGEST_WAIT = timedelta(minutes=5)
"""Nobody reserves that far ahead (each process a slice of a second): only a clock that was set back can leave a gate
there, and the gate is then set by the clock anew."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_SQLITE_NOW = text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
_POSTGRESQL_NOW = text("SELECT clock_timestamp()")


class SharedBudget:
    """Reserves turns, evenly spaced, each for one process alone. A turn that is not used lapses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, number: int, interval: timedelta, now: datetime | None = None) -> timedelta:
        """Reserve the next ``number`` free turns of ``name``, one each ``interval`` over all processes.

        Returns how long to wait for the first of them, from nothing to ``LONGEST_WAIT``.

        One short transaction. The time is the database's own unless ``now`` is given: it is the one clock that all
        processes share, whatever theirs say; so ``now`` is for all who reserve, or for nobody.

        Raises:
            StorageError: the database cannot be used; nothing was reserved.
        """
        with self._database.writing() as session:
            gate = locked_gate(session, name, now or _LONG_AGO)
            current = now or _clock(session)
            wait = max(gate.next_at - current, timedelta())
            if wait > LONGEST_WAIT:
                wait = timedelta()
            gate.next_at = current + wait + number * interval
            return wait


def _clock(session: Session) -> datetime:
    """The database's time; asked after the gate was locked, so that waiting for the lock does not count."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.fromisoformat(session.scalars(_SQLITE_NOW).one()).replace(tzinfo=UTC)
    at: datetime = session.scalars(_POSTGRESQL_NOW).one()
    return at.astimezone(UTC)
