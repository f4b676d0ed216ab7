"""The doctor: looks at everything that a digest needs; what it makes of each is in ``bot.compose.findings``."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from bot.answer.desk import Check, Desk
from bot.commands import Caller
from bot.compose import Finding, findings
from bot.model import Delivery, SourceDay

log = structlog.get_logger(__name__)

LOOK_BACK = timedelta(days=14)


async def examine(desk: Desk, caller: Caller) -> list[Finding]:
    """Every finding, in the order in which a digest depends on them."""
    found = await asyncio.to_thread(lambda: list(_own(desk, caller)))
    for check in desk.checks:
        found += await _asked(check, caller)
    return found


async def _asked(check: Check, caller: Caller) -> Sequence[Finding]:
    """A check that breaks is a finding too."""
    try:
        return await check(caller)
    except Exception:
        log.exception("check_failed", platform=caller.destination.platform)
        return [findings.check_broke()]


def _own(desk: Desk, caller: Caller) -> Iterator[Finding]:
    now = desk.now()
    since = min((source.today(now) for source in desk.sources), default=now.date()) - LOOK_BACK
    days = desk.store.sources.days(since)
    recent = desk.store.ledger.recent(1, caller.destination)
    yield findings.clock(now, _recorded(days, recent))
    yield findings.database(desk.store.papers.count())
    yield findings.index(desk.index.revision(), desk.store.papers.revision())
    for source in desk.sources:
        yield findings.source(source.name, _latest(days, source.name), now, desk.voice)
    yield findings.subscription(desk.store.subscriptions.get(caller.destination), now, desk.voice)
    held = desk.store.ledger.held(caller.destination)
    yield from map(findings.delivery, {row.id: row for row in (*held, *recent)}.values())


def _recorded(days: Sequence[SourceDay], recent: Sequence[Delivery]) -> list[datetime]:
    return [day.checked_at for day in days] + [row.updated_at for row in recent if row.updated_at]


def _latest(days: Sequence[SourceDay], name: str) -> SourceDay | None:
    return max((day for day in days if day.source == name), key=lambda day: day.day, default=None)
