from threading import Event

import pytest

from bot.errors import StorageError
from bot.search.following import Follower


class Indexing:
    """A catch-up that counts, and lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.started, self.go = Event(), Event()

    def __call__(self) -> None:
        self.begun += 1
        self.started.set()
        self.go.wait()


@pytest.fixture
def indexing() -> Indexing:
    return Indexing()


def test_a_short_import_is_left_to_its_end(indexing: Indexing):
    with Follower(indexing, every=10) as follower:
        follower.stored(9)

    assert indexing.begun == 0


def test_a_long_import_is_indexed_on_the_way(indexing: Indexing):
    with Follower(indexing, every=10) as follower:
        follower.stored(9)
        follower.stored(1)
        indexing.started.wait()
        indexing.go.set()

    assert indexing.begun == 1


def test_an_import_never_waits_for_the_index_nor_indexes_twice_at_once(indexing: Indexing):
    with Follower(indexing, every=10) as follower:
        for _ in range(50):
            follower.stored(10)
        assert indexing.begun <= 1
        indexing.go.set()


def test_a_full_disk_is_told():
    def full() -> None:
        raise StorageError("No room.")

    with pytest.raises(StorageError, match="No room"), Follower(full, every=1) as follower:
        follower.stored(1)


def test_what_broke_the_import_is_told_first():
    def full() -> None:
        raise StorageError("No room.")

    def interrupted() -> None:
        with Follower(full, every=1) as follower:
            follower.stored(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
