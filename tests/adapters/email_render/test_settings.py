"""The laws of the form: what is not touched stays as it was, and mistakes name their field."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.email.settings import LONGEST, SEVERAL, Filled, choices, filled, read
from bot.commands import Changes
from bot.document import Form
from bot.language import language
from tests.adapters.slack_views.made import forms

LANGUAGE = language(lambda: ["huggingface", "arxiv"])
ANY = st.text(st.characters(), max_size=30)
NAMES = (
    "include",
    "exclude",
    "authors",
    "organisations",
    "count",
    "min_votes",
    "window_days",
    "per_topic",
    "zone",
    "at",
)


@given(forms())
def test_nothing_filled_in_gives_back_what_stood_there(form: Form):
    reading = read(filled(form), LANGUAGE)

    assert reading.wrong == {}
    values = replace(form.values, managers=None, mention=None)
    assert _ordered(reading.changes) == _ordered(values)


def _ordered(changes: Changes) -> Changes:
    """Authors and organisations have fields of their own, behind the other topics."""
    include = tuple(sorted(changes.include or (), key=lambda topic: (topic.kind, topic.value)))
    exclude = tuple(sorted(changes.exclude or (), key=lambda topic: (topic.kind, topic.value)))
    return replace(changes, include=include, exclude=exclude)


@given(st.dictionaries(st.sampled_from([*NAMES, "cadence", "summary", "layout", "when_nothing"]), ANY))
def test_whatever_is_filled_in_is_read_or_named(typed: dict[str, str]):
    reading = read(Filled(typed), LANGUAGE)

    assert reading.wrong.keys() <= typed.keys() | {"include", "exclude", "authors", "organisations"}
    for name in typed.keys() - reading.wrong.keys() - {"authors", "organisations"}:
        assert getattr(reading.changes, name) is not None


def test_a_form_with_no_field_changes_nothing():
    assert read(Filled({}), LANGUAGE).changes == Changes()


def test_days_and_sources_that_are_none_are_left_out():
    reading = read(Filled({}, {"weekdays": ["1", "9", "x"], "sources": ["arxiv"]}), LANGUAGE)

    assert (reading.changes.weekdays, reading.changes.sources) == (frozenset({1}), ("arxiv",))


def test_every_choice_of_a_menu_is_read_as_itself():
    for name in (
        "count",
        "window_days",
        "per_topic",
        "catch_up_days",
        "patience_hours",
        "cadence",
        "summary",
        "layout",
    ):
        for value, words in choices(name):
            reading = read(Filled({name: value}), LANGUAGE)
            assert words
            assert (reading.wrong, str(getattr(reading.changes, name))) == ({}, value)


def test_lines_are_parted_like_commas():
    changes = read(Filled({"include": "attention\ncat:cs.CL, noise\n"}), LANGUAGE).changes

    assert [topic.value for topic in changes.include or ()] == ["attention", "cs.CL", "noise"]


def test_a_city_names_its_zone():
    for typed, zone in (("Europe/Berlin", "Europe/Berlin"), ("new york", "America/New_York"), ("tokyo", "Asia/Tokyo")):
        assert read(Filled({"zone": typed}), LANGUAGE).changes.zone == zone


def test_several_are_what_boxes_hold():
    assert set(SEVERAL) == {"sources", "weekdays"}
    assert LONGEST >= 1000
