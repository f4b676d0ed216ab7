from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.answer.room import Room


@pytest.fixture
def room(store: Store, tmp_path: Path) -> Iterator[Room]:
    made = Room(store, tmp_path)
    yield made
    made.index.close()
