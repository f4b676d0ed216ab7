from collections.abc import AsyncIterator

import pytest

from tests.sources.replay_server import ReplayServer


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ReplayServer]:
    """A fresh replay server that is reached directly, whatever proxy the machine has."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    async with ReplayServer() as running:
        yield running
