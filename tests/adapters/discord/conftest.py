from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.small_bot import Bot, disagreements, running
from tests.fakes import FakeClock


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    """A Discord with the guild ``Acme``, where Paperboy is; discord.py goes there and nowhere else.

    At the end nothing may have been refused for its form, unless the test has looked at it and cleared ``malformed``.
    """
    async with DiscordServer(FakeClock()) as server:
        guild = server.add_guild("Acme")
        guild.channel("general")
        guild.channel("random")
        with server.addressed():
            yield server
        assert not server.malformed, server.malformed


@pytest.fixture
def acme(discord: DiscordServer) -> Guild:
    return next(iter(discord.guilds.values()))


@pytest.fixture
async def bot(discord: DiscordServer) -> AsyncIterator[Bot]:
    """The small bot, connected; at the end what it was answered is looked at."""
    async with running(Bot(discord)) as made:
        yield made
    assert disagreements(discord) == []
