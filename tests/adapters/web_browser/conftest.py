import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.adapters.web.installation import Installation
from tests.adapters.web_browser.browser import MISSING, Browser, opened, served


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Browser]:
    """One browser for the tests of a file, on the sample papers in a real store.

    Where there is none, the tests say what they need and are left out.
    """
    if MISSING:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("web")
    database = folder / "paperboy.db"
    database.write_bytes(sqlite_template.read_bytes())
    with Store.open(f"sqlite:///{database}") as store:
        installation = Installation(store, folder)
        asyncio.run(installation.collect())
        with served(installation.library) as site, opened(site, folder / "profile") as browser:
            yield browser
        installation.close()


@pytest.fixture
def browser(window: Browser) -> Iterator[Browser]:
    """As a reader finds it: a desktop, light, with scripts. In the end nothing was complained of, nobody else asked."""
    window.fresh()
    yield window
    assert window.complaints() == []
    assert window.asked() <= {window.host}
