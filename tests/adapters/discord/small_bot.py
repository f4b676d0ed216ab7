"""A bot as small as can be, on the real library: what the tests of the server itself drive it with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord as dpy
import pytest
from discord import app_commands
from discord.http import Route

from tests.adapters.discord import contract
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel

Handler = Callable[[dpy.Interaction], Awaitable[None]]


class Bot(dpy.Client):
    """``heard`` are the interactions; ``on_press`` and ``on_submit`` answer components and modals."""

    def __init__(self, server: DiscordServer, **options: Any) -> None:
        super().__init__(**{"intents": dpy.Intents(guilds=True), "guild_ready_timeout": 0.01} | options)
        self.server = server
        self.tree = app_commands.CommandTree(self)
        self.readies = 0
        self.heard: list[dpy.Interaction] = []
        self.on_press: Handler | None = None
        self.on_submit: Handler | None = None

    async def on_ready(self) -> None:
        self.readies += 1
        self.server.changed()

    async def on_interaction(self, interaction: dpy.Interaction) -> None:
        self.heard.append(interaction)
        self.server.changed()
        handler = {3: self.on_press, 5: self.on_submit}.get(interaction.type.value)
        if handler is not None:
            await handler(interaction)


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    task = asyncio.create_task(bot.start(bot.server.token))
    try:
        await bot.server.until(lambda: bot.readies or task.done(), "the bot")
        yield bot
    finally:
        await bot.close()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def disagreements(server: DiscordServer) -> list[str]:
    """What of the server's own answers is otherwise than Discord's description of them."""
    return [
        f"{call.method} {call.pattern} {call.status}: {where} {words}"
        for call in server.calls
        if call.answer is not None and call.status and call.status < 300
        for where, words in contract.answer_problems(call.method, call.pattern, call.status, call.answer)
    ]


def v2(*components: Any, **more: Any) -> dict[str, Any]:
    return {"flags": 1 << 15, "components": list(components), **more}


async def post(bot: Bot, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
    return await bot.http.request(Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id), json=body)


async def refused(call: Awaitable[object], status: int, code: int) -> dpy.HTTPException:
    with pytest.raises(dpy.HTTPException) as caught:
        await call
    assert (caught.value.status, caught.value.code) == (status, code)
    return caught.value
