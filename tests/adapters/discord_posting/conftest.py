from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.storage.store import Store
from tests.adapters.discord.conftest import discord  # noqa: F401 - a fixture
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import Morning
from tests.adapters.discord_posting.office import Office


@pytest.fixture
async def office(discord: DiscordServer, sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Office]:  # noqa: F811 - the fixture
    """Paperboy there, not connected yet."""
    made = Office(discord, sqlite_store, tmp_path, discord.clock)
    yield made
    await made.close()


@pytest.fixture
async def connected(office: Office) -> AsyncIterator[Office]:
    """Paperboy there, connected to the gateway."""
    async with office.running():
        yield office


@pytest.fixture
async def another_office(
    discord: DiscordServer,  # noqa: F811 - the fixture
    sqlite_store: Store,
    tmp_path: Path,
) -> AsyncIterator[Callable[..., Awaitable[Office]]]:
    """Makes one that is configured otherwise, connected until the test ends."""
    async with AsyncExitStack() as stack:

        async def made(**options: Any) -> Office:
            office = Office(discord, sqlite_store, tmp_path, discord.clock, **options)
            stack.push_async_callback(office.close)
            await stack.enter_async_context(office.running())
            return office

        yield made


@pytest.fixture
def ada(connected: Office) -> Person:
    """A person who may manage the guild; Paperboy is connected."""
    return connected.guild.person("ada", manage_guild=True)


@pytest.fixture
def morning(office: Office) -> Morning:
    """The same, with posts that are due at nine."""
    return Morning(office)


@pytest.fixture
def general(office: Office) -> Channel:
    return office.guild.channel("general")
