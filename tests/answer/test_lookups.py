from dataclasses import replace

import pytest

from bot.answer import Answer
from bot.commands import Ask, Cite, Command, Save, Show, Similar
from bot.errors import SourceError, SourceUnavailable
from bot.model import Sighting
from tests.answer.room import Room
from tests.builders import a_paper, a_sighting
from tests.fakes import FakeLookup

KEY = "arxiv:2603.00001"
TURNIPS = a_sighting(a_paper("2603.00001", title="Turnips"), day=None)


def looking_up(room: Room, known: dict[str, Sighting] | SourceError) -> FakeLookup:
    lookup = FakeLookup(known)
    room.answer = Answer(replace(room.desk, lookup=lookup))
    return lookup


@pytest.mark.parametrize("command", [Show(KEY), Similar(KEY), Cite(KEY), Save(KEY)])
async def test_a_paper_nobody_collected_is_looked_up_when_somebody_names_it(room: Room, command: Command):
    looking_up(room, {"2603.00001": TURNIPS})

    assert "Turnips" in await room.read(command)
    assert room.store.papers.get(KEY) is not None


async def test_a_paper_that_is_stored_is_not_looked_up(room: Room):
    lookup = looking_up(room, {})
    room.announce("2603.00001")

    await room.ask(Show(KEY))

    assert lookup.asked == []


async def test_a_paper_that_nobody_knows_is_said_not_to_be_stored(room: Room):
    looking_up(room, {})

    assert "is stored here" in (await room.ask(Show(KEY))).title


async def test_a_look_up_that_fails_is_told_since_the_paper_may_exist(room: Room):
    looking_up(room, SourceUnavailable("arxiv", "busy."))

    document = await room.ask(Show(KEY))
    assert "could not be looked up: busy." in document.title
    assert document.private


async def test_only_arxiv_ids_are_looked_up(room: Room):
    lookup = looking_up(room, {})

    await room.ask(Show("doi:10.1000/x"))

    assert lookup.asked == []


async def test_no_paper_is_looked_up_for_a_question_that_nothing_could_answer(room: Room):
    lookup = looking_up(room, {"2603.00001": TURNIPS})

    assert "No model is set up here" in await room.read(Ask(KEY, "Why?"))
    assert lookup.asked == []
