from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spoken import WEEKDAYS, read_time, read_weekday, read_weekdays


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("9h", time(9)),
        ("9h30", time(9, 30)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30 p.m.", time(21, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_is_understood(typed: str, at: time):
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13pm", "0am", "9:3", "9:30:15", "later", "9m", "1²", "12345"])
def test_what_is_no_time_of_day_is_refused(typed: str):
    assert read_time(typed) is None


@given(st.times())
def test_a_time_written_by_the_clock_is_read_back(at: time):
    assert read_time(at.strftime("%H:%M")) == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon,wed,fri", {0, 2, 4}),
        ("Mon - Fri", {0, 1, 2, 3, 4}),
        ("monday to friday", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("Tuesdays and Thursdays", {1, 3}),
        ("tues/thurs", {1, 3}),
        ("sat & sun", {5, 6}),
        ("mo we", {0, 2}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("weekends, wed", {5, 6, 2}),
        ("daily", set(range(7))),
        ("sunday", {6}),
    ],
)
def test_days_of_the_week_are_understood(typed: str, days: set[int]):
    assert read_weekdays(typed) == days


@pytest.mark.parametrize("typed", ["", ",", "m", "t", "s", "funday", "mon,someday", "mon-", "-fri", "mon-wed-fri"])
def test_what_is_no_day_is_refused(typed: str):
    assert read_weekdays(typed) is None


@pytest.mark.parametrize("length", range(2, 10))
def test_a_day_may_be_cut_short_anywhere(length: int):
    assert [read_weekday(name[:length].title()) for name in WEEKDAYS] == list(range(7))


@given(st.text())
def test_any_text_is_either_understood_or_not(text: str):
    read_time(text)
    read_weekdays(text)
