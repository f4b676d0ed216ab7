from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.storage.store import Store
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.office import Office
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


@pytest.fixture
async def office(discord: DiscordServer, sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Office]:
    """Paperboy there, not connected yet."""
    made = Office(discord, sqlite_store, tmp_path, discord.clock)  # type: ignore[arg-type] # it is a FakeClock
    yield made
    await made.close()


@pytest.fixture
async def connected(office: Office) -> AsyncIterator[Office]:
    """Paperboy there, connected, with its commands in place."""
    async with office.running():
        yield office


@pytest.fixture
async def another_office(
    discord: DiscordServer, sqlite_store: Store, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Office]]]:
    """Makes one that is configured otherwise, connected until the test ends."""
    async with AsyncExitStack() as stack:

        async def made(**options: Any) -> Office:
            office = Office(discord, sqlite_store, tmp_path, discord.clock, **options)  # type: ignore[arg-type] # likewise
            stack.push_async_callback(office.close)
            await stack.enter_async_context(office.running())
            return office

        yield made


@pytest.fixture
def ada(connected: Office) -> Person:
    """A person who manages the server; Paperboy is connected."""
    return connected.guild.person("ada", manage_guild=True)


@pytest.fixture
def bob(connected: Office) -> Person:
    """One who does not."""
    return connected.guild.person("bob")


@pytest.fixture
def general(connected: Office) -> Channel:
    return connected.guild.channel("general")
