"""The process that is killed: the real store, the real ``Deliver``, an adapter over HTTP."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from bot.compose import Voice
from bot.deliver import Deliver
from bot.model import SummaryMode
from bot.ports import Clock, Summarizer
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.fakes import FakeSource
from tests.stress.platform_adapter import PLATFORM, FakePlatformAdapter
from tests.stress.steps import Kill, Steps, make_mortal

ROUNDS = 200


@dataclass(frozen=True)
class Job:
    """One life of a process: it works until nothing can be done at ``now``, or dies at a step."""

    database: str
    port: int
    now: str
    trace: str
    owner: str
    answer_within: float
    kill: tuple[str, int] | None = None


class MovedClock:
    """Starts at a given time and goes on as time does."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)


async def work(job: Job) -> None:
    """Tick and reconcile until nothing is left to do at this time."""
    steps = Steps(Path(job.trace), Kill(*job.kill) if job.kill else None)
    clock = MovedClock(datetime.fromisoformat(job.now))
    with Store.open(job.database) as store:
        make_mortal(store, steps)
        connector, timeout = TCPConnector(limit=0), ClientTimeout(total=job.answer_within)
        async with ClientSession(f"http://127.0.0.1:{job.port}", connector=connector, timeout=timeout) as session:
            adapter = FakePlatformAdapter(session, clock, steps)
            deliver = deliverer(store, adapter, clock, job.owner)
            await _until_done(deliver, store, clock)


def deliverer(store: Store, adapter: FakePlatformAdapter, clock: Clock, owner: str) -> Deliver:
    """The real thing, with the fake platform as its only one."""
    summarizers: dict[SummaryMode, Summarizer] = {"extractive": Extractive()}
    return Deliver(store, {PLATFORM: adapter}, [FakeSource()], summarizers, clock, Voice(), owner)


async def _until_done(deliver: Deliver, store: Store, clock: MovedClock) -> None:
    for _ in range(ROUNDS):
        await deliver.tick()
        await deliver.reconcile()
        now = clock.now()
        if not store.ledger.due(now, 1) and not store.ledger.claimable(now, 1):
            return
    raise RuntimeError(f"There is still something to do after {ROUNDS} rounds")
