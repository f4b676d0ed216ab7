"""Paperboy over HTTP, put together as ``paperboy run`` does it, for the tests of one workspace and of many."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.bootstrap import CHAT_PREFIX, App
from bot.bootstrap.slack import routes
from bot.config import load
from bot.web import Server
from tests.adapters.slack.http_events import HttpApp
from tests.adapters.slack.server import SlackServer
from tests.builders import a_paper, a_sighting


def environ(slack: SlackServer, folder: Path, **tokens: str) -> dict[str, str]:
    given = {
        "DATABASE__URL": f"sqlite:///{folder / 'paperboy.db'}",
        "SOURCES__ENABLED": "sample",
        "WEB__LISTEN": "127.0.0.1:8080",
        "SLACK__API_BASE_URL": slack.api_url,
        "SLACK__SIGNING_SECRET": slack.signing_secret,
        **tokens,
    }
    return {f"PAPERBOY_{name}": value for name, value in given.items()}


@asynccontextmanager
async def serving(slack: SlackServer, app: App) -> AsyncIterator[App]:
    """The adapter behind the installation's own web server."""
    adapter = app.slack
    assert adapter
    async with Server("127.0.0.1", 0, routes(app, adapter)).serving() as port:
        slack.app = HttpApp(slack, f"http://127.0.0.1:{port}")
        running = asyncio.create_task(adapter.run(app.answerer(CHAT_PREFIX)))
        try:
            await slack.until(lambda: adapter.app, "Bolt")
            yield app
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await app.disconnect()
            app.close()


def made(slack: SlackServer, folder: Path, **tokens: str) -> App:
    """An installation that knows one paper."""
    app = App(load(None, environ(slack, folder, **tokens)), clock=slack.clock)
    app.store.papers.record([a_sighting(a_paper("2603.00001", title="Sparse Attention"), slack.clock.now().date())])
    app.catch_up()
    return app
