import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nearest import edits, nearest

WORDS = ("today", "search", "show", "save", "saved", "status", "settings", "unsubscribe")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("serach", "search"),
        ("SERCH", "search"),
        ("sho", "show"),
        ("saev", "save"),
        ("setings", "settings"),
        ("unsubcribe", "unsubscribe"),
        ("todya", "today"),
        ("diffusion", None),
        ("", None),
    ],
)
def test_a_slip_of_the_finger_is_seen_through(typed: str, meant: str | None):
    assert nearest(typed, WORDS) == meant


def test_of_nothing_nothing_is_near():
    assert nearest("today", ()) is None


@given(st.text(max_size=8), st.text(max_size=8))
def test_edits_are_a_distance(one: str, other: str):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= edits(one, other) <= max(len(one), len(other))


def test_a_swap_of_neighbours_is_one_edit():
    assert edits("ab", "ba") == 1
