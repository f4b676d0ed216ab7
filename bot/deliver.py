"""Due subscriptions become posts: plan, claim, send, record.

Read ``Deliver.tick`` aloud: plan what is due, then send what may be claimed. Whatever happens to one subscription
delays no other, and each occurrence ends in a row of the ledger that says what happened.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import compose, schedule, selection
from bot.errors import DestinationGone, NotFound, OutcomeUnknown, RetryLater, SendError
from bot.model import (
    DayState,
    Delivery,
    DeliveryState,
    Digest,
    Pause,
    Receipt,
    Subscription,
    SummaryMode,
)
from bot.ports import Adapter, Clock, Source, Summarizer
from bot.storage.store import Store

log = structlog.get_logger(__name__)

SEND_TIMEOUT = timedelta(seconds=30)
LEASE = 4 * SEND_TIMEOUT
"""A claim outlives the slowest send by far, so that nobody takes it over while the send is still on its way."""

MAX_ATTEMPTS = 6
BATCH = 200


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a delivery after its send: the row's new state, and whether its subscription pauses."""

    state: DeliveryState
    detail: str = ""
    receipt: Receipt | None = None
    retry_at: datetime | None = None
    pause: Pause | None = None


def settle(error: SendError, delivery: Delivery, deadline: datetime, now: datetime) -> Settlement:
    """What the ledger says of ``error`` and what is done next. PURE.

    ``RetryLater`` is kept for its time, at most ``MAX_ATTEMPTS`` times and not after ``deadline``; a destination
    that is gone pauses its subscription; an unknown outcome is never sent again blindly.
    """
    match error:
        case RetryLater():
            again = now + error.after
            if delivery.attempts < MAX_ATTEMPTS and again <= deadline:
                return Settlement(DeliveryState.PLANNED, str(error), retry_at=again)
            return Settlement(DeliveryState.FAILED, f"Gave up after {delivery.attempts} attempts: {error}")
        case DestinationGone():
            return Settlement(DeliveryState.FAILED, str(error), pause=Pause(str(error)))
        case OutcomeUnknown():
            return Settlement(DeliveryState.UNKNOWN, str(error))
        case _:
            return Settlement(DeliveryState.FAILED, str(error))


