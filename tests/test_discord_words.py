"""Every command that we name to people on Discord is one that they can type there."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from adapters.discord.tree import entry_of
from bot.bootstrap.discord import SPELLING
from bot.compose import Voice
from bot.document import Code
from tests.compose.scenes import SCENES

VOICE = Voice(spellings={"discord": SPELLING}).on("discord")
_COMMAND = re.compile(r"/(?P<path>search|papers [a-z-]+|papers-setup [a-z-]+)(?: (?P<given>[a-z-]+:.+))?")
_NAME = re.compile(r"(?:^| )([a-z-]+):")


def codes(value: object) -> Iterator[str]:
    """What is to be typed, anywhere in a document."""
    if isinstance(value, Code):
        yield value.text
    elif isinstance(value, tuple):
        for each in value:
            yield from codes(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from codes(getattr(value, field.name))


TYPED = sorted(
    {text.removeprefix("/papers ") for document in SCENES.values() for text in codes(document) if "/papers " in text}
)


@pytest.mark.parametrize("text", [*TYPED, *(begins.strip() for begins in SPELLING)])
def test_a_command_that_is_named_to_people_on_discord_is_there_with_all_its_options(text: str):
    named = VOICE.command(text).text

    found = _COMMAND.fullmatch(named)
    assert found, named
    entry = entry_of(found["path"].split())
    assert entry, named
    assert set(_NAME.findall(found["given"] or "")) <= {option.name for option in entry.options}


def test_what_takes_something_is_not_named_without_it():
    without = [text for text in TYPED if VOICE.command(text).text.endswith(":")]
    assert without == []


def test_settings_are_changed_in_the_group_of_those_who_manage_and_nothing_else_is():
    setting_up = {text for text in TYPED if VOICE.command(text).text.startswith("/papers-setup ")}
    assert {text.split()[0] for text in setting_up} == {"subscribe", "settings", "resume"}
    assert {text.split()[0] for text in set(TYPED) - setting_up} >= {"today", "show", "preview", "status", "doctor"}
