"""What every step of a delivery works with."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import ParamSpec, TypeVar

import structlog

from bot import compose
from bot.addresses import EMAIL
from bot.compose import Voice
from bot.document import Document
from bot.model import Destination, SummaryMode
from bot.ports import Clock, Meter, Source, Summarizer, Writer
from bot.storage.ledger import Ledger
from bot.storage.store import Store

log = structlog.get_logger("bot.deliver")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """The tools of one process; its claims begin with the name of their ``owner``.

    ``permalink`` is where the digest of a delivery, by its key, can be read as a page; ``writer`` has a model write
    summaries, where there is one.
    """

    store: Store
    sources: Sequence[Source]
    summarizers: Mapping[SummaryMode, Summarizer]
    clock: Clock
    voice: Voice
    owner: str
    meter: Meter
    permalink: Callable[[str], str] | None = None
    writer: Writer | None = None
    numbers: Iterator[int] = field(default_factory=count)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def ledger(self) -> Ledger:
        """The ledger; call it through ``in_thread``."""
        return self.store.ledger

    async def in_thread(self, call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Call what blocks on the database, without keeping everything else waiting: deliveries take one thread.

        Most of what they do are writes, which come one after the other anyway; threads that wait for each other are
        missing to those who wait for answers.
        """
        async with self.turn:
            return await asyncio.to_thread(call, *given, **named)

    def new_claim(self) -> str:
        """A name for one claim: a task that was late must not take a later claim of this process for its own."""
        return f"{self.owner}.{next(self.numbers)}"

    def on_the_web(self, document: Document, to: Destination, key: str) -> Document:
        """With a link to its page, where there is one; what somebody gets by mail has none."""
        if self.permalink is None or to.platform == EMAIL:
            return document
        return compose.on_the_web(document, self.permalink(key))

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.clock.now()


async def guarded(event: str, about: object, work: Awaitable[object]) -> None:
    """One broken delivery delays nobody: its error is logged under ``about``, and its row stays as it is."""
    try:
        await work
    except Exception:
        log.exception(event, about=about)
