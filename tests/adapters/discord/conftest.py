from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.server import DiscordServer
from tests.fakes import FakeClock


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    """A Discord with the guild ``Acme``, where Paperboy is; discord.py goes there and nowhere else."""
    async with DiscordServer(FakeClock()) as server:
        guild = server.add_guild("Acme")
        guild.channel("general")
        guild.channel("random")
        with server.addressed():
            yield server
        assert not server.malformed, server.malformed
