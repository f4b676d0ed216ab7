"""When a subscription posts: its next occurrence, the one to catch up with, the days a digest covers. PURE.

An occurrence is a local day and a wall time, never a number of hours after the last one, so that daylight saving
moves it in UTC and not for the reader. A wall time that a gap skips posts once, at the end of the gap; one that a
fold repeats posts once, the first time. A local day that does not exist at all (Apia, 30 December 2011) has no
occurrence; the next digest covers more days.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Schedule

PUNCTUAL = timedelta(minutes=10)
"""Later than this is downtime; until then it is a slow tick, and posts whatever ``catch_up`` says."""

_ONE_DAY = timedelta(days=1)
_HORIZON = 100
"""Days to look ahead for the next occurrence; a month whose first day does not exist is still passed over."""


@dataclass(frozen=True, slots=True)
class Due:
    """What to do about a subscription whose time has come.

    ``occurrence`` is the latest that has passed: the one to post, or, when it is too old (``post`` is false), to
    record as skipped. ``next_due`` is the subscription's next time, always later than now.
    """

    occurrence: datetime
    post: bool
    next_due: datetime


def next_occurrence(schedule: Schedule, after: datetime) -> datetime:
    """The first occurrence later than ``after``, both aware; the answer is in UTC.

    Raises:
        ValueError: ``after`` is naive, or the schedule has no weekday.
        ZoneInfoNotFoundError: the schedule's zone is unknown.
    """
    return next(instant for instant in _occurrences(schedule, after, _ONE_DAY) if instant > after)


def latest_occurrence(schedule: Schedule, until: datetime) -> datetime:
    """The last occurrence not later than ``until``; raises what ``next_occurrence`` raises."""
    return next(instant for instant in _occurrences(schedule, until, -_ONE_DAY) if instant <= until)


def missed(schedule: Schedule, due: datetime, now: datetime) -> Due | None:
    """What is to be posted at ``now`` when ``due`` was the next time on record; ``None`` when that lies ahead.

    However many occurrences passed while nothing ran, one is left: the latest, unless it lies further back than
    the schedule's ``catch_up``.
    """
    if now < due:
        return None
    occurrence = max(due, latest_occurrence(schedule, now))
    in_time = now - occurrence <= max(schedule.catch_up, PUNCTUAL)
    return Due(occurrence, post=in_time, next_due=next_occurrence(schedule, now))


def covers(schedule: Schedule, occurrence: datetime) -> tuple[date, date]:
    """The first and last day, both included, that the digest of ``occurrence`` is about.

    Daily and weekly: since the previous occurrence, whose own day counts again, for what was announced on it
    afterwards; so Monday covers the weekend, and each paper is still posted once because the channel has seen it.
    Monthly: the month before.

    Sources count their days in other zones than the subscription, so the first day is the earlier of the local one
    and that of UTC.
    """
    last = occurrence.astimezone(ZoneInfo(schedule.zone)).date()
    if schedule.cadence == "monthly":
        end = last.replace(day=1) - _ONE_DAY
        return end.replace(day=1), end
    before = latest_occurrence(schedule, occurrence - timedelta.resolution)
    return min(before.date(), before.astimezone(ZoneInfo(schedule.zone)).date()), last


def _occurrences(schedule: Schedule, around: datetime, step: timedelta) -> Iterator[datetime]:
    """All occurrences from a day before ``around`` (in the direction of ``step``) for as long as one must come."""
    if around.tzinfo is None:
        raise ValueError("a time without a zone cannot be placed on a schedule")
    zone, is_due = ZoneInfo(schedule.zone), _days_of(schedule)
    start = around.astimezone(zone).date() - step
    days = (start + number * step for number in range(_HORIZON))
    return (instant for day in days if is_due(day) and (instant := _instant(day, schedule.at, zone)))


def _days_of(schedule: Schedule) -> Callable[[date], bool]:
    if schedule.cadence == "monthly":
        return lambda day: day.day == 1
    if not schedule.weekdays:
        raise ValueError("a schedule needs at least one weekday")
    weekdays = frozenset({min(schedule.weekdays)}) if schedule.cadence == "weekly" else schedule.weekdays
    return lambda day: day.weekday() in weekdays


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """That wall time of that day in UTC; the end of the gap it falls in; ``None`` when the gap swallows the day."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    opens = _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)
    reached = opens.astimezone(zone).date() == day
    left = (opens - timedelta(seconds=1)).astimezone(zone).date() == day
    return opens if reached or left else None  # a gap at the end of a day (Nuuk) opens on the next one


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset of ``zone`` changes between two instants in UTC.

    They lie on both sides of it because of PEP 495: a wall time in a gap is read by the offset before the change with
    fold 0, which gives a later instant, and by the offset after it with fold 1, which gives an earlier one.
    """
    old = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        unchanged = (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == old
        low, high = (middle, high) if unchanged else (low, middle)
    return before + timedelta(seconds=high)
