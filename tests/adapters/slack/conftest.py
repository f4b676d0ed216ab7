from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.wiring import Mode
from bot.storage.store import Store
from tests.adapters.slack.office import Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.fakes import FakeClock

OVER_BOTH = {"test_commands", "test_buttons", "test_forms", "test_shortcuts", "test_home", "test_votes"}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A Slack with the workspace ``T1``, where Paperboy is installed and in #general."""
    async with SlackServer(FakeClock()) as server:
        team = server.add_workspace("T1", "Acme")
        team.channel("general", bot=True)
        team.channel("random", bot=True)
        yield server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What people do is tried over a socket and over HTTP, with signatures."""
    if metafunc.module.__name__.rpartition(".")[2] in OVER_BOTH and "line" in metafunc.fixturenames:
        metafunc.parametrize("line", ["socket", "http"], indirect=True)


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Mode:
    """How Slack reaches Paperboy."""
    return getattr(request, "param", "socket")


@pytest.fixture
async def office(slack: SlackServer, sqlite_store: Store, tmp_path: Path, line: Mode) -> AsyncIterator[Office]:
    """Paperboy there, not connected yet."""
    made = Office(slack, sqlite_store, tmp_path, slack.clock, mode=line)
    yield made
    await made.close()


@pytest.fixture
async def connected(office: Office) -> AsyncIterator[Office]:
    """Paperboy there, connected."""
    async with office.running():
        yield office


@pytest.fixture
async def another_office(
    slack: SlackServer, sqlite_store: Store, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Office]]]:
    """Makes one that is configured otherwise, connected until the test ends."""
    async with AsyncExitStack() as stack:

        async def made(**options: Any) -> Office:
            office = Office(slack, sqlite_store, tmp_path, slack.clock, **options)
            stack.push_async_callback(office.close)
            await stack.enter_async_context(office.running())
            return office

        yield made


@pytest.fixture
def ada(connected: Office) -> Person:
    """A person in Berlin, one hour ahead of the clock; Paperboy is connected."""
    return connected.team.person("ada", tz="Europe/Berlin")
