"""A local endpoint that speaks OpenAI's API, well or badly, over a real socket.

::

    async with ModelServer() as server:
        server.answers("We study turnips.", busy(seconds=7))   # in turn; the last one stays
        Endpoint(server.wiring())
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.summarizers.model.client import Wiring
from tests.loopback import serve

MODEL, KEY = "tiny-1b", "sk-not-for-logs-123456"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def said(text: object, *, tokens: tuple[int, int] | None = (500, 40), **choice: object) -> Answer:
    """What a model that is well says: the ``text``, and how many tokens it took."""
    message = {"role": "assistant", "content": text}
    body: dict[str, Any] = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL}
    body["choices"] = [{"index": 0, "finish_reason": "stop", "message": message} | choice]
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return raw(json.dumps(body))


def raw(body: bytes | str, status: int = 200, **headers: str) -> Answer:
    """Any body; header names are given with underscores."""
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body.encode() if isinstance(body, str) else body, status=status, headers=sent)

    return answer


def failure(status: int, message: str = "no", **headers: str) -> Answer:
    return raw(json.dumps({"error": {"message": message, "type": "error", "code": None}}), status, **headers)


def busy(seconds: str = "7") -> Answer:
    return failure(429, "slow down", Retry_After=seconds)


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The connection ends before a word was said."""
    assert request.transport
    request.transport.close()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """The connection ends in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"message"')
    assert request.transport
    request.transport.close()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    """White space without an end, which JSON allows."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while request.transport and not request.transport.is_closing():
        try:
            await response.write(b" " * 65_536)
        except ConnectionError:
            break
    return response


class ModelServer:
    """Answers in turn with what it was told; the last answer stays. ``asked`` are the bodies that came in."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.models = [MODEL]
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.came = asyncio.Event()
        self._answers: list[Answer] = [failure(500)]
        app = web.Application(client_max_size=10**7)
        app.router.add_post("/v1/chat/completions", self._completion)
        app.router.add_get("/v1/models", self._models)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.url = ""

    def answers(self, *answers: Answer | str) -> None:
        """A text stands for a model that says it."""
        self._answers = [said(each) if isinstance(each, str) else each for each in answers]

    def wiring(self, timeout: float = 30.0, **changes: Any) -> Wiring:
        given = {"base_url": f"{self.url}/v1", "model": MODEL, "key": KEY, "timeout": timeout, "max_tokens": 100}
        return Wiring(**given | changes)

    async def _completion(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        self.came.set()
        await self.may_answer.wait()
        return await answer(request)

    async def _models(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        data = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in self.models]
        return web.json_response({"object": "list", "data": data})

    async def __aenter__(self) -> Self:
        self.url = await serve(self._runner)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.may_answer.set()
        await self._runner.cleanup()
