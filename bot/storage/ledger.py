"""The ledger: plan, claim, finish. One row for each (subscription, occurrence), whatever happens to the process.

``planned → claimed → sent | skipped | failed | unknown``, and back to ``planned`` with a ``retry_at`` when it is
certain that nothing was posted. A lease that runs out is never claimed again by itself: ``expired`` lists it, since
only the platform can tell whether it was posted.
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, null, or_, select, update
from sqlalchemy.orm import Session

from bot.model import Delivery, DeliveryState, Destination, Digest, PaperKey, Receipt, Subscription
from bot.storage.database import Database, inserting, lock_papers
from bot.storage.frozen import decode_digest, encode
from bot.storage.lookup import paper_id, paper_ids
from bot.storage.subscriptions import as_subscription
from bot.storage.tables import DeliveryRow, SubscriptionRow, deliveries, papers, seen, subscriptions


def delivery_key(destination: Destination, subscription_id: int, occurrence: datetime) -> str:
    """What the platform recognises a repeat by: 24 characters of a-z and 2-7, from these facts alone."""
    told = (*(str(subscription_id), occurrence.astimezone(UTC).isoformat()), *_place(destination).values())
    digest = hashlib.blake2s("\0".join(told).encode(), digest_size=15).digest()
    return base64.b32encode(digest).decode().lower()


class Ledger:
    """Every scheduled post, and what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Subscriptions to be planned, longest due first: not paused, or with a pause that is over."""
        awake = or_(subscriptions.c.pause_reason.is_(None), subscriptions.c.pause_until <= now)
        query = select(SubscriptionRow).where(subscriptions.c.next_due_at <= now, awake)
        with self._database.reading() as session:
            ordered = query.order_by(subscriptions.c.next_due_at, subscriptions.c.id).limit(limit)
            return [as_subscription(row) for row in session.scalars(ordered)]

    def plan(
        self,
        subscription: Subscription,
        *,
        occurrence: datetime,
        next_due_at: datetime,
        digest: Digest,
        now: datetime,
        skip: str | None = None,
    ) -> Delivery | None:
        """Move the subscription on and write the row with the digest frozen in it, both or neither.

        With ``skip``, the reason in words, the row is ``skipped`` at once. ``None`` when someone else planned it:
        the subscription no longer is due when it was read, or the occurrence has its row already.
        """
        with self._database.writing() as session:
            if not _moved_on(session, subscription, next_due_at, now):
                return None
            state = DeliveryState.PLANNED if skip is None else DeliveryState.SKIPPED
            statement = inserting(session, deliveries).values(
                subscription_id=subscription.id,
                **_place(subscription.destination),
                occurrence=occurrence,
                state=state.value,
                key=delivery_key(subscription.destination, subscription.id, occurrence),
                digest=encode(digest),
                attempts=0,
                detail=skip or "",
                updated_at=now,
            )
            return _returned(session, session.scalar(statement.on_conflict_do_nothing().returning(deliveries.c.id)))

    def claimable(self, now: datetime, limit: int) -> list[Delivery]:
        """Planned, and not waiting for a later retry; oldest occurrence first."""
        with self._database.reading() as session:
            return _listed(session, _open(now), limit)

    def claim(self, delivery_id: int, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take a lease on a planned delivery, committed before the send; ``None`` when another was first."""
        # Whoever holds the row right now will have it: do not wait for them (PostgreSQL; SQLite has one writer).
        free = select(deliveries.c.id).where(deliveries.c.id == delivery_id, _open(now))
        statement = update(deliveries).where(
            deliveries.c.id.in_(free.with_for_update(skip_locked=True)), deliveries.c.state == DeliveryState.PLANNED
        )
        new = {
            "state": DeliveryState.CLAIMED.value,
            "owner": owner,
            "lease_until": now + lease,
            "attempts": deliveries.c.attempts + 1,
            "retry_at": null(),
            "updated_at": now,
        }
        with self._database.writing() as session:
            return _returned(session, session.scalar(statement.values(new).returning(deliveries.c.id)))

    def finish(
        self,
        delivery_id: int,
        owner: str,
        state: DeliveryState,
        now: datetime,
        *,
        receipt: Receipt | None = None,
        detail: str = "",
        retry_at: datetime | None = None,
    ) -> bool:
        """Record the outcome of a claimed delivery; False when ``owner`` does not hold it.

        ``sent`` makes its picks seen by the channel in the same transaction; ``planned`` with ``retry_at`` frees it
        for another attempt. ``claimed`` is no outcome: ValueError.
        """
        if state is DeliveryState.CLAIMED:
            raise ValueError("A claim cannot end in a claim")
        new = {
            "state": state.value,
            "owner": None,
            "lease_until": None,
            "retry_at": retry_at,
            "detail": detail,
            "receipt_id": receipt.message_id if receipt else None,
            "receipt_at": receipt.at if receipt else None,
            "updated_at": now,
        }
        mine = (
            deliveries.c.id == delivery_id,
            deliveries.c.owner == owner,
            deliveries.c.state == DeliveryState.CLAIMED,
        )
        with self._database.writing() as session:
            if state is DeliveryState.SENT:
                lock_papers(session, exclusive=False)
            done = session.scalar(update(deliveries).where(*mine).values(new).returning(deliveries.c.id))
            if done is not None and state is DeliveryState.SENT:
                _mark_seen(session, session.get_one(DeliveryRow, done))
            return done is not None

    def expired(self, now: datetime) -> list[Delivery]:
        """Claimed, but the lease has run out: the owner died or hangs, and the post may or may not be there."""
        over = and_(deliveries.c.state == DeliveryState.CLAIMED, deliveries.c.lease_until <= now)
        with self._database.reading() as session:
            return _listed(session, over, None)

    def get(self, delivery_id: int) -> Delivery | None:
        """The delivery with this id."""
        with self._database.reading() as session:
            return _returned(session, delivery_id)

    def recent(self, limit: int, destination: Destination | None = None) -> list[Delivery]:
        """The newest first, of one destination or of all."""
        query = select(DeliveryRow).order_by(deliveries.c.id.desc()).limit(limit)
        if destination:
            query = query.where(*(deliveries.c[name] == value for name, value in _place(destination).items()))
        with self._database.reading() as session:
            return [as_delivery(row) for row in session.scalars(query)]

    def last(self, subscription_id: int) -> Delivery | None:
        """A subscription's newest."""
        query = select(DeliveryRow).where(deliveries.c.subscription_id == subscription_id)
        with self._database.reading() as session:
            row = session.scalars(query.order_by(deliveries.c.occurrence.desc()).limit(1)).one_or_none()
            return as_delivery(row) if row else None

    def seen(self, destination: Destination) -> frozenset[PaperKey]:
        """Every paper that the platform has confirmed to stand."""
        query = select(papers.c.key).join(seen, seen.c.paper_id == papers.c.id)
        here = (seen.c[name] == value for name, value in _place(destination).items())
        with self._database.reading() as session:
            return frozenset(session.scalars(query.where(*here)))

    def seen_at(self, destination: Destination, key: PaperKey) -> Delivery | None:
        """The delivery that brought a paper to this channel."""
        query = select(DeliveryRow).join(seen, seen.c.delivery_id == deliveries.c.id)
        here = [seen.c[name] == value for name, value in _place(destination).items()]
        with self._database.reading() as session:
            row = session.scalars(query.where(*here, seen.c.paper_id == paper_id(session, key))).one_or_none()
            return as_delivery(row) if row else None


