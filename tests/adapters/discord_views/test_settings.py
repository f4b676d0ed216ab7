"""The settings panel and its forms: inside Discord's limits whatever they show, and read back as they were shown."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord import custom_ids, render
from adapters.discord.settings_state import read_choice, read_form
from adapters.discord.settings_view import BOUNDS, CHOICES, FIELDS, FORMS, LABELS, form_of, modal, panel, title
from adapters.shared import settings as words
from bot import bounds
from bot.bounds import MAX_TOPICS
from bot.codec import encode
from bot.commands import Changes, Pause, Preview
from bot.compose import settings as core
from bot.document import Actions, Button, Document, Form, Paragraph
from bot.errors import NotUnderstood
from bot.model import Topic
from bot.parse.settings import MAX_TOPIC
from tests.adapters.discord import contract
from tests.adapters.discord.limits import modal_problems, problems
from tests.adapters.discord_render.reading import kinds
from tests.adapters.discord_render.test_render import UTMOST, every, labels, of_type, size_of
from tests.adapters.discord_views.made import chosen, filled, read, shown, submitted, untouched, zones
from tests.adapters.slack_views.made import CHOICES as SOURCES
from tests.adapters.slack_views.made import USUAL, by_kind, forms

FORM = Form(USUAL, "#ml-reading", SOURCES, exists=True, fit="match 9 of 63 papers of the last 3 days")
ON_PANEL = {"sources", "weekdays", "mention"}
SELECT, ROLES = 3, 6
mentions = st.sampled_from(("", "1234567890"))
discord_forms = st.builds(
    lambda form, mention: replace(form, values=replace(form.values, mention=mention)), forms(), mentions
)


def menus(form: Form, **given: Any) -> dict[str, Mapping[str, Any]]:
    made = panel(shown(form), encode, **given)
    return {each["custom_id"]: each for each in every(made) if each["type"] in {SELECT, ROLES}}


def mistake(name: str, **typed: str) -> NotUnderstood:
    with pytest.raises(NotUnderstood) as caught:
        filled(name, FORM, **typed)
    return caught.value


def form_with(field: str) -> str:
    """The form that holds a field."""
    return next(name for name, held in FIELDS.items() if field in held)


# Laws


@given(discord_forms)
def test_every_panel_is_a_legal_message(form: Form):
    payload = panel(shown(form), encode)

    assert problems(payload) == []
    assert contract.problems("POST", "/channels/{channel_id}/messages", payload) == []
    assert payload["allowed_mentions"] == {"parse": []}
    assert payload["flags"] == render.V2


@given(discord_forms, st.sampled_from(sorted(FORMS)))
def test_every_form_is_a_legal_modal(form: Form, name: str):
    made = modal(name, form)
    callback = {"type": 9, "data": made}

    assert modal_problems(made) == []
    assert contract.problems("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback) == []
    assert made["custom_id"] == custom_ids.form(name)
    assert made["title"] == title(name)


@given(discord_forms)
@example(replace(FORM, values=replace(USUAL, exclude=(Topic("text", ",\u2013 a"), Topic("author", ",-b")))))
@example(replace(FORM, values=replace(USUAL, exclude=(Topic("text", "0 \u2013"),))))
def test_who_fills_in_nothing_changes_nothing(form: Form):
    said = untouched(form, panel(shown(form), encode))
    known = form.values.sources or form.sources
    sources = form.values.sources if known else None

    assert said == replace(form.values, include=by_kind(form.values.include or ()), sources=sources)


@given(discord_forms, st.sampled_from(sorted(FORMS)))
def test_a_form_says_nothing_of_what_it_does_not_hold(form: Form, name: str):
    said = {field.name for field in fields(Changes) if getattr(filled(name, form), field.name) is not None}
    named = {"authors": "include", "organisations": "include"}

    assert said == {named.get(field, field) for field in FIELDS[name]}


def test_the_panel_and_the_forms_together_hold_every_setting():
    held = {field for form in FIELDS.values() for field in form} | ON_PANEL

    assert held == {field.name for field in fields(Changes)} | {"authors", "organisations"}
    assert set(FIELDS) == set(FORMS)
    assert all(len(form) <= 5 for form in FIELDS.values())
    assert set(LABELS) == held - ON_PANEL


def test_as_many_topics_as_there_can_be_have_room():
    topics = tuple(Topic("author", f"{number:02}, " + "x" * (MAX_TOPIC - 4)) for number in range(MAX_TOPICS))
    form = replace(FORM, values=replace(USUAL, include=topics, exclude=topics))

    assert modal_problems(modal("what", form)) == []
    assert filled("what", form).include == topics
    assert filled("what", form).exclude == topics


# The panel


def test_the_panel_shows_the_words_then_menus_and_buttons():
    own = Actions((Button("Preview", Preview()), Button("Pause", Pause())))
    document = Document("Settings", (Paragraph(("*Next* post: soon.",)), FORM, own), private=True)
    made = panel(document, encode)

    assert made["components"][0]["components"][0]["content"] == "**Settings**\n\\*Next\\* post: soon."
    assert [row for row in labels(made) if row] == [list(FORMS.values()), ["Preview", "Pause"]]
    assert list(menus(FORM)) == ["set:sources", "set:weekdays", "set:mention"]


def test_a_subscription_that_does_not_exist_yet_can_be_made():
    made = panel(shown(replace(FORM, exists=False)), encode)

    assert [*FORMS.values(), "Subscribe"] in labels(made)


def test_a_conversation_with_one_person_has_no_roles():
    assert list(menus(FORM, roles=False)) == ["set:sources", "set:weekdays"]


def test_without_sources_to_choose_there_is_no_menu_of_them():
    assert "set:sources" not in menus(replace(FORM, sources=()))


def test_a_source_that_is_no_more_enabled_is_shown_as_such_and_kept():
    form = replace(FORM, values=replace(USUAL, sources=("arxiv", "retired")))
    menu = menus(form)["set:sources"]

    assert {each["label"] for each in menu["options"]} >= {"arXiv cs.CL", "retired (not enabled here)"}
    assert read_choice("sources", chosen(menu)).sources == ("arxiv", "retired")


def test_more_sources_than_a_menu_holds_leave_out_none_that_is_chosen():
    many = tuple((f"source{number}", f"Source {number}") for number in range(60))
    form = replace(FORM, sources=many, values=replace(USUAL, sources=("source59",)))

    assert problems(panel(shown(form), encode)) == []
    assert chosen(menus(form)["set:sources"]) == ["source59"]


@pytest.mark.parametrize("words_", ["機械学習の論文。", "*a* @everyone "])
def test_long_words_leave_room_for_everything_that_can_be_pressed(words_: str):
    text = words_ * 3000
    for title_, more in ((text, text), ("Settings", text[:280])):
        made = panel(Document(title_, (*[Paragraph((text,))] * 2, FORM, Paragraph((more,)))), encode)

        assert problems(made) == []
        assert size_of(made) <= UTMOST
        assert [*FORMS.values()] in labels(made)
        assert all(set(kinds(each["content"])) <= {"strong", "small"} for each in of_type(made, 10))


def test_only_a_document_with_a_form_can_be_a_panel():
    with pytest.raises(LookupError):
        form_of(Document("x"))


def test_choices_of_the_panel_are_read():
    assert read_choice("sources", []) == Changes(sources=())
    assert read_choice("sources", ["arxiv", "file"]) == Changes(sources=("arxiv", "file"))
    assert read_choice("weekdays", ["0", "6"]) == Changes(weekdays=frozenset({0, 6}))
    assert read_choice("mention", ["123"]) == Changes(mention="123")
    assert read_choice("mention", []) == Changes(mention="")


@pytest.mark.parametrize(("field", "values"), [("weekdays", []), ("weekdays", ["7"]), ("volume", ["11"])])
def test_what_is_no_choice_says_so(field: str, values: list[str]):
    with pytest.raises(NotUnderstood) as caught:
        read_choice(field, values)

    assert caught.value.field == field


# The forms


def test_what_is_typed_is_read():
    typed = filled(
        "what",
        FORM,
        include="language models\ndiffusion, cs.CL, -survey",
        exclude='"a phrase", author:LeCun',
        authors="Geoffrey Hinton",
        organisations="DeepMind, Acme",
        min_votes=" 12 ",
    )

    assert typed.include == (
        *(Topic("text", "language models"), Topic("text", "diffusion"), Topic("category", "cs.CL")),
        *(Topic("author", "Geoffrey Hinton"), Topic("organisation", "DeepMind"), Topic("organisation", "Acme")),
    )
    assert typed.exclude == (Topic("text", "a phrase"), Topic("author", "LeCun"), Topic("text", "survey"))
    assert typed.min_votes == 12


def test_what_is_typed_twice_is_asked_for_once():
    typed = filled("what", FORM, include="author:Hinton, diffusion, diffusion", authors="Hinton", exclude="a, a, -a")

    assert typed.include == (Topic("author", "Hinton"), Topic("text", "diffusion"))
    assert typed.exclude == (Topic("text", "a"),)


@pytest.mark.parametrize(
    ("typed", "at"), [("9:30", time(9, 30)), ("9", time(9)), ("5 pm", time(17)), ('"17.05"', time(17, 5))]
)
def test_a_time_is_read_as_people_type_it(typed: str, at: time):
    assert filled("when", FORM, at=typed).at == at


@pytest.mark.parametrize("typed", ["25:00", "soon", '9:30" "diffusion', ""])
def test_what_is_no_time_is_told_as_such(typed: str):
    assert mistake("when", at=typed).field == "at"


@pytest.mark.parametrize("typed", ["Europe/Berlin", "europe/berlin", " America/New York ", "utc"])
def test_a_time_zone_may_be_typed_in_any_case(typed: str):
    assert filled("when", FORM, zone=typed).zone in {"Europe/Berlin", "America/New_York", "UTC"}


def test_what_is_no_time_zone_gets_the_nearest_names():
    error = mistake("when", zone="Berlin")

    assert error.field == "zone"
    assert "Did you mean Europe/Berlin" in error.hint
    assert "looks like" in mistake("when", zone="xyzzy").hint
    assert "looks like" in mistake("when", zone="").hint


@pytest.mark.parametrize("field", sorted(BOUNDS))
@pytest.mark.parametrize("typed", ["", "many", "1.5", "-1", "1" * 30, "\u0661"])
def test_a_number_that_is_none_names_its_field_and_its_bounds(field: str, typed: str):
    error = mistake(form_with(field), **{field: typed})

    assert error.field == field
    assert f"from {BOUNDS[field][0]} to {BOUNDS[field][1]}" in error.message


@pytest.mark.parametrize("field", sorted(CHOICES))
def test_what_is_no_choice_names_its_field(field: str):
    assert mistake(form_with(field), **{field: "loud"}).field == field


@pytest.mark.parametrize("field", ["include", "exclude", "authors", "organisations"])
def test_a_slip_in_a_topic_names_its_field(field: str):
    slip = "autor:Hinton" if field.endswith("clude") else "x" * (MAX_TOPIC + 1)

    assert mistake("what", **{field: slip}).field == field


@pytest.mark.parametrize("name", ["what", "nothing", ""])
def test_a_form_of_another_version_is_told_as_such(name: str):
    with pytest.raises(NotUnderstood):
        read_form(name, [{"type": 18, "component": {"type": 4, "custom_id": "volume", "value": "11"}}], read, zones)


def test_a_choice_that_this_version_does_not_know_is_shown_and_kept_as_it_is():
    form = replace(FORM, values=replace(USUAL, layout="carousel"))  # type: ignore[arg-type] # of a later version
    (layout,) = (each["component"] for each in modal("how", form)["components"] if each["label"] == "Layout")

    assert [each["value"] for each in layout["options"] if each.get("default")] == ["carousel"]
    assert modal_problems(modal("how", form)) == []


def test_what_was_typed_is_told_back_briefly():
    assert len(mistake("when", zone="x" * 500).message) < 100


def test_rows_of_inputs_are_read_too():
    fields_ = submitted(modal("more", FORM))
    rows = [{"type": 1, "components": [each["component"]]} for each in fields_]

    assert read_form("more", rows, read, zones) == read_form("more", fields_, read, zones)


# The words


def test_the_words_are_those_of_the_core():
    assert words.LAYOUTS == core.LAYOUTS
    assert words.MANAGERS == core.TRUSTED


def test_the_numbers_go_as_far_as_the_core_lets_them():
    assert dict(BOUNDS) == dict(bounds.BOUNDS)
