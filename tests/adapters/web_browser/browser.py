"""A real browser without a window, and a web face for it to visit, both on this machine alone.

Debian's Chromium and its driver, where they are installed; nothing is ever downloaded.
"""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import axe_core_python
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from adapters.shared.pages import static_routes
from adapters.web.listeners import WebFace
from adapters.web.wiring import Options
from bot.ports import Library
from bot.web import Server
from tests.adapters.web.reading_room import VOICE, FakeLinks
from tests.fakes import FakeClock

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = (
    "" if CHROMIUM and DRIVER else "needs chromium and chromedriver (Debian: apt-get install chromium chromium-driver)"
)
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DESKTOP, PHONE = (1100, 900), (375, 740)


@dataclass(frozen=True)
class Browser:
    """A window on ``site``."""

    driver: Chrome
    site: str

    @property
    def host(self) -> str:
        return urlsplit(self.site).netloc

    def fresh(self) -> None:
        """A desktop, light, with scripts; nothing was noticed yet."""
        self.size(DESKTOP)
        self.prefers("light")
        self.without_script(off=False)
        self.driver.get("about:blank")
        self.complaints()
        self.asked()

    def open(self, path: str) -> None:
        self.driver.get(self.site + path)

    def size(self, size: tuple[int, int]) -> None:
        """As wide and high as a screen of that kind, of which a window without a frame would fill all."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefers(self, scheme: str) -> None:
        """As for a reader whose system is ``light`` or ``dark``."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def without_script(self, *, off: bool = True) -> None:
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": off})

    def says(self, script: str) -> object:
        """What an expression comes to on the page."""
        return self.driver.execute_script(f"return {script}")

    def press(self, *keys: str) -> None:
        """Keys, one after the other, wherever the focus is."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def focused(self) -> str:
        """The words, or the name, of what a key would act on."""
        found = self.driver.switch_to.active_element
        return " ".join((found.text or found.get_attribute("name") or found.tag_name).split())

    def until(self, script: str) -> None:
        """Waits until an expression is true on the page."""
        WebDriverWait(self.driver, 20, poll_frequency=0.02).until(lambda _: self.says(script))

    def arrives(self, path: str, shown: str) -> None:
        """Wait for that page, and that its main part shows a text; also where scripts are off."""
        there = f"{self.site}{path}"
        gone = (StaleElementReferenceException,)  # of the page before
        WebDriverWait(self.driver, 20, poll_frequency=0.02, ignored_exceptions=gone).until(
            lambda driver: driver.current_url == there and shown in driver.find_element(By.TAG_NAME, "main").text
        )

    def complaints(self) -> list[str]:
        """What the console has said since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def complaints_of_missing(self, path: str) -> None:
        """Takes note of what a browser always says of a page that is not there; of nothing else."""
        if path.endswith("-31"):
            assert all("404 (Not Found)" in told and told.startswith(self.site + path) for told in self.complaints())

    def asked(self) -> set[str]:
        """The hosts that were asked for anything since the last time."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [
            entry["params"]["request"]["url"] for entry in entries if entry["method"] == "Network.requestWillBeSent"
        ]
        return {urlsplit(url).netloc for url in sent if urlsplit(url).scheme in {"http", "https", "ws", "wss"}}

    def violations(self) -> list[str]:
        """What axe finds on the page that is serious or worse, and where."""
        self.driver.execute_script((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(_AXE)
        assert "error" not in found, found["error"]
        assert found["passes"] or found["violations"], "axe looked at nothing"
        return [
            f"{each['id']}: {each['help']} ({node['html']})"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]


_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations", "passes"]}).then(done, (error) => done({error: String(error)}));
"""


@contextmanager
def opened(site: str, folder: Path) -> Iterator[Browser]:
    """A browser that starts with nothing and leaves nothing."""
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(executable_path=DRIVER))
    try:
        yield Browser(driver, site)
    finally:
        driver.quit()


@contextmanager
def served(library: Library) -> Iterator[str]:
    """The address of a web face that answers in a thread of its own while the test drives the browser."""
    told: list[str] = []
    up, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        face = WebFace(Options("http://127.0.0.1", VOICE), library, FakeLinks(), FakeClock())
        async with Server("127.0.0.1", 0, [*face.routes(), *static_routes()]).serving() as port:
            told.append(f"http://127.0.0.1:{port}")
            up.set()
            await over.wait()
        await face.disconnect()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            up.set()
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    thread = threading.Thread(target=run, name="web face")
    thread.start()
    try:
        assert up.wait(30)
        yield told[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
