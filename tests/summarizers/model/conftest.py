from collections.abc import AsyncIterator

import pytest

from bot.storage.store import Store
from tests.summarizers.model.room import WritingRoom
from tests.summarizers.model.server import ModelServer


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


@pytest.fixture
async def room(sqlite_store: Store, server: ModelServer) -> AsyncIterator[WritingRoom]:
    made = WritingRoom(sqlite_store, server)
    yield made
    await made.close()
