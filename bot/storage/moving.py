"""A channel that has another id: everything that is kept of it follows."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, FromClause, Table, and_, delete, exists, update
from sqlalchemy.orm import Session

from bot.model import Destination
from bot.storage.tables import deliveries, seen, subscriptions, votes

_ONCE: Mapping[Table, tuple[str, ...]] = {
    subscriptions: (),
    seen: ("paper_id",),
    votes: ("user_id", "paper_id"),
}
"""What of a channel there is at most once, by these columns."""


def move(session: Session, old: Destination, new: Destination) -> None:
    """What stands under ``old`` stands under ``new``; where ``new`` has the same already, that stays."""
    if old == new:
        return
    for table, columns in _ONCE.items():
        other = table.alias()
        twice = exists().where(_of(other, new), *(other.c[name] == table.c[name] for name in columns))
        session.execute(delete(table).where(_of(table, old), twice))
    for table in (*_ONCE, deliveries):
        place = {"platform": new.platform, "workspace": new.workspace, "channel": new.channel}
        session.execute(update(table).where(_of(table, old)).values(place))


def _of(table: FromClause, where: Destination) -> ColumnElement[bool]:
    return and_(
        table.c.platform == where.platform, table.c.workspace == where.workspace, table.c.channel == where.channel
    )
