"""The engine and its transactions: short, synchronous, serialised where they write.

SQLite: WAL, ``synchronous=FULL`` (what was committed survives a power cut), foreign keys on, and we say BEGIN
ourselves: ``BEGIN IMMEDIATE`` for what writes, so that two writers queue instead of failing half-way (SQLAlchemy's
recipe for the driver's own transaction control, which would begin too late). PostgreSQL: writes at READ COMMITTED, with
rows or counters locked where two could meet; reads at REPEATABLE READ.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, select
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StorageError
from bot.storage.tables import counters

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

BUSY_SECONDS = 60
"""How long a transaction waits for another process's before it gives up."""
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA journal_size_limit = 67108864",  # bytes: a long import must not leave a huge log behind
)
_POOL = {"pool_size": 8, "max_overflow": 32}  # as many as ``asyncio.to_thread`` can ask for at once
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_PLACE_PARAMETERS = frozenset({"host", "port", "service"})
_CHUNK = 1000  # parameters of one IN (…)
_UNKNOWN = "database.url is of no kind that Paperboy knows. Set it to sqlite:///FILE or postgresql://USER@HOST/NAME."
PAPERS = "papers"
"""The counter of committed changes of papers, and the lock of those who write papers."""

REVISION = select(counters.c.value).where(counters.c.name == PAPERS)
"""The statement that reads it."""
_LOCKED, _SHARED = REVISION.with_for_update(), REVISION.with_for_update(read=True)

T = TypeVar("T")
Insert: TypeAlias = "sqlite_dialect.Insert | postgresql.Insert"


class Database:
    """One database: an engine, and transactions on it.

    Every error of the driver leaves a transaction as ``StorageError``, which names the database and what to do.
    """

    def __init__(self, url: str) -> None:
        self.url = _understood(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._writer = self.engine.execution_options(writes=True)
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**snapshot)
        self._here = local()

    @property
    def name(self) -> str:
        """The URL without driver and password, and of its parameters only those that say where the database is."""
        place = {name: value for name, value in self.url.query.items() if name in _PLACE_PARAMETERS}
        shown = self.url.set(drivername=self.url.get_backend_name(), query=place)
        return shown.render_as_string(hide_password=True)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, and all of whose statements see the same state of the database.

        Within a ``snapshot`` of this thread it is that one.
        """
        shared: Session | None = getattr(self._here, "session", None)
        if shared is not None:
            yield shared
            return
        with self.translated(), Session(self._reader) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Whatever this thread reads within the block, it reads in one transaction."""
        with self.reading() as session:
            outer = getattr(self._here, "session", None)
            self._here.session = session
            try:
                yield
            finally:
                self._here.session = outer

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write; committed when the block ends, rolled back when it raises."""
        with self.translated(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connected(self, *, writes: bool = False) -> Iterator[Connection]:
        """The same for statements without a session."""
        with self.translated(), (self._writer if writes else self.engine).begin() as connection:
            yield connection

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise the driver's errors as ``StorageError``."""
        try:
            yield
        except DBAPIError as error:
            raise self._unusable(str(error.orig)) from error
        except PoolTimeoutError as error:
            raise self._unusable("all its connections are busy") from error
        except sqlite3.Error as error:
            raise self._unusable(str(error)) from error

    def _unusable(self, said: str) -> StorageError:
        sentence = " ".join(said.split()).rstrip(".?")
        return StorageError(f"The database {self.name} cannot be used: {sentence}. {_advice(said)}")


def inserting(session: Session, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite_dialect.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 50 ms that SQLite's users need not wait for

    return postgresql.insert(table)


def lock_papers(session: Session, *, exclusive: bool) -> int:
    """Wait until nobody else changes papers; the current revision.

    Who writes papers takes it exclusively, so that revisions are committed in their order; who only refers to papers
    (a save, a vote) shares it, so that the paper is not merged away meanwhile. Take it before any other lock.
    """
    return int(session.scalars(_LOCKED if exclusive else _SHARED).one())


def chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """``values`` in lists of at most ``size``."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _understood(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(_UNKNOWN) from error  # without the URL: it may hold a password where none is looked for
    backend = parsed.drivername.partition("+")[0]
    if backend not in _DRIVERS or (backend == "sqlite" and parsed.database in {None, "", ":memory:"}):
        raise StorageError(_UNKNOWN)
    return parsed.set(drivername=_DRIVERS[backend])


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} cannot be made: {error.strerror}. Set database.url to a folder you may write to."
        ) from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, json_serializer=_json, **_POOL)

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        driver = cast(
            "sqlite3.Connection", connection.connection.driver_connection
        )  # a third quicker without SQLAlchemy
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    options = {"options": "-c timezone=UTC", "connect_timeout": 10, "application_name": "paperboy"}
    try:
        return create_engine(url, connect_args=options, pool_pre_ping=True, **_POOL)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StorageError("PostgreSQL needs its driver. Install it with: pip install 'paperboy[postgres]'") from error


def _json(value: object) -> str:
    """JSON as SQLAlchemy writes it by itself; most of our lists and objects are empty, and those cost nothing here."""
    return json.dumps(value) if value else _EMPTY.get(type(value)) or json.dumps(value)


_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}


def _advice(said: str) -> str:
    for sign, advice in _ADVICE.items():
        if sign in said:
            return advice
    return "See database.url in the configuration."


_ADVICE = {
    "not a database": "The file is something else: set database.url to another file.",
    "malformed": "The file is damaged: restore it from a back-up.",
    "locked": "Another process has been writing for long: end it, or try again.",
    "readonly": "Give this user the right to write to the file and its folder.",
    "unable to open": "Check that the file and its folder exist and may be written to.",
    "full": "The disk is full: make room, then start again.",
    "connection": "Check that the server runs and that database.url names its host, user and database.",
}
