from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.model import Paper
from bot.storage.columns import UtcTime
from bot.storage.database import Database
from bot.storage.drafts import PAPER_COLUMNS
from bot.storage.tables import GateRow, gates
from tests.builders import NOW, a_paper


def test_a_time_of_any_zone_comes_back_in_utc(database: Database):
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    with database.writing() as session:
        session.add(GateRow(name="a", next_at=there))
    with database.reading() as session:
        back = session.scalars(select(gates.c.next_at)).one()
    assert back == NOW
    assert back.tzinfo is UTC


def test_a_time_without_zone_is_refused(database: Database):
    with pytest.raises(StatementError, match="without zone"), database.writing() as session:
        session.add(GateRow(name="a", next_at=datetime(2026, 3, 3)))  # noqa: DTZ001 - what is refused


def test_a_server_in_another_zone_changes_nothing(postgres_url: str):
    database = Database(postgres_url)
    with database.writing() as session:
        session.connection().exec_driver_sql("SET TIME ZONE 'Asia/Tokyo'")
        session.add(GateRow(name="a", next_at=NOW))
        session.flush()
        assert session.scalars(select(gates.c.next_at)).one() == NOW
    database.close()


@given(
    st.datetimes(
        datetime(2, 1, 1),  # noqa: DTZ001 - Hypothesis wants bounds without a zone
        datetime(9998, 1, 1),  # noqa: DTZ001 - likewise
        timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
    )
)
def test_every_instant_survives_the_way_through_sqlite(at: datetime):
    dialect = sqlite.dialect()
    stored = UtcTime().process_bind_param(at, dialect)
    assert UtcTime().process_result_value(stored, dialect) == at.astimezone(UTC)


def test_the_columns_of_a_paper_are_its_fields_in_their_order():
    paper = a_paper()
    assert Paper(*(getattr(paper, column.name) for column in PAPER_COLUMNS)) == paper
