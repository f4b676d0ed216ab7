from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.storage.store import Store
from tests.adapters.email.browser import Browser
from tests.adapters.email.office import Office
from tests.adapters.email.server import MailServer
from tests.fakes import FakeClock


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that takes everything."""
    async with MailServer() as started:
        yield started


@pytest.fixture
async def office(server: MailServer, sqlite_store: Store, tmp_path: Path) -> AsyncIterator[Office]:
    """Paperboy, which sends through it."""
    made = Office(server, sqlite_store, tmp_path, FakeClock())
    yield made
    await made.close()


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[Browser]:
    """A person's, who reaches its pages."""
    async with office.pages() as address, aiohttp.ClientSession() as session:
        yield Browser(session, address)
