"""Deliveries as records: a row of the ledger with its parts, and the conditions by which rows are looked for."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from bot.model import Delivery, DeliveryState, Destination, Part, Receipt
from bot.storage.database import chunks
from bot.storage.frozen import decode_digest
from bot.storage.tables import DeliveryRow, deliveries, parts, seen

T = TypeVar("T")

_KEY_LENGTH = 22
"""Of base32: 110 bits. With "-20" behind it, a part's key has the 25 characters that Discord's nonce may have."""


def delivery_key(destination: Destination, subscription_id: int, occurrence: datetime) -> str:
    """What the keys of a delivery's parts begin with: 22 characters of a-z and 2-7, from these facts alone."""
    told = (str(subscription_id), occurrence.astimezone(UTC).isoformat(), *place(destination).values())
    digest = hashlib.blake2s("\0".join(told).encode(), digest_size=15).digest()
    return base64.b32encode(digest).decode().lower()[:_KEY_LENGTH]


def part_key(key: str, number: int) -> str:
    """What the platform recognises a repeat of this part by, at most 25 characters."""
    return f"{key}-{number}"


def place(destination: Destination) -> dict[str, str]:
    """A destination as the columns of a row."""
    return {
        "platform": destination.platform,
        "workspace": destination.workspace,
        "channel": destination.channel,
    }


def to(destination: Destination) -> ColumnElement[bool]:
    """Deliveries of this destination."""
    return and_(*(deliveries.c[name] == value for name, value in place(destination).items()))


def seen_by(destinations: Iterable[Destination]) -> ColumnElement[bool]:
    """What any of these destinations has seen."""
    places = [tuple(place(destination).values()) for destination in destinations]
    return tuple_(seen.c.platform, seen.c.workspace, seen.c.channel).in_(places)


def ready(now: datetime) -> ColumnElement[bool]:
    """Planned, and not waiting for a later time."""
    its_time = or_(deliveries.c.retry_at.is_(None), deliveries.c.retry_at <= now)
    return and_(deliveries.c.state == DeliveryState.PLANNED, its_time)


def doubtful(now: datetime) -> ColumnElement[bool]:
    """The platform has to be asked: the lease ran out, or it is unknown and the time for asking has come."""
    left_behind = and_(deliveries.c.state == DeliveryState.CLAIMED, deliveries.c.lease_until <= now)
    unanswered = and_(deliveries.c.state == DeliveryState.UNKNOWN, deliveries.c.retry_at <= now)
    return or_(left_behind, unanswered)


def of_platforms(platforms: Collection[str] | None) -> ColumnElement[bool]:
    """Deliveries to one of ``platforms``; ``None`` is any."""
    return deliveries.c.platform.in_(platforms) if platforms is not None else deliveries.c.id.is_not(None)


def fetched(session: Session, query: Select[DeliveryRow]) -> list[Delivery]:
    """The records of the rows that ``query`` selects, in its order: one more query for all of their parts."""
    rows = session.scalars(query).all()
    parts_of = _parts(session, [row.id for row in rows if row.id is not None])
    return [_record(row, parts_of[row.id or 0]) for row in rows]


def by_ids(session: Session, ids: Collection[int]) -> list[Delivery]:
    """The deliveries with these ids, nearest deadline first."""
    return fetched(session, nearest_first(select(DeliveryRow).where(deliveries.c.id.in_(ids)))) if ids else []


def nearest_first(query: Select[T]) -> Select[T]:
    """In the order in which deliveries should be sent."""
    return query.order_by(deliveries.c.deadline, deliveries.c.id)


def _parts(session: Session, ids: Sequence[int]) -> defaultdict[int, tuple[Part, ...]]:
    found: defaultdict[int, tuple[Part, ...]] = defaultdict(tuple)
    for chunk in chunks(ids):
        query = select(parts).where(parts.c.delivery_id.in_(chunk)).order_by(parts.c.delivery_id, parts.c.number)
        for delivery_id, number, key, picks, receipt_id, receipt_at in session.execute(query):
            receipt = Receipt(receipt_id, receipt_at) if receipt_id is not None else None
            found[delivery_id] += (Part(number, key, picks, receipt),)
    return found


def _record(row: DeliveryRow, its_parts: tuple[Part, ...]) -> Delivery:
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
        updated_at=row.updated_at,
        deadline=row.deadline,
        tried_at=row.tried_at,
        parts=its_parts,
    )
