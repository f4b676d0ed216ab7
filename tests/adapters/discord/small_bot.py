"""A bot as small as can be, on the real library: what the tests of the server itself drive it with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord as dpy
from discord import app_commands
from discord.http import Route

from tests.adapters.discord import contract
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import Channel


class Bot(dpy.Client):
    def __init__(self, server: DiscordServer, **options: Any) -> None:
        super().__init__(intents=dpy.Intents(guilds=True), guild_ready_timeout=0.01, **options)
        self.server = server
        self.tree = app_commands.CommandTree(self)
        self.readies = 0
        self.heard: list[dpy.Interaction] = []

    async def on_ready(self) -> None:
        self.readies += 1
        self.server.changed()

    async def on_interaction(self, interaction: dpy.Interaction) -> None:
        self.heard.append(interaction)
        self.server.changed()


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
        if call.status and call.status < 300
        for where, words in contract.answer_problems(call.method, call.pattern, call.status, call.answer)
    ]


def v2(*components: Any, **more: Any) -> dict[str, Any]:
    return {"flags": 1 << 15, "components": list(components), **more}


async def post(bot: Bot, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
    return await bot.http.request(Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id), json=body)
