"""Servers of the tests, on this machine alone."""

from aiohttp import web

HOST = "127.0.0.1"


async def serve(runner: web.AppRunner, port: int = 0) -> str:
    """Begin to serve on ``port``, or on any that is free; the address."""
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return f"http://{HOST}:{runner.addresses[0][1]}"
