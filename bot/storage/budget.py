"""Turns that all processes on one database share: what keeps ten of them to one platform's limit."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.orm import Session

from bot.storage.database import Database, inserting
from bot.storage.tables import gates

LONGEST_WAIT = timedelta(minutes=5)
"""Nobody reserves that far ahead (each process a slice of a second): only a clock that was set back can leave a gate
there, and the gate is then set by the clock anew."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_GATE = select(gates.c.next_at).where(gates.c.name == bindparam("gate")).with_for_update()
_OPENING = update(gates).where(gates.c.name == bindparam("gate")).values(next_at=bindparam("at"))
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
        with self._database.connected(writes=True) as connection:
            opens_at = _locked(connection, name)
            current = now or _clock(connection)
            wait = max(opens_at - current, timedelta())
            if wait > LONGEST_WAIT:
                wait = timedelta()
            connection.execute(_OPENING, {"gate": name, "at": current + wait + number * interval})
            return wait


def _locked(connection: Connection, name: str) -> datetime:
    """When a gate opens, for this transaction alone; made where there is none."""
    found: datetime | None = connection.execute(_GATE, {"gate": name}).scalar_one_or_none()
    if found:
        return found
    with Session(connection) as session:  # within the same transaction
        new = inserting(session, gates).values(name=name, next_at=_LONG_AGO)
        session.execute(new.on_conflict_do_nothing())
    made: datetime = connection.execute(_GATE, {"gate": name}).scalar_one()
    return made


def _clock(connection: Connection) -> datetime:
    """The database's time; asked after the gate was locked, so that waiting for the lock does not count."""
    if connection.dialect.name == "sqlite":
        said: str = connection.execute(_SQLITE_NOW).scalar_one()
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    at: datetime = connection.execute(_POSTGRESQL_NOW).scalar_one()
    return at.astimezone(UTC)
