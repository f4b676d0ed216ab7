from collections import Counter
from dataclasses import dataclass, field
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.model import Destination
from bot.turns import CATCH_UP, Budget, Line, Slots

NUMBER, SECONDS = 3, 5.0
CHANNELS = [Destination("fake", "team", name) for name in "abcd"]
A, B, C, _ = CHANNELS
channels = st.sampled_from(CHANNELS)
delays = st.floats(0, 0.2) | st.floats(0, 10)


def given_turns(budget: Budget, lateness: list[float]) -> list[float]:
    """When turns are given by somebody who always wants one, and wakes up so much too late."""
    now, taken = 100.0, []
    for late in lateness:
        now = max(now, budget.free_at()) + late
        budget.take(now)
        taken.append(now)
    return taken


@given(number=st.integers(1, 50), seconds=st.floats(0.1, 60), lateness=st.lists(delays, max_size=200))
def test_a_budget_never_gives_more_turns_in_any_window(number: int, seconds: float, lateness: list[float]):
    taken = given_turns(Budget(number, seconds), lateness)
    assert all(later >= earlier + seconds for earlier, later in zip(taken, taken[number:], strict=False))


@given(number=st.integers(1, 50), lateness=st.lists(delays, min_size=2, max_size=200))
def test_a_budget_spaces_turns_evenly(number: int, lateness: list[float]):
    taken = given_turns(Budget(number, 1.0), lateness)
    for earlier, later in zip(taken, taken[CATCH_UP + 4 :], strict=False):
        assert later - earlier >= 4 / number - 1e-9


def test_a_budget_wastes_nothing():
    taken = given_turns(Budget(45, 1.0), [0.0] * 1001)
    assert taken[-1] - taken[0] <= 1000 / 45


def test_short_delays_are_made_up_for():
    taken = given_turns(Budget(45, 1.0), [0.002] * 1001)
    assert taken[-1] - taken[0] <= 1.005 * 1000 / 45


def test_slots_open_one_by_one_and_lapse():
    slots = Slots(10, 1.0)
    assert slots.free_at() == inf
    slots.add(5.0, 3)
    assert (slots.left(5.0), slots.free_at()) == (3, 5.0)
    slots.take(5.0)
    assert (slots.left(5.0), slots.free_at()) == (2, 5.1)
    assert slots.left(5.1 + 0.1 * CATCH_UP) == 2
    assert slots.left(5.1 + 0.1 * (CATCH_UP + 1)) == 1
    assert slots.left(60.0) == 0


def test_destinations_take_turns():
    line: Line[str] = Line(None)
    for ticket, channel in [("a1", A), ("a2", A), ("a3", A), ("b1", B), ("c1", C), ("b2", B)]:
        line.join(ticket, channel, 0.0)
    assert turns(line, 0.0) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_destination_at_its_limit_lets_others_pass():
    line: Line[str] = Line((1, 1.0))
    for ticket, channel in [("a1", A), ("a2", A), ("b1", B)]:
        line.join(ticket, channel, 0.0)
    assert turns(line, 0.0) == ["a1", "b1"]
    assert line.wake(0.5) == inf  # nobody knows yet when the sends end
    line.end(A, 0.5)
    assert line.wake(0.5) == 1.5
    assert turns(line, 1.4) == []
    assert turns(line, 1.5) == ["a2"]


def test_a_destination_on_hold_waits_and_an_unused_turn_does_not_count():
    line: Line[str] = Line((1, 1.0))
    line.join("a1", A, 0.0)
    line.hold(A, 30.0, 0.0)
    line.hold(A, 10.0, 0.0)
    assert (turns(line, 29.9), turns(line, 30.0)) == ([], ["a1"])
    line.end(A, 30.0, sent=False)
    line.join("a2", A, 30.0)
    assert turns(line, 30.0) == ["a2"]


