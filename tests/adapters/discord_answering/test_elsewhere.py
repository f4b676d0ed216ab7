"""What is shown in one channel and is about another."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import custom_ids, elsewhere
from bot.codec import encode
from bot.commands import Pause, Resume, Show

COMMANDS = (encode(Pause()), encode(Resume()), encode(Show("arxiv:2603.00001")), custom_ids.MENU)
OURS = (*COMMANDS, f"key-1~{COMMANDS[0]}", "set:count", "form:what")
channels = st.from_regex(r"[1-9][0-9]{5,18}", fullmatch=True)
texts = st.text(max_size=20)
json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), texts),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3),
        st.dictionaries(
            st.sampled_from(("components", "accessory", "label", "value", "custom_id")), inside, max_size=3
        ),
    ),
    max_leaves=12,
)


@given(channels, st.sampled_from(OURS))
def test_an_id_comes_back_with_its_channel(channel: str, custom_id: str):
    marked = elsewhere.about({"custom_id": custom_id}, channel)["custom_id"]
    assert len(marked) <= custom_ids.MOST
    assert elsewhere.read(marked) == (custom_id, channel)
    patterns = (elsewhere.COMMAND_SOMEWHERE, elsewhere.SETTING_SOMEWHERE)
    assert sum(bool(pattern.fullmatch(each)) for pattern in patterns for each in (marked, custom_id)) == 2


@given(channels, texts)
def test_an_id_that_is_not_ours_stays_as_it_is(channel: str, custom_id: str):
    if custom_id not in OURS:
        assert elsewhere.about({"custom_id": custom_id}, channel) == {"custom_id": custom_id}


@given(st.sampled_from(OURS))
def test_an_id_without_a_channel_is_about_where_it_stands(custom_id: str):
    assert elsewhere.read(custom_id) == (custom_id, None)


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(each) for name, each in value.items() if name != "custom_id"}
    return [without_ids(each) for each in value] if isinstance(value, list) else value


@given(channels, st.dictionaries(texts, json, max_size=4))
def test_nothing_else_in_a_message_changes(channel: str, payload: dict[str, Any]):
    assert without_ids(elsewhere.about(payload, channel)) == without_ids(payload)


def test_everything_that_can_be_pressed_is_marked_however_deep_it_lies():
    button, menu = (
        {"type": 2, "custom_id": "form:what"},
        {"type": 3, "custom_id": "set:count", "options": [{"value": "1"}]},
    )
    section = {"type": 9, "components": [{"type": 10, "content": "set:count"}], "accessory": button}
    payload = {"components": [{"type": 17, "components": [section, {"type": 1, "components": [menu]}]}]}
    marked = elsewhere.about(payload, "42")
    assert list(custom_ids.ids(marked)) == ["@42~form:what", "@42~set:count"]
    assert without_ids(marked) == without_ids(payload)


def test_what_has_no_room_for_a_channel_stays_as_it_is():
    long = encode(Show("doi:" + "x" * 60))
    keyed = f"{'k' * 25}~{long}"
    assert elsewhere.about({"custom_id": keyed}, "1" * 19) == {"custom_id": keyed}
