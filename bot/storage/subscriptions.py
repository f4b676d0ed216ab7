"""Who gets digests, when next, and what is in them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.errors import NotFound, UserError
from bot.model import Destination, Pause, Rules, Schedule, Subscription, SummaryMode
from bot.storage.database import Database, inserting
from bot.storage.frozen import decode_rules, decode_schedule, encode
from bot.storage.lookup import asked_at, at_place
from bot.storage.moving import move
from bot.storage.tables import SubscriptionRow, subscriptions

_AT = select(subscriptions).where(at_place(subscriptions))
"""Every command asks it."""


class Subscriptions:
    """At most one for each destination."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        destination: Destination,
        name: str,
        schedule: Schedule,
        rules: Rules,
        created_by: str,
        next_due_at: datetime,
        now: datetime,
    ) -> Subscription:
        """Subscribe a destination.

        Raises:
            UserError: it has a subscription already.
        """
        with self._database.writing() as session:
            statement = inserting(session, subscriptions).values(
                platform=destination.platform,
                workspace=destination.workspace,
                channel=destination.channel,
                name=name,
                schedule=encode(schedule),
                rules=encode(rules),
                created_by=created_by,
                created_at=now,
                next_due_at=next_due_at,
            )
            new_id = session.scalar(statement.on_conflict_do_nothing().returning(subscriptions.c.id))
            if new_id is None:
                raise UserError(f"{name} has a subscription already.", "Change it with `settings`.")
            return as_subscription(session.get_one(SubscriptionRow, new_id))

    def get(self, destination: Destination) -> Subscription | None:
        """The subscription of a destination."""
        with self._database.reading() as session:
            row = session.execute(_AT, asked_at(destination)).one_or_none()
        return as_subscription(row) if row else None

    def by_id(self, subscription_id: int) -> Subscription | None:
        """The subscription with this id."""
        return self.by_ids([subscription_id]).get(subscription_id)

    def by_ids(self, ids: Collection[int]) -> dict[int, Subscription]:
        """Those with these ids; what was removed is absent."""
        query = select(SubscriptionRow).where(subscriptions.c.id.in_(ids))
        with self._database.reading() as session:
            return {row.id: as_subscription(row) for row in session.scalars(query) if row.id is not None}

    def all(self, workspace: tuple[str, str] | None = None) -> list[Subscription]:
        """All, or those of one (platform, workspace), by id."""
        query = select(SubscriptionRow).order_by(subscriptions.c.id)
        if workspace:
            platform, name = workspace
            query = query.where(subscriptions.c.platform == platform, subscriptions.c.workspace == name)
        with self._database.reading() as session:
            return [as_subscription(row) for row in session.scalars(query)]

    def due_with_summary(self, mode: SummaryMode, until: datetime, limit: int) -> list[Subscription]:
        """Those that are not paused, are due by ``until`` and ask for this kind of summary, longest due first."""
        asks = subscriptions.c.rules[("value", "summary")].as_string() == mode
        query = select(SubscriptionRow).where(
            subscriptions.c.next_due_at <= until, subscriptions.c.pause_reason.is_(None), asks
        )
        order = (subscriptions.c.next_due_at, subscriptions.c.id)
        with self._database.reading() as session:
            return [as_subscription(row) for row in session.scalars(query.order_by(*order).limit(limit))]

    def change(self, subscription_id: int, schedule: Schedule, rules: Rules, next_due_at: datetime) -> Subscription:
        """Give it other rules and another schedule.

        Raises:
            NotFound: it was removed.
        """
        new = {"schedule": encode(schedule), "rules": encode(rules), "next_due_at": next_due_at}
        return self._updated(subscription_id, new)

    def pause(self, subscription_id: int, pause: Pause) -> Subscription:
        """Stop posting. Raises NotFound when it was removed."""
        return self._updated(subscription_id, {"pause_reason": pause.reason, "pause_until": pause.until})

    def resume(self, subscription_id: int, next_due_at: datetime) -> Subscription:
        """Post again, next at ``next_due_at``. Raises NotFound when it was removed."""
        return self._updated(subscription_id, {"pause_reason": None, "pause_until": None, "next_due_at": next_due_at})

    def rename(self, subscription_id: int, name: str) -> Subscription:
        """The channel is called ``name`` now."""
        return self._updated(subscription_id, {"name": name})

    def move(self, old: Destination, new: Destination) -> None:
        """A channel has another id: its subscription, deliveries, seen papers and votes follow.

        A subscription that ``new`` has already stays, in place of the other.
        """
        with self._database.writing() as session:
            move(session, old, new)

    def remove(self, subscription_id: int) -> None:
        """Forget it; the ledger keeps what was delivered, and the channel's papers stay seen."""
        with self._database.writing() as session:
            session.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))

    def _updated(self, subscription_id: int, new: Mapping[str, object]) -> Subscription:
        with self._database.writing() as session:
            session.execute(update(subscriptions).where(subscriptions.c.id == subscription_id).values(new))
            row = session.get(SubscriptionRow, subscription_id)
            if row is None:
                raise NotFound("This subscription is no more.", "Make a new one with `subscribe`.")
            return as_subscription(row)


def as_subscription(row: SubscriptionRow | Row[Any]) -> Subscription:
    """The record of a row, whether it was read as such or by its columns, which is quicker."""
    if row.id is None:
        raise ValueError("A subscription that was never stored has no id")
    return Subscription(
        id=row.id,
        destination=Destination(row.platform, row.workspace, row.channel),
        name=row.name,
        schedule=decode_schedule(row.schedule),
        rules=decode_rules(row.rules),
        created_by=row.created_by,
        created_at=row.created_at,
        next_due_at=row.next_due_at,
        pause=Pause(row.pause_reason, row.pause_until) if row.pause_reason is not None else None,
    )