def _open(now: datetime) -> ColumnElement[bool]:
    ready = or_(deliveries.c.retry_at.is_(None), deliveries.c.retry_at <= now)
    return and_(deliveries.c.state == DeliveryState.PLANNED, ready)


def _moved_on(session: Session, subscription: Subscription, next_due_at: datetime, now: datetime) -> bool:
    """Whether it was due as read; a pause that is over ends here."""
    as_read = (subscriptions.c.id == subscription.id, subscriptions.c.next_due_at == subscription.next_due_at)
    new: dict[str, object] = {"next_due_at": next_due_at}
    if subscription.pause and subscription.pause.until and subscription.pause.until <= now:
        new |= {"pause_reason": None, "pause_until": None}
    moved = update(subscriptions).where(*as_read).values(new).returning(subscriptions.c.id)
    return session.scalar(moved) is not None


def _mark_seen(session: Session, row: DeliveryRow) -> None:
    keys = [pick.key for pick in decode_digest(row.digest).picks]
    place = {"platform": row.platform, "workspace": row.workspace, "channel": row.channel}
    rows = [{**place, "paper_id": p, "delivery_id": row.id} for p in set(paper_ids(session, keys).values())]
    if rows:
        session.execute(inserting(session, seen).on_conflict_do_nothing(), rows)


def _listed(session: Session, condition: ColumnElement[bool], limit: int | None) -> list[Delivery]:
    query = select(DeliveryRow).where(condition).order_by(deliveries.c.occurrence, deliveries.c.id).limit(limit)
    return [as_delivery(row) for row in session.scalars(query)]


def _returned(session: Session, delivery_id: int | None) -> Delivery | None:
    row = session.get(DeliveryRow, delivery_id) if delivery_id is not None else None
    return as_delivery(row) if row else None


def _place(destination: Destination) -> dict[str, str]:
    return {
        "platform": destination.platform,
        "workspace": destination.workspace,
        "channel": destination.channel,
    }


def as_delivery(row: DeliveryRow) -> Delivery:
    """The record of a row."""
    if row.id is None:
        raise ValueError("A delivery that was never stored has no id")
    return Delivery(
        id=row.id,
        subscription_id=row.subscription_id,
        destination=Destination(row.platform, row.workspace, row.channel),
        occurrence=row.occurrence,
        state=DeliveryState(row.state),
        key=row.key,
        digest=decode_digest(row.digest),
        attempts=row.attempts,
        detail=row.detail,
        owner=row.owner,
        lease_until=row.lease_until,
        retry_at=row.retry_at,
        receipt=Receipt(row.receipt_id, row.receipt_at) if row.receipt_id and row.receipt_at else None,
        updated_at=row.updated_at,
    )
