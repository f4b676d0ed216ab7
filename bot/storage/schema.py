"""Brings a database to the schema of this code, at each start; quick when it is there already.

Alembic is only imported when there is something to do. Two processes that start at once queue: on SQLite for the
write lock, on PostgreSQL for an advisory lock, each held over the whole migration, which is one transaction.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError
from bot.storage.database import BUSY_SECONDS, Database

HEAD = "0004"
"""The newest file in ``migrations/versions`` (a test compares)."""
_LOCK = 0x7061_7065_7262  # any number, the same for every Paperboy ("paperb")
_SCRIPTS = Path(__file__).parent / "migrations"
_RETRY_SECONDS = 0.05


def bring_up(database: Database) -> None:
    """Create or migrate the schema.

    Raises:
        StorageError: the database cannot be opened, is newer than this code, or cannot be migrated.
    """
    if database.is_sqlite:
        _use_wal(database)
    with database.connected() as connection:
        found = _version(connection)
    if found != HEAD:
        _migrate(database)


def problem(database: Database) -> str | None:
    """Why ``database`` cannot be used as it is, in one sentence; ``None`` when it answers and has this schema."""
    try:
        with database.connected() as connection:
            found = _version(connection)
    except StorageError as error:
        return str(error)
    if found == HEAD:
        return None
    stands = f"has schema {found}, this Paperboy needs {HEAD}" if found else "is empty"
    return f"The database {database.name} {stands}. Restart Paperboy in the newest version that uses this database."


def _version(connection: Connection) -> str | None:
    """The revision of the database; ``None`` when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(database: Database) -> None:
    with database.connected(writes=True) as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _version(connection)
        if found != HEAD:
            _upgrade(connection, found, database.name)


def _upgrade(connection: Connection, found: str | None, name: str) -> None:
    from alembic import command  # noqa: PLC0415 - 0.2 s that a start does not need when there is nothing to do
    from alembic.config import Config  # noqa: PLC0415 - likewise
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - likewise

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(
            f"The database {name} was written by a newer Paperboy (schema {found}, this one knows {HEAD}). "
            "Upgrade Paperboy, or restore the back-up from before the upgrade."
        )
    command.upgrade(config, "head")


def _use_wal(database: Database) -> None:
    """Switch the file to WAL, once in its life. SQLite does not wait for a lock here, so we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while not _is_wal(database):
        if time.monotonic() > deadline:
            raise StorageError(f"The database {database.name} is locked by another process. End it, then try again.")
        time.sleep(_RETRY_SECONDS)


def _is_wal(database: Database) -> bool:
    """Whether nothing (more) is to be done; False when another process is in the way."""
    with database.translated(), closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
        return True
