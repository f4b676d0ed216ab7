"""A chat platform that keeps what it was sent, and misbehaves as told: ``python -m tests.stress.fake_platform``.

A process of its own, so that whoever posts can be killed while it lives on. It prints its port, and ends when its
input does.

* ``POST /messages`` ``{to, key, under, cards, title, at, pid}`` stores, in the thread of the message ``under`` where
  there is one of that id in the channel, else it is a bad request; ``at`` is the poster's clock, which is the only one
  here besides the limits' (tests move it by hours). The header ``X-Kill: received`` or ``stored`` makes the platform
  kill the poster, by its ``pid``, before or after it has stored the message, and never answer.
* ``GET /messages?to=&key=&under=&since=`` finds, where ``Conduct.finds``.
* ``POST /tell`` takes a private message to a person.
* ``PUT /admin/conduct`` changes what it does, ``POST /admin/take`` returns all that it holds and forgets it.
"""

import asyncio
import dataclasses
import json
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

STORES_FIRST = frozenset({"5xx after", "dropped after", "silent after"})
Limit = tuple[int, float]


@dataclass(frozen=True)
class Conduct:
    """What the platform does.

    ``remembers``: for so many seconds of the poster's clock a key that comes again returns the first message.
    ``finds``: it can be asked for a key; ``denies``: and always says that there is none. ``overall`` and
    ``per_channel``: so many messages in so many seconds, over any such span. ``turnaround``: seconds to an answer.
    ``faults``: how probable each is, of ``429``, ``gone``, ``rejected``, ``5xx before`` and ``5xx after`` (storing),
    ``dropped before`` and ``dropped after``, ``silent after``, ``find 5xx``.
    """

    remembers: float = 0.0
    finds: bool = True
    denies: bool = False
    overall: Limit | None = None
    per_channel: Limit | None = None
    turnaround: float = 0.0
    faults: dict[str, float] = field(default_factory=dict)
    seed: int = 0


PLAIN = Conduct()
"""Does as it should."""


class Window:
    """Counts what arrived in a sliding span of time."""

    def __init__(self) -> None:
        self._arrivals: deque[float] = deque()

    def wait(self, limit: Limit | None, now: float) -> float:
        """Seconds until one more is allowed."""
        if limit is None:
            return 0.0
        while self._arrivals and self._arrivals[0] <= now - limit[1]:
            self._arrivals.popleft()
        return self._arrivals[0] + limit[1] - now if len(self._arrivals) >= limit[0] else 0.0

    def count(self, now: float) -> None:
        self._arrivals.append(now)


class Platform:
    """Its messages, and how it treats who sends them."""

    def __init__(self) -> None:
        self.conduct = Conduct()
        self._forget()

    def _forget(self) -> None:
        self._messages: list[dict[str, Any]] = []
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._told: list[dict[str, Any]] = []
        self._counts: Counter[str] = Counter()
        self._overall, self._channels = Window(), defaultdict[str, Window](Window)
        self._random = random.Random(self.conduct.seed)

    async def post(self, request: web.Request) -> web.StreamResponse:
        message = await request.json()
        kill = request.headers.get("X-Kill")
        if kill == "received":
            return self._killed(request, message)
        if wait := self._over_limit(message["to"]):
            self._counts["429"] += 1
            return web.json_response({"retry_after": wait}, status=429, headers={"Retry-After": f"{wait:.3f}"})
        if not self._has_thread(message):
            return web.json_response({}, status=400)
        fault = None if kill else self._fault()
        number = self._store(message) if fault is None or fault in STORES_FIRST else 0
        if kill == "stored":
            return self._killed(request, message)
        await asyncio.sleep(self.conduct.turnaround)
        return await self._answer(request, fault, number)

    async def _answer(self, request: web.Request, fault: str | None, number: int) -> web.StreamResponse:
        match fault:
            case None:
                return web.json_response({"id": str(number), "at": self._messages[number - 1]["at"]})
            case "429":
                return web.json_response({}, status=429, headers={"Retry-After": "2"})
            case "gone":
                return web.json_response({}, status=404)
            case "rejected":
                return web.json_response({}, status=400)
            case "silent after":
                await asyncio.sleep(2)
            case "dropped before" | "dropped after":
                _abort(request)
            case _:
                pass  # 5xx
        return web.json_response({}, status=503)

    def _killed(self, request: web.Request, message: dict[str, Any]) -> web.StreamResponse:
        os.kill(message["pid"], signal.SIGKILL)
        _abort(request)
        return web.Response(status=500)

    def _over_limit(self, channel: str) -> float:
        now, conduct = time.monotonic(), self.conduct
        of_channel = self._channels[channel]
        wait = max(self._overall.wait(conduct.overall, now), of_channel.wait(conduct.per_channel, now))
        if not wait:
            self._overall.count(now)
            of_channel.count(now)
        return wait

    def _has_thread(self, message: dict[str, Any]) -> bool:
        under = message["under"]
        heads = self._messages[int(under) - 1 : int(under)] if under else []
        return not under or any(head["to"] == message["to"] and not head["under"] for head in heads)

    def _fault(self) -> str | None:
        chance = self._random.random()
        for name, probability in self.conduct.faults.items():
            if name != "find 5xx" and (chance := chance - probability) < 0:
                self._counts[name] += 1
                return name
        return None

    def _store(self, message: dict[str, Any]) -> int:
        known = self._by_key[message["to"], message["key"]]
        fresh = [
            number for number in known if message["at"] - self._messages[number - 1]["at"] < self.conduct.remembers
        ]
        if fresh:
            self._counts["repeats recognised"] += 1
            return fresh[0]
        self._messages.append(message)
        known.append(len(self._messages))
        return len(self._messages)

    async def find(self, request: web.Request) -> web.Response:
        self._counts["asked"] += 1
        if not self.conduct.finds:
            return web.json_response({}, status=403)
        if self._random.random() < self.conduct.faults.get("find 5xx", 0.0):
            return web.json_response({}, status=503)
        since, numbers = float(request.query["since"]), self._by_key[request.query["to"], request.query["key"]]
        messages = {number: self._messages[number - 1] for number in numbers}
        here = request.query["under"]
        found = [number for number, one in messages.items() if one["at"] >= since and one["under"] == here]
        told = [{"id": str(number), "at": self._messages[number - 1]["at"]} for number in found]
        return web.json_response([] if self.conduct.denies else told)

    async def tell(self, request: web.Request) -> web.Response:
        self._told.append(await request.json())
        return web.json_response({})

    async def behave(self, request: web.Request) -> web.Response:
        self.conduct = Conduct(**await request.json())
        self._forget()
        return web.json_response({})

    async def take(self, _: web.Request) -> web.Response:
        held = {"messages": self._messages, "told": self._told, "counts": dict(self._counts)}
        self._messages, self._told, self._by_key = [], [], defaultdict(list)
        return web.json_response(held)


def _abort(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


async def serve() -> None:
    platform, application = Platform(), web.Application(client_max_size=16 << 20)
    application.router.add_post("/messages", platform.post)
    application.router.add_get("/messages", platform.find)
    application.router.add_post("/tell", platform.tell)
    application.router.add_put("/admin/conduct", platform.behave)
    application.router.add_post("/admin/take", platform.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def encoded(conduct: Conduct) -> bytes:
    return json.dumps(dataclasses.asdict(conduct)).encode()


if __name__ == "__main__":
    asyncio.run(serve())
