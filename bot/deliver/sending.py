"""Claims the deliveries of one platform, and sends their parts one after the other."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot import compose, selection
from bot.compose import Entry
from bot.deliver.office import Office, guarded, log
from bot.deliver.outcomes import LEASE, Settlement, settle, too_late
from bot.deliver.outlet import ClaimLostError, Outlet
from bot.deliver.recording import Recorder
from bot.document import Document
from bot.errors import Rejected, RetryLater, SendError
from bot.model import Delivery, DeliveryState, Part, Subscription

AT_ONCE = 64
"""Sends under way on one platform: so many may hang until their time-out before anybody else has to wait."""
CLAIMED_AT_ONCE = 16
LOOK_AGAIN = 2.0
"""Seconds after which new claims are looked for, however long the sends that are under way take."""
MENDED = timedelta(minutes=5)
"""Until what kept a post from being put together may have passed."""


class Sender:
    """Sends to one platform."""

    def __init__(self, office: Office, outlet: Outlet, recorder: Recorder) -> None:
        self._office = office
        self._outlet = outlet
        self._recorder = recorder
        self._wardrobe = selection.Wardrobe(office.store, office.summarizers)

    async def drain(self) -> None:
        """Claim and send, nearest deadline first, until nothing is left that may be sent now."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                room = AT_ONCE - len(under_way)
                if room >= CLAIMED_AT_ONCE:
                    under_way |= await self._begin(room)
                if not under_way:
                    return
                ended, under_way = await asyncio.wait(
                    under_way, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
                )
                for task in ended:
                    task.result()
        finally:
            if under_way:
                await asyncio.wait(under_way)

    async def _begin(self, most: int) -> set[asyncio.Task[None]]:
        """Claim, and begin to send what was claimed; nothing once we are stopping."""
        if self._outlet.stopping:
            return set()
        office, platform = self._office, self._outlet.platform
        claimed = await office.in_thread(
            office.ledger.claim_next, platform, office.new_claim(), office.now(), LEASE, most
        )
        ids = [delivery.subscription_id for delivery in claimed]
        known = await office.in_thread(office.store.subscriptions.by_ids, ids) if ids else {}
        return {asyncio.create_task(self._scheduled(each, known.get(each.subscription_id))) for each in claimed}

    async def _scheduled(self, claimed: Delivery, subscription: Subscription | None) -> None:
        await guarded("delivery_broke", claimed.key, self.deliver(claimed, subscription))

    async def deliver(self, claimed: Delivery, subscription: Subscription | None, *, by_hand: bool = False) -> None:
        """Send what is not confirmed yet of a delivery that we have claimed, and record how that ended.

        A pause keeps back what was planned before it, unless a person asks for the post ``by_hand``.
        """
        now = self._office.now()
        try:
            if subscription is None:
                await self._skip(claimed, "The subscription was removed.")
            elif subscription.is_paused(now) and not by_hand:
                await self._skip(claimed, "The subscription was paused.")
            elif now > claimed.deadline:
                await self._recorder.settle(claimed, too_late(claimed))
            else:
                await self._send_parts(claimed, subscription)
        except ClaimLostError:
            log.warning("claim_lost", key=claimed.key)

    async def _skip(self, claimed: Delivery, why: str) -> None:
        await self._recorder.settle(claimed, Settlement(DeliveryState.SKIPPED, why))

    async def _send_parts(self, delivery: Delivery, subscription: Subscription) -> None:
        """Part after part: the next one only when the platform has confirmed the one before it."""
        while part := delivery.next_part:
            try:
                document = await self._prepared(delivery, part, subscription)
                receipt = await self._outlet.send(delivery, part, document)
            except SendError as error:
                if isinstance(error, Rejected):
                    log.error("rejected", key=part.key, code=error.code)
                await self._recorder.settle(delivery, settle(error, delivery, self._office.now()))
                return
            delivery = await self._recorder.confirm(delivery, part, receipt)

    async def _prepared(self, delivery: Delivery, part: Part, subscription: Subscription) -> Document:
        """The message of ``part``, with its papers as they are now. What fails here has certainly not been sent."""
        picks = delivery.digest.picks if part == delivery.head else delivery.picks_of(part)
        first = 1 + sum(earlier.picks for earlier in delivery.parts[: part.number - 1])
        try:
            entries = await self._wardrobe.dress(picks, subscription.rules.summary, first)
            document = self._composed(delivery, part, subscription, entries)
            begins = part.number == 1 and bool(entries)
            return self._office.on_the_web(document, delivery.destination, delivery.key) if begins else document
        except Exception as error:
            log.exception("not_prepared", key=part.key)
            raise RetryLater("It could not be put together; the log of Paperboy says why.", MENDED) from error

    def _composed(
        self, delivery: Delivery, part: Part, subscription: Subscription, entries: Sequence[Entry]
    ) -> Document:
        """In as many messages as were planned, whatever the subscription's layout is by now.

        The layout of today decides only whether a message that holds one paper is called after it.
        """
        digest, occurrence = delivery.digest, delivery.occurrence
        voice = self._office.voice.on(delivery.destination.platform)
        if part == delivery.head:
            return compose.digest_head(subscription, digest, entries, occurrence, voice)
        if delivery.head and entries:
            return compose.digest_reply(subscription, entries[0], occurrence)
        place = (part.number, len(delivery.parts))
        if subscription.rules.layout == "papers" and len(entries) == 1:
            return compose.digest_paper(subscription, digest, entries[0], occurrence, voice, place)
        return compose.digest(subscription, digest, entries, occurrence, voice, place)
