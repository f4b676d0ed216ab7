"""The commands as Discord keeps them, and as they would be typed."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from adapters.discord import tree
from adapters.discord.entries import READING, SEARCH, SETTING_UP, SETTINGS, Entry, typed
from bot import commands as c
from bot.bounds import BOUNDS
from bot.parse import parse
from tests.adapters.discord import contract
from tests.builders import TODAY

SOURCES = {"huggingface": "Hugging Face Daily", "arxiv": "arXiv"}
PATH = "/applications/{application_id}/commands"
KEY = "arxiv:2405.15738"


def inside(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A command and everything in it that has a name."""
    yield definition
    for name in ("options", "choices"):
        for each in definition.get(name, ()):
            yield from inside(each)


@pytest.mark.parametrize("sources", [{}, SOURCES])
def test_discord_takes_them(sources: dict[str, str]):
    made = tree.commands(sources)
    assert contract.problems("PUT", PATH, made) == []
    for command in made:
        texts = [str(each.get(name, "")) for each in inside(command) for name in ("name", "description", "value")]
        assert sum(map(len, texts)) <= 8000
        assert all(len(each.get("options", ())) <= 25 for each in inside(command))


def test_each_is_described_in_one_plain_sentence():
    slash = [each for each in tree.commands(SOURCES) if each["type"] == tree.SLASH]
    described = [each for command in slash for each in inside(command) if "value" not in each]
    assert len(described) > 100
    for each in described:
        words = each["description"]
        assert len(words) <= 100, words
        assert words[0].isupper(), words
        assert words[-1] == "." or each["name"] in {"topics", "exclude"}, words


def test_the_group_that_changes_something_is_for_those_who_manage_the_server():
    wanted = {each["name"]: each.get("default_member_permissions") for each in tree.commands({})}
    assert wanted == {"search": None, "papers": None, "papers-setup": 32, "Save papers": None, "Find similar": None}


def test_all_are_offered_in_servers_and_in_the_conversation_with_us_and_nowhere_else():
    assert all((each["contexts"], each["integration_types"]) == ([0, 1], [0]) for each in tree.commands(SOURCES))


def test_each_setting_of_a_subscription_has_an_option():
    names = {option.name for option in SETTINGS} - {"channel", "public"}
    assert len(names) == len(c.Changes.__slots__)


def test_a_number_goes_as_far_as_the_core_lets_it():
    fields = {"count": "count", "min-votes": "min_votes", "window": "window_days", "per-topic": "per_topic"}
    fields |= {"catch-up": "catch_up_days", "patience": "patience_hours"}
    assert {option.name: option.bounds for option in SETTINGS if option.bounds} == {
        name: BOUNDS[field] for name, field in fields.items()
    }


