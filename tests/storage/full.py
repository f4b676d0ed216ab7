"""A database in which every table has rows, made from the tables' own description: a new table is in it by itself."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import JSON, BigInteger, Column, Date, Integer, Table

from bot.storage.columns import Strings, UtcTime
from bot.storage.database import Database
from bot.storage.tables import METADATA, counters

Value = str | int | date | datetime | dict[str, object] | tuple[str, ...] | None
Row = Mapping[str, Value]
Contents = Mapping[str, list[Row]]

ROWS = 3
HARD_TEXT = "naïve “café” 東京 🗞\n'; DROP TABLE papers; -- \\ % :name"


def filled(url: str) -> None:
    """Put ``ROWS`` rows into each table; the last one has nothing where nothing may be."""
    database = Database(url)
    with database.writing() as session:
        session.execute(counters.delete())
        for table in METADATA.sorted_tables:
            session.execute(table.insert(), [dict(_row(table, number)) for number in range(1, ROWS + 1)])
    database.close()


def contents(url: str) -> Contents:
    """Every row of every table, as Python sees them."""
    database = Database(url)
    with database.reading() as session:
        found = {
            table.name: [dict(row) for row in session.execute(table.select().order_by(*table.primary_key)).mappings()]
            for table in METADATA.sorted_tables
        }
    database.close()
    return found


def _row(table: Table, number: int) -> Row:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: "Column[object]", number: int) -> Value:
    if column.nullable and number == ROWS:
        return None
    if column.foreign_keys:
        return number
    if column.name == "value" and column.table.name == "votes":
        return 1
    match column.type:
        case UtcTime():
            return datetime(2026, 3, number, 23, 59, 59, 123456, tzinfo=UTC)
        case Strings():
            return ("cs.CL", HARD_TEXT)[: number - 1]
        case BigInteger():
            return 2**62 + number
        case Integer():
            return number
        case Date():
            return date(2024, 2, 28) + timedelta(days=number)
        case JSON():
            return {"format": 1, "text": HARD_TEXT, "weight": 0.1 * number, "nothing": None, "list": [1, {"a": True}]}
        case _:
            return f"{number} {HARD_TEXT}"
