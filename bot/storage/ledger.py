"""The ledger: plan, claim, confirm. One row for each (subscription, occurrence), whatever happens to the process.

``planned → claimed → sent | skipped | failed | unknown``, and back to ``planned`` when it is certain that the next
message does not stand on the platform. A delivery is sent as one part or several; the next is sent when the one before
it was confirmed, so at most one is ever in doubt: the first without a receipt.

A lease that ran out is never claimed again by itself: ``in_doubt`` lists it, and ``take_over`` hands it to whoever
asks the platform what stands there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from bot.model import Delivery, DeliveryState, Destination, Digest, PaperKey, Receipt, Subscription
from bot.storage.columns import UtcTime
from bot.storage.database import Database, inserting, lock_papers
from bot.storage.deliveries import (
    by_ids,
    delivery_key,
    doubtful,
    fetched,
    nearest_first,
    of_platforms,
    place,
    ready,
    seen_by,
    to,
)
from bot.storage.lookup import paper_id, paper_ids
from bot.storage.plans import Plan, write
from bot.storage.subscriptions import as_subscription
from bot.storage.tables import DeliveryRow, SubscriptionRow, deliveries, listings, papers, parts, seen, subscriptions

__all__ = ["Ledger", "Plan", "delivery_key"]

_OVER = (DeliveryState.SKIPPED, DeliveryState.FAILED)
_FREE: Mapping[str, object] = {"owner": None, "lease_until": None}


def _ours(
    delivery_id: int | BindParameter[int], owner: str | BindParameter[str] | None
) -> tuple[ColumnElement[bool], ...]:
    """The fence: nothing is recorded by one whose claim was taken over."""
    claimed = deliveries.c.state == DeliveryState.CLAIMED
    return (deliveries.c.id == delivery_id, deliveries.c.owner == owner, claimed)


_CONFIRMED = (
    update(deliveries)
    .where(*_ours(bindparam("held"), bindparam("held_by")))
    .values(
        state=bindparam("new_state"),
        owner=bindparam("new_owner"),
        lease_until=bindparam("new_lease"),
        detail=bindparam("new_detail"),
        updated_at=bindparam("now"),
    )
    .returning(deliveries.c.id)
)
"""Every post asks it, and to make a statement takes longer than to run it."""
_RECEIVED = (
    update(parts)
    .where(parts.c.delivery_id == bindparam("held"), parts.c.number == bindparam("part"))
    .values(receipt_id=bindparam("message"), receipt_at=bindparam("received_at"))
)


class Ledger:
    """Every scheduled post, and what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Plan

    def due(
        self,
        now: datetime,
        limit: int,
        *,
        platforms: Collection[str] | None = None,
        after: Subscription | None = None,
    ) -> list[Subscription]:
        """Subscriptions to be planned, longest due first: not paused, or with a pause that is over.

        ``after`` is the last one of the list before, to go on from there.
        """
        awake = or_(subscriptions.c.pause_reason.is_(None), subscriptions.c.pause_until <= now)
        order = (subscriptions.c.next_due_at, subscriptions.c.id)
        query = select(SubscriptionRow).where(subscriptions.c.next_due_at <= now, awake)
        if platforms is not None:
            query = query.where(subscriptions.c.platform.in_(platforms))
        if after:
            query = query.where(tuple_(*order) > tuple_(literal(after.next_due_at, UtcTime), after.id))
        with self._database.reading() as session:
            return [as_subscription(row) for row in session.scalars(query.order_by(*order).limit(limit))]

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
        """``plan_all`` for one, as one part with ``next_due_at`` as its deadline; ``None``: someone else planned it."""
        planned = self.plan_all([Plan(subscription, occurrence, next_due_at, next_due_at, digest, skip=skip)], now)
        return planned[0] if planned else None

    def plan_all(self, plans: Sequence[Plan], now: datetime) -> list[Delivery]:
        """Move each subscription on and write its row with the digest frozen in it, all or none; what was written.

        Not written is what someone else planned: the subscription no longer is due when it was read, or the
        occurrence has its row already.
        """
        with self._database.writing() as session:
            return by_ids(session, write(session, plans, now))

    # Claim

    def claimable(self, now: datetime, limit: int, *, platforms: Collection[str] | None = None) -> list[Delivery]:
        """Planned, and not waiting for a later retry; nearest deadline first."""
        query = nearest_first(select(DeliveryRow).where(ready(now), of_platforms(platforms))).limit(limit)
        with self._database.reading() as session:
            return fetched(session, query)

    def claim(self, delivery_id: int, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take a lease on a planned delivery, committed before the send; ``None`` when another was first.

        ``owner`` names this very claim: whoever claims it again, the same process too, does so under another name.
        """
        return self._one(deliveries.c.id == delivery_id, ready(now), new=_claim(owner, now, lease))

    def claim_next(self, platform: str, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """The same for the nearest deadlines of a platform; what others are claiming right now is passed over."""
        condition = and_(ready(now), deliveries.c.platform == platform)
        with self._database.writing() as session:
            return by_ids(session, _changed(session, condition, _claim(owner, now, lease), limit))

    def in_doubt(self, now: datetime, limit: int, *, platforms: Collection[str] | None = None) -> list[Delivery]:
        """What the platform has to be asked about: leases that ran out, and unknown ones whose time has come."""
        query = nearest_first(select(DeliveryRow).where(doubtful(now), of_platforms(platforms))).limit(limit)
        with self._database.reading() as session:
            return fetched(session, query)

    def take_over(self, delivery_id: int, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take a lease on a delivery in doubt, to ask the platform; ``None`` when another was first, or is at it."""
        return self._one(deliveries.c.id == delivery_id, doubtful(now), new=_hold(owner, now, lease))

    def reclaim(
        self, delivery_id: int, owner: str, now: datetime, lease: timedelta, deadline: datetime
    ) -> Delivery | None:
        """Take a lease on one that is held or failed, because a person asks for it; it begins anew."""
        over = deliveries.c.state.in_([DeliveryState.UNKNOWN, DeliveryState.FAILED])
        new = {**_claim(owner, now, lease), "attempts": 1, "deadline": deadline}
        return self._one(deliveries.c.id == delivery_id, over, new=new)

    def renew(self, delivery_id: int, owner: str, now: datetime, lease: timedelta) -> bool:
        """Make the lease last from now on; False when it is not ours any more."""
        return self._one(*_ours(delivery_id, owner), new={"lease_until": now + lease}) is not None

    # Record

    def confirm(
        self, held: Delivery, number: int, receipt: Receipt, now: datetime, lease: timedelta
    ) -> Delivery | None:
        """The platform has part ``number``: its picks are *seen* from now on; ``None`` when the claim was lost.

        ``held`` is the delivery as it was claimed or confirmed last. With its last part it is ``sent``; before, the
        lease lasts from now on, for the next part.
        """
        after = _received(held, number, receipt, now, lease)
        new = {
            "new_state": after.state.value,
            "new_owner": after.owner,
            "new_lease": after.lease_until,
            "new_detail": after.detail,
            "now": now,
        }
        received = {"message": receipt.message_id, "received_at": receipt.at, "part": number}
        with self._database.writing() as session:
            lock_papers(session, exclusive=False)
            if session.scalar(_CONFIRMED, {"held": held.id, "held_by": held.owner} | new) is None:
                return None
            session.execute(_RECEIVED, {"held": held.id} | received)
            _mark_seen(session, held, number)
        return after

    def finish(
        self,
        delivery_id: int,
        owner: str,
        state: DeliveryState,
        now: datetime,
        *,
        detail: str = "",
        retry_at: datetime | None = None,
    ) -> bool:
        """Record how a claim ended without a confirmation; False when ``owner`` does not hold it.

        ``planned`` frees it for another attempt, at ``retry_at`` if that is given; an ``unknown`` one is asked about
        at ``retry_at``, else held for a person. ``sent`` is ``confirm``'s, and ``claimed`` is no end: ValueError.
        """
        if state in {DeliveryState.CLAIMED, DeliveryState.SENT}:
            raise ValueError(f"A claim cannot be finished as {state}")
        new = {**_FREE, "state": state.value, "retry_at": retry_at, "detail": detail, "updated_at": now}
        return self._one(*_ours(delivery_id, owner), new=new) is not None

    def drop(self, delivery_id: int, now: datetime, detail: str) -> Delivery | None:
        """A person wants it no more: one that is held or waits to be tried again is ``skipped``; else ``None``."""
        waits = deliveries.c.state.in_([DeliveryState.UNKNOWN, DeliveryState.PLANNED])
        new = {**_FREE, "state": DeliveryState.SKIPPED.value, "retry_at": None, "detail": detail, "updated_at": now}
        return self._one(deliveries.c.id == delivery_id, waits, new=new)

    def note(self, delivery_id: int, detail: str) -> None:
        """Say more about one that is over."""
        over = deliveries.c.state.in_(_OVER)
        with self._database.writing() as session:
            session.execute(update(deliveries).where(deliveries.c.id == delivery_id, over).values(detail=detail))

    # Look

    def get(self, delivery_id: int) -> Delivery | None:
        """The delivery with this id."""
        with self._database.reading() as session:
            return next(iter(by_ids(session, [delivery_id])), None)

    def of_key(self, key: str) -> Delivery | None:
        """The delivery with this key."""
        with self._database.reading() as session:
            return next(iter(fetched(session, select(DeliveryRow).where(deliveries.c.key == key))), None)

    def recent(self, limit: int, destination: Destination | None = None) -> list[Delivery]:
        """The newest first, of one destination or of all."""
        query = select(DeliveryRow).order_by(deliveries.c.id.desc()).limit(limit)
        if destination:
            query = query.where(to(destination))
        with self._database.reading() as session:
            return fetched(session, query)

    def held(self, destination: Destination) -> list[Delivery]:
        """Those of which nobody knows whether they were posted, oldest first."""
        unknown = deliveries.c.state == DeliveryState.UNKNOWN
        query = select(DeliveryRow).where(to(destination), unknown).order_by(deliveries.c.id)
        with self._database.reading() as session:
            return fetched(session, query)

    def last(self, subscription_id: int) -> Delivery | None:
        """A subscription's newest."""
        query = select(DeliveryRow).where(deliveries.c.subscription_id == subscription_id)
        with self._database.reading() as session:
            return next(iter(fetched(session, query.order_by(deliveries.c.occurrence.desc()).limit(1))), None)

    def last_of(self, subscription_ids: Collection[int]) -> dict[int, Delivery]:
        """The newest of each; those without any are absent."""
        newest = (
            select(deliveries.c.subscription_id, func.max(deliveries.c.occurrence))
            .where(deliveries.c.subscription_id.in_(subscription_ids))
            .group_by(deliveries.c.subscription_id)
        )
        query = select(DeliveryRow).where(tuple_(deliveries.c.subscription_id, deliveries.c.occurrence).in_(newest))
        with self._database.reading() as session:
            return {row.subscription_id: row for row in fetched(session, query)}

    def paper_at(self, destination: Destination, message_id: str) -> PaperKey | None:
        """The one paper of a message that stands in a channel; ``None`` where it holds none or several."""
        query = select(DeliveryRow).join(parts, parts.c.delivery_id == deliveries.c.id)
        with self._database.reading() as session:
            found = fetched(session, query.where(to(destination), parts.c.receipt_id == message_id))
        for row in found:
            part = next(each for each in row.parts if each.receipt and each.receipt.message_id == message_id)
            picks = row.picks_of(part)
            return picks[0].key if len(picks) == 1 else None
        return None

    def seen(self, destination: Destination) -> frozenset[PaperKey]:
        """Every paper that the platform has confirmed to stand there."""
        query = select(papers.c.key).join(seen, seen.c.paper_id == papers.c.id)
        with self._database.reading() as session:
            return frozenset(session.scalars(query.where(seen_by([destination]))))

    def seen_among(
        self, destinations: Collection[Destination], first: date, last: date
    ) -> dict[Destination, frozenset[PaperKey]]:
        """The same of many at once, as far as the papers were announced on a day in [first, last]; all are there."""
        announced = select(listings.c.paper_id).where(listings.c.day.between(first, last))
        query = select(seen.c.platform, seen.c.workspace, seen.c.channel, papers.c.key).join(
            papers, seen.c.paper_id == papers.c.id
        )
        found: dict[Destination, set[PaperKey]] = {destination: set() for destination in destinations}
        with self._database.reading() as session:
            rows = session.execute(query.where(seen_by(found), seen.c.paper_id.in_(announced))).all()
        for platform, workspace, channel, key in rows:
            found[Destination(platform, workspace, channel)].add(key)
        return {destination: frozenset(keys) for destination, keys in found.items()}

    def seen_at(self, destination: Destination, key: PaperKey) -> Delivery | None:
        """The delivery that brought a paper to this channel."""
        query = select(DeliveryRow).join(seen, seen.c.delivery_id == deliveries.c.id).where(seen_by([destination]))
        with self._database.reading() as session:
            found = fetched(session, query.where(seen.c.paper_id == paper_id(session, key)))
            return found[0] if found else None

    def _one(self, *conditions: ColumnElement[bool], new: Mapping[str, object]) -> Delivery | None:
        """Change the row that meets the conditions, if there is one; the record after the change."""
        with self._database.writing() as session:
            return next(iter(by_ids(session, _changed(session, and_(*conditions), new))), None)


def _hold(owner: str, now: datetime, lease: timedelta) -> dict[str, object]:
    return {"state": DeliveryState.CLAIMED.value, "owner": owner, "lease_until": now + lease, "updated_at": now}


def _claim(owner: str, now: datetime, lease: timedelta) -> dict[str, object]:
    """To send it: one attempt more. The earliest claim stays on record, whatever the clock does."""
    earlier = case((deliveries.c.tried_at < now, deliveries.c.tried_at), else_=literal(now, UtcTime))
    more = {"attempts": deliveries.c.attempts + 1, "retry_at": null(), "tried_at": earlier}
    return {**_hold(owner, now, lease), **more}


def _changed(
    session: Session, condition: ColumnElement[bool], new: Mapping[str, object], limit: int = 1
) -> Sequence[int]:
    """The ids of the rows that met ``condition`` and now are as ``new`` says, at most ``limit``.

    On PostgreSQL rows that another transaction holds right now are passed over; SQLite has one writer.
    """
    free = nearest_first(select(deliveries.c.id).where(condition)).limit(limit).with_for_update(skip_locked=True)
    ids = session.scalars(free).all()
    if ids:
        session.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(new))
    return ids


def _received(held: Delivery, number: int, receipt: Receipt, now: datetime, lease: timedelta) -> Delivery:
    its_parts = tuple(replace(part, receipt=receipt) if part.number == number else part for part in held.parts)
    after = replace(held, parts=its_parts, lease_until=now + lease, updated_at=now)
    if after.next_part:
        return after
    return replace(after, state=DeliveryState.SENT, owner=None, lease_until=None, detail="")


def _mark_seen(session: Session, delivery: Delivery, number: int) -> None:
    keys = [pick.key for part in delivery.parts if part.number == number for pick in delivery.picks_of(part)]
    here = {**place(delivery.destination), "delivery_id": delivery.id}
    rows = [{**here, "paper_id": paper} for paper in set(paper_ids(session, keys).values())]
    if rows:
        session.execute(inserting(session, seen).on_conflict_do_nothing(), rows)
