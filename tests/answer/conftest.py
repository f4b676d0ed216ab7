from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.answer.room import Room


@pytest.fixture
def room(sqlite_store: Store, tmp_path: Path) -> Iterator[Room]:
    made = Room(sqlite_store, tmp_path)
    yield made
    made.index.close()
