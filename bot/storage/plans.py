"""Writes plans into the ledger: many subscriptions move on, and get their rows, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.model import DeliveryState, Digest, Subscription
from bot.storage.database import inserting
from bot.storage.deliveries import delivery_key, part_key, place
from bot.storage.frozen import encode
from bot.storage.tables import deliveries, parts, subscriptions


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one due subscription, which is next due at ``next_due_at``.

    ``digest`` is sent in parts of ``sizes`` picks each (none given: one part for all), not later than ``deadline``;
    or, with ``skip``, the reason in words, not at all. A first part without picks is the head of a thread of the
    others.
    """

    subscription: Subscription
    occurrence: datetime
    next_due_at: datetime
    deadline: datetime
    digest: Digest
    sizes: tuple[int, ...] = ()
    skip: str | None = None

    @property
    def key(self) -> str:
        """What the keys of its parts begin with."""
        return delivery_key(self.subscription.destination, self.subscription.id, self.occurrence)


def write(session: Session, plans: Sequence[Plan], now: datetime) -> list[int]:
    """Move each subscription on and insert its row, where nobody else has; the ids of the rows."""
    return _inserted(session, _moved_on(session, plans, now), now)


def _moved_on(session: Session, plans: Sequence[Plan], now: datetime) -> list[Plan]:
    """Those whose subscription was due as read, and now is due later; a pause that is over ends here."""
    wanted = {plan.subscription.id: plan for plan in plans}
    query = select(subscriptions.c.id, subscriptions.c.next_due_at).where(subscriptions.c.id.in_(wanted))
    # Whoever holds the row right now plans it, or a person changes it: do not wait for them.
    rows = session.execute(query.with_for_update(skip_locked=True)).all()
    ours = [wanted[row_id] for row_id, due in rows if due == wanted[row_id].subscription.next_due_at]
    moved = [{"row": plan.subscription.id, "due": plan.next_due_at} for plan in ours]
    awoken = [{"row": plan.subscription.id} for plan in ours if _awakes(plan.subscription, now)]
    this = subscriptions.c.id == bindparam("row")
    if moved:
        session.connection().execute(update(subscriptions).where(this).values(next_due_at=bindparam("due")), moved)
    if awoken:
        end = update(subscriptions).where(this).values(pause_reason=None, pause_until=None)
        session.connection().execute(end, awoken)
    return ours


def _awakes(subscription: Subscription, now: datetime) -> bool:
    pause = subscription.pause
    return pause is not None and pause.until is not None and pause.until <= now


def _inserted(session: Session, plans: Sequence[Plan], now: datetime) -> list[int]:
    """Rows for those whose occurrence has none yet, with their parts; their ids."""
    if not plans:
        return []
    by_key = {plan.key: plan for plan in plans}
    new = inserting(session, deliveries).on_conflict_do_nothing().returning(deliveries.c.id, deliveries.c.key)
    written = session.execute(new, [_row(plan, key, now) for key, plan in by_key.items()]).all()
    its_parts = [part for row_id, key in written for part in _part_rows(row_id, key, by_key[key])]
    if its_parts:
        session.execute(parts.insert(), its_parts)
    return [row_id for row_id, _ in written]


def _row(plan: Plan, key: str, now: datetime) -> dict[str, object]:
    return {
        "subscription_id": plan.subscription.id,
        **place(plan.subscription.destination),
        "occurrence": plan.occurrence,
        "state": (DeliveryState.PLANNED if plan.skip is None else DeliveryState.SKIPPED).value,
        "key": key,
        "digest": encode(plan.digest),
        "attempts": 0,
        "detail": plan.skip or "",
        "updated_at": now,
        "deadline": plan.deadline,
    }


def _part_rows(delivery_id: int, key: str, plan: Plan) -> list[dict[str, object]]:
    if plan.skip is not None:
        return []
    return [
        {"delivery_id": delivery_id, "number": number, "key": part_key(key, number), "picks": size}
        for number, size in enumerate(plan.sizes or (len(plan.digest.picks),), start=1)
    ]
