"""The gateway: connections of the app, the sessions behind them, and the events that go to both."""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.adapters.discord import shapes

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild
    from tests.adapters.discord.server import DiscordServer

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, MEMBERS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 1, 1 << 9, 1 << 12
"""Intents: which events a session asks for."""

BAD_TOKEN, INVALID_SHARD, PRIVILEGED = 4004, 4010, 4014
_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
KEPT = 5000


@dataclass(eq=False)
class Session:
    """One logical connection, which outlives the socket: ``events`` are those sent, by number, for a RESUME."""

    id: str
    shard: tuple[int, int]
    intents: int
    seq: int = 0
    events: deque[tuple[int, str, str]] = field(default_factory=lambda: deque(maxlen=KEPT))
    connection: "Connection | None" = None

    def concerns(self, guild: "Guild | None") -> bool:
        """Whether events of that guild are for this shard; those of direct conversations are for the first."""
        number = (int(guild.id) >> 22) % self.shard[1] if guild is not None else 0
        return number == self.shard[0]

    def send(self, event: str, data: object) -> None:
        self.seq += 1
        text = json.dumps({"op": DISPATCH, "t": event, "s": self.seq, "d": data})
        self.events.append((self.seq, event, text))
        if self.connection is not None:
            self.connection.put(text)