GIVEN: dict[str, tuple[dict[str, Any], c.Command]] = {
    "help": ({}, c.Help()),
    "today": ({"public": True}, c.Today()),
    "yesterday": ({"page": 2}, c.Day(date(2026, 3, 2), 2)),
    "date": ({"day": "  3  March "}, c.Day(date(2026, 3, 3))),
    "week": ({"week": "2026-W10"}, c.Week(date(2026, 3, 2))),
    "month": ({}, c.Month(date(2026, 3, 1))),
    "top": ({"days": "2 weeks", "here": True, "page": 3}, c.Top(14, here=True, page=3)),
    "search": ({"query": "noise", "scope": "everything"}, c.Search("noise")),
    "show": ({"paper": "https://arxiv.org/abs/2405.15738v2"}, c.Show(KEY)),
    "similar": ({"paper": KEY}, c.Similar(KEY)),
    "cite": ({"paper": "2405.15738", "public": False}, c.Cite(KEY)),
    "ask": ({"paper": KEY, "question": "which data?"}, c.Ask(KEY, "which data?")),
    "why": ({"paper": KEY, "channel": "123"}, c.Why(KEY)),
    "save": ({"paper": KEY}, c.Save(KEY)),
    "unsave": ({"paper": KEY}, c.Unsave(KEY)),
    "saved": ({"export": "ris"}, c.Saved("ris")),
    "vote": ({"paper": KEY, "vote": "down"}, c.Vote(KEY, -1)),
    "email": ({"address": "me@example.org"}, c.Email("me@example.org")),
    "preview": ({"channel": "123"}, c.Preview()),
    "status": ({}, c.Status()),
    "doctor": ({}, c.Doctor()),
    "forget-me": ({"confirm": True}, c.ForgetMe(confirmed=True)),
    "unsubscribe": ({"channel": "123"}, c.Unsubscribe()),
    "pause": ({"length": "3d"}, c.Pause(3)),
    "resume": ({}, c.Resume()),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_given_is_read_as_if_it_had_been_typed(name: str):
    given, command = GIVEN[name]
    entry = next(each for each in (*READING, *SETTING_UP) if each.name == name)
    assert set(given) <= {option.name for option in entry.options}
    assert parse(typed(entry, given), TODAY).command == command


def test_every_command_is_tried_here():
    assert {each.name for each in (*READING, *SETTING_UP)} == {*GIVEN, "subscribe", "settings"}


def test_every_choice_is_understood():
    for entry in (SEARCH, *READING):
        for option in entry.options:
            for value in option.choices:
                needed = {each.name: KEY for each in entry.options if each.needed}
                query = {"query": "noise"} if entry is SEARCH else {}
                parse(typed(entry, {**query, **needed, option.name: value}), TODAY)


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ({"query": "“ladders of noise” since:2w"}, c.Search('"ladders of noise"', since=date(2026, 2, 17))),
        ({"query": "noise", "author": "Ada “the first” Lovelace"}, c.Search("noise", author="Ada the first Lovelace")),
        ({"author": 'x" sort:new "'}, c.Search("", author="x sort:new")),
        ({"query": "noise", "since": "last month"}, c.Search("noise", since=date(2026, 2, 1))),
        ({"query": "noise", "scope": "arxiv", "sort": "votes"}, c.Search("noise", source="arxiv", sort="votes")),
    ],
)
def test_what_is_given_to_a_search_stays_apart(given: dict[str, str], command: c.Command):
    assert parse(typed(SEARCH, given), TODAY).command == command


# What Discord has already


def as_kept(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As Discord answers: with ids, with what is empty, with what is false left out, in an order of its own."""
    kept = []
    for number, command in enumerate(deepcopy(commands)):
        command["contexts"].reverse()
        told = {"description": "", "options": [], "nsfw": False, **command, "id": str(number), "version": "9"}
        if "default_member_permissions" in told:
            told["default_member_permissions"] = str(told["default_member_permissions"])
        kept.append(told)
    return kept[::-1]


def test_what_discord_has_is_recognised():
    ours = tree.commands(SOURCES)
    assert tree.same(ours, as_kept(ours))


def test_what_differs_is_noticed():
    ours = tree.commands(SOURCES)
    for change in (
        lambda kept: kept.pop(),
        lambda kept: kept.append({"type": 3, "name": "Something of old"}),
        lambda kept: kept[-1].update(description="Other words."),
        lambda kept: kept[-3].pop("default_member_permissions"),
        lambda kept: kept[-2]["options"][3]["options"][0].pop("required"),
        lambda kept: kept[-2]["options"].reverse(),
        lambda kept: kept[-1]["options"][3]["choices"].pop(),
        lambda kept: kept[-1]["options"][0].pop("autocomplete"),
    ):
        kept = as_kept(ours)
        change(kept)
        assert not tree.same(ours, kept)
    assert not tree.same(ours, as_kept(tree.commands({})))


def test_a_command_is_found_by_its_path():
    assert tree.entry_of(("search",)) is SEARCH
    assert isinstance(tree.entry_of(("papers", "today")), Entry)
    for path in (("papers",), ("papers", "subscribe"), ("other", "today"), ("papers-setup", "today")):
        assert tree.entry_of(path) is None
