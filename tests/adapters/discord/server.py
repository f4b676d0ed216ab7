"""A Discord of one's own, on the loopback.

async with DiscordServer(clock) as discord:
    acme = discord.add_guild("Acme")
    general = acme.channel("general")
    with discord.addressed():  # discord.py goes there
        ...
        ada = acme.person("ada", manage_guild=True)
        await ada.types("papers today", "general", public=True)
        reply = await ada.awaits("words", "general")
        await ada.presses("Details", reply)
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, Self, TypeVar

import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.adapters.discord import rest_api
from tests.adapters.discord.call import Call
from tests.adapters.discord.commands import Commands
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.gateway import Gateway
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.pace import Limits
from tests.adapters.discord.state import Channel, Interaction, Message, User
from tests.loopback import serve

PATIENCE = 20.0
GLANCE = 0.05
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
Found = TypeVar("Found")


class Clock(Protocol):
    """As in ``bot.ports``."""

    def now(self) -> datetime: ...


class DiscordServer:
    """Discord with one application and its bot, in any number of guilds.

    ``calls`` are all requests, in order; ``malformed`` what was refused for its form (50035), in words.
    ``checks``: whether what comes in is checked for its form, which takes time. ``shards``: how many are recommended.
    ``limits.on``: whether requests are counted, and too many refused.
    """

    def __init__(self, clock: Clock, *, checks: bool = True) -> None:
        self.clock = clock
        self.checks = checks
        self.token = "token-of-the-local-bot"
        self.shards = 1
        self.url = ""
        self.stopping = False
        self.calls: list[Call] = []
        self.malformed: list[str] = []
        self.guilds: dict[str, Guild] = {}
        self.users: dict[str, User] = {}
        self.directs: dict[str, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[str, Message] = {}
        self.gates: list[tuple[str, str, asyncio.Event]] = []
        self.closing = asyncio.Event()
        self.limits = Limits()
        self.commands = Commands(self)
        self.gateway = Gateway(self)
        self._faults: list[tuple[str, str, deque[Fault]]] = []
        self._numbers = itertools.count(1)
        self._last = 0
        self._change = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.bot = self.user("Paperboy")
        self.bot.bot = True

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen; on the same port as before when started anew after ``stop``."""
        self.closing, self.stopping = asyncio.Event(), False
        listening = web.Application(client_max_size=30 * 1024**2)
        listening.add_routes(
            [
                web.route("*", "/api/v10/{path:.*}", partial(rest_api.serve, self)),
                web.get("/gateway/", self.gateway.serve),
                web.get("/gateway", self.gateway.serve),
            ]
        )
        self._runner = web.AppRunner(listening, shutdown_timeout=1)
        self.url = await serve(self._runner, port or self.port)

    async def stop(self) -> None:
        """Refuse connections from now on; what stands in Discord stays, and sessions can be resumed."""
        self.stopping = True
        self.closing.set()
        for _, _, gate in self.gates:
            gate.set()
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @contextlib.contextmanager
    def addressed(self) -> Iterator[None]:
        """discord.py goes here and not to Discord, until the end of the block."""
        before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
        discord.http.Route.BASE = self.api_url
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2]) if self.url else 0

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/gateway/"

    @property
    def application_id(self) -> str:
        return self.bot.id

    # Guilds, people, channels

    def add_guild(self, name: str = "Acme", *, joined: bool = True) -> Guild:
        """A new guild; with the bot in it, unless it is still to be invited. Guilds go to the shards by turns."""
        number = str((1000 + len(self.guilds)) << 22 | 1)
        added = self.guilds[number] = Guild(self, number, name)
        if joined:
            added.add_bot()
        else:
            added.joined = False
            added.members.pop(self.bot.id)
        return added

    def user(self, name: str) -> User:
        """The user of that name, made where there is none."""
        found = next((each for each in self.users.values() if each.name == name), None)
        if found is None:
            found = User(self.snowflake(), name)
            self.users[found.id] = found
        return found

    def channel(self, number: str) -> Channel | None:
        """Any channel, of a guild or direct."""
        if number in self.directs:
            return self.directs[number]
        return next((each.channels[number] for each in self.guilds.values() if number in each.channels), None)

    def direct(self, user: User) -> Channel:
        """The conversation of the bot with one person."""
        found = next((each for each in self.directs.values() if user in each.recipients), None)
        if found is None:
            found = Channel(self.snowflake(), "", "dm", recipients=[user])
            self.directs[found.id] = found
        return found

    # Time, ids, changes

    def snowflake(self) -> str:
        """An id that nothing has, with the time in it, higher than all before."""
        milliseconds = int((self.clock.now() - EPOCH).total_seconds() * 1000)
        self._last = max(self._last + 1, (milliseconds << 22) + 1)
        return str(self._last)

    def secret(self, name: str) -> str:
        """A token that nothing has."""
        return f"{name}-{next(self._numbers):06d}"

    def changed(self) -> None:
        """Wake whoever waits in ``until``."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, condition: Callable[[], Found], what: str = "") -> Found:
        """What ``condition`` gives once it is true; the test fails after 20 s.

        Looked at after each change here, and now and then, as it may be about what lies in the app.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := condition()):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._change.wait(), GLANCE)
        except TimeoutError:
            recent = ", ".join(f"{each.method} {each.path} {each.status}" for each in self.calls[-12:])
            raise AssertionError(
                f"waited {PATIENCE:.0f} s in vain for {what or condition}; last calls: {recent}"
            ) from None
        return found

    # What goes wrong

    def fail(self, method: str, pattern: str, *faults: Fault) -> None:
        """The next requests of that kind meet these, one each; ``{anything}`` in the path stands for one part."""
        self._faults.append((method, pattern, deque(faults)))

    def next_fault(self, call: Call) -> Fault:
        queue = next((q for method, pattern, q in self._faults if q and call.is_of(method, pattern)), None)
        return queue.popleft() if queue else Fault.none()

    def hold(self, method: str, pattern: str) -> asyncio.Event:
        """Requests of that kind wait, once noted, until the event is set."""
        gate = asyncio.Event()
        self.gates.append((method, pattern, gate))
        return gate

    def calls_of(self, method: str, pattern: str) -> list[Call]:
        return [each for each in self.calls if each.is_of(method, pattern)]
