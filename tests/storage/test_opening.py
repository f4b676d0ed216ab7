import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text, update

from bot.errors import StorageError
from bot.sealing import Sealer, new_key
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.store import Store
from bot.storage.tables import METADATA, counters
from tests.builders import NOW, a_paper, a_sighting

OPEN = "import sys; from bot.storage.store import Store; Store.open(sys.argv[1]).close()"


def test_a_store_keeps_what_it_was_given(database_url: str):
    with Store.open(database_url) as store:
        store.papers.record([a_sighting()])
    with Store.open(database_url) as store:
        assert store.papers.get(a_paper().key) is not None


def test_a_store_knows_its_name(sqlite_url: str):
    with Store.open(sqlite_url) as store:
        assert store.name == sqlite_url


def test_a_missing_folder_is_made(tmp_path: Path):
    with Store.open(f"sqlite:///{tmp_path}/a/b/paperboy.db") as store:
        assert store.papers.count() == 0


def test_migrations_lead_to_the_tables_of_the_code(empty_url: str):
    Store.open(empty_url).close()
    database = Database(empty_url)
    with database.connected() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def migrations(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    return config


def test_a_database_of_the_first_schema_is_brought_up_and_keeps_what_it_holds(empty_url: str):
    with closing(Database(empty_url)) as database, database.connected(writes=True) as connection:
        command.upgrade(migrations(connection), "0001")
        connection.execute(text("INSERT INTO counters (name, value) VALUES ('kept', 7)"))
    with Store.open(empty_url) as store:
        kept = store.installations(Sealer([new_key()]))
        assert kept.take_state(kept.issue_state(NOW), NOW)
    with closing(Database(empty_url)) as database, database.connected() as connection:
        assert connection.scalar(text("SELECT value FROM counters WHERE name = 'kept'")) == 7


def test_the_head_that_the_code_names_is_the_newest_migration():
    assert ScriptDirectory.from_config(migrations()).get_current_head() == schema.HEAD


def test_a_start_with_nothing_to_migrate_imports_no_alembic(sqlite_url: str):
    code = f"{OPEN}; print('alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code, sqlite_url], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter and code
    assert run.stdout.strip() == "False"


def test_first_starts_at_once_all_succeed(empty_url: str):
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(Store.open, [empty_url] * 6))
    for store in stores:
        assert store.papers.count() == 0
        store.close()


def test_first_starts_of_two_processes_both_succeed(empty_url: str):
    starts = [subprocess.Popen([sys.executable, "-c", OPEN, empty_url]) for _ in range(2)]  # noqa: S603 - our own interpreter and code
    assert [start.wait(60) for start in starts] == [0, 0]
    Store.open(empty_url).close()


def test_a_newer_database_is_refused_and_left_alone(empty_url: str):
    Store.open(empty_url).close()
    database = Database(empty_url)
    with database.connected(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="Upgrade Paperboy"):
        Store.open(empty_url)
    with database.connected() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    database.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes. " * 100)
    with pytest.raises(StorageError, match=r"set database\.url to another file"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text().startswith("These are my notes.")


def test_a_folder_is_no_database(tmp_path: Path):
    with pytest.raises(StorageError, match="Check that the file"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/paperboy.db")


def test_somebody_elses_tables_are_left_alone(tmp_path: Path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE papers (mine TEXT)")
    with pytest.raises(StorageError, match="already exists"):
        Store.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("papers",)]


@pytest.mark.parametrize(
    "url", ["", "paperboy.db", "mysql://u:secret@host/db", "sqlite://", "sqlite:///:memory:", "u:secret@"]
)
def test_a_url_of_another_kind_is_refused_without_telling_secrets(url: str):
    with pytest.raises(StorageError, match="sqlite:///FILE") as refused:
        Store.open(url)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_named_without_the_password():
    with pytest.raises(StorageError, match="Check that the server runs") as refused:
        Store.open("postgresql://paperboy:secret@127.0.0.1:1/paperboy")
    assert "secret" not in str(refused.value)
    assert "127.0.0.1:1" in str(refused.value)


def test_every_connection_is_durable_and_checks_references(sqlite_url: str):
    database = Database(sqlite_url)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000}
    with database.connected() as one, database.connected() as two:
        for connection in (one, two):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected
    database.close()


def test_what_fails_in_a_transaction_leaves_nothing(database: Database):
    class Stop(Exception):
        pass

    def write_and_stop() -> None:
        with database.writing() as session:
            session.execute(update(counters).values(value=99))
            raise Stop

    with pytest.raises(Stop):
        write_and_stop()
    with database.reading() as session:
        assert session.scalars(counters.select().with_only_columns(counters.c.value)).one() == 0


def test_the_url_of_an_ordinary_provider_is_understood(migrated_postgres_url: str):
    for prefix in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        Store.open(migrated_postgres_url.replace("postgresql+psycopg://", prefix)).close()
