"""Modals, the home tab, a search, zones to choose from, and the counts on a posted message's buttons."""

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from adapters.slack import views
from bot.codec import encode
from bot.commands import Command, Search
from bot.document import (
    Actions,
    Bullets,
    Button,
    Divider,
    Document,
    Facts,
    Form,
    Heading,
    PaperCard,
    Paragraph,
    Verbatim,
)
from bot.parse import parse
from bot.zones import zone_names
from tests.adapters.slack.limits import VIEW_JSON, blocks_problems, size, view_problems
from tests.adapters.slack.state import initial_state
from tests.adapters.slack_views.made import CHOICES, USUAL, forms, untouched
from tests.commands_made import about_a_paper
from tests.compose.scenes import SCENES

TODAY = date(2026, 3, 3)
_texts = st.text(max_size=400)
_buttons = st.lists(st.builds(Button, st.text(min_size=1, max_size=60), about_a_paper), max_size=6).map(tuple)
_cards = st.builds(
    PaperCard,
    key=st.just("arxiv:2603.01001"),
    title=st.text(min_size=1, max_size=2000),
    url=st.none() | st.just("https://arxiv.org/abs/2603.01001"),
    summary=st.text(max_size=600),
    byline=_texts,
    buttons=_buttons,
)
_blocks = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Paragraph, st.tuples(_texts)),
    st.builds(Facts, st.lists(st.tuples(_texts), max_size=4).map(tuple)),
    st.builds(Bullets, st.lists(st.tuples(_texts), max_size=4).map(tuple)),
    st.builds(Verbatim, st.text(max_size=4000)),
    st.just(Divider()),
    st.builds(Actions, _buttons),
    _cards,
    forms(),
)
documents = st.builds(Document, st.text(max_size=300), st.lists(_blocks, max_size=12).map(tuple))


def accepted(view: dict[str, Any]) -> bool:
    """Slack takes it, as far as its limits and the SDK's own models tell."""
    assert view_problems(view) == []
    assert size(view) <= VIEW_JSON
    View(**view).validate_json()
    return True


@given(st.text(max_size=300))
def test_a_modal_that_is_still_empty_is_inside_the_limits(title: str):
    assert accepted(views.loading(title))


@given(documents)
def test_every_document_as_a_modal_and_as_a_home_is_inside_the_limits(document: Document):
    assert accepted(views.details(document, encode))
    assert accepted(views.home(document, encode))


@pytest.mark.parametrize("name", SCENES)
def test_every_answer_is_a_modal_that_slack_takes(name: str):
    assert accepted(views.details(SCENES[name], encode))


def test_a_document_of_more_parts_than_a_view_holds_says_so():
    document = Document("Long", tuple(Paragraph((f"part {number}",)) for number in range(150)))
    for view in (views.details(document, encode), views.home(document, encode)):
        assert accepted(view)
        assert "more than one message holds" in json.dumps(view["blocks"][-1])


def test_a_title_too_long_for_a_modal_stands_whole_above_the_text():
    title = "A title of rather more than twenty-four characters"
    view = views.details(Document(title, (Paragraph(("text",)),)), encode)
    assert len(view["title"]["text"]) <= 24
    assert view["blocks"][0]["text"]["text"] == title
    short = views.details(Document("A short title", (Paragraph(("text",)),)), encode)
    assert "A short title" not in json.dumps(short["blocks"])


def test_a_title_that_is_all_there_is_stands_in_the_text():
    (only,) = views.details(Document("Saved"), encode)["blocks"]
    assert only["text"]["text"] == "Saved"


# How many papers match


def open_settings() -> dict[str, Any]:
    """The settings as Slack sends them with an action: with more keys than it takes."""
    form = Form(USUAL, "#ml-reading", CHOICES, exists=True, fit="match 9 of 63 papers of the last 3 days")
    view = views.settings(form, channel_id="C1", locked=True)
    sent = {"id": "V1", "team_id": "T1", "hash": "1.a", "root_view_id": "V1", "app_id": "A1", "bot_id": "B1"}
    empty = {"external_id": "", "previous_view_id": None, "clear_on_close": False, "notify_on_close": False}
    return copy.deepcopy(view) | sent | empty | {"state": {"values": initial_state(view["blocks"])}}


def fit_words(view: dict[str, Any]) -> str:
    return next(each for each in view["blocks"] if each.get("block_id") == "fit")["elements"][0]["text"]


def test_only_the_words_about_the_fit_change_in_settings_that_are_open():
    view = open_settings()
    tried = views.with_fit(view, "match 2 of 63 papers of the last 3 days")
    assert accepted(tried)
    assert fit_words(tried) == "These settings match 2 of 63 papers of the last 3 days."
    assert [b for b in tried["blocks"] if b.get("block_id") != "fit"] == [
        b for b in view["blocks"] if b.get("block_id") != "fit"
    ]
    assert (tried["private_metadata"], tried["callback_id"]) == ("C1", views.SETTINGS)


def test_what_makes_no_sense_is_told_where_the_fit_would_be():
    tried = views.with_fit(open_settings(), problem="There is no time zone Mars.")
    assert fit_words(tried) == "There is no time zone Mars."


