"""How our kinds of values lie in a column, the same on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

Reader = Callable[[Any], Any]
_JSON = json.JSONDecoder()
"""Its ``raw_decode`` does not look for space around the value: we wrote none."""


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware going in (any zone), aware UTC coming out. A naive datetime is refused.

    The refusal is a ValueError inside SQLAlchemy's StatementError: a bug of ours, never a person's mistake.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Go to UTC; SQLite keeps the digits only, so that they sort as text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without zone cannot be stored: {value.isoformat()}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Come back aware, in UTC."""
        return None if value is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader | None:
        """From SQLite's text in one step, where it would be three: a day has thousands of times."""
        return _read_time if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Strings(TypeDecorator[tuple[str, ...]]):
    """An ordered list of strings as a JSON array."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """JSON knows lists only."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """A tuple, as the frozen records have it."""
        return None if value is None else tuple(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader | None:
        """From SQLite's text in one step; most lists are empty, and those take none."""
        return _read_strings if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _read_strings(stored: str | None) -> tuple[str, ...] | None:
    if stored == "[]":
        return ()
    return None if stored is None else tuple(_JSON.raw_decode(stored)[0])
