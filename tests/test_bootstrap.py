import asyncio
from datetime import timedelta
from pathlib import Path

from bot.bootstrap import App, load_settings
from bot.ports import Handler
from bot.storage.store import Store
from tests.builders import a_paper, a_sighting, a_signal

LOOKS = 9
CONFIG = """
[sources]
enabled = ["sample"]
"""


class Pruned:
    """A platform that ends as soon as a paper's old signals were thinned."""

    platform = "test"

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self, handle: Handler) -> None:
        del handle
        while len(await asyncio.to_thread(self._store.papers.signals, a_paper().key)) == LOOKS:
            pass


async def test_what_runs_prunes_as_well(tmp_path: Path):
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    app = App(load_settings(config))
    old = app.clock.now() - timedelta(days=30)
    app.store.papers.record(
        [a_sighting(signal=a_signal(votes, old + timedelta(seconds=votes))) for votes in range(LOOKS)]
    )

    async with asyncio.timeout(60):
        await app._serve([Pruned(app.store)])
    app.close()
