"""GETs to a source: bounded in time, size, attempts and redirects, and every failure is one of two sentences.

``SourceUnavailable`` is worth another attempt (time-out, broken connection, 408, 425, 429, 5xx, a body that breaks
off) and is raised when the attempts are spent, or at once when the source asks for a longer wait than we have.
``SourceChanged`` is not: another status, another content type, another shape, too much of it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from bot.errors import SourceUnavailable
from bot.ports import Clock
from bot.sources.answers import Answer, read_json
from bot.sources.limits import BRIEF, Limits, wait_before_retry

if TYPE_CHECKING:
    import stamina
    from yarl import URL

    from bot.sources.pool import Pool

__all__ = ["BRIEF", "Answer", "Http", "Limits", "read_json", "wait_before_retry"]

T = TypeVar("T")


async def _no_turn() -> None:
    """Nobody to wait for."""


class Http:
    """GETs for one source over one pool of connections, opened on first use.

    ``headers`` (a token, say) go to the origin that was asked and to no other, wherever it redirects. ``turn`` is
    awaited before each single request, repeated and redirected ones included: the place to keep a rate.
    Proxies are taken from the environment, as other command-line programs do.
    """

    def __init__(
        self,
        source: str,
        clock: Clock,
        *,
        limits: Limits | None = None,
        headers: Mapping[str, str] | None = None,
        connections: int = 4,
        turn: Callable[[], Awaitable[None]] = _no_turn,
    ) -> None:
        self.source = source
        self._clock = clock
        self._limits = limits or Limits()
        self._headers = dict(headers or {})
        self._connections = connections
        self._turn = turn
        self._made: Pool | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; a later ``get`` opens new ones."""
        if self._made:
            await self._made.close()

    async def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        read: Callable[[Answer], T],
        expect: frozenset[int] = frozenset(),
    ) -> T:
        """What ``read`` makes of the answer; statuses in ``expect`` are answers too, any other but 2xx is an error.

        ``read`` may raise ``SourceUnavailable`` to have the request repeated.

        Raises:
            SourceUnavailable: the attempts or the time are spent; ``after`` tells the wait that the source asked for.
            SourceChanged: the answer cannot be read, or never will be given.
        """
        pool = self._pool()
        asked = pool.address(url, params or {})
        failures: list[SourceUnavailable] = []
        try:
            async with asyncio.timeout(self._limits.total) as total:
                return await self._attempts()(
                    self._backoff(failures, total), self._attempt, asked, expect=expect, read=read
                )
        except TimeoutError:
            if failures:
                raise failures[-1] from None
            raise pool.unavailable(asked, f"did not answer within {self._limits.total:g} s") from None

    async def get_json(
        self, url: str, params: Mapping[str, str] | None = None, *, expect: frozenset[int] = frozenset()
    ) -> object:
        """The decoded JSON of the answer; ``None`` for a status in ``expect``, whatever its body.

        Raises:
            SourceUnavailable, SourceChanged: see ``get``.
        """
        return await self.get(url, params, read=lambda answer: _json_unless(answer, expect), expect=expect)

    def _attempts(self) -> "stamina.AsyncRetryingCaller":
        import stamina  # noqa: PLC0415 - as slow to load as the pool, and as seldom needed

        limits = self._limits
        return stamina.AsyncRetryingCaller(
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.wait_first,
            wait_max=limits.wait_most,
            wait_jitter=limits.wait_jitter,
        )

    def _backoff(
        self, failures: list[SourceUnavailable], total: asyncio.Timeout
    ) -> Callable[[Exception], bool | float]:
        def backoff(error: Exception) -> bool | float:
            if not isinstance(error, SourceUnavailable):
                return False
            failures.append(error)
            left = (total.when() or 0.0) - asyncio.get_running_loop().time()
            return wait_before_retry(error.after, self._limits, left)

        return backoff

    async def _attempt(self, asked: "URL", *, expect: frozenset[int], read: Callable[[Answer], T]) -> T:
        return read(await self._pool().get(asked, self._headers, expect))

    def _pool(self) -> "Pool":
        if self._made is None:
            from bot.sources.pool import Pool  # noqa: PLC0415 - 0.15 s to load aiohttp, and most commands ask nobody

            self._made = Pool(self.source, self._clock, self._limits, connections=self._connections, turn=self._turn)
        return self._made


def _json_unless(answer: Answer, expect: frozenset[int]) -> object:
    return None if answer.status in expect else read_json(answer)
