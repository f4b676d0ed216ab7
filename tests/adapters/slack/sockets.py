"""Socket Mode: connections of the app, envelopes to one of them, and their acknowledgements."""

import itertools
from typing import TYPE_CHECKING, Any, Literal

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer


class Sockets:
    """``open`` are the connections that stand, the oldest first; ``acks`` what was acknowledged, in order."""

    def __init__(self, slack: "SlackServer") -> None:
        self.open: list[web.WebSocketResponse] = []
        self.acks: list[tuple[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.opened = 0
        self._slack = slack
        self._tickets: set[str] = set()
        self._turn = itertools.count()

    def ticket(self) -> str:
        """A URL that is good for one connection."""
        number = self._slack.new_id("ticket")
        self._tickets.add(number)
        return f"{self._slack.url.replace('http', 'ws', 1)}/link/?ticket={number}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"type": "hello", "num_connections": len(self.open) + 1, "connection_info": {"app_id": "A1"}}
        )
        self.open.append(socket)
        self.opened += 1
        self._slack.changed()
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                ack = frame.json()
                self.acks.append((ack["envelope_id"], ack.get("payload")))
                self._slack.changed()

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.open:
            self.open.remove(socket)
            self._slack.changed()

    async def connected(self, count: int = 1) -> None:
        """Until at least ``count`` connections stand."""
        await self._slack.until(lambda: len(self.open) >= count, f"{count} Socket Mode connections")

    async def send(self, kind: str, payload: dict[str, Any], *, answers: bool) -> str:
        """Send an envelope to one of the connections, by turns; its id."""
        envelope = {
            "envelope_id": self._slack.new_id("envelope"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": answers,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        self.sent.append(envelope)
        await self.again(envelope)
        return str(envelope["envelope_id"])

    async def again(self, envelope: dict[str, Any]) -> None:
        """Send an envelope, for the first time or once more."""
        await self.connected()
        await self.open[next(self._turn) % len(self.open)].send_json(envelope)

    async def resend(self, envelope_id: str) -> None:
        """Send the envelope of that id once more, as Slack does when it has seen no acknowledgement."""
        await self.again(next(each for each in self.sent if each["envelope_id"] == envelope_id))

    async def acked(self, envelope_id: str, times: int = 1) -> Any:
        """The payload of the acknowledgement, the ``times``-th of that envelope, once it is there."""

        def found() -> list[Any]:
            return [payload for envelope, payload in self.acks if envelope == envelope_id]

        await self._slack.until(lambda: len(found()) >= times, f"{times} acknowledgements of {envelope_id}")
        return found()[times - 1]

    async def disconnect(self, reason: Literal["warning", "refresh_requested"] = "refresh_requested") -> None:
        """Ask every connection to make way; Slack closes it soon after. A warning announces that."""
        for socket in tuple(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
            if reason == "refresh_requested":
                self._forget(socket)
                await socket.close()

    def drop(self) -> None:
        """Every connection is gone without a word."""
        for socket in tuple(self.open):
            self._forget(socket)
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def close(self) -> None:
        for socket in tuple(self.open):
            await socket.close()
