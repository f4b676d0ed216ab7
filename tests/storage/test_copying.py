from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.model import Destination, Rules, Schedule, Subscription
from bot.storage import copying
from bot.storage.copying import copy
from bot.storage.database import Database
from bot.storage.store import Store
from bot.storage.tables import METADATA
from tests.builders import ELSEWHERE, HERE, NOW, a_paper, a_sighting
from tests.storage.full import ROWS, contents, filled

PAIRS = [
    ("sqlite_url", "empty_postgres_url"),
    ("postgres_url", "empty_sqlite_url"),
    ("sqlite_url", "empty_sqlite_url"),
    ("postgres_url", "empty_postgres_url"),
]
Pair = tuple[str, str]


@pytest.fixture(params=PAIRS, ids=" to ".join)
def pair(request: pytest.FixtureRequest) -> Pair:
    """A migrated source and a target in which nothing is yet."""
    source, target = request.param
    return request.getfixturevalue(source), request.getfixturevalue(target)


def subscribed(store: Store, destination: Destination) -> Subscription:
    return store.subscriptions.add(destination, "#reading", Schedule(), Rules(), "U1", NOW, NOW)


def test_every_row_of_every_table_arrives_as_it_was(pair: Pair):
    source, target = pair
    filled(source)

    rows = copy(source, target)

    assert rows == dict.fromkeys((table.name for table in METADATA.sorted_tables), ROWS)
    assert contents(target) == contents(source)


def test_a_copy_that_goes_there_and_back_is_the_same(sqlite_url: str, empty_postgres_url: str, empty_sqlite_url: str):
    filled(sqlite_url)

    copy(sqlite_url, empty_postgres_url)
    copy(empty_postgres_url, empty_sqlite_url)

    assert contents(empty_sqlite_url) == contents(sqlite_url)


def test_many_rows_arrive_in_batches_and_are_reported(pair: Pair, monkeypatch: pytest.MonkeyPatch):
    source, target = pair
    monkeypatch.setattr(copying, "BATCH", 2)
    filled(source)
    told: list[tuple[int, int]] = []

    copy(source, target, lambda done, total: told.append((done, total)))

    total = ROWS * len(METADATA.sorted_tables)
    assert told[0] == (2, total)
    assert told[-1] == (total, total)
    assert contents(target) == contents(source)


def test_an_id_that_was_given_once_is_not_given_again_in_the_copy(pair: Pair):
    source, target = pair
    with Store.open(source) as store:
        subscribed(store, HERE)
        removed = subscribed(store, ELSEWHERE)
        store.subscriptions.remove(removed.id)

    copy(source, target)

    with Store.open(target) as store:
        assert subscribed(store, ELSEWHERE).id == removed.id + 1


def test_a_copy_of_an_empty_database_works_like_a_new_one(pair: Pair):
    source, target = pair

    copy(source, target)

    with Store.open(target) as store:
        store.papers.record([a_sighting()])
        assert store.papers.get(a_paper().key) is not None
        assert subscribed(store, HERE).id > 0


def test_what_is_collected_after_the_copy_does_not_collide(pair: Pair):
    source, target = pair
    with Store.open(source) as store:
        store.papers.record([a_sighting(a_paper("2603.00001"))])

    copy(source, target)

    with Store.open(target) as store:
        before = store.papers.revision()
        store.papers.record([a_sighting(a_paper("2603.00002"))])
        assert store.papers.count() == 2
        assert store.papers.revision() > before


@pytest.mark.parametrize("target", ["sqlite_url", "postgres_url"])
def test_a_target_that_holds_something_is_refused_and_left_alone(
    empty_sqlite_url: str, target: str, request: pytest.FixtureRequest
):
    Store.open(empty_sqlite_url).close()
    url = request.getfixturevalue(target)
    with Store.open(url) as store:
        store.papers.record([a_sighting()])
    before = contents(url)

    with pytest.raises(StorageError, match=r"not empty: .*papers"):
        copy(empty_sqlite_url, url)

    assert contents(url) == before


def test_a_target_that_once_held_papers_is_refused(sqlite_url: str, empty_sqlite_url: str):
    with Store.open(empty_sqlite_url) as store:
        store.papers.record([a_sighting()])
    with closing(Database(empty_sqlite_url)) as database, database.writing() as session:
        session.execute(text("DELETE FROM papers"))

    with pytest.raises(StorageError, match="not empty: counters"):
        copy(sqlite_url, empty_sqlite_url)


def test_a_database_cannot_be_copied_onto_itself(sqlite_url: str):
    filled(sqlite_url)

    with pytest.raises(StorageError, match="not empty"):
        copy(sqlite_url, sqlite_url)


def test_a_copy_that_fails_half_way_leaves_nothing_and_can_be_begun_again(pair: Pair):
    source, target = pair
    filled(source)

    with pytest.raises(InterruptedError):
        copy(source, target, breaking_after(10))

    assert not any(rows for name, rows in contents(target).items() if name != "counters")
    copy(source, target)
    assert contents(target) == contents(source)


def breaking_after(rows: int) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        del total
        if done > rows:
            raise InterruptedError

    return report


def test_what_is_written_to_the_source_meanwhile_is_not_half_copied(pair: Pair):
    source, target = pair
    with Store.open(source) as store:
        store.papers.record([a_sighting(a_paper("2603.00001"))])

        def collect_more(done: int, total: int) -> None:
            if done == 1:
                store.papers.record([a_sighting(a_paper(f"2603.1{number:04}")) for number in range(total)])

        rows = copy(source, target, collect_more)

    assert rows["papers"] == rows["listings"] == 1
    with Store.open(target) as store:
        assert store.papers.count() == 1


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path, empty_sqlite_url: str):
    missing = tmp_path / "missing.db"

    with pytest.raises(StorageError, match="no database"):
        copy(f"sqlite:///{missing}", empty_sqlite_url)

    assert not missing.exists()


def test_a_source_of_another_version_is_refused(sqlite_url: str, empty_sqlite_url: str):
    with closing(Database(sqlite_url)) as database, database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="schema 9999"):
        copy(sqlite_url, empty_sqlite_url)
