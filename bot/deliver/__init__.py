"""Due subscriptions become posts: plan, claim, send, confirm; and what is in doubt is asked about.

Read ``Deliver`` aloud: *plan* what is due, *send* what may be claimed, *reconcile* what nobody knows. Whatever happens
to one subscription delays no other, and each occurrence ends in a row of the ledger that says what happened.

Nothing comes twice, because a claim is committed before its send, and what was claimed and not confirmed is never sent
again before the platform has said that it does not stand there. Nothing is lost, because what was claimed is looked
into when its lease has run out, whoever held it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from bot.compose import Voice
from bot.deliver.asking import Inquiry
from bot.deliver.byhand import ByHand
from bot.deliver.office import Office
from bot.deliver.outcomes import LEASE, MAX_ATTEMPTS, ROOM, SEND_TIMEOUT, settle
from bot.deliver.outlet import Outlet
from bot.deliver.planning import Planner
from bot.deliver.recording import Recorder
from bot.deliver.sending import LOOK_AGAIN, Sender
from bot.model import Delivery, SummaryMode
from bot.ports import Adapter, Clock, Meter, NoMeter, Source, Summarizer, Writer
from bot.storage.store import Store

__all__ = ["LEASE", "MAX_ATTEMPTS", "ROOM", "SEND_TIMEOUT", "Deliver", "settle"]


class Deliver:
    """Posts what is due on the platforms of ``adapters``. ``owner`` names this process in its claims.

    ``permalink`` is where a digest, by the key of its delivery, can be read as a page; ``writer`` has a model write
    summaries, where there is one.
    """

    def __init__(  # noqa: PLR0913 - the composition root names each part
        self,
        store: Store,
        adapters: Mapping[str, Adapter],
        sources: Sequence[Source],
        summarizers: Mapping[SummaryMode, Summarizer],
        clock: Clock,
        voice: Voice,
        owner: str,
        *,
        meter: Meter | None = None,
        permalink: Callable[[str], str] | None = None,
        writer: Writer | None = None,
    ) -> None:
        office = Office(store, sources, summarizers, clock, voice, owner, meter or NoMeter(), permalink, writer)
        self._outlets = {platform: Outlet(office, adapter) for platform, adapter in adapters.items()}
        recorders = {platform: Recorder(office, outlet) for platform, outlet in self._outlets.items()}
        self._planner = Planner(office, self._outlets)
        self._senders = {p: Sender(office, outlet, recorders[p]) for p, outlet in self._outlets.items()}
        self._inquiries = {p: Inquiry(office, outlet, recorders[p]) for p, outlet in self._outlets.items()}
        self._by_hand = ByHand(office, self._planner, self._senders, self._inquiries)

    async def tick(self) -> None:
        """Plan and send at the same time, until nothing of either is left to do."""
        planning = asyncio.create_task(self.plan())
        try:
            while True:
                planned, _ = await asyncio.wait({planning}, timeout=LOOK_AGAIN)
                await self.send()
                if planned:
                    return
        finally:
            await planning

    async def plan(self) -> None:
        """Freeze the digest of every subscription whose time has come into the ledger."""
        await self._planner.plan_due()

    async def send(self) -> None:
        """Send every delivery that may be claimed; no platform waits for another."""
        await _all(sender.drain() for sender in self._senders.values())

    async def reconcile(self) -> None:
        """Ask the platforms what became of deliveries whose lease ran out, or whose answer was lost."""
        await _all(inquiry.reconcile() for inquiry in self._inquiries.values())

    def stop(self) -> None:
        """Plan, claim and begin nothing any more; what is being sent is sent and recorded to its end."""
        for outlet in self._outlets.values():
            outlet.stop()

    async def post_now(self, subscription_id: int) -> Delivery:
        """Post a subscription's digest at once, beside its schedule; returns the row that tells what happened.

        Raises:
            UserError: there is no such subscription, or its platform is not connected here.
        """
        return await self._by_hand.post_now(subscription_id)

    async def resend(self, delivery_id: int) -> Delivery:
        """Send one that is held or failed, unless the platform now says that it is there; the row after that.

        Raises:
            UserError: it is neither, or its platform is not connected here.
        """
        return await self._by_hand.resend(delivery_id)

    async def confirm(self, delivery_id: int) -> Delivery:
        """A person has seen a held one in its channel: its papers count as seen.

        Raises:
            UserError: it is not held.
        """
        return await self._by_hand.confirm(delivery_id)

    async def drop(self, delivery_id: int) -> Delivery:
        """Never post one that is held or waits.

        Raises:
            UserError: it is neither.
        """
        return await self._by_hand.drop(delivery_id)


async def _all(works: Iterable[Awaitable[None]]) -> None:
    """Each to its end; then raise the first of what was raised, if anything was."""
    for outcome in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
