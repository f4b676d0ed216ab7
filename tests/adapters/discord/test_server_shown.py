from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.discord.finding import find_button, find_select
from tests.adapters.discord.shown import read, shown
from tests.adapters.discord.state import Channel, Interaction, Message, Modal, User

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def a_message(*components: Any, **fields: Any) -> Message:
    return Message("1", Channel("2", "general"), User("3", "Paperboy"), NOW, components=list(components), **fields)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**bold** *it* _it_ __under__ ~~gone~~ ***both***", "bold it it under gone both"),
        ("`code *x*` ```py\nblock\n```", "code *x* block"),
        (r"\*stars\* \_lines\_ \<@1> \[x](y)", "*stars* _lines_ <@1> [x](y)"),
        ("# Head\n-# small\n> said\n## Head", "Head\nsmall\nsaid\nHead"),
        ("[words](https://a.example/x)", "words (https://a.example/x)"),
        ("[a \\[b\\] **c**](<https://a.example>)", "a [b] c (https://a.example)"),
        ("[wiki](https://a.example/x_(y))", "wiki (https://a.example/x_(y))"),
        ("<https://a.example>", "https://a.example"),
        ("<t:1772532000:t> <t:1772532000:D> <t:1772532000>", "10:00 3 March 2026 3 March 2026 10:00"),
        ("<t:1772532000:F> <t:1772532000:R>", "Tuesday, 3 March 2026 10:00 around 3 March 2026 10:00"),
        ("<@1> <@&2> <#3> </papers today:4>", "@1! @2 #3 /papers today"),
        ("snake_case_name 2*3*4 5 * 6 * 7 a < b", "snake_case_name 234 5 * 6 * 7 a < b"),
        ("<:party:123> 1 < 2 > 0", ":party: 1 < 2 > 0"),
        ("||hidden||", "hidden"),
    ],
)
def test_markdown_is_read_as_discord_shows_it(written: str, seen: str):
    assert read(written, ["1"]) == seen


def test_a_message_of_components_is_read_from_top_to_bottom():
    text = {"type": 10, "content": "## Papers"}
    press = {"type": 2, "style": 2, "label": "Details", "custom_id": "d"}
    section = {"type": 9, "components": [{"type": 10, "content": "a paper"}], "accessory": press}
    options = [{"label": "Mon", "value": "m", "default": True}, {"label": "Tue", "value": "t"}]
    select = {"type": 3, "custom_id": "s", "placeholder": "Days", "options": options}
    row = {"type": 1, "components": [press | {"emoji": {"name": "👍"}, "label": "Useful"}]}
    image = {"type": 12, "items": [{"media": {"url": "https://a.example"}, "description": "a plot"}]}
    inside = [text, section, {"type": 14}, {"type": 14, "divider": False}, row, {"type": 1, "components": [select]}]
    message = a_message({"type": 17, "components": inside}, image)
    assert shown(message).splitlines() == [
        *("Papers", "a paper", "[Details]", "---", "[👍 Useful]", "[Mon]", "[image: a plot]")
    ]


def test_a_message_of_embeds_is_read_from_top_to_bottom():
    embed = {
        "author": {"name": "arXiv"},
        "title": "*Title*",
        "url": "https://a.example",
        "description": "words",
        "fields": [{"name": "Votes", "value": "**4**"}],
        "footer": {"text": "foot"},
    }
    message = a_message(content="above", embeds=[embed])
    assert shown(message).splitlines() == [
        *("above", "arXiv", "Title (https://a.example)", "words", "Votes", "4", "foot")
    ]


def test_a_modal_is_read_with_what_stands_in_it():
    days = [{"label": "Mon", "value": "m"}, {"label": "Tue", "value": "t"}]
    fields = [
        {"type": 10, "content": "*Say*"},
        {"type": 18, "label": "Words", "description": "a few", "component": {"type": 4, "custom_id": "w", "style": 1}},
        {"type": 18, "label": "Days", "component": {"type": 22, "custom_id": "d", "options": days}},
    ]
    opener = Interaction("1", "t", 3, User("3", "ada"), Channel("2", "general"), NOW, {})
    modal = Modal(opener, {"title": "Form", "custom_id": "f", "components": fields}, {"w": "hi", "d": ["t"]})
    assert shown(modal).splitlines() == [
        *("Form", "Say", "Words", "a few", "[hi]", "Days", "[ ] Mon [x] Tue", "[Submit] [Cancel]")
    ]


def test_a_button_is_found_beside_words_and_a_select_below_them():
    def section(words: str, number: int) -> dict[str, Any]:
        press = {"type": 2, "style": 2, "label": "Details", "custom_id": str(number), "id": number}
        return {"type": 9, "components": [{"type": 10, "content": words}], "accessory": press}

    def select(name: str) -> dict[str, Any]:
        return {"type": 1, "components": [{"type": 3, "custom_id": name, "options": []}]}

    text = {"type": 10, "content": "**Sources**"}
    message = a_message({"type": 17, "components": [section("one", 1), section("two", 2), text, select("set:s")]})
    assert find_button(message, "Details")["id"] == 1
    assert find_button(message, "Details", beside="two")["id"] == 2
    assert find_button(message, "Details", nth=1)["id"] == 2
    assert find_select(message, "Sources") is find_select(message, "set:s")
    with pytest.raises(AssertionError, match="no button 'Save'"):
        find_button(message, "Save")
    with pytest.raises(AssertionError, match="no select 'Zone'"):
        find_select(message, "Zone")
