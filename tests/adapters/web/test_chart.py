"""The drawing of votes over time, and the same in words."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.chart import HEIGHT, MOST_POINTS, WIDTH, chart
from bot.model import Signal
from tests.adapters.web.validity import parsed
from tests.builders import NOW, a_signal


def counted(*votes: int | None, every: timedelta = timedelta(days=1)) -> list[Signal]:
    return [a_signal(count, NOW + place * every) for place, count in enumerate(votes)]


@pytest.mark.parametrize(
    "signals", [[], counted(3), counted(None, None), counted(3, None), [a_signal(1), a_signal(2, source="arxiv")]]
)
def test_one_count_is_no_line(signals: list[Signal]):
    assert chart(signals) is None


def test_it_says_what_it_draws():
    made = chart(counted(3, 12, 41))

    assert made is not None
    assert made.words == "Votes over time: from 3 votes on Tue 3 Mar 2026 to 41 on Thu 5 Mar 2026."
    assert f'aria-label="{made.words}"' in made.drawing
    assert [point.votes for point in made.rows] == [3, 12, 41]


def test_the_lines_are_round_numbers():
    made = chart(counted(0, 137))

    assert made is not None
    assert all(f">{value}</text>" in made.drawing for value in (0, 50, 100, 150))


def test_within_one_day_the_times_are_told():
    made = chart(counted(1, 2, every=timedelta(hours=3)))

    assert made is not None
    assert ">08:00 UTC</text>" in made.drawing
    assert ">11:00 UTC</text>" in made.drawing
    assert made.words == "Votes on Tue 3 Mar 2026: from 1 vote at 08:00 to 2 at 11:00 UTC."


def test_the_source_that_counted_most_often_is_drawn():
    other = [Signal("other", NOW, votes=900), Signal("other", NOW + timedelta(days=3), votes=901)]
    made = chart([*other, *counted(3, 12, 41)])

    assert made is not None
    assert [point.votes for point in made.rows] == [3, 12, 41]


@st.composite
def many_signals(draw: st.DrawFn) -> list[Signal]:
    votes = draw(st.lists(st.none() | st.integers(0, 2**63), max_size=200))
    hours = draw(st.lists(st.integers(0, 10**5), min_size=len(votes), max_size=len(votes)))
    return [a_signal(count, NOW + timedelta(hours=hour)) for count, hour in zip(votes, hours, strict=True)]


@given(many_signals())
def test_the_line_never_leaves_the_picture_and_never_runs_back(signals: list[Signal]):
    made = chart(signals)
    if made is None:
        return
    drawing = next(parsed(f"<!DOCTYPE html><title>x</title>{made.drawing}").iter("polyline")).get("points") or ""
    points = [tuple(map(float, point.split(","))) for point in drawing.split()]

    assert 2 <= len(points) <= MOST_POINTS
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_times_are_told_in_utc():
    east = datetime.fromisoformat("2026-03-04T01:30:00+05:30")
    made = chart([a_signal(1, east), a_signal(2, east + timedelta(days=2))])

    assert made is not None
    assert "Tue 3 Mar 2026" in made.words
