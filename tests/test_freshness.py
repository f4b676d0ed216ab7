from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.freshness import DEFAULT, day_state
from bot.model import DayState, SourceDay

DAY = date(2026, 3, 3)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
DOWN = "huggingface.co answers 503 Service Unavailable."


def look(
    previous: SourceDay | None = None,
    *,
    hours: float = 1,
    papers: int = 0,
    problem: str | None = None,
    expected: bool = True,
) -> SourceDay:
    """One more look at 3 March 2026, so many hours into it."""
    now = MIDNIGHT + timedelta(hours=hours)
    return day_state(
        previous, source="huggingface", day=DAY, now=now, expected=expected, papers=papers, problem=problem
    )


@pytest.mark.parametrize(
    ("hours", "papers", "expected", "state"),
    [
        (1, 0, True, DayState.WAITING),
        (7.9, 0, True, DayState.WAITING),
        (8, 0, True, DayState.STALLED),
        (35.9, 0, True, DayState.STALLED),
        (36, 0, True, DayState.QUIET),
        (1, 12, True, DayState.FRESH),
        (40, 12, True, DayState.FRESH),
        (1, 0, False, DayState.QUIET),
        (20, 0, False, DayState.QUIET),
        (20, 3, False, DayState.FRESH),
        (-2, 0, True, DayState.WAITING),
    ],
)
def test_what_a_source_that_answers_makes_of_its_day(hours: float, papers: int, expected: bool, state: DayState):
    day = look(hours=hours, papers=papers, expected=expected)
    assert (day.state, day.papers, day.problem, day.failing_since) == (state, papers, None, None)


def test_a_source_that_never_answered_today_has_failed_since_the_first_attempt():
    first = look(hours=1, problem="no answer within 60 s.")
    again = look(first, hours=3, problem=DOWN)
    assert (first.state, again.state) == (DayState.FAILED, DayState.FAILED)
    assert (again.problem, again.failing_since, again.checked_at) == (DOWN, first.checked_at, again.checked_at)


def test_a_failure_leaves_the_papers_of_the_morning_in_sight_and_tells_of_itself():
    day = look(look(hours=2, papers=31), hours=4, problem=DOWN)
    assert (day.state, day.papers, day.problem) == (DayState.FRESH, 31, DOWN)
    assert day.failing_since == MIDNIGHT + timedelta(hours=4)


def test_votes_that_could_not_be_refreshed_for_half_a_day_are_stale():
    failing = look(look(hours=2, papers=31), hours=4, problem=DOWN)
    assert look(failing, hours=15.9, problem=DOWN).state is DayState.FRESH
    stale = look(failing, hours=16, problem=DOWN)
    assert (stale.state, stale.papers) == (DayState.FAILED, 31)


def test_recovery_forgets_the_failure():
    day = look(look(hours=1, problem=DOWN), hours=2, papers=5)
    assert (day.state, day.papers, day.problem, day.failing_since) == (DayState.FRESH, 5, None, None)


def test_after_recovery_an_empty_list_is_waited_for_again():
    assert look(look(hours=1, problem=DOWN), hours=2).state is DayState.WAITING


def test_a_second_row_of_failures_has_its_own_beginning():
    recovered = look(look(hours=1, problem=DOWN), hours=2, papers=5)
    assert look(recovered, hours=3, problem=DOWN).failing_since == MIDNIGHT + timedelta(hours=3)


def test_a_weekend_is_quiet_even_while_the_source_is_down_and_the_failure_is_told():
    day = look(hours=12, expected=False, problem=DOWN)
    assert (day.state, day.problem) == (DayState.QUIET, DOWN)


def test_a_holiday_that_was_found_out_stays_quiet_when_the_source_goes_down():
    assert look(look(hours=36), hours=40, problem=DOWN).state is DayState.QUIET


def test_an_overdue_list_that_arrives_after_all_is_fresh():
    assert look(look(hours=30), hours=31, papers=8).state is DayState.FRESH


def test_a_list_that_was_quiet_and_gets_papers_after_all_is_fresh():
    assert look(look(hours=40), hours=41, papers=1).state is DayState.FRESH


def test_an_emptied_list_does_not_take_back_what_was_announced():
    day = look(look(hours=2, papers=31), hours=3, papers=0)
    assert (day.state, day.papers) == (DayState.FRESH, 31)


Steps = list[tuple[float, int, bool, str | None]]

looks = st.lists(
    st.tuples(st.floats(0.01, 9), st.integers(0, 3), st.booleans(), st.sampled_from([None, DOWN])), min_size=1
)


def days(steps: Steps) -> list[SourceDay]:
    """The days of a row of looks, each some hours after the one before."""
    seen: list[SourceDay] = []
    hours = -1.0
    for wait, papers, expected, problem in steps:
        hours += wait
        found = 0 if problem else papers
        seen.append(look(seen[-1] if seen else None, hours=hours, papers=found, problem=problem, expected=expected))
    return seen


@given(looks)
def test_papers_never_become_fewer(steps: Steps):
    counts = [day.papers for day in days(steps)]
    assert counts == sorted(counts)


@given(looks)
def test_a_failure_is_always_told_with_its_beginning_and_nothing_else_is(
    steps: Steps,
):
    for day, (_, _, _, problem) in zip(days(steps), steps, strict=True):
        assert day.problem == problem
        assert (day.failing_since is None) == (problem is None)
        assert day.failing_since is None or day.failing_since <= day.checked_at


@given(looks)
def test_each_state_means_what_it_says(steps: Steps):
    for day in days(steps):
        age = day.checked_at - MIDNIGHT
        empty_and_well = day.papers == 0 and day.problem is None
        assert day.state is not DayState.FRESH or day.papers > 0
        assert day.state is not DayState.WAITING or (empty_and_well and age < DEFAULT.overdue)
        assert day.state is not DayState.STALLED or (empty_and_well and DEFAULT.overdue <= age < DEFAULT.given_up)
        assert day.state is not DayState.QUIET or day.papers == 0
        assert day.state is not DayState.FAILED or day.problem is not None


@given(looks)
def test_looking_again_at_the_same_moment_changes_nothing(steps: Steps):
    last, (_, papers, expected, problem) = days(steps)[-1], steps[-1]
    again = day_state(
        last,
        source=last.source,
        day=last.day,
        now=last.checked_at,
        expected=expected,
        papers=0 if problem else papers,
        problem=problem,
    )
    assert again == last
