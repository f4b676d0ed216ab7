from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.model import Schedule
from bot.schedule import PUNCTUAL, Due, covers, latest_occurrence, missed, next_occurrence
from bot.zones import zone_names

EVERY_DAY = frozenset(range(7))
INSTANTS = st.datetimes(datetime(1970, 1, 3), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside it
SCHEDULES = st.builds(
    Schedule,
    at=st.times().map(lambda at: at.replace(microsecond=0)),
    zone=st.sampled_from(sorted(zone_names())),
    cadence=st.sampled_from(["daily", "weekly", "monthly"]),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    catch_up=st.timedeltas(timedelta(0), timedelta(days=10)),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: str, zone: str, weekdays: frozenset[int] = EVERY_DAY) -> Schedule:
    return Schedule(at=time.fromisoformat(at), zone=zone, weekdays=weekdays)


def following(schedule: Schedule, after: str, count: int) -> list[str]:
    """The next occurrences, as the clock on the wall shows them."""
    now, shown = utc(after), []
    for _ in range(count):
        now = next_occurrence(schedule, now)
        shown.append(f"{now.astimezone(ZoneInfo(schedule.zone)):%m-%d %H:%M %Z}")
    return shown


def test_working_days_pass_over_the_weekend():
    assert following(Schedule(), "2026-03-05T12:00", 2) == ["03-06 09:00 UTC", "03-09 09:00 UTC"]


def test_an_occurrence_is_never_its_own_next():
    assert next_occurrence(Schedule(), utc("2026-03-05T09:00")) == utc("2026-03-06T09:00")


def test_nine_o_clock_stays_nine_o_clock_when_summer_time_begins():
    berlin = daily("09:00", "Europe/Berlin")
    assert following(berlin, "2026-03-28T00:00", 3) == ["03-28 09:00 CET", "03-29 09:00 CEST", "03-30 09:00 CEST"]


def test_nine_o_clock_stays_nine_o_clock_in_the_south_too():
    sydney = daily("09:00", "Australia/Sydney")
    assert following(sydney, "2026-04-03T23:30", 2) == ["04-05 09:00 AEST", "04-06 09:00 AEST"]


@pytest.mark.parametrize(
    ("zone", "at", "before", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("America/New_York", "02:00", "2026-03-07T12:00", "2026-03-08T07:00"),
        ("Australia/Lord_Howe", "02:10", "2026-10-03T00:00", "2026-10-03T15:30"),  # a gap of half an hour
        ("America/Sao_Paulo", "00:15", "2018-11-03T12:00", "2018-11-04T03:00"),  # the day begins at one o'clock
        ("Asia/Beirut", "00:30", "2026-03-28T12:00", "2026-03-28T22:00"),
        ("America/Nuuk", "23:30", "2026-03-28T12:00", "2026-03-29T01:00"),  # the gap ends the day
    ],
)
def test_a_time_that_a_gap_skips_posts_once_at_the_end_of_the_gap(zone: str, at: str, before: str, expected: str):
    schedule = daily(at, zone)
    assert next_occurrence(schedule, utc(before)) == utc(expected)
    assert next_occurrence(schedule, utc(expected)) - utc(expected) > timedelta(hours=22)


@pytest.mark.parametrize(
    ("zone", "at", "before", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-04T00:00", "2026-04-04T14:45"),
        ("America/Havana", "00:30", "2026-10-31T12:00", "2026-11-01T04:30"),
        ("Africa/Casablanca", "02:30", "2026-02-14T12:00", "2026-02-15T01:30"),  # Ramadan begins
    ],
)
def test_a_time_that_a_fold_repeats_posts_once_the_first_time(zone: str, at: str, before: str, expected: str):
    schedule = daily(at, zone)
    assert next_occurrence(schedule, utc(before)) == utc(expected)
    assert next_occurrence(schedule, utc(expected)) - utc(expected) > timedelta(hours=24)


def test_a_day_that_does_not_exist_has_no_occurrence_and_the_next_digest_covers_it():
    apia = daily("09:00", "Pacific/Apia")
    assert following(apia, "2011-12-28T12:00", 3) == ["12-28 09:00 -10", "12-29 09:00 -10", "12-31 09:00 +14"]
    assert covers(apia, utc("2011-12-30T19:00")) == (date(2011, 12, 29), date(2011, 12, 31))


def test_a_roll_up_comes_on_the_first_of_its_weekdays():
    weekly = Schedule(cadence="weekly", weekdays=frozenset({2, 4}))
    assert following(weekly, "2026-03-03T12:00", 2) == ["03-04 09:00 UTC", "03-11 09:00 UTC"]


def test_a_month_is_rolled_up_on_the_first_of_the_next():
    monthly = Schedule(cadence="monthly")
    assert following(monthly, "2026-01-01T09:00", 2) == ["02-01 09:00 UTC", "03-01 09:00 UTC"]
    assert covers(monthly, utc("2026-03-01T09:00")) == (date(2026, 2, 1), date(2026, 2, 28))


def test_monday_covers_the_weekend_and_what_came_late_on_friday():
    assert covers(Schedule(), utc("2026-03-09T09:00")) == (date(2026, 3, 6), date(2026, 3, 9))


def test_a_week_covers_seven_days_since_the_last_roll_up():
    weekly = Schedule(cadence="weekly", weekdays=frozenset({4}))
    assert covers(weekly, utc("2026-03-06T09:00")) == (date(2026, 2, 27), date(2026, 3, 6))


def test_a_morning_in_auckland_covers_the_day_that_is_still_young_in_utc():
    auckland = daily("09:00", "Pacific/Auckland")
    assert covers(auckland, utc("2026-03-02T20:00"))[0] == date(2026, 3, 1)


def test_a_slow_tick_posts_even_without_catching_up():
    due, schedule = utc("2026-03-03T09:00"), Schedule(catch_up=timedelta(0))
    assert missed(schedule, due, due + PUNCTUAL) == Due(due, post=True, next_due=utc("2026-03-04T09:00"))


def test_what_is_not_due_yet_is_left_alone():
    assert missed(Schedule(), utc("2026-03-03T09:00"), utc("2026-03-03T08:59")) is None


def test_after_a_week_of_downtime_one_post_is_left():
    decision = missed(Schedule(), utc("2026-03-03T09:00"), utc("2026-03-10T14:00"))
    assert decision == Due(utc("2026-03-10T09:00"), post=True, next_due=utc("2026-03-11T09:00"))


def test_what_was_missed_longer_ago_than_the_catch_up_window_is_skipped():
    weekly = Schedule(cadence="weekly", weekdays=frozenset({0}), catch_up=timedelta(days=2))
    decision = missed(weekly, utc("2026-03-02T09:00"), utc("2026-03-05T09:00"))
    assert decision == Due(utc("2026-03-02T09:00"), post=False, next_due=utc("2026-03-09T09:00"))


def test_a_due_time_off_the_schedule_is_posted_for_itself():
    resumed = utc("2026-03-03T11:00")
    assert missed(Schedule(), resumed, utc("2026-03-03T11:01")) == Due(
        resumed, post=True, next_due=utc("2026-03-04T09:00")
    )


def test_a_schedule_without_weekdays_is_refused():
    with pytest.raises(ValueError, match="at least one weekday"):
        next_occurrence(Schedule(weekdays=frozenset()), utc("2026-03-03T09:00"))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        next_occurrence(Schedule(), datetime(2026, 3, 3))  # noqa: DTZ001 - a naive time is the subject


@given(SCHEDULES, INSTANTS)
def test_the_next_occurrence_is_later_and_the_latest_is_not(schedule: Schedule, now: datetime):
    upcoming, last = next_occurrence(schedule, now), latest_occurrence(schedule, now)
    assert last <= now < upcoming
    assert upcoming.tzinfo is UTC


@given(SCHEDULES, INSTANTS)
def test_nothing_lies_between_the_latest_occurrence_and_the_next(schedule: Schedule, now: datetime):
    upcoming, last = next_occurrence(schedule, now), latest_occurrence(schedule, now)
    assert next_occurrence(schedule, last) == upcoming
    assert latest_occurrence(schedule, upcoming - timedelta.resolution) == last


@given(SCHEDULES, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_later_clock_never_gives_an_earlier_occurrence(schedule: Schedule, now: datetime, jump: timedelta):
    assert next_occurrence(schedule, now) <= next_occurrence(schedule, now + jump)


@given(SCHEDULES, INSTANTS)
def test_an_occurrence_shows_its_own_time_unless_a_gap_moved_it(schedule: Schedule, now: datetime):
    zone = ZoneInfo(schedule.zone)
    wall = next_occurrence(schedule, now).astimezone(zone)
    early = (wall.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
    assert wall.time() == schedule.at or wall.utcoffset() != early.utcoffset()
    assert wall.fold == 0


@given(SCHEDULES, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_catching_up_leaves_at_most_one_post_and_a_due_time_ahead(
    schedule: Schedule, before: datetime, down: timedelta
):
    due = next_occurrence(schedule, before)
    now = before + down
    decision = missed(schedule, due, now)
    assume(decision is not None)
    assert due <= decision.occurrence <= now < decision.next_due
    assert decision.post == (now - decision.occurrence <= max(schedule.catch_up, PUNCTUAL))
    assert missed(schedule, decision.next_due, now) is None


@given(SCHEDULES, INSTANTS)
def test_two_digests_in_a_row_leave_no_day_between_them(schedule: Schedule, now: datetime):
    first = next_occurrence(schedule, now)
    second = next_occurrence(schedule, first)
    assert covers(schedule, second)[0] <= covers(schedule, first)[1] + timedelta(days=1)
    assert covers(schedule, second)[0] <= covers(schedule, second)[1]
