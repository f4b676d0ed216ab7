import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.model import Destination, Pace
from bot.pacing import Pacer, Reserve
from bot.turns import CATCH_UP
from tests.simulated import busy, now, simulate

DISCORD = Pace((45, 1.0), (5, 5.0))
SLACK = Pace(None, (1, 1.0))


def channel(name: object) -> Destination:
    return Destination("fake", "team", str(name))


def pacer(pace: Pace, reserve: Reserve | None = None) -> Pacer:
    return Pacer(pace, monotonic=now, sleep=asyncio.sleep, reserve=reserve)


@dataclass(frozen=True)
class Sent:
    to: Destination
    began: float
    ended: float


class Log:
    """Sends through a pacer, and writes down when."""

    def __init__(self, through: Pacer, takes: float = 0.1) -> None:
        self.pacer = through
        self.takes = takes
        self.sent: list[Sent] = []

    async def send(self, to: object, *, takes: float | None = None, after: float = 0.0) -> None:
        await asyncio.sleep(after)
        async with self.pacer.turn(channel(to)):
            began = now()
            await asyncio.sleep(self.takes if takes is None else takes)
            self.sent.append(Sent(channel(to), began, now()))

    async def sends(self, *to: object) -> None:
        await asyncio.gather(*(self.send(each) for each in to))

    def began(self, to: object) -> list[float]:
        return sorted(each.began for each in self.sent if each.to == channel(to))

    def all_began(self) -> list[float]:
        return sorted(each.began for each in self.sent)


def ran(pace: Pace, scenario: Callable[[Log], Awaitable[object]], takes: float = 0.1) -> Log:
    async def main() -> Log:
        log = Log(pacer(pace), takes)
        await scenario(log)
        return log

    return simulate(main())


def test_many_channels_leave_at_the_platforms_pace():
    began = ran(DISCORD, lambda log: log.sends(*range(1000))).all_began()
    assert 998 / 45 - CATCH_UP / 45 <= began[-1] <= 999 / 45
    assert all(later >= earlier + 1 for earlier, later in zip(began, began[45:], strict=False))


def test_a_first_post_leaves_at_once():
    assert ran(DISCORD, lambda log: log.send("a")).all_began() == [0.0]


def test_without_limits_nobody_waits():
    assert ran(Pace(), lambda log: log.sends(*"aab")).all_began() == [0.0, 0.0, 0.0]


def test_a_channel_counts_a_message_until_its_seconds_after_the_answer():
    log = ran(SLACK, lambda log: log.sends("a", "a", "b", "a"), takes=0.5)
    assert log.began("a") == [0.0, 1.5, 3.0]
    assert log.began("b") == [0.0]


def test_a_channel_with_many_parts_delays_no_other():
    log = ran(Pace((1, 1.0)), lambda log: log.sends(*"aaaaabc"))
    assert [each.to.channel for each in log.sent] == [*"abcaaaa"]


def test_a_slow_send_holds_nobody_elses_turn():
    async def scenario(log: Log) -> None:
        await asyncio.gather(log.send("slow", takes=30.0), log.sends(*range(90)))

    log = ran(DISCORD, scenario)
    assert max(each.began for each in log.sent) <= 90 / 45


def test_a_penalty_for_a_channel_delays_that_channel_only():
    async def scenario(log: Log) -> None:
        log.pacer.penalize(channel("a"), 7.0)
        await log.sends("a", "b")

    log = ran(DISCORD, scenario)
    assert (log.began("a"), log.began("b")) == ([7.0], [0.0])


def test_a_penalty_for_the_platform_delays_everybody_also_those_who_wait():
    async def scenario(log: Log) -> None:
        waiting = asyncio.create_task(log.sends(*range(10)))
        await asyncio.sleep(0.1)
        log.pacer.penalize(None, 3.0)
        log.pacer.penalize(None, 1.0)
        await waiting

    began = ran(DISCORD, scenario).all_began()
    assert all(at <= 0.1 or at >= 3.1 for at in began)
    assert began[-1] <= 3.1 + 10 / 45


def test_who_is_cancelled_while_waiting_takes_no_turn():
    async def scenario(log: Log) -> None:
        tasks = [asyncio.create_task(log.send(name)) for name in "abc"]
        await asyncio.sleep(0.5)
        tasks[1].cancel()
        await asyncio.wait(tasks)

    log = ran(Pace((1, 1.0)), scenario)
    assert (log.began("a"), log.began("b"), log.began("c")) == ([0.0], [], [1.0])


@pytest.mark.parametrize("steps", range(8))
def test_a_cancellation_leaves_the_channel_free_unless_the_send_had_begun(steps: int):
    begun: list[float] = []

    async def scenario(log: Log) -> None:
        async def first() -> None:
            async with log.pacer.turn(channel("a")):
                begun.append(now())
                await asyncio.sleep(10.0)

        task = asyncio.create_task(first())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await log.send("a")

    assert ran(SLACK, scenario).began("a") == ([1.0] if begun else [0.0])


