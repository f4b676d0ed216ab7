from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from bot.answer import Answer
from bot.commands import Search, Today
from bot.ports import NoMeter
from tests.answer.room import Room
from tests.builders import a_caller


class SearchMeter(NoMeter):
    """Counts the searches that were measured."""

    def __init__(self) -> None:
        self.searches = 0

    def searching(self) -> AbstractContextManager[object]:
        self.searches += 1
        return nullcontext()


async def test_searches_are_measured_and_nothing_else(room: Room):
    meter = SearchMeter()
    answer = Answer(replace(room.desk, meter=meter))

    await answer(Today(), a_caller())
    await answer(Search("diffusion"), a_caller())

    assert meter.searches == 1