# Zones


def test_zones_are_offered_as_slack_takes_them():
    names = sorted(zone_names())
    offered = views.zones(names)["options"]
    assert [each["value"] for each in offered] == names[:100]
    assert all(len(each["text"]["text"]) <= 75 for each in offered)
    assert views.zones([]) == {"options": []}


# Search


def filled(**given: str | None) -> dict[str, Any]:
    state = untouched(views.search())
    for name, value in given.items():
        held = state[name]["setting"]
        held["selected_date" if name == "since" else "value"] = value
    return state


def search_for(state: dict[str, Any]) -> Command:
    return parse(f"search {views.read_search(state)}", TODAY).command


def test_the_search_is_inside_the_limits():
    assert accepted(views.search())
    assert views.search()["callback_id"] == views.SEARCH


def test_words_alone_are_searched_for():
    assert search_for(filled(words=' "language models"   -survey')) == Search('"language models" -survey')


def test_every_filter_is_asked_for():
    state = filled(words="diffusion", author="Geoffrey Hinton", since="2026-02-01")
    state["sort"]["setting"]["selected_option"] = {"value": "votes"}
    assert search_for(state) == Search("diffusion", "Geoffrey Hinton", date(2026, 2, 1), sort="votes")


def test_an_author_alone_is_enough():
    assert search_for(filled(author="Hinton")) == Search("", "Hinton")


@pytest.mark.parametrize("words", ['a "phrase without an end', "diffusion by:"])
def test_nothing_that_is_typed_into_the_words_reaches_the_filters(words: str):
    found = search_for(filled(words=words, author='Geoffrey "Hinton"', since="2026-02-01"))
    assert isinstance(found, Search)
    assert (found.author, found.since) == ("Geoffrey Hinton", date(2026, 2, 1))


# Counts

PAPER, OTHER = "arxiv:2603.01001", "arxiv:2603.01002"


def vote_of(value: str) -> tuple[str, int] | None:
    word, _, rest = value.partition(" ")
    key, _, way = rest.partition(" ")
    return (key, int(way)) if word == "vote" else None


def button(label: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": value, "text": {"type": "plain_text", "text": label}, "value": value}


def choice(label: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": label, "emoji": True}, "value": value}


def message(up: str = "👍 Useful", down: str = "👎 Not useful") -> list[dict[str, Any]]:
    text = {"type": "mrkdwn", "text": "A paper"}
    return [
        {"type": "section", "text": text, "accessory": button("Details", "show")},
        {"type": "actions", "elements": [button(up, f"vote {PAPER} 1"), button(down, f"vote {PAPER} -1")]},
        {
            "type": "section",
            "text": text,
            "accessory": {
                "type": "overflow",
                "action_id": "o",
                "options": [choice(up, f"vote {OTHER} 1"), choice("x", "y")],
            },
        },
        {"type": "context", "elements": [text]},
        {"type": "actions", "elements": [button("Take my vote back", f"vote {PAPER} 0")]},
    ]


def test_the_counts_stand_behind_the_words():
    now = views.relabelled(message(), {PAPER: (3, 1), OTHER: (1234, 0)}, vote_of)
    assert now is not None
    assert [each["text"]["text"] for each in now[1]["elements"]] == ["👍 Useful · 3", "👎 Not useful · 1"]
    options = now[2]["accessory"]["options"]
    assert [each["text"] for each in options] == [
        {"type": "plain_text", "text": "👍 Useful · 1234", "emoji": True},
        {"type": "plain_text", "text": "x", "emoji": True},
    ]
    assert now[0] == message()[0]
    assert now[4] == message()[4]


def test_a_count_takes_the_place_of_the_old_one_and_goes_when_there_is_none():
    now = views.relabelled(message("👍 Useful · 12", "👎 Not useful · 1234"), {PAPER: (13, 0), OTHER: (12, 0)}, vote_of)
    assert now is not None
    assert [each["text"]["text"] for each in now[1]["elements"]] == ["👍 Useful · 13", "👎 Not useful"]


def test_nothing_changes_where_the_counts_are_right_or_unknown():
    told = message("👍 Useful · 3", "👎 Not useful")
    assert views.relabelled(told, {PAPER: (3, 0), OTHER: (3, 0)}, vote_of) is None
    assert views.relabelled(told, {}, vote_of) is None


@given(st.text(min_size=1, max_size=75).filter(str.strip), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_label_with_its_count_is_inside_the_limits_and_counts_once(label: str, first: int, second: int):
    blocks = [{"type": "actions", "elements": [button(label, f"vote {PAPER} 1")]}]
    once = views.relabelled(blocks, {PAPER: (first, 0)}, vote_of) or blocks
    again = views.relabelled(once, {PAPER: (first, 0)}, vote_of)
    assert again is None
    twice = views.relabelled(once, {PAPER: (second, 0)}, vote_of) or once
    assert list(blocks_problems(twice, most=50)) == []


def test_the_blocks_that_were_given_stay_as_they_are():
    given_blocks = message()
    views.relabelled(given_blocks, {PAPER: (3, 1)}, vote_of)
    assert given_blocks == message()
