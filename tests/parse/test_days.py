from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.days import read_date, read_length, read_month, read_since, read_week
from tests.builders import TODAY

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-03", date(2026, 3, 3)),
        ("2026/3/3", date(2026, 3, 3)),
        ("2026.03.03", date(2026, 3, 3)),
        ("20260303", date(2026, 3, 3)),
        ("31.12.2025", date(2025, 12, 31)),
        ("12/31/2025", date(2025, 12, 31)),
        ("3/3/2026", date(2026, 3, 3)),
        ("3 March", date(2026, 3, 3)),
        ("3 Mar 2025", date(2025, 3, 3)),
        ("March 3rd, 2025", date(2025, 3, 3)),
        ("1st of Sept.", date(2025, 9, 1)),
        ("4 March", date(2025, 3, 4)),
        ("29 feb", date(2024, 2, 29)),
        ("today", TODAY),
        ("Yesterday", date(2026, 3, 2)),
        ("tuesday", TODAY),
        ("last tuesday", date(2026, 2, 24)),
        ("wed", date(2026, 2, 25)),
        ("2 days ago", date(2026, 3, 1)),
        ("a week ago", date(2026, 2, 24)),
    ],
)
def test_a_day_is_understood(typed: str, day: date):
    assert read_date(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "03/04/2026", "2026-02-30", "2026-03/03", "tomorrow", "3 Ma", "32 March", "0 ago"]
)
def test_what_is_no_day_or_two_is_refused(typed: str):
    assert read_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "monday"),
    [
        ("", date(2026, 3, 2)),
        ("last", date(2026, 2, 23)),
        ("2026-W01", date(2025, 12, 29)),
        ("2026W1", date(2025, 12, 29)),
        ("w9", date(2026, 2, 23)),
        ("week 40", date(2025, 9, 29)),
        ("2026-02-25", date(2026, 2, 23)),
        ("2026-W54", None),
        ("soon", None),
    ],
)
def test_a_week_is_its_monday(typed: str, monday: date | None):
    assert read_week(typed, TODAY) == monday


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", date(2026, 3, 1)),
        ("last", date(2026, 2, 1)),
        ("2026-01", date(2026, 1, 1)),
        ("01/2026", date(2026, 1, 1)),
        ("March", date(2026, 3, 1)),
        ("april", date(2025, 4, 1)),
        ("Dec 2024", date(2024, 12, 1)),
        ("2026-13", None),
        ("ma", None),
    ],
)
def test_a_month_is_its_first_day(typed: str, first: date | None):
    assert read_month(typed, TODAY) == first


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("3d", 3),
        ("2w", 14),
        ("2 weeks", 14),
        ("a month", 30),
        ("1y", 365),
        ("10", 10),
        ("week", 7),
        ("", None),
        ("0d", None),
        ("-3d", None),
        ("3x", None),
        ("many", None),
    ],
)
def test_a_length_is_a_number_of_days(typed: str, length: int | None):
    assert read_length(typed) == length


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2w", date(2026, 2, 17)),
        ("2026", date(2026, 1, 1)),
        ("2025-11", date(2025, 11, 1)),
        ("jan", date(2026, 1, 1)),
        ("monday", date(2026, 3, 2)),
        ("last week", date(2026, 2, 23)),
        ("", None),
        ("7", None),
    ],
)
def test_since_is_a_first_day(typed: str, day: date | None):
    assert read_since(typed, TODAY) == day


@given(days, days)
def test_a_day_in_iso_form_is_that_day_whenever_it_is_typed(day: date, today: date):
    year, week, _ = day.isocalendar()
    assert read_date(day.isoformat(), today) == day
    assert read_week(f"{year}-W{week:02}", today) == day - timedelta(days=day.weekday())
    assert read_month(f"{day:%Y-%m}", today) == day.replace(day=1)


@given(st.text(), st.dates())
def test_any_text_is_understood_or_not(text: str, today: date):
    for read in (read_date, read_week, read_month, read_since):
        read(text, today)
