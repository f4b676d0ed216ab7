"""Moves everything from one database to another, of the same kind or of the other one.

Read from one snapshot of the source, written in one transaction of the target: a copy is whole or was never begun.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Column, Table, func, select, text
from sqlalchemy.orm import Session

from bot.errors import StorageError
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.tables import METADATA, counters

BATCH = 1000
"""Rows that are in memory at a time."""

Report = Callable[[int, int], None]
"""Takes how many rows are copied, and how many there are in all."""


def copy(from_url: str, to_url: str, report: Report = lambda _done, _total: None) -> dict[str, int]:
    """Copy every table; returns how many rows of each. Both are addressed as ``database.url`` is.

    The target is made and migrated first, and must hold nothing. Rows that are written to the source after the
    beginning are not copied. Ids that were given away stay so: the sequences of the target go on where the source's
    stood.

    Raises:
        StorageError: the source is no database of this version, the target is not empty, or the two differ in the
            end; the target is then as empty as before.
    """
    with _opened(from_url) as source, _opened(to_url) as target:
        _check_source(source)
        schema.bring_up(target)
        with source.reading() as old, target.writing() as new:
            _take(new, target)
            return _copy(old, new, report)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    with closing(Database(url)) as database:
        yield database


def _check_source(source: Database) -> None:
    if source.is_sqlite and not Path(source.url.database or "").exists():  # to open it would make it
        raise StorageError(f"There is no database {source.name}. Check the path.")
    if problem := schema.problem(source):
        raise StorageError(problem)


def _take(session: Session, target: Database) -> None:
    """Keep everybody else from writing to the target, and see to it that it holds nothing."""
    if not target.is_sqlite:
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    kept = [table.name for table in METADATA.sorted_tables if table is not counters and _count(session, table)]
    if kept or session.scalar(select(func.max(counters.c.value))):
        what = ", ".join(kept or [counters.name])
        raise StorageError(f"The database {target.name} is not empty: {what}. Name a new one, or empty this one first.")
    session.execute(counters.delete())


def _copy(old: Session, new: Session, report: Report) -> dict[str, int]:
    totals = {table.name: _count(old, table) for table in METADATA.sorted_tables}
    total, done = sum(totals.values()), 0
    for table in METADATA.sorted_tables:
        for rows in old.execute(select(table)).mappings().yield_per(BATCH).partitions():
            new.execute(table.insert(), [dict(row) for row in rows])
            done += len(rows)
            report(done, total)
        if (numbered := table.autoincrement_column) is not None:
            _go_on_after(new, numbered, _last_given(old, numbered))
    _verify(new, totals)
    return totals


def _verify(new: Session, totals: Mapping[str, int]) -> None:
    for name, expected in totals.items():
        found = _count(new, METADATA.tables[name])
        if found != expected:
            problem = f"Of {expected} rows of {name}, {found} arrived. Nothing was copied."
            raise StorageError(f"{problem} Report this: it is a bug.")


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _last_given(session: Session, column: "Column[int]") -> int:
    """The highest id that was ever given, also to a row that is gone; 0 when none was."""
    if _is_sqlite(session):
        query, names = "SELECT seq FROM sqlite_sequence WHERE name = :name", {"name": column.table.name}
    else:
        query, names = "SELECT pg_sequence_last_value(CAST(:name AS regclass))", {"name": _sequence(session, column)}
    return session.scalar(text(query), names) or 0


def _go_on_after(session: Session, column: "Column[int]", last: int) -> None:
    if last == 0:
        return
    if _is_sqlite(session):
        names = {"table": column.table.name, "last": last}
        session.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), names)
        session.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), names)
    else:
        session.execute(text("SELECT setval(:sequence, :last)"), {"sequence": _sequence(session, column), "last": last})


def _sequence(session: Session, column: "Column[int]") -> str:
    names = {"table": column.table.name, "column": column.name}
    return str(session.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
