import socket

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.errors import ConfigError
from bot.web import Server


async def hello(_: web.Request) -> web.Response:
    return web.Response(text="hello")


async def test_routes_and_whole_applications_are_served():
    mounted = web.Application()
    mounted.add_routes([web.get("/events", hello)])

    server = Server("127.0.0.1", 0, [web.get("/", hello)], {"/slack": mounted})
    async with server.serving() as port, ClientSession(f"http://127.0.0.1:{port}") as client:
        assert await (await client.get("/")).text() == "hello"
        assert await (await client.get("/slack/events")).text() == "hello"
        assert (await client.get("/events")).status == 404


async def test_the_port_is_free_afterwards():
    server = Server("127.0.0.1", 0, [])
    async with server.serving() as port:
        pass

    async with Server("127.0.0.1", port, []).serving() as again:
        assert again == port


async def test_a_port_that_somebody_has_is_a_mistake_of_the_configuration():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(
            ConfigError, match=rf"web\.listen: 127\.0\.0\.1:{port} cannot be listened on .* another port"
        ):
            async with Server("127.0.0.1", port, []).serving():
                pass


async def test_where_it_listens_is_logged():
    with capture_logs() as lines:
        async with Server("127.0.0.1", 0, []).serving() as port:
            pass

    assert lines == [{"event": "web_listens", "host": "127.0.0.1", "port": port, "log_level": "info"}]
