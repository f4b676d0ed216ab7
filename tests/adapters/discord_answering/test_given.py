"""The options of ``subscribe`` as changes of a subscription."""

from datetime import time
from typing import Any

import pytest

from adapters.discord.entries import SETTINGS
from adapters.discord.given import Used, changes, used
from bot.commands import Changes
from bot.errors import UserError
from bot.language import language
from bot.model import Topic
from tests.builders import TODAY

LANGUAGE = language(lambda: ["huggingface", "arxiv"])
DIFFUSION, MODELS, SURVEY = (Topic("text", words) for words in ("diffusion", "language models", "survey"))

ONE: dict[str, tuple[Any, Changes]] = {
    "topics": ('diffusion, "language models"', Changes(include=(DIFFUSION, MODELS))),
    "exclude": ("survey, cat:cs.CR", Changes(exclude=(SURVEY, Topic("category", "cs.CR")))),
    "sources": ("arxiv, huggingface", Changes(sources=("arxiv", "huggingface"))),
    "count": (7, Changes(count=7)),
    "time": ("9 am", Changes(at=time(9))),
    "zone": ("europe/berlin", Changes(zone="Europe/Berlin")),
    "weekdays": ("tue and thu", Changes(weekdays=frozenset({1, 3}))),
    "cadence": ("weekly", Changes(cadence="weekly")),
    "layout": ("thread", Changes(layout="thread")),
    "summary": ("abstract", Changes(summary="abstract")),
    "mention": ("77", Changes(mention="77")),
    "min-votes": (10, Changes(min_votes=10)),
    "window": (5, Changes(window_days=5)),
    "per-topic": (0, Changes(per_topic=0)),
    "nothing": ("say", Changes(when_nothing="say")),
    "catch-up": (1, Changes(catch_up_days=1)),
    "patience": (0, Changes(patience_hours=0)),
    "managers": ("maker", Changes(managers="maker")),
}


def made(**given: Any) -> Changes:
    return changes(given, LANGUAGE, TODAY)


@pytest.mark.parametrize("name", ONE)
def test_each_option_changes_its_own_setting_and_no_other(name: str):
    value, expected = ONE[name]
    assert changes({name: value}, LANGUAGE, TODAY) == expected


def test_every_option_of_settings_is_tried_here():
    assert {*ONE, "channel", "public"} == {option.name for option in SETTINGS}


def test_all_of_them_together_are_all_of_it():
    everything = changes({name: value for name, (value, _) in ONE.items()}, LANGUAGE, TODAY)
    for _, expected in ONE.values():
        for field in Changes.__slots__:
            if getattr(expected, field) is not None:
                assert getattr(everything, field) == getattr(expected, field)


def test_nothing_given_changes_nothing():
    assert made() == Changes()
    assert made(channel="5", public=True, topics="", exclude="  ", zone="") == Changes()


@pytest.mark.parametrize("word", ["none", "everything", "all"])
def test_topics_are_emptied_by_a_word(word: str):
    assert made(topics=word) == Changes(include=())
    assert made(exclude=f" {word.upper()} ") == Changes(exclude=())


def test_what_is_to_be_left_out_may_stand_in_either_with_a_minus_or_without():
    assert made(topics="diffusion, -survey", exclude='-"language models"') == Changes(
        include=(DIFFUSION,), exclude=(SURVEY, MODELS)
    )


def test_every_topic_is_one_whatever_it_says():
    assert made(topics="weekly planning, attention at 9") == Changes(
        include=(Topic("text", "weekly planning"), Topic("text", "attention at 9"))
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"topics": "cat:zz"}, "zz"),
        ({"exclude": "noise, cat:zz"}, "zz"),
        ({"time": "25:00"}, "no time of day"),
        ({"zone": "Middle Earth"}, "no time zone"),
        ({"weekdays": "someday"}, "no days of the week"),
        ({"sources": "nowhere"}, "no source"),
    ],
)
def test_what_makes_no_sense_is_said(given: dict[str, str], words: str):
    with pytest.raises(UserError, match=words):
        changes(given, LANGUAGE, TODAY)


@pytest.mark.parametrize("value", ['9:30" count:20 "', "“9:30” count:20"])
def test_a_value_sets_nothing_beside_its_own_setting(value: str):
    with pytest.raises(UserError, match="no time of day"):
        made(time=value)


def test_the_command_is_found_below_its_groups():
    option = {"name": "query", "type": 3, "value": "dif", "focused": True}
    assert used({"name": "search", "options": [option]}) == Used(("search",), {"query": "dif"}, "query")
    below = {"name": "search", "type": 1, "options": [{"name": "page", "type": 4, "value": 2}]}
    assert used({"name": "papers", "options": [below]}) == Used(("papers", "search"), {"page": 2})
    assert used({"name": "papers", "options": [{"name": "today", "type": 1}]}) == Used(("papers", "today"), {})
