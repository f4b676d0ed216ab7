import re
from dataclasses import replace
from datetime import date, time
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.codec import _FORMS, MAX_ENCODED, decode, encode, fits
from bot.commands import Changes, Command, Edit, Pause, Saved, Search, Settings, Show, Subscribe, Top, Vote, Week
from bot.errors import NotUnderstood
from bot.model import Topic, paper_key
from tests.commands_made import about_a_paper, changes, commands, mentions

DELIVERY_KEY = 25


@given(commands.filter(fits))
def test_a_button_is_the_command_it_was_made_from(command: Command):
    assert decode(encode(command)) == command


@given(changes(), mentions, st.sampled_from([Subscribe, Settings, Edit]))
def test_a_button_keeps_whom_a_post_calls(wanted: Changes, mention: str | None, made: type[Subscribe]):
    command = made(replace(wanted, mention=mention))
    assume(fits(command))
    assert decode(encode(command)) == command


@given(commands.filter(fits))
def test_a_button_fits_every_platform(command: Command):
    assert len(encode(command).encode()) <= MAX_ENCODED


@given(about_a_paper)
def test_a_command_about_a_paper_leaves_room_for_a_delivery_key(command: Command):
    assert len(encode(command).encode()) + 1 + DELIVERY_KEY <= MAX_ENCODED


@given(st.text(st.characters(), min_size=1))
def test_whatever_id_a_source_gave_its_paper_fits(own_id: str):
    vote = Vote(paper_key("file", own_id), -1)
    assert decode(encode(vote)) == vote


@given(
    st.one_of(
        st.text(),
        st.text("1|%;,-0123456789abcdeghilmnoprstuvwxyz"),
        st.from_regex(r"\A1(se|dy|wk|tp|vo|su|sg|sl|pa|fm)\|.*\Z"),
    )
)
def test_any_other_text_is_not_understood_and_nothing_worse(text: str):
    try:
        command = decode(text)
    except NotUnderstood as error:
        assert error.message  # noqa: PT017 - the text may be a button, too; then the rest holds
        return
    assert decode(encode(command)) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "2sh|arxiv:2405.15738",
        "1sh",
        "1sh|",
        "1sh|no key",
        "1sh|doi:" + "x" * 61,
        "1dy|2026-02-30",
        "1dy|2026-03-03|p0",
        "1dy|2026-03-03|p१",
        "1dy|2026-03-03|q1",
        "1vo|2|arxiv:2405.15738",
        "1se|x|rbest",
        "1su|a2500",
        "1su|d7",
        "1su|ixtopic",
        "1he|x",
        "page_2_of_something",
    ],
)
def test_a_button_of_another_version_says_what_to_do(text: str):
    with pytest.raises(NotUnderstood) as raised:
        decode(text)
    assert "another version" in raised.value.message
    assert "help" in raised.value.hint


# Buttons live in messages for months: these lines may be added to, never changed.
@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("1sh|arxiv:2405.15738", Show("arxiv:2405.15738")),
        ("1vo|-1|doi:10.1000/a|b", Vote("doi:10.1000/a|b", -1)),
        ("1wk|2026-03-02|p2", Week(date(2026, 3, 2), 2)),
        ("1tp|d30|h|p3", Top(30, here=True, page=3)),
        ("1se|a%7Cb 100%25|aHinton|rnew", Search("a|b 100%", author="Hinton", sort="new")),
        ("1sl|ebibtex", Saved("bibtex")),
        ("1pa", Pause()),
        (
            "1su|itdiffusion,ccs.CL,;x;a0930",
            Subscribe(
                Changes(include=(Topic("text", "diffusion"), Topic("category", "cs.CL")), exclude=(), at=time(9, 30))
            ),
        ),
        ("1sg|lthread;r123", Settings(Changes(mention="123", layout="thread"))),
        ("1sg|r", Settings(Changes(mention=""))),
        ("1sg|d024", Settings(Changes(weekdays=frozenset({0, 2, 4})))),
    ],
)
def test_old_buttons_keep_their_meaning(text: str, command: Command):
    assert decode(text) == command
    assert encode(command) == text


def test_a_search_too_long_for_a_button_says_so():
    command = Search("diffusion " * 12)
    assert not fits(command)
    with pytest.raises(ValueError, match="a button holds 100"):
        encode(command)


def test_length_is_counted_in_bytes():
    assert fits(Search("扩散模型" * 7))
    assert not fits(Search("扩散模型" * 9))


def test_every_command_has_a_code_of_its_own():
    assert set(_FORMS) == set(get_args(Command))
    codes = [form.code for form in _FORMS.values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z]{2}", code) for code in codes)