class Deliver:
    """Posts what is due. ``owner`` names this process in its claims."""

    def __init__(
        self,
        store: Store,
        adapters: Mapping[str, Adapter],
        sources: Sequence[Source],
        summarizers: Mapping[SummaryMode, Summarizer],
        clock: Clock,
        voice: compose.Voice,
        owner: str,
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._sources = sources
        self._summarizers = summarizers
        self._clock = clock
        self._voice = voice
        self._owner = owner

    async def tick(self) -> None:
        """Plan every subscription that is due, then send every delivery that may be claimed."""
        for subscription in await asyncio.to_thread(self._store.ledger.due, self._clock.now(), BATCH):
            await self._guarded("plan_failed", subscription.id, self._plan_due(subscription))
        claimable = await asyncio.to_thread(self._store.ledger.claimable, self._clock.now(), BATCH)
        ours = [delivery for delivery in claimable if delivery.destination.platform in self._adapters]
        await asyncio.gather(*(self._guarded("send_failed", d.id, self._claim_and_send(d)) for d in ours))

    async def post_now(self, subscription_id: int) -> Delivery:
        """Post a subscription's digest at once, beside its schedule; returns the row that tells what happened.

        Raises:
            NotFound: there is no such subscription.
        """
        subscription = await asyncio.to_thread(self._store.subscriptions.by_id, subscription_id)
        if subscription is None:
            raise NotFound(f"There is no subscription {subscription_id}.", "List them: paperboy subscriptions list.")
        planned = await self._plan(subscription, self._clock.now(), subscription.next_due_at)
        if planned is None:
            raise NotFound("Another process is posting this subscription right now.", "Look: paperboy deliveries.")
        if planned.state is DeliveryState.PLANNED:
            await self._claim_and_send(planned)
        return await asyncio.to_thread(self._store.ledger.get, planned.id) or planned

    async def _plan_due(self, subscription: Subscription) -> None:
        now = self._clock.now()
        due = schedule.missed(subscription.schedule, subscription.next_due_at, now)
        if due is None or await self._waits(subscription, due.occurrence, now):
            return
        if due.post:
            await self._plan(subscription, due.occurrence, due.next_due)
        else:
            await self._skip_missed(subscription, due)

    async def _waits(self, subscription: Subscription, occurrence: datetime, now: datetime) -> bool:
        """Whether a source's list is still expected and the subscription's patience lasts."""
        if now - occurrence >= subscription.schedule.patience:
            return False
        days = await asyncio.to_thread(selection.source_days, self._store, subscription.rules, now, self._sources)
        return any(day.state is DayState.WAITING for day in days)

    async def _plan(self, subscription: Subscription, occurrence: datetime, next_due_at: datetime) -> Delivery | None:
        """Freeze the digest of ``occurrence`` into the ledger; ``None`` when another process was quicker."""
        return await asyncio.to_thread(self._plan_now, subscription, occurrence, next_due_at)

    def _plan_now(self, subscription: Subscription, occurrence: datetime, next_due_at: datetime) -> Delivery | None:
        now = self._clock.now()
        digest = selection.choose(self._store, subscription, occurrence, now, self._sources)
        silent = not digest.picks and subscription.rules.when_nothing == "silent"
        return self._store.ledger.plan(
            subscription,
            occurrence=occurrence,
            next_due_at=next_due_at,
            digest=digest,
            now=now,
            skip=compose.skip_reason(digest, self._voice) if silent else None,
        )

    async def _skip_missed(self, subscription: Subscription, due: schedule.Due) -> None:
        """What lies further back than the catch-up window is recorded, not posted."""
        await asyncio.to_thread(
            self._store.ledger.plan,
            subscription,
            occurrence=due.occurrence,
            next_due_at=due.next_due,
            digest=Digest(),
            now=self._clock.now(),
            skip="Paperboy was not running then, and the catch-up window is over.",
        )

    async def _claim_and_send(self, planned: Delivery) -> None:
        claimed = await asyncio.to_thread(self._store.ledger.claim, planned.id, self._owner, self._clock.now(), LEASE)
        if claimed:
            await self._record(claimed, await self._send(claimed))

    async def _send(self, delivery: Delivery) -> Settlement:
        subscription = await asyncio.to_thread(self._store.subscriptions.by_id, delivery.subscription_id)
        if subscription is None:
            return Settlement(DeliveryState.SKIPPED, "The subscription was removed.")
        entries = await selection.dress(
            self._store, delivery.digest.picks, self._summarizers, subscription.rules.summary
        )
        document = compose.digest(subscription, delivery.digest, entries, delivery.occurrence, self._voice)
        adapter = self._adapters[delivery.destination.platform]
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                receipt = await adapter.send(delivery.destination, document, key=delivery.parts[0].key)
        except SendError as error:
            return settle(error, delivery, delivery.occurrence + subscription.schedule.catch_up, self._clock.now())
        except TimeoutError:
            return Settlement(DeliveryState.UNKNOWN, f"No answer within {SEND_TIMEOUT.total_seconds():.0f} s.")
        return Settlement(DeliveryState.SENT, receipt=receipt)

    async def _record(self, delivery: Delivery, outcome: Settlement) -> None:
        ledger, now = self._store.ledger, self._clock.now()
        if outcome.receipt:
            confirmed = await asyncio.to_thread(
                ledger.confirm, delivery.id, self._owner, 1, outcome.receipt, now, LEASE
            )
            recorded = confirmed is not None
        else:
            recorded = await asyncio.to_thread(
                ledger.finish,
                delivery.id,
                self._owner,
                outcome.state,
                now,
                detail=outcome.detail,
                retry_at=outcome.retry_at,
            )
        log.info("delivery", key=delivery.key, state=outcome.state, detail=outcome.detail, recorded=recorded)
        if recorded and outcome.pause:
            await asyncio.to_thread(self._store.subscriptions.pause, delivery.subscription_id, outcome.pause)

    async def _guarded(self, event: str, about: int, work: Awaitable[object]) -> None:
        """One broken subscription delays nobody: its error is logged under its id, and its row stays as it is."""
        try:
            await work
        except Exception:
            log.exception(event, id=about)
