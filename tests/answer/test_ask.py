import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.answer import Answer
from bot.commands import Ask, Help
from bot.model import Destination
from bot.model.spending import Cost, Spent
from bot.summarizers.model.answers import PER_HOUR, Answers
from tests.answer.room import Room
from tests.builders import TODAY, a_paper
from tests.compose.plain import plain
from tests.summarizers.model.made import ABSTRACT, PAPER
from tests.summarizers.model.room import WritingRoom
from tests.summarizers.model.server import KEY, ModelServer, busy, failure, hangs_up

QUESTION = "How much faster is it than FlashAttention?"
ASKED = Ask(PAPER.key, QUESTION)
ANSWER = "It is 3.5x faster than FlashAttention on LongBench and 12 other benchmarks."


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


class AskingRoom:
    """A channel whose installation has a model."""

    def __init__(self, room: Room, server: ModelServer, **given: Any) -> None:
        self.room = room
        self.model = WritingRoom(room.store, server, clock=room.clock, **given)
        desk = replace(room.desk, oracle=Answers(self.model.till, "English"))
        room.answer = Answer(desk)
        room.announce(PAPER)

    async def reads(self, command: Ask = ASKED, **changes: object) -> str:
        return plain(await self.room.ask(command, **changes))


@pytest.fixture
async def asking(room: Room, server: ModelServer) -> AsyncIterator[AskingRoom]:
    made = AskingRoom(room, server)
    yield made
    await made.model.close()


async def test_a_question_is_answered_from_the_abstract_and_the_answer_says_by_whom(
    asking: AskingRoom, server: ModelServer
):
    server.answers(ANSWER)
    read = await asking.reads()
    assert ANSWER in read
    assert QUESTION in read
    assert "By the model tiny-1b, from the title and the abstract alone; it may be wrong." in read
    data = json.loads(server.asked[0]["messages"][1]["content"])
    assert data == {"title": PAPER.title, "abstract": ABSTRACT, "question": QUESTION}


async def test_where_the_abstract_does_not_tell_it_says_so(asking: AskingRoom, server: ModelServer):
    server.answers("Not in the abstract.")
    assert "The abstract does not tell." in await asking.reads()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("It is 35x faster than FlashAttention.", "a number that is not in the abstract"),
        ("It is as fast as Longformer in all tests.", "a name that is not in the abstract"),
        ("See https://evil.example for how fast it is.", "a link"),
        ("word " * 400, "too long"),
    ],
)
async def test_an_answer_that_may_not_be_shown_is_not(asking: AskingRoom, server: ModelServer, written: str, why: str):
    server.answers(written)
    read = await asking.reads()
    assert why in read
    assert written.strip() not in read


@pytest.mark.parametrize(("how", "words"), [("busy", "Try again in 7 s."), ("500", "(500)"), ("cut", "hung up")])
async def test_a_model_that_does_not_answer_is_told_in_words(
    asking: AskingRoom, server: ModelServer, how: str, words: str
):
    server.answers({"busy": busy("7"), "500": failure(500, f"key {KEY}"), "cut": hangs_up}[how])
    read = await asking.reads()
    assert words in read
    assert KEY not in read


async def test_nothing_of_a_question_is_kept_or_logged(asking: AskingRoom, server: ModelServer):
    server.answers(ANSWER, failure(500))
    with capture_logs() as lines:
        await asking.reads()
        await asking.reads()
    assert lines == []
    assert asking.room.store.summaries.cached([PAPER.key], asking.model.scribe.name) == {}


async def test_the_workspace_of_the_asker_pays_and_no_other(asking: AskingRoom, server: ModelServer):
    server.answers(ANSWER)
    await asking.reads(destination=Destination("console", "another", "here"))
    assert asking.room.store.spending.of(("console", "another"), TODAY).calls == 1
    assert asking.model.spent == Spent()


async def test_when_the_allowance_is_used_up_it_says_so_and_asks_nobody(room: Room, server: ModelServer):
    poor = AskingRoom(room, server, allowed=Cost(10, 10**9))
    assert "Today's allowance for the model is used up here." in await poor.reads()
    assert server.asked == []
    await poor.model.close()


async def test_one_workspace_asks_only_so_often_in_an_hour(asking: AskingRoom, server: ModelServer):
    server.answers(ANSWER)
    for _ in range(PER_HOUR):
        asking.room.answer._desk.oracle._take_turn(Destination("console", "local", "here"))  # type: ignore[union-attr]
    assert f"{PER_HOUR} questions were asked here within an hour." in await asking.reads()
    assert ANSWER in await asking.reads(destination=Destination("console", "another", "here"))
    asking.room.clock.advance(hours=1)
    assert ANSWER in await asking.reads()


async def test_without_an_abstract_there_is_nothing_to_ask(asking: AskingRoom, server: ModelServer):
    asking.room.announce(a_paper("2603.00009", abstract=""))
    assert "No abstract" in await asking.reads(Ask("arxiv:2603.00009", "why?"))
    assert server.asked == []


async def test_without_a_model_it_says_who_can_set_one_up(room: Room):
    room.announce(PAPER)
    assert "[llm]" in await room.read(ASKED)
    assert "ask 2405.15738" not in await room.read(Help())


async def test_help_names_it_where_there_is_a_model(asking: AskingRoom):
    assert "ask 2405.15738" in plain(await asking.room.ask(Help()))
