"""Slack over HTTP: the routes that the one web server of an installation gives us."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from adapters.slack.adapter import SlackAdapter
from adapters.slack.installing import Installer
from adapters.slack.wiring import CALLBACK, EVENTS, INSTALL


class SlackWeb:
    """Hands requests to Bolt while it runs."""

    def __init__(self, adapter: SlackAdapter, installer: Installer | None = None) -> None:
        self._adapter = adapter
        self._installer = installer

    def routes(self) -> list[web.RouteDef]:
        """For the web server: with an installer, people can add Paperboy to their workspaces."""
        routes = [web.post(EVENTS, self._events)]
        if self._installer:
            routes += [web.get(INSTALL, self._install), web.get(CALLBACK, self._callback)]
        return routes

    async def _events(self, request: web.Request) -> web.Response:
        app = self._adapter.app
        if app is None:  # Slack asks again
            return web.Response(status=503, text="Paperboy is starting.\n")
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def _install(self, request: web.Request) -> web.Response:
        if self._installer is None:
            raise web.HTTPNotFound
        return await to_aiohttp_response(
            await self._installer.begin(await to_bolt_request(request), self._adapter.teams.client_with)
        )

    async def _callback(self, request: web.Request) -> web.Response:
        if self._installer is None:
            raise web.HTTPNotFound
        return await to_aiohttp_response(
            await self._installer.finish(await to_bolt_request(request), self._adapter.teams.client_with)
        )
