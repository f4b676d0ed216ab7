"""The settings modal: inside Slack's limits whatever it shows, and read back as it was shown."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from slack_sdk.models.views import View

from adapters.shared.settings import CADENCES, LAYOUTS, MANAGERS, MOST_VOTES, NUMBERS, as_typed
from adapters.slack.settings_state import NO_NUMBER, field_of, problems, read_settings
from adapters.slack.settings_view import FIT, SETTING, settings
from bot.bounds import BOUNDS, MAX_TOPICS
from bot.categories import CATEGORIES
from bot.commands import Changes
from bot.compose import settings as core
from bot.document import Form
from bot.errors import NotUnderstood
from bot.model import Topic
from bot.parse import read_topics
from bot.parse.settings import MAX_TOPIC
from tests.adapters.slack.limits import VIEW_JSON, size, view_problems
from tests.adapters.slack_views.made import CHOICES, USUAL, by_kind, forms, merged, untouched

FORM = Form(USUAL, "#ml-reading", CHOICES, exists=True, fit="match 9 of 63 papers of the last 3 days")


def shown(values: Changes = USUAL, *, locked: bool = True) -> dict[str, object]:
    return settings(replace(FORM, values=values), channel_id="C1", locked=locked)


def block(view: dict, name: str) -> dict:
    return next(each for each in view["blocks"] if each.get("block_id") == name)


def names(view: dict) -> list[str]:
    return [each["block_id"] for each in view["blocks"] if "block_id" in each]


def typed_as(name: str, text: str) -> Changes:
    return read_topics(as_typed(name, text))


@given(forms())
def test_every_form_is_inside_the_limits_of_slack(form: Form):
    problem = dict.fromkeys(("include", "zone", "no field"), "x" * 5000)
    for locked in (True, False):
        view = settings(form, channel_id="C1", locked=locked, problem=problem)
        assert view_problems(view) == []
        assert size(view) < VIEW_JSON
        View(**view).validate_json()


@given(forms())
def test_who_fills_in_nothing_changes_nothing(form: Form):
    filled = read_settings(untouched(settings(form, channel_id="C1", locked=True)))
    sources = form.values.sources if form.sources or form.values.sources else None
    wanted = replace(form.values, include=by_kind(form.values.include), sources=sources)
    assert merged(filled) == wanted
    assert problems(filled) == {}
    assert filled.channel is None


def test_as_many_topics_as_there_can_be_go_on_in_further_fields_and_come_back():
    topics = tuple(Topic("text", f"{number:02} " + "x" * (MAX_TOPIC - 3)) for number in range(MAX_TOPICS))
    view = shown(replace(USUAL, include=topics))
    assert "include_2" in names(view)
    assert view_problems(view) == []
    assert merged(read_settings(untouched(view))).include == topics


@pytest.mark.parametrize("category", [*CATEGORIES, "cs.*"])
def test_a_category_is_shown_as_it_is_typed(category: str):
    topic = Topic("category", category)
    view = shown(replace(USUAL, include=(topic,)))
    assert block(view, "include")["element"]["initial_value"] == category
    assert merged(read_settings(untouched(view))).include == (topic,)


@pytest.mark.parametrize(
    ("typed", "include", "exclude"),
    [
        ("diffusion", [Topic("text", "diffusion")], None),
        ("language models, agents", [Topic("text", "language models"), Topic("text", "agents")], None),
        ("“language models”, -survey", [Topic("text", "language models")], [Topic("text", "survey")]),
        ("daily, weekly on friday, at 9:30, none", ["daily", "weekly on friday", "at 9:30", "none"], None),
        ("cs.cl, cat:stat.ML, hep-th", [Topic("category", c) for c in ("cs.CL", "stat.ML", "hep-th")], None),
        (
            "author:Geoffrey Hinton, org: DeepMind",
            [Topic("author", "Geoffrey Hinton"), Topic("organisation", "DeepMind")],
            None,
        ),
        ('-author:"Y. LeCun"', None, [Topic("author", "Y. LeCun")]),
        ('"one phrase" another, , "', ["one phrase", "another"], None),
        ("\u2013survey", None, ["survey"]),
        ("", None, None),
    ],
)
def test_topics_are_read_as_people_type_them_and_a_word_is_never_a_schedule(typed: str, include: list, exclude: list):
    def as_topics(found: list | None) -> tuple | None:
        return found and tuple(each if isinstance(each, Topic) else Topic("text", each) for each in found)

    assert typed_as("include", typed) == Changes(include=as_topics(include), exclude=as_topics(exclude))


def test_a_name_in_a_field_of_names_needs_no_prefix_and_takes_one():
    people = (Topic("author", "Geoffrey Hinton"), Topic("author", "Jean-Luc O'Brien"), Topic("author", "Bengio"))
    assert typed_as("authors", "Geoffrey Hinton, Jean-Luc O'Brien, author:Bengio").include == people
    assert typed_as("authors", "-LeCun").exclude == (Topic("author", "LeCun"),)
    assert typed_as("organisations", 'DeepMind, "Acme, Inc."').include == (
        Topic("organisation", "DeepMind"),
        Topic("organisation", "Acme, Inc."),
    )


def test_a_slip_in_a_prefix_is_no_topic():
    with pytest.raises(NotUnderstood):
        typed_as("include", "autor:Hinton")


def test_the_fields_are_named_as_the_settings_they_hold():
    everything = set(Changes.__dataclass_fields__) - {"mention"} | {"authors", "organisations", FIT}
    assert set(names(shown())) == everything
    assert set(names(shown(locked=False))) == everything | {"channel"}


def test_what_decides_how_many_papers_match_tells_at_once():
    view = shown(locked=False)
    live = {each["block_id"] for each in view["blocks"] if each.get("dispatch_action")}
    assert live == {
        *("channel", "sources", "include", "exclude", "authors", "organisations", "min_votes", "window_days"),
    }
    assert {each["element"]["action_id"] for each in view["blocks"] if each["type"] == "input"} == {SETTING}


def test_a_channel_can_be_chosen_only_where_none_is_given():
    view = shown(locked=False)
    assert block(view, "channel")["element"]["initial_conversation"] == "C1"
    assert read_settings(untouched(view)).channel == "C1"
    direct = settings(FORM, channel_id="D1", locked=False)
    assert read_settings(untouched(direct)).channel is None


def test_the_modal_says_whether_it_changes_or_makes_a_subscription():
    assert shown()["submit"]["text"] == "Save"
    assert settings(replace(FORM, exists=False), channel_id="C1", locked=True)["submit"]["text"] == "Subscribe"


def test_without_sources_to_choose_there_is_no_field_for_them():
    view = settings(replace(FORM, sources=()), channel_id="C1", locked=True)
    assert "sources" not in names(view)
    assert read_settings(untouched(view)).changes.sources is None


def test_a_source_that_is_no_more_enabled_is_shown_as_such_and_kept():
    form = replace(FORM, values=replace(USUAL, sources=("arxiv", "file")), sources=CHOICES[:2])
    view = settings(form, channel_id="C1", locked=True)
    chosen = block(view, "sources")["element"]["initial_options"]
    assert [each["text"]["text"] for each in chosen] == ["arXiv cs.CL", "file (not enabled here)"]
    assert read_settings(untouched(view)).changes.sources == ("arxiv", "file")


def test_what_is_wrong_stands_under_its_field():
    view = settings(FORM, channel_id="C1", locked=True, problem={"zone": "There is no time zone Mars."})
    place = names(view).index("zone")
    assert names(view)[place + 1] == "zone_problem"
    assert "There is no time zone Mars." in block(view, "zone_problem")["elements"][0]["text"]


def test_what_is_wrong_with_nothing_that_is_shown_stands_above_it_all():
    view = settings(FORM, channel_id="C1", locked=True, problem={"channel": "You are not in that channel."})
    assert view["blocks"][0]["block_id"] == "channel_problem"


@pytest.mark.parametrize("value", [None, "", "many", "1.5", "-1", "10000000"])
def test_a_number_that_is_none_is_told_under_its_field(value: str | None):
    state = untouched(shown())
    state["min_votes"][SETTING]["value"] = value
    filled = read_settings(state)
    assert filled.changes.min_votes is None
    assert problems(filled) == {"min_votes": NO_NUMBER}


def test_no_time_and_no_zone_are_told_under_their_fields():
    state = untouched(shown())
    state["at"][SETTING]["selected_time"] = None
    state["zone"][SETTING]["selected_option"] = None
    assert set(problems(read_settings(state))) == {"at", "zone"}


def test_no_weekday_is_left_to_the_core_to_judge():
    state = untouched(shown())
    state["weekdays"][SETTING]["selected_options"] = []
    filled = read_settings(state)
    assert filled.changes.weekdays == frozenset()
    assert problems(filled) == {}


def test_no_source_chosen_means_all_of_them():
    state = untouched(shown(replace(USUAL, sources=("arxiv",))))
    state["sources"][SETTING]["selected_options"] = []
    assert read_settings(state).changes.sources == ()


def test_a_state_without_fields_leaves_everything_as_it_is():
    assert read_settings({}).changes == Changes()


def test_the_time_is_read_to_the_minute():
    state = untouched(shown())
    state["at"][SETTING]["selected_time"] = "07:05"
    assert read_settings(state).changes.at == time(7, 5)


@pytest.mark.parametrize("name", ["zone", "include", "authors", "channel", "min_votes"])
def test_a_setting_shows_its_own_mistakes(name: str):
    assert field_of(name) == name


def test_a_mistake_in_no_setting_is_shown_with_the_topics():
    assert field_of("") == field_of("volume") == "include"


def test_the_words_are_those_of_the_core():
    assert LAYOUTS == core.LAYOUTS
    assert MANAGERS == core.TRUSTED
    assert set(CADENCES) == {"daily", "weekly", "monthly"}


def test_the_numbers_go_as_far_as_the_core_lets_them():
    assert {name: (numbers[0], numbers[-1]) for name, numbers in NUMBERS.items()} | {
        "min_votes": (0, MOST_VOTES)
    } == dict(BOUNDS)
