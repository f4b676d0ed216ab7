"""What every step of a delivery works with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

import structlog

from bot.compose import Voice
from bot.model import SummaryMode
from bot.ports import Clock, Meter, Source, Summarizer
from bot.storage.ledger import Ledger
from bot.storage.store import Store

log = structlog.get_logger("bot.deliver")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """The tools of one process; ``owner`` is its name in its claims."""

    store: Store
    sources: Sequence[Source]
    summarizers: Mapping[SummaryMode, Summarizer]
    clock: Clock
    voice: Voice
    owner: str
    meter: Meter

    @property
    def ledger(self) -> Ledger:
        """The ledger; call it through ``in_thread``."""
        return self.store.ledger

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.clock.now()


async def in_thread(call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Call what blocks on the database, without keeping everything else waiting."""
    return await asyncio.to_thread(call, *given, **named)


async def guarded(event: str, about: object, work: Awaitable[object]) -> None:
    """One broken delivery delays nobody: its error is logged under ``about``, and its row stays as it is."""
    try:
        await work
    except Exception:
        log.exception(event, about=about)
