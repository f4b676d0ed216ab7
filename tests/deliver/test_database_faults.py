"""The database is locked, full, or restarted in the middle of it: no post is lost or doubled."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import StorageError
from bot.model import DeliveryState, Summary
from bot.storage.store import Store
from tests.deliver.scene import Scene, keys


@pytest.fixture
def lite(sqlite_store: Store) -> Scene:
    """On SQLite, with one paper due at nine."""
    return due(Scene(sqlite_store))


def due(scene: Scene) -> Scene:
    scene.announce(1)
    scene.subscribe()
    return scene


@contextmanager
def each_connection(store: Store, pragma: str) -> Iterator[None]:
    """Every connection is set up like this."""
    engine = store._database.engine

    def configure(connection: DBAPIConnection, _: object) -> None:
        connection.cursor().execute(pragma)

    event.listen(engine, "connect", configure)
    engine.dispose()
    yield
    event.remove(engine, "connect", configure)
    engine.dispose()


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with store._database.connected(writes=True), each_connection(store, "PRAGMA busy_timeout = 0"):
        yield


@contextmanager
def full(store: Store) -> Iterator[None]:
    """No page can be added to the file, as on a disk without room."""
    with store._database.connected() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    with each_connection(store, f"PRAGMA max_page_count = {pages}"):
        yield


async def posted_once(scene: Scene) -> None:
    """Soon after, all is well."""
    for minutes in (1, 2, 5):
        await scene.later(minutes=minutes)
    assert (scene.states, len(scene.posted), scene.seen) == ([DeliveryState.SENT], 1, keys(1))


async def test_a_database_that_is_locked_when_something_is_due_is_tried_again(lite: Scene):
    with locked(lite.store), pytest.raises(StorageError, match="locked"):
        await lite.at_nine()
    assert lite.posted == []

    await posted_once(lite)


async def test_a_database_that_is_locked_when_the_answer_comes_is_asked_again_after_the_lease(lite: Scene):
    lock = locked(lite.store)

    async def lock_it() -> None:
        lock.__enter__()

    lite.platform.after = [lock_it]
    with pytest.raises(StorageError, match="locked"):
        await lite.at_nine()
    lock.__exit__(None, None, None)
    assert (lite.states, len(lite.posted)) == ([DeliveryState.CLAIMED], 1)

    await posted_once(lite)
    assert lite.platform.asked == [lite.row.parts[0].key]


async def test_a_disk_that_is_full_when_something_is_due_posts_nothing_and_loses_nothing(lite: Scene):
    with full(lite.store):
        fill_what_is_left(lite.store)
        with pytest.raises(StorageError, match="make room"):
            await lite.at_nine()
    assert (lite.posted, lite.states) == ([], [])

    await posted_once(lite)


async def test_a_disk_that_is_full_when_the_answer_comes_is_asked_again_when_there_is_room(lite: Scene):
    room = full(lite.store)

    async def fill() -> None:
        room.__enter__()
        fill_what_is_left(lite.store)

    lite.platform.after = [fill]
    await lite.at_nine()
    room.__exit__(None, None, None)

    await posted_once(lite)


def fill_what_is_left(store: Store) -> None:
    """Until not even a small row finds room."""
    for size in (4000, 400, 40, 4):
        with suppress(StorageError):
            for number in count():
                store.summaries.record(f"{size} {number}", {"arxiv:2603.00001": Summary("x" * size, "filler")})


async def test_a_server_that_restarts_while_a_message_is_on_its_way_is_no_harm(postgres_url: str, postgres: str):
    with Store.open(postgres_url) as store:
        scene = due(Scene(store))

        async def restart() -> None:
            with psycopg.connect(postgres, autocommit=True) as administrator:
                others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                administrator.execute(f"{others} AND backend_type = 'client backend'")

        scene.platform.before = [restart]
        scene.platform.after = [restart]
        await scene.at_nine()

        await posted_once(scene)


async def test_a_server_that_is_gone_when_something_is_due_is_tried_again(postgres_url: str):
    with Store.open(postgres_url) as store:
        scene = due(Scene(store))
        engine = store._database.engine

        def refuse(*_: object) -> None:
            raise psycopg.OperationalError("connection refused")

        engine.dispose()
        event.listen(engine, "do_connect", refuse)
        with pytest.raises(StorageError, match="connection"):
            await scene.at_nine()
        event.remove(engine, "do_connect", refuse)

        await posted_once(scene)
