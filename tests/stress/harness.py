"""Kills the real process at every step of its deliveries, starts it again, and counts what the platform holds.

A round is a morning: fresh channels are due, workers live and die until each delivery has ended, then the platform's
messages are compared with what was due. Between two lives the clock moves past the lease, as if the restart had
taken that long. Where a worker dies is drawn, by a seed, from all steps that any worker has passed so far.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.deliver import LEASE
from bot.model import DayState, Delivery, DeliveryState, Destination, Rules, Schedule, SourceDay, Subscription
from bot.storage.store import Store
from tests.builders import NOW, a_paper, a_sighting, a_signal
from tests.stress.fake_platform import PLAIN, Conduct
from tests.stress.hands import Nursery, PlatformProcess
from tests.stress.platform_adapter import CARDS_IN_A_MESSAGE, PLATFORM
from tests.stress.tally import Tally
from tests.stress.worker import Job

NINE = NOW + timedelta(hours=1)
PAUSE = LEASE + timedelta(minutes=1)
"""From a death to the restart: whoever held a lease holds it no longer."""

BETWEEN_ROUNDS = timedelta(days=7)
"""Far enough that no paper of the last round is in the window any more."""

LONG = 2 * CARDS_IN_A_MESSAGE + 1
"""Papers of a digest that needs three messages."""

PATIENT, IMPATIENT = 20.0, 0.5
"""Seconds that a worker waits for an answer: where one always comes, however busy the machine; where some never do."""

QUIET_LIVES = 40
"""Lives without a kill after which whatever is still open stays so; the clock goes an hour further each time, until the
next occurrence is near."""


@dataclass(frozen=True)
class Scenario:
    """How the platform behaves, how long and how many workers wait for its answer, and what is due.

    ``counts``: the papers of each subscription of a round, ``threads``: of those more that post in threads;
    ``kills_a_round``: at most so many deaths in it, ``only_at`` this step where one is given.
    """

    conduct: Conduct = PLAIN
    answer_within: float = PATIENT
    workers: int = 1
    counts: tuple[int, ...] = (CARDS_IN_A_MESSAGE, LONG, CARDS_IN_A_MESSAGE, LONG)
    threads: tuple[int, ...] = ()
    kills_a_round: int = 8
    only_at: str = ""

    @property
    def due(self) -> list[Rules]:
        """Of each subscription of a round."""
        plain = [Rules(count=count) for count in self.counts]
        return plain + [Rules(count=count, layout="thread") for count in self.threads]


class Harness:
    """One database, one platform, and workers that come and go."""

    def __init__(self, url: str, platform: PlatformProcess, nursery: Nursery, folder: Path, *, seed: int) -> None:
        self._url = url
        self._platform = platform
        self._nursery = nursery
        self._folder = folder
        self._random = random.Random(seed)
        self._known: Counter[str] = Counter()
        self._numbers = itertools.count(1)
        self._nine = NINE

    def run(self, scenario: Scenario, *, kills: int = 0, rounds: int = 0) -> Tally:
        """Rounds until at least so many workers were killed, and so many rounds were had."""
        tally = Tally()
        self._platform.behave(scenario.conduct)
        with Store.open(self._url) as store:
            for number in itertools.count():
                if number >= rounds and tally.kills.total() >= kills:
                    return tally
                self._round(store, scenario, tally, kills - tally.kills.total())
        raise AssertionError("a count never ends")

    def _round(self, store: Store, scenario: Scenario, tally: Tally, kills: int) -> None:
        self._nine += BETWEEN_ROUNDS
        announce(store, self._nine, max(rules.count for rules in scenario.due))
        due = [self._subscribe(store, rules) for rules in scenario.due]
        self._live_until_done(store, scenario, tally, min(kills, scenario.kills_a_round))
        held = self._platform.take()
        by_channel = defaultdict(list)
        for message in held.messages:
            by_channel[message["to"]].append(message)
            tally.by_process[message["pid"]] += 1
        for subscription in due:
            row = store.ledger.last(subscription.id)
            tally.judge(subscription, row, by_channel.pop(subscription.destination.channel, []))
            store.subscriptions.remove(subscription.id)
        tally.wrong += [f"nobody asked for {messages}" for messages in by_channel.values()]
        tally.faults, tally.told = held.counts, tally.told + len(held.told)

    def _subscribe(self, store: Store, rules: Rules) -> Subscription:
        channel = f"channel-{next(self._numbers)}"
        to = Destination(PLATFORM, "local", channel)
        everyday = Schedule(weekdays=frozenset(range(7)))
        yesterday = self._nine - timedelta(days=1)
        return store.subscriptions.add(to, f"#{channel}", everyday, rules, "U1", self._nine, yesterday)

    def _live_until_done(self, store: Store, scenario: Scenario, tally: Tally, kills: int) -> None:
        now, killed, quiet = self._nine + timedelta(seconds=1), 0, 0
        while quiet < QUIET_LIVES:
            deaths = self._live(now, scenario, tally, mortal=killed < kills)
            killed += deaths
            if not deaths and not unfinished(store, self._nine, len(scenario.due)):
                return
            quiet = 0 if deaths else quiet + 1
            now = self._restart_at(now, quiet)

    def _restart_at(self, now: datetime, quiet: int) -> datetime:
        return min(now + (timedelta(hours=1) if quiet > 3 else PAUSE), self._nine + timedelta(hours=23))

    def _live(self, now: datetime, scenario: Scenario, tally: Tally, *, mortal: bool) -> int:
        """One life of each worker; how many died."""
        jobs = [self._job(now, scenario, mortal=mortal) for _ in range(scenario.workers)]
        killed = self._nursery.run(jobs)
        for job, died in zip(jobs, killed, strict=True):
            self._learn(Path(job.trace))
            tally.lives += 1
            if died and job.kill:
                tally.kills[job.kill[0]] += 1
        return sum(killed)

    def _job(self, now: datetime, scenario: Scenario, *, mortal: bool) -> Job:
        number = next(self._numbers)
        trace = self._folder / f"{number}.steps"
        kill = self._somewhere(scenario.only_at) if mortal and self._known else None
        return Job(
            database=self._url,
            port=self._platform.port,
            now=now.isoformat(),
            trace=str(trace),
            owner=f"worker-{number}",
            answer_within=scenario.answer_within,
            kill=kill,
        )

    def _somewhere(self, only_at: str) -> tuple[str, int]:
        step = only_at or self._random.choice(sorted(self._known))
        return step, self._random.randint(1, self._known[step] or 1)

    def _learn(self, trace: Path) -> None:
        """Which steps there are, and how often one life passes them."""
        self._known |= Counter(trace.read_text().splitlines())
        trace.unlink()


def announce(store: Store, at: datetime, count: int) -> None:
    """So many papers are on the list of that day, the first with the most votes."""
    day = at.date()
    papers = [a_paper(f"{day:%y%m}.{day.day:02}{number:03}") for number in range(count)]
    store.papers.record(
        [a_sighting(paper, day, signal=a_signal(99 - n, at), seen_at=at) for n, paper in enumerate(papers)]
    )
    store.sources.record_day(SourceDay("huggingface", day, DayState.FRESH, at, count))


def is_open(row: Delivery) -> bool:
    """Whether a worker will do anything about it."""
    asked_again = row.state is DeliveryState.UNKNOWN and row.retry_at is not None
    return asked_again or row.state in {DeliveryState.PLANNED, DeliveryState.CLAIMED}


def unfinished(store: Store, since: datetime, most: int) -> Sequence[Subscription | Delivery]:
    """Due and not planned, or planned and not at its end; ``most`` are due since then. Held for a person is an end."""
    rows = [row for row in store.ledger.recent(most) if row.occurrence >= since and is_open(row)]
    return [*store.ledger.due(since, most), *rows]
