"""What the next post would be, and why a paper is in it or not."""

import asyncio
from typing import assert_never

from bot import compose
from bot.answer.desk import Desk
from bot.answer.subscriptions import proposed
from bot.commands import Caller, Changes, Preview, Why
from bot.document import Document, Line
from bot.model import Digest, Paper, PaperKey, Subscription
from bot.pick import verdict
from bot.selection import choose, dress, gather

Explaining = Preview | Why


async def answer(desk: Desk, command: Explaining, caller: Caller) -> Document:
    """The next post, or one paper's place in it.

    Raises:
        NotFound: the paper was never collected, or there is no subscription to ask about.
    """
    match command:
        case Preview():
            return await _preview(desk, caller)
        case Why(key=key):
            return await asyncio.to_thread(_why, desk, key, caller)
        case _:
            assert_never(command)


async def _preview(desk: Desk, caller: Caller) -> Document:
    """By the very functions that make the post. Without a subscription: what the defaults would post."""
    subscription, digest = await asyncio.to_thread(_next_digest, desk, caller)
    if desk.writer and subscription.rules.summary == "model":  # it shall be there when the post is made
        papers = await asyncio.to_thread(desk.store.papers.many, [pick.key for pick in digest.picks])
        desk.writer.begin(papers.values(), caller.destination)
    entries = await dress(desk.store, digest.picks, desk.summarizers, subscription.rules.summary)
    document = compose.digest(subscription, digest, entries, subscription.next_due_at, desk.voice)
    return compose.preview(document, subscription, digest, desk.voice)


def _next_digest(desk: Desk, caller: Caller) -> tuple[Subscription, Digest]:
    known = desk.store.subscriptions.get(caller.destination)
    subscription = known or proposed(desk, caller, Changes())
    return subscription, choose(desk.store, subscription, subscription.next_due_at, desk.now(), desk.sources)


def _why(desk: Desk, key: PaperKey, caller: Caller) -> Document:
    """What happened to it here, as recorded; and, unless it was posted, what the next post makes of it."""
    paper, subscription = desk.paper(key), desk.subscription(caller)
    keys, zone = {paper.key, key}, subscription.schedule.zone
    posted = desk.store.ledger.seen_at(caller.destination, paper.key)
    if posted:
        return compose.why(paper, caller.channel_name, [compose.was_posted(posted, keys, zone)], desk.voice)
    last = desk.store.ledger.last(subscription.id)
    left_out = compose.was_left_out(last, keys, zone) if last else None
    lines = [left_out] if left_out else []
    lines += [_next(desk, subscription, paper), compose.announced(paper, desk.voice)]
    return compose.why(paper, caller.channel_name, lines, desk.voice)


def _next(desk: Desk, subscription: Subscription, paper: Paper) -> Line:
    now = desk.now()
    gathered = gather(desk.store, subscription, subscription.next_due_at, now, desk.sources)
    found = verdict(
        paper.key,
        gathered.candidates,
        gathered.rules,
        seen=gathered.seen,
        today=gathered.window.last,
        now=now,
        here=gathered.here,
    )
    return compose.comes_next(found.reasons, found.place) if found.place else compose.stays_out(found.reasons[0])
