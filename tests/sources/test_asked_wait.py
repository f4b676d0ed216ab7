from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.asked_wait import LONGEST, asked_wait
from tests.builders import NOW


def seconds(**headers: str) -> float | None:
    wait = asked_wait({name.replace("_", "-"): value for name, value in headers.items()}, NOW)
    return None if wait is None else wait.total_seconds()


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def test_no_header_asks_for_nothing():
    assert seconds() is None
    assert seconds(Content_Type="text/html") is None


def test_retry_after_in_seconds():
    assert seconds(Retry_After="120") == 120
    assert seconds(Retry_After=" 0 ") == 0
    assert seconds(Retry_After="1.5") == 2


def test_retry_after_as_a_date():
    assert seconds(Retry_After=http_date(NOW + timedelta(seconds=90))) == 90
    assert seconds(Retry_After=http_date(NOW - timedelta(days=1))) == 0


def test_the_servers_own_date_counts_where_its_clock_is_wrong():
    theirs = NOW - timedelta(days=30)
    assert seconds(Retry_After=http_date(theirs + timedelta(seconds=45)), Date=http_date(theirs)) == 45


def test_the_rate_limit_of_hugging_face():
    assert seconds(RateLimit='"api";r=0;t=123') == 123
    assert seconds(RateLimit='"api"; r=0 ; t=7') == 7
    assert seconds(RateLimit='"pages";t=9;r=0') == 9


def test_a_limit_with_something_left_asks_for_nothing():
    assert seconds(RateLimit='"api";r=17;t=123') is None


def test_of_several_limits_the_spent_one_counts():
    assert seconds(RateLimit='"api";r=0;t=20, "resolvers";r=5;t=290') == 20


def test_the_longest_of_all_that_is_asked_counts():
    assert seconds(Retry_After="5", RateLimit='"api";r=0;t=60') == 60


def test_a_wait_of_years_is_cut():
    assert asked_wait({"Retry-After": "999999999999"}, NOW) == LONGEST


@pytest.mark.parametrize("told", ["soon", "-5", "1e9", "١٢", "Tue, 99 Foo 2026", "nan", ";;;", "inf"])
def test_nonsense_asks_for_nothing(told: str):
    assert seconds(Retry_After=told) is None
    assert seconds(RateLimit=told) is None


@given(st.dictionaries(st.sampled_from(["Retry-After", "RateLimit", "Date"]), st.text()))
def test_whatever_the_headers_say_the_wait_is_bounded(headers: dict[str, str]):
    wait = asked_wait(headers, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST
