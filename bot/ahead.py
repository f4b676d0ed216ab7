"""Has summaries written before they are needed: of what the next digests are likely to hold.

A round looks at what is due soon, chooses as the post will choose, and begins what is missing. It is bounded, since the
next one goes on; and a post finds what is there, and waits for nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.model import Destination, Paper, Subscription
from bot.ports import Clock, Source, Writer
from bot.selection import Readings
from bot.storage.store import Store

EARLY = timedelta(minutes=45)
"""So long before a post its papers are looked at. Votes still change which they are, so this is not hours."""
MORE = 2
"""So many beyond a digest's own: what may move up."""
MOST_CHANNELS = 100
"""In a round: the longest due first."""


class Ahead:
    """Looks ahead for the channels of this installation; the workspace whose digest is due first pays for a summary."""

    def __init__(self, store: Store, writer: Writer, sources: Sequence[Source], clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._sources = sources
        self._clock = clock

    async def round(self) -> None:
        """Have written what is missing, and wait until it is."""
        for payer, papers in await asyncio.to_thread(self._likely):
            self._writer.begin(papers, payer)
        await self._writer.finish()

    def _likely(self) -> list[tuple[Destination, list[Paper]]]:
        """What each digest that is due soon would hold now, and a little more."""
        now = self._clock.now()
        soon = self._store.subscriptions.due_with_summary("model", now + EARLY, MOST_CHANNELS)
        readings = Readings(self._store, now, self._sources)
        digests = readings.choose_all([(_larger(each), each.next_due_at) for each in soon])
        return [
            (subscription.destination, [readings.papers[pick.key] for pick in digest.picks])
            for subscription, digest in zip(soon, digests, strict=True)
        ]


def _larger(subscription: Subscription) -> Subscription:
    return replace(subscription, rules=replace(subscription.rules, count=subscription.rules.count + MORE))
