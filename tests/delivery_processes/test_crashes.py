"""The short version of ``make stress``: real processes, killed with -9 at every step, on both databases."""

from collections.abc import Callable

from tests.stress.fake_platform import Conduct
from tests.stress.harness import LONG, Harness, Scenario
from tests.stress.steps import STORED
from tests.stress.tally import HELD, POSTED, TWICE

Harnessed = Callable[[int], Harness]
SEED = 7


def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice(harness: Harnessed):
    tally = harness(SEED).run(Scenario(), kills=40)

    assert tally.wrong == []
    assert tally.fates == {POSTED: tally.deliveries}


def test_killed_between_the_messages_of_a_thread_it_goes_on_under_the_same_head(harness: Harnessed):
    tally = harness(SEED).run(Scenario(counts=(), threads=(LONG, LONG)), kills=12)

    assert tally.wrong == []
    assert tally.fates == {POSTED: tally.deliveries}
    assert tally.messages == tally.deliveries * (1 + LONG)


def test_killed_where_the_platform_cannot_be_asked_it_is_posted_once_or_held(harness: Harnessed):
    tally = harness(SEED).run(Scenario(Conduct(finds=False)), kills=12)

    assert tally.wrong == []
    assert set(tally.fates) <= {POSTED, HELD}


def test_workers_that_die_are_replaced_by_those_that_live(harness: Harnessed):
    tally = harness(SEED).run(Scenario(workers=3), kills=8)

    assert tally.wrong == []
    assert tally.fates == {POSTED: tally.deliveries}


def test_answers_that_were_lost_are_looked_up(harness: Harnessed):
    faults = {"429": 0.1, "5xx before": 0.1, "5xx after": 0.1, "dropped after": 0.1, "find 5xx": 0.2}
    tally = harness(SEED).run(Scenario(Conduct(faults=faults)), rounds=3)

    assert tally.wrong == []
    assert set(tally.fates) == {POSTED}


def test_the_harness_notices_posts_that_come_twice(harness: Harnessed):
    tally = harness(SEED).run(Scenario(Conduct(denies=True), only_at=STORED, kills_a_round=2), kills=2)

    assert tally.fates[TWICE] > 0
