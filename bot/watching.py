"""Puts together what those who watch an installation ask: metrics, health, and the server that tells them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.config import Web
from bot.ports import Clock, Meter, NoMeter
from bot.search import SearchIndex
from bot.storage.store import Store

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from bot.metrics import Metrics
    from bot.scheduler import Pulse
    from bot.web.health import Health, Page

PATIENCE = timedelta(minutes=1)
"""Six beats of the metronome: a process that has not looked for due deliveries for longer is not doing its work."""
LONGEST_TICK = timedelta(hours=1)
"""Planning a million subscriptions that are due at once takes less."""


class Watching:
    """One process as those who watch it see it; where nobody does, it costs nothing."""

    def __init__(self, web: Web, store: Store, index: SearchIndex, clock: Clock) -> None:
        self._web = web
        self._store = store
        self._index = index
        self._clock = clock
        self._pulse: Pulse | None = None

    @cached_property
    def meter(self) -> Meter:
        """For the use cases to report to."""
        return self._metrics or NoMeter()

    @cached_property
    def _metrics(self) -> "Metrics | None":
        """``None`` where nobody may read them."""
        if self._web.address is None or self._web.metrics == "off":
            return None
        from bot.metrics import Metrics

        return Metrics(self._store, self._index, self._clock, _version())

    def pulse(self, deliver: Callable[[], Awaitable[object]]) -> "Pulse":
        """``deliver``, for the metronome; from now on the process is ready while it is done again and again."""
        from bot.scheduler import Pulse

        self._pulse = Pulse(deliver, self._clock)
        return self._pulse

    @asynccontextmanager
    async def served(self, more: "Sequence[RouteDef]" = ()) -> AsyncIterator[None]:
        """Answer those who watch, and ``more``, until the block ends, if ``[web] listen`` names an address.

        Raises:
            ConfigError: it cannot be listened on.
        """
        if self._web.address is None:
            yield
            return
        from bot.web import Server

        host, port = self._web.address
        async with Server(host, port, [*self._health().routes(), *more]).serving():
            yield

    def _health(self) -> "Health":
        from bot.web.health import Health

        return Health(_version(), {"database": self._database, "deliveries": self._deliveries}, self._page())

    def _page(self) -> "Page | None":
        if self._metrics is None or self._web.metrics == "off":
            return None
        from bot.metrics import CONTENT_TYPE
        from bot.web.health import Page

        return Page(self._metrics.page, CONTENT_TYPE, self._web.metrics)

    async def _database(self) -> str | None:
        return await asyncio.to_thread(self._store.problem)

    async def _deliveries(self) -> str | None:
        return self._pulse.problem(PATIENCE, LONGEST_TICK) if self._pulse else "Nothing is delivered here."


def _version() -> str:
    from importlib.metadata import version

    return version("paperboy")
