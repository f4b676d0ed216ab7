from datetime import timedelta

import pytest

from bot.scheduler import Pulse
from tests.fakes import FakeClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Work:
    """Takes as long as a test says, and fails when it says so."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.seconds = 0.0
        self.error: Exception | None = None
        self.while_at_it: list[str | None] = []
        self.pulse = Pulse(self.do, clock)

    async def do(self) -> None:
        self.clock.advance(seconds=self.seconds)
        self.while_at_it.append(self.problem())
        if self.error:
            raise self.error

    def problem(self) -> str | None:
        return self.pulse.problem(MINUTE, HOUR)


@pytest.fixture
def work() -> Work:
    return Work(FakeClock())


def test_what_was_never_done_is_a_problem(work: Work):
    assert work.problem() == "It has not been done since the start."


async def test_what_was_done_lately_is_none(work: Work):
    await work.pulse()
    assert work.problem() is None

    work.clock.advance(seconds=60)
    assert work.problem() is None


async def test_what_was_done_long_ago_is_a_problem(work: Work):
    await work.pulse()
    work.clock.advance(seconds=61)

    assert work.problem() == "It was last done 61 s ago."


async def test_what_takes_long_is_no_problem_while_it_is_under_way(work: Work):
    work.seconds = 3600
    await work.pulse()
    work.seconds = 3601
    await work.pulse()

    assert work.while_at_it == [None, "It has been under way for 3601 s."]
    assert work.problem() is None


async def test_what_fails_was_not_done(work: Work):
    await work.pulse()
    work.clock.advance(seconds=61)
    work.error = ConnectionError()
    with pytest.raises(ConnectionError):
        await work.pulse()

    assert work.problem() == "It was last done 61 s ago."


async def test_a_clock_that_was_set_back_is_no_problem(work: Work):
    await work.pulse()
    work.clock.advance(days=-1)

    assert work.problem() is None
