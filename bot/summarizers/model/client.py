"""One model behind an OpenAI-compatible endpoint, asked once for each question: the only file that knows the SDK.

The SDK sends, and names the errors; the answer is read by ``replies``, since what an endpoint sends may be anything.
Nothing of a request (the key, the question) is part of an error that leaves this file.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import openai

from bot.summarizers.model.prompt import Messages
from bot.summarizers.model.replies import Reply, Unanswered, asked_wait, read

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

MOST_BYTES = 1_000_000
"""Of an answer; what is longer is not read to its end."""
NO_KEY = "none"
"""The SDK wants one, and without it would take another service's from the environment."""
_TOO_MANY, _SERVER = 429, 500
_OLD_LIMIT, _NEW_LIMIT = "max_tokens", "max_completion_tokens"


@dataclass(frozen=True, slots=True)
class Wiring:
    """What is asked, and how: ``timeout`` is in seconds, over the whole of one answer."""

    base_url: str
    model: str
    key: str
    timeout: float
    max_tokens: int


class Endpoint:
    """Asks one model."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self._limit = _OLD_LIMIT

    async def ask(self, messages: Messages) -> Reply:
        """The model's reply.

        Raises:
            Unanswered: there is none; says whether it may have cost something.
        """
        try:
            return read(await self._within_time(self._completion(messages)))
        except _OtherLimit:  # some models of OpenAI's refuse the name that every other endpoint knows
            self._limit = _NEW_LIMIT
            return read(await self._within_time(self._completion(messages)))

    async def is_there(self) -> None:
        """Ask whether the endpoint answers, takes the key and has the model, which costs nothing.

        Raises:
            Unanswered: it does not.
        """
        listed = await self._within_time(self._models())
        if self.wiring.model.encode() not in listed:
            raise Unanswered("refused", f"The endpoint does not list a model {self.wiring.model}.", is_free=True)

    async def disconnect(self) -> None:
        """Close the connections; they open again when they are needed."""
        if "_client" in vars(self):
            await self._client.close()
            del self._client

    @cached_property
    def _client(self) -> openai.AsyncOpenAI:
        http = openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=self.wiring.timeout)
        key = self.wiring.key or NO_KEY
        return openai.AsyncOpenAI(api_key=key, base_url=self.wiring.base_url, max_retries=0, http_client=http)

    async def _within_time(self, answer: Coroutine[Any, Any, bytes]) -> bytes:
        seconds = self.wiring.timeout
        try:
            async with asyncio.timeout(seconds):
                return await answer
        except (TimeoutError, openai.APITimeoutError):
            raise Unanswered("slow", f"The model did not answer within {seconds:.0f} s.") from None
        except openai.APIStatusError as error:
            raise self._failure(error) from None
        except openai.APIConnectionError as error:
            refused = isinstance(error.__cause__, OSError) or "connect" in type(error.__cause__).__name__.casefold()
            raise Unanswered("down", "The endpoint cannot be reached, or hung up.", is_free=refused) from None
        except openai.OpenAIError as error:
            raise Unanswered("unreadable", f"The endpoint cannot be asked: {type(error).__name__}.") from None

    def _failure(self, error: openai.APIStatusError) -> Unanswered:
        """An answer with an error's status cost nothing."""
        status = error.status_code
        if self._limit == _OLD_LIMIT and _NEW_LIMIT in str(error.body):
            return _OtherLimit("refused", "The endpoint wants another name for the limit.", is_free=True)
        if status == _TOO_MANY:
            after = asked_wait(error.response.headers.get("retry-after"))
            return Unanswered("busy", "The endpoint says that it is asked too often (429).", is_free=True, after=after)
        if status >= _SERVER:
            return Unanswered("down", f"The endpoint failed ({status}).", is_free=True)
        return Unanswered("refused", f"The endpoint refused the request ({status}).", is_free=True)

    async def _completion(self, messages: Messages) -> bytes:
        wiring, told = self.wiring, cast("list[ChatCompletionMessageParam]", [dict(each) for each in messages])
        limit: dict[str, Any] = {self._limit: wiring.max_tokens}
        asked = self._client.chat.completions.with_streaming_response.create(
            model=wiring.model, messages=told, stream=False, **limit
        )
        async with asked as response:
            return await _bytes(response.iter_bytes())

    async def _models(self) -> bytes:
        async with self._client.models.with_streaming_response.list() as response:
            return await _bytes(response.iter_bytes())


class _OtherLimit(Unanswered):
    """The limit of tokens has another name there."""


async def _bytes(chunks: AsyncIterator[bytes]) -> bytes:
    """All of an answer.

    Raises:
        Unanswered: it has no end, or broke off.
    """
    body = bytearray()
    try:
        async for chunk in chunks:
            body += chunk
            if len(body) > MOST_BYTES:
                break
    except Exception:  # noqa: BLE001 - the SDK lets those of its HTTP library through, which differs by version
        raise Unanswered("down", "The endpoint hung up while it answered.") from None
    if len(body) > MOST_BYTES:
        raise Unanswered("unreadable", "The endpoint's answer is far too long.")
    return bytes(body)
