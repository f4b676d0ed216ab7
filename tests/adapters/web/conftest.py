from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.storage.store import Store
from tests.adapters.web.installation import Installation
from tests.adapters.web.reading_room import FakeLibrary, papers_of_two_days, reading


@pytest.fixture
async def installation(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Installation]:
    """With the sample papers."""
    made = Installation(sqlite_store, tmp_path)
    await made.collect()
    yield made
    made.close()


@pytest.fixture
async def reader(installation: Installation) -> AsyncIterator[ClientSession]:
    """Somebody who reads the sample papers over HTTP."""
    async with reading(installation.library, clock=installation.clock) as client:
        yield client


@pytest.fixture
def library() -> FakeLibrary:
    """Three papers: two of Tuesday, one of Monday."""
    return FakeLibrary(*papers_of_two_days())
