import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import custom_ids
from bot.codec import encode
from bot.commands import Command, Help, Search, Show
from tests.commands_made import about_a_paper, commands

KEY = "abcdefghijklmnopqrstuv-12"
keys = st.none() | st.from_regex(r"[a-z2-7]{22}-[0-9]{1,2}", fullmatch=True)


def fits(command: Command) -> bool:
    try:
        encode(command)
    except ValueError:
        return False
    return True


@given(commands.filter(fits), keys)
def test_an_id_is_read_as_it_was_made_and_only_the_key_may_have_no_room(command: Command, key: str | None):
    custom_id = custom_ids.made(encode(command), key)
    encoded, read_key = custom_ids.read(custom_id)

    assert len(custom_id) <= custom_ids.MOST
    assert encoded == encode(command)
    assert read_key in {key, None}
    assert custom_ids.PATTERN.fullmatch(custom_id)


@given(about_a_paper)
def test_a_command_about_a_paper_always_has_room_for_the_key(command: Command):
    assert custom_ids.read(custom_ids.made(encode(command), KEY)) == (encode(command), KEY)


def test_a_tilde_in_a_search_is_no_end_of_a_key():
    encoded = encode(Search("a~b"))

    assert custom_ids.read(encoded) == (encoded, None)
    assert custom_ids.read(f"{KEY}~{encoded}") == (encoded, KEY)


@pytest.mark.parametrize("custom_id", ["", "2he", "set:zone", "form:what", "1", "1HE", "k~2he", "KEY~1he", "x~~1he"])
def test_what_is_none_of_our_commands_is_refused(custom_id: str):
    with pytest.raises(ValueError, match=r"^"):
        custom_ids.read(custom_id)


def test_what_was_chosen_from_a_menu_is_a_command():
    show = encode(Show("arxiv:1"))

    assert custom_ids.asked({"custom_id": f"{KEY}~menu", "values": [show]}) == (show, KEY)
    assert custom_ids.asked({"custom_id": encode(Help())}) == (encode(Help()), None)
    for data in ({"custom_id": "menu", "values": []}, {"custom_id": "menu", "values": ["<@1>"]}, {}):
        with pytest.raises(ValueError, match=r"^"):
            custom_ids.asked(data)


def test_a_message_is_known_by_the_key_in_any_of_its_components():
    button = {"type": 2, "custom_id": f"{KEY}~1he"}
    messages = [
        {"components": [{"type": 1, "components": [{"type": 2, "url": "https://a.example"}, button]}]},
        {"components": [{"type": 17, "components": [{"type": 9, "components": [], "accessory": button}]}]},
        {"components": [{"type": 1, "components": [{"type": 3, "custom_id": f"{KEY}~menu"}]}]},
    ]

    assert [custom_ids.key_of(message) for message in messages] == [KEY] * 3
    assert custom_ids.key_of({"components": [{"type": 1, "components": [{"custom_id": "1he"}]}]}) is None
    assert custom_ids.key_of({}) is None


def test_the_ids_of_settings_are_none_of_commands():
    for name in ("sources", "what"):
        assert custom_ids.SETTING.fullmatch(custom_ids.setting(name))["name"] == name  # type: ignore[index] # it matches
        assert custom_ids.FORM.fullmatch(custom_ids.form(name))["name"] == name  # type: ignore[index] # it matches
        assert not custom_ids.PATTERN.fullmatch(custom_ids.setting(name))
        assert not custom_ids.PATTERN.fullmatch(custom_ids.form(name))
