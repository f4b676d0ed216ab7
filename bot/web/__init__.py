"""The one HTTP server of an installation. What it serves is given to it: routes, and whole applications below a path.

Import this module only where a server is wanted: it brings aiohttp.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType

import structlog
from aiohttp import web

from bot.errors import ConfigError

log = structlog.get_logger(__name__)

STOP_SECONDS = 2.0
"""What is being answered may take this long when the server stops."""
MOST_BODY = 1 << 20
"""In bytes; nothing that anybody has to tell us is longer."""


class Server:
    """Listens on one address while it is ``serving``."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Sequence[web.AbstractRouteDef],
        mounted: Mapping[str, web.Application] = MappingProxyType({}),
    ) -> None:
        self._host = host
        self._port = port
        self._app = web.Application(client_max_size=MOST_BODY)
        self._app.add_routes(routes)
        for path, application in mounted.items():
            self._app.add_subapp(path, application)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Answer until the block ends; gives the port, which is a free one where 0 was asked for.

        Raises:
            ConfigError: the address cannot be listened on.
        """
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            await self._listen(runner)
            port: int = runner.addresses[0][1]
            log.info("web_listens", host=self._host, port=port)
            yield port
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            problem = f"{self._host}:{self._port} cannot be listened on ({error.strerror})."
            raise ConfigError(
                [f"web.listen: {problem} Choose another port, or end the program that has it."]
            ) from error