@pytest.mark.parametrize("limit", [None, (NUMBER, SECONDS)])
def test_a_quiet_destination_is_forgotten(limit: tuple[int, float] | None):
    line: Line[int] = Line(limit)
    for number in range(1000):
        channel = Destination("fake", "team", str(number))
        line.join(number, channel, 0.0)
        turns(line, 0.0)
        line.end(channel, 1.0)
    line.join(1000, A, 1.0 + SECONDS)
    assert line.destinations == 1


def turns(line: Line[str] | Line[int], now: float) -> list[str | int]:
    found = []
    while following := line.next(now):
        found.append(following[1])
    return found


@dataclass
class Known:
    """The plain truth about a destination, without any cleverness."""

    waiting: list[int] = field(default_factory=list)
    sends: list[float | None] = field(default_factory=list)  # when each ended; None: under way
    held_until: float = -inf
    overtakers: Counter[Destination] = field(default_factory=Counter)

    def may_be_sent_to(self, now: float) -> bool:
        counting = [end for end in self.sends if end is None or end + SECONDS > now]
        return bool(self.waiting) and self.held_until <= now and len(counting) < NUMBER

    def ready_at(self, now: float) -> float:
        times = [self.held_until, *(end + SECONDS for end in self.sends if end is not None)]
        return min((at for at in times if at > now and self.may_be_sent_to(at)), default=inf)


class LineAgainstTheTruth(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.line: Line[int] = Line((NUMBER, SECONDS))
        self.known = {channel: Known() for channel in CHANNELS}
        self.now = 0.0
        self.tickets = 0

    def ready(self) -> set[Destination]:
        return {channel for channel, known in self.known.items() if known.may_be_sent_to(self.now)}

    @rule(channel=channels)
    def join(self, channel: Destination) -> None:
        self.tickets += 1
        self.known[channel].waiting.append(self.tickets)
        self.line.join(self.tickets, channel, self.now)

    @rule(channel=channels, data=st.data())
    def leave(self, channel: Destination, data: st.DataObject) -> None:
        ticket = data.draw(st.sampled_from([*self.known[channel].waiting, 0]))
        self.known[channel].waiting = [each for each in self.known[channel].waiting if each != ticket]
        self.line.leave(ticket, channel, self.now)

    @rule(channel=channels, seconds=delays)
    def hold(self, channel: Destination, seconds: float) -> None:
        known = self.known[channel]
        known.held_until = max(known.held_until, self.now + seconds)
        self.line.hold(channel, self.now + seconds, self.now)

    @rule(seconds=delays)
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def until_the_next_wake(self) -> None:
        at = self.line.wake(self.now)
        self.now = at if at < inf else self.now

    @rule(channel=channels, sent=st.booleans())
    def end(self, channel: Destination, *, sent: bool) -> None:
        sends = self.known[channel].sends
        if None in sends:
            sends.remove(None)
            sends += [self.now] if sent else []
            self.line.end(channel, self.now, sent=sent)

    @rule()
    def next(self) -> None:
        ready = self.ready()
        following = self.line.next(self.now)
        assert bool(following) == bool(ready)
        if following:
            channel, ticket = following
            assert channel in ready
            assert self.known[channel].waiting.pop(0) == ticket
            self.known[channel].sends.append(None)
            self.known[channel].overtakers.clear()
            for other in ready - {channel}:
                self.known[other].overtakers[channel] += 1

    @invariant()
    def nobody_is_overtaken_twice_by_the_same(self) -> None:
        for channel in self.known.keys() - self.ready():
            self.known[channel].overtakers.clear()
        assert all(times <= 1 for known in self.known.values() for times in known.overtakers.values())

    @invariant()
    def it_wakes_in_time(self) -> None:
        waiting = [self.known[channel] for channel in self.known.keys() - self.ready()]
        assert self.line.wake(self.now) <= min(known.ready_at(self.now) for known in [*waiting, Known()])
        assert self.line.ready == len(self.ready())


TestLineAgainstTheTruth = LineAgainstTheTruth.TestCase