class Connection:
    """One socket. ``mute``: it stands, and nothing comes out of it."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.mute = False
        self.session: Session | None = None
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._deflate = zlib.compressobj() if compressed else None

    def put(self, what: str | dict[str, Any]) -> None:
        if not self.mute:
            self._outbox.put_nowait(what if isinstance(what, str) else json.dumps(what))

    async def write(self) -> None:
        """Send what is put, in that order, for as long as it goes."""
        while not self.socket.closed:
            text = await self._outbox.get()
            if self.mute or self.socket.closed:
                continue
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(data)

    def abort(self) -> None:
        request = self.socket._req
        if request is not None and request.transport is not None:
            request.transport.abort()


class Gateway:
    """``identifies`` and ``resumes`` are what the app has sent of these, in order; ``heartbeats`` how many came.

    ``interval`` is that of heartbeats, in seconds, as the next connection is told it. ``refuses``: no connection is
    taken.
    """

    def __init__(self, discord: "DiscordServer") -> None:
        self.sessions: list[Session] = []
        self.identifies: list[dict[str, Any]] = []
        self.resumes: list[dict[str, Any]] = []
        self.heartbeats = 0
        self.opened = 0
        self.interval = 41.25
        self.refuses = False
        self._discord = discord
        self._connections: list[Connection] = []

    # Connections

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.refuses:
            return web.Response(status=503, text="no healthy upstream")
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        connection = Connection(socket, compressed=request.query.get("compress") == "zlib-stream")
        self._connections.append(connection)
        self.opened += 1
        writing = asyncio.create_task(connection.write())
        try:
            connection.put({"op": HELLO, "d": {"heartbeat_interval": int(self.interval * 1000)}})
            await self._listen(connection)
        finally:
            self._forget(connection)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return socket

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type is WSMsgType.TEXT:
                said = frame.json()
                await self._hear(connection, said["op"], said.get("d"))
        session = connection.session
        if session is not None and connection.socket.close_code in {1000, 1001} and not self._discord.stopping:
            self.sessions.remove(session)

    async def _hear(self, connection: Connection, op: int, data: Any) -> None:
        if op == HEARTBEAT:
            self.heartbeats += 1
            connection.put({"op": HEARTBEAT_ACK})
        elif op == IDENTIFY:
            self.identifies.append(data)
            await self._identify(connection, data)
        elif op == RESUME:
            self.resumes.append(data)
            self._resume(connection, data)
        self._discord.changed()

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        shard = tuple(data.get("shard", (0, 1)))
        refusal = self._refusal(data, shard)
        if refusal is not None:
            await connection.socket.close(code=refusal)
            return
        session = Session(self._discord.secret("session"), shard, data["intents"])
        self.sessions.append(session)
        self._bind(connection, session)
        guilds = [each for each in self._discord.guilds.values() if each.joined and session.concerns(each)]
        session.send("READY", self._ready(session, guilds))
        for guild in guilds:
            session.send("GUILD_CREATE", shapes.guild(guild))

    def _refusal(self, data: dict[str, Any], shard: tuple[int, ...]) -> int | None:
        if data.get("token") != self._discord.token:
            return BAD_TOKEN
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return INVALID_SHARD
        return PRIVILEGED if data["intents"] & _PRIVILEGED else None

    def _ready(self, session: Session, guilds: "list[Guild]") -> dict[str, Any]:
        return {
            "v": 10,
            "user": self._discord.bot.as_json() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": each.id, "unavailable": True} for each in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self._discord.gateway_url,
            "shard": list(session.shard),
            "application": {"id": self._discord.application_id, "flags": 0},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
        }

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = next((each for each in self.sessions if each.id == data.get("session_id")), None)
        if session is None or data.get("token") != self._discord.token:
            connection.put({"op": INVALID_SESSION, "d": False})
            return
        self._bind(connection, session)
        for number, _, text in session.events:
            if number > (data.get("seq") or 0):
                connection.put(text)
        session.send("RESUMED", {})

    def _bind(self, connection: Connection, session: Session) -> None:
        if session.connection is not None:
            session.connection.session = None
        session.connection, connection.session = connection, session

    def _forget(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        if connection.session is not None and connection.session.connection is connection:
            connection.session.connection = None
        self._discord.changed()

    async def close(self) -> None:
        for each in tuple(self._connections):
            await each.socket.close(code=WSCloseCode.GOING_AWAY)

    # Events

    def dispatch(self, event: str, data: object, guild: "Guild | None" = None, *, intent: int = GUILDS) -> None:
        """Tell the sessions whose shard and intents it concerns; one without a socket gets it when it resumes."""
        for session in self.sessions:
            if session.concerns(guild) and session.intents & intent == intent:
                session.send(event, data)

    def send_again(self, event: str) -> None:
        """Send the last event of that name once more, as Discord does now and then, under a new number."""
        for session in self.sessions:
            last = next((text for _, name, text in reversed(session.events) if name == event), None)
            if last is not None:
                session.send(event, json.loads(last)["d"])

    # What becomes of connections

    def standing(self) -> list[Session]:
        """The sessions with a socket."""
        return [each for each in self.sessions if each.connection is not None]

    async def connected(self, count: int = 1) -> None:
        """Until at least ``count`` sessions stand."""
        await self._discord.until(lambda: len(self.standing()) >= count, f"{count} sessions at the gateway")

    async def connected_for(self, guild: "Guild | None") -> None:
        """Until a session stands that hears of that guild, or of direct conversations."""
        await self._discord.until(
            lambda: any(each.concerns(guild) for each in self.standing()), "a session at the gateway"
        )

    def drop(self) -> None:
        """Every connection is gone without a word; the sessions can be resumed."""
        for each in tuple(self._connections):
            self._forget(each)
            each.abort()

    def zombie(self) -> None:
        """The connections stand, and from now on nothing comes out of them, not even an answer to a heartbeat."""
        for each in self._connections:
            each.mute = True

    def invalid_session(self, *, resumable: bool = False) -> None:
        """Op 9: the sessions are over, or may be resumed."""
        for each in self._standing_connections():
            each.put({"op": INVALID_SESSION, "d": resumable})
            if not resumable and each.session is not None:
                self.sessions.remove(each.session)
                each.session = None

    def reconnect(self) -> None:
        """Op 7: make a new connection and resume there."""
        for each in self._standing_connections():
            each.put({"op": RECONNECT, "d": None})

    async def close_with(self, code: int) -> None:
        """Close every connection with a code of Discord's, such as 4000."""
        for each in tuple(self._connections):
            await each.socket.close(code=code)

    def _standing_connections(self) -> Iterator[Connection]:
        yield from (each for each in tuple(self._connections) if each.session is not None)
