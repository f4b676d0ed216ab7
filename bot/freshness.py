"""PURE: what to think of one source's day after looking at it once more.

The table, first line that fits (``expected``: the source announces on such a day, as far as the calendar tells):

=================  ==================================================  =======
the look           the day                                             state
=================  ==================================================  =======
answered           papers were announced, now or before                fresh
answered           not expected                                        quiet
answered           empty, before ``overdue``                           waiting
answered           empty, from ``overdue`` on                          stalled
answered           empty, from ``given_up`` on: a holiday              quiet
failed             papers were announced, failing less than ``stale``  fresh
failed             not expected, or already found to be quiet          quiet
failed             anything else                                       failed
=================  ==================================================  =======

What was announced stays announced: neither a failure nor a shorter list makes ``papers`` fewer. A failure is always
told in ``problem`` and ``failing_since``, whatever the state.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.model import DayState, SourceDay


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When patience with a source's day ends; the first two count from 00:00 UTC of that day.

    The defaults are facts of the two sources: of 293 days of Hugging Face Daily the first paper came within 3.5 hours
    on 99 % and within 5.3 on all; arXiv's list is there at midnight in New York, 04:00 or 05:00 UTC.
    ``stale`` counts from the first failure: half a day without new votes misleads more than no list.
    """

    overdue: timedelta = timedelta(hours=8)
    given_up: timedelta = timedelta(hours=36)
    stale: timedelta = timedelta(hours=12)


DEFAULT = Deadlines()


def day_state(  # noqa: PLR0913 - the facts of one look, by name
    previous: SourceDay | None,
    *,
    source: str,
    day: date,
    now: datetime,
    expected: bool,
    papers: int = 0,
    problem: str | None = None,
    deadlines: Deadlines = DEFAULT,
) -> SourceDay:
    """The day after a look at ``now`` that found ``papers`` or failed with ``problem`` (one sentence).

    ``previous`` is what this function said of the same day before.
    """
    known = max(papers, previous.papers if previous else 0)
    if problem is None:
        return SourceDay(source, day, _answered(now - _start(day), known, deadlines, expected=expected), now, known)
    since = (previous.failing_since if previous else None) or now
    concluded = not expected or (previous is not None and previous.state is DayState.QUIET)
    state = _failed(known, concluded=concluded, stale=now - since >= deadlines.stale)
    return SourceDay(source, day, state, now, known, problem, since)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _answered(age: timedelta, papers: int, deadlines: Deadlines, *, expected: bool) -> DayState:
    if papers:
        return DayState.FRESH
    if not expected or age >= deadlines.given_up:
        return DayState.QUIET
    return DayState.STALLED if age >= deadlines.overdue else DayState.WAITING


def _failed(papers: int, *, concluded: bool, stale: bool) -> DayState:
    if papers:
        return DayState.FAILED if stale else DayState.FRESH
    return DayState.QUIET if concluded else DayState.FAILED
