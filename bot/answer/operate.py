"""How things stand: help, status, and the doctor."""

import asyncio
from typing import assert_never

from bot import compose
from bot.answer.desk import Desk
from bot.answer.doctor import examine
from bot.commands import Caller, Doctor, Help, Status
from bot.compose import Situation
from bot.document import Document
from bot.model import Rules
from bot.selection import source_days

Operate = Help | Status | Doctor

RECENT = 5


async def answer(desk: Desk, command: Operate, caller: Caller) -> Document:
    """How this channel and the sources stand."""
    match command:
        case Help():
            return compose.helped(await asyncio.to_thread(_situation, desk, caller, 1), desk.voice)
        case Status():
            return compose.status(await asyncio.to_thread(_situation, desk, caller, RECENT), desk.voice)
        case Doctor():
            return compose.doctor(await examine(desk, caller), caller.channel_name)
        case _:
            assert_never(command)


def _situation(desk: Desk, caller: Caller, recent: int) -> Situation:
    subscription = desk.store.subscriptions.get(caller.destination)
    return Situation(
        channel=caller.channel_name,
        today=desk.today(caller),
        zone=subscription.schedule.zone if subscription else caller.zone,
        subscription=subscription,
        recent=desk.store.ledger.recent(recent, caller.destination),
        days=source_days(desk.store, Rules(), desk.now(), desk.sources),
        papers=desk.store.papers.count(),
        newest=desk.store.papers.newest_day(desk.newest_today()),
        mails=desk.mail is not None,
        asks=desk.oracle is not None,
        feed=desk.feeds.feed(caller.destination) if desk.feeds and subscription else "",
    )
