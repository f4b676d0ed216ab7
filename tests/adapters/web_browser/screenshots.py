"""Draws the pictures of ``docs/web/`` anew: ``python -m tests.adapters.web_browser.screenshots``."""

import asyncio
import base64
import tempfile
from pathlib import Path

from bot.storage.store import Store
from tests.adapters.web.installation import Installation
from tests.adapters.web_browser.browser import MISSING, Browser, opened, served

FOLDER = Path(__file__).parents[3] / "docs" / "web"
DESKTOP, PHONE = (900, 700), (375, 700)
PICTURES = {
    "day-desktop-light": ("/", DESKTOP, "light"),
    "day-phone-dark": ("/", PHONE, "dark"),
    "paper-phone-light": ("/paper/arxiv:2604.14268", PHONE, "light"),
    "search-desktop-dark": ("/search?q=world+models", DESKTOP, "dark"),
}


def draw(browser: Browser, name: str) -> None:
    path, size, scheme = PICTURES[name]
    browser.size(size)
    browser.prefers(scheme)
    browser.open(path)
    if name.startswith("paper"):
        browser.driver.execute_script("document.querySelector('.chart').scrollIntoView({block: 'center'})")
    shot = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 55})
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    if MISSING:
        raise SystemExit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/paperboy.db") as store:
        installation = Installation(store, Path(folder))
        asyncio.run(installation.collect())
        with served(installation.library) as site, opened(site, Path(folder) / "profile") as browser:
            for name in PICTURES:
                draw(browser, name)
        installation.close()


if __name__ == "__main__":
    main()