def test_who_is_cancelled_as_his_turn_comes_does_not_stop_the_others():
    async def scenario(log: Log) -> None:
        log.pacer.penalize(None, 1.0)
        tasks = [asyncio.create_task(log.send(name)) for name in "ab"]
        await asyncio.sleep(0.5)
        busy(1.0)
        log.pacer.penalize(channel("c"), 1.0)  # it looks whose turn it is
        tasks[0].cancel()
        await asyncio.wait(tasks)

    log = ran(SLACK, scenario)
    assert (log.began("a"), log.began("b")) == ([], [1.5])


def test_a_crowd_that_comes_at_once_does_not_leave_at_once():
    async def scenario(log: Log) -> None:
        async def come(name: int) -> None:
            busy(0.001)
            await log.send(name)

        await asyncio.gather(*(come(name) for name in range(500)))

    began = ran(DISCORD, scenario).all_began()
    assert all(later >= earlier + 1 for earlier, later in zip(began, began[45:], strict=False))


def test_a_cancelled_send_counts_since_it_may_have_arrived():
    async def scenario(log: Log) -> None:
        task = asyncio.create_task(log.send("a", takes=10.0))
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.wait([task])
        await log.send("a")

    assert ran(SLACK, scenario).began("a") == [1.5]


arrivals = st.lists(st.tuples(st.sampled_from("abcde"), st.floats(0, 20), st.floats(0, 3)), min_size=1, max_size=60)


@settings(max_examples=50)
@given(arrivals=arrivals, cancelled=st.sets(st.integers(0, 59)), overall=st.integers(1, 10))
def test_no_window_ever_holds_more_than_the_limits(
    arrivals: list[tuple[str, float, float]], cancelled: set[int], overall: int
):
    async def scenario(log: Log) -> None:
        tasks = [asyncio.create_task(log.send(to, after=after, takes=takes)) for to, after, takes in arrivals]
        await asyncio.sleep(5.0)
        for task in (task for number, task in enumerate(tasks) if number in cancelled):
            task.cancel()
        await asyncio.wait(tasks)

    log = ran(Pace((overall, 1.0), (2, 3.0)), scenario)
    assert len(log.sent) >= len(arrivals) - len(cancelled)
    began = log.all_began()
    assert all(later >= earlier + 1 for earlier, later in zip(began, began[overall:], strict=False))
    for name in "abcde":
        ended = sorted(each.ended for each in log.sent if each.to == channel(name))
        assert all(at >= end + 3 for end, at in zip(ended, log.began(name)[2:], strict=False))


class Gate:
    """What the database does for several processes: the next free turns, one caller after the other."""

    def __init__(self, takes: float = 0.005) -> None:
        self.next = 0.0
        self.takes = takes
        self.asked: list[int] = []
        self.broken = False

    async def reserve(self, number: int, interval: timedelta) -> timedelta:
        await asyncio.sleep(self.takes)
        if self.broken:
            raise StorageError("The database does not answer.")
        self.asked.append(number)
        wait = max(self.next - now(), 0.0)
        self.next = now() + wait + number * interval.total_seconds()
        return timedelta(seconds=wait)


@pytest.mark.parametrize("processes", [1, 2, 10])
def test_processes_that_share_a_limit_keep_it_together(processes: int):
    gate = Gate()

    async def main() -> list[float]:
        logs = [Log(pacer(DISCORD, gate.reserve)) for _ in range(processes)]
        await asyncio.gather(*(log.sends(*range(900 // processes)) for log in logs))
        return sorted(at for log in logs for at in log.all_began())

    began = simulate(main())
    most = 45 + CATCH_UP + 1
    assert all(later >= earlier + 1 for earlier, later in zip(began, began[most:], strict=False))
    assert began[-1] <= 1.02 * 900 / 45
    assert len(gate.asked) <= 900 / 22 + processes


def test_one_post_reserves_one_turn_and_an_idle_pacer_none():
    gate = Gate()

    async def main() -> list[float]:
        log = Log(pacer(DISCORD, gate.reserve))
        await log.send("a")
        await asyncio.sleep(3600)
        await log.send("a")
        return log.all_began()

    assert simulate(main()) == pytest.approx([0.005, 3600.11])
    assert gate.asked == [1, 1]


def test_nothing_is_reserved_while_the_platform_says_to_wait():
    gate = Gate()

    async def main() -> list[float]:
        log = Log(pacer(DISCORD, gate.reserve))
        log.pacer.penalize(None, 60.0)
        await log.sends(*range(5))
        return log.all_began()

    assert simulate(main())[0] == pytest.approx(60.005)
    assert sum(gate.asked) <= 6


def test_who_waits_is_told_when_no_turn_can_be_reserved_and_the_next_one_asks_again():
    gate = Gate()
    gate.broken = True

    async def main() -> list[object]:
        log = Log(pacer(DISCORD, gate.reserve))
        results = await asyncio.gather(*(log.send(name) for name in "ab"), return_exceptions=True)
        gate.broken = False
        await log.send("a")
        return [*map(type, results), len(log.sent)]

    assert simulate(main()) == [StorageError, StorageError, 1]
