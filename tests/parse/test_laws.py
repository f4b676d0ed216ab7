from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Command
from bot.errors import NotUnderstood
from bot.parse import parse, typed
from bot.parse.aliases import ALIASES
from bot.parse.grammar import COMMANDS
from tests.builders import TODAY
from tests.commands_made import commands

_first_words = st.sampled_from([*COMMANDS, *ALIASES, "/papers", "please", ""])
_pieces = st.sampled_from(
    [
        *("diffusion", '"language models"', "-survey", "cat:cs.CL", "author:Hinton", "at", "9:30", "tz", "Berlin"),
        *("count", "5", "count:", "weekly", "on", "friday", "every", "mon,", "wed", "and", ",", "none", "topics:"),
        *("2405.15738v2", "https://arxiv.org/abs/2405.15738", "10.1000/x", "since:2w", "sort:new", "page:2", "--post"),
        *("3d", "here", "export", "ris", "2026-W10", "march", "3", "up", "not", "to", "-", ":", '"', "?", "all"),
    ]
)
_sentences = st.builds(
    lambda word, rest: " ".join([word, *rest]), _first_words, st.lists(_pieces | st.text(), max_size=6)
)
_days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(commands)
def test_a_command_is_typed_as_it_is_parsed(command: Command):
    assert parse(typed(command), TODAY).command == command


@given(commands, st.sampled_from(["/papers {}", "/{}", "PLEASE {}", "{} please!", "  {} ", "papers {}.", "{} --post"]))
def test_what_people_put_around_it_changes_nothing(command: Command, form: str):
    assert parse(form.format(typed(command)), TODAY).command == command


@given(st.one_of(_sentences, st.text()), _days)
def test_any_text_is_a_command_or_not_understood_with_a_way_on(text: str, today: date):
    try:
        command = parse(text, today).command
    except NotUnderstood as error:
        assert error.message  # noqa: PT017 - whether it is understood is up to the text
        assert error.hint  # noqa: PT017
    else:
        assert parse(typed(command), today).command == command


@given(_sentences)
def test_asking_to_share_does_not_change_what_is_asked(text: str):
    try:
        alone = parse(text, TODAY).command
    except NotUnderstood:
        return
    shared = parse(f"{text} --share", TODAY)
    assert shared.share
    assert shared.command == alone
