"""All of a delivery for 10,000 subscriptions due at once: ``python -m benchmarks.deliveries``.

The real ``Deliver`` on a real database plans, claims, paces, sends over HTTP and records; the platform is a fake in
another process that enforces a platform's limits, counted in sliding windows, and answers each request after 50 ms:

* Discord's (the default): 50 requests a second in all and 5 in 5 seconds for one channel; a message for each channel.
  On the real clock 10,000 posts take four minutes.
* Slack's (``--platform slack``): one message a second for one channel, and three for each digest, so that the limit is
  met; in all there is none, and what is measured is how fast we are.

``first post`` is how long after their time the first one left, ``seconds`` from the first post to the last; ``at the
limit`` and ``at the pace`` are the shortest that the platform's limit and our pace allow. Processor time and memory are
those of the delivering process, everything included (most of the memory is there with no subscription at all: see
``resting``).
"""

import argparse
import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from benchmarks.drain import DISCORD, PACED, SLACK, Scenario, measured
from bot import logs
from bot.model import Destination, Rules, Schedule
from bot.storage.store import Store
from tests.stress.fake_platform import Conduct
from tests.stress.hands import Held, PlatformProcess, fake_platform
from tests.stress.harness import announce, unfinished
from tests.stress.platform_adapter import CARDS_IN_A_MESSAGE, PLATFORM, FakePlatformAdapter
from tests.stress.steps import Steps
from tests.stress.worker import deliverer

TURNAROUND = 0.05
AGAIN = 1.0  # seconds between ticks, while something waits to be tried again
GIVE_UP = 1800


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def scenario(platform: str, posts: int) -> Scenario:
    """So many posts, as digests of that platform: one message each, or three."""
    if platform == "discord":
        return Scenario("Discord", DISCORD, PACED, posts)
    return Scenario("Slack", SLACK, SLACK, posts // 3, parts=3)


@dataclass(frozen=True)
class Cost:
    cpu: float
    megabytes: float


def drain(url: str, port: int, due: datetime, asked: Scenario) -> Cost:
    """Deliver everything that is due; what it cost this process."""
    logs.set_up("error", "text")
    with measured() as cost:
        asyncio.run(_drain(url, port, due, asked))
    return Cost(*cost)


async def _drain(url: str, port: int, due: datetime, asked: Scenario) -> None:
    clock, end = Clock(), time.monotonic() + GIVE_UP
    with Store.open(url) as store:
        connector, timeout = TCPConnector(limit=0), ClientTimeout(total=20)
        async with ClientSession(f"http://127.0.0.1:{port}", connector=connector, timeout=timeout) as session:
            adapter = FakePlatformAdapter(session, clock, Steps(Path(os.devnull), None), asked.pace)
            deliver = deliverer(store, adapter, clock, "the one")
            while time.monotonic() < end:
                await deliver.tick()
                if not await asyncio.to_thread(unfinished, store, due, asked.channels):
                    return
                await asyncio.sleep(AGAIN)


def subscribe(store: Store, asked: Scenario, due: datetime) -> None:
    """So many channels, due at ``due``, for as many papers as fill their messages."""
    papers = CARDS_IN_A_MESSAGE * asked.parts
    announce(store, due, papers + 3)
    everyday = Schedule(at=due.time(), weekdays=frozenset(range(7)))
    before = due - timedelta(days=1)
    for number in range(asked.channels):
        to = Destination(PLATFORM, "local", f"channel-{number}")
        rules = Rules(count=papers)
        store.subscriptions.add(to, f"#channel-{number}", everyday, rules, "U1", due, before)


def printed(asked: Scenario, due: datetime, held: Held, cost: Cost, resting: Cost) -> None:
    """The figures, one a line."""
    times = sorted(message["at"] for message in held.messages)
    seconds = times[-1] - times[0]
    keys = {message["key"] for message in held.messages}
    posts = asked.posts
    for name, pace in (("limit", asked.limits), ("pace", asked.pace)):
        least = asked.least(pace)
        print(f"at the {name:<28}{least:>10,.1f} s, ratio {seconds / least:.3f}")
    print(f"{'posts a second':<35}{posts / seconds:>10,.1f}")
    print(f"{'posts (of which repeated)':<35}{len(held.messages):>10,} ({len(held.messages) - len(keys)})")
    print(f"{'first post after the due time':<35}{times[0] - due.timestamp():>10,.1f} s")
    print(f"{'from the first post to the last':<35}{seconds:>10,.1f} s")
    print(f"{'429s':<35}{held.counts['429']:>10,}")
    print(f"{'processor time for 1,000 posts':<35}{(cost.cpu - resting.cpu) * 1000 / posts:>10,.2f} s")
    print(f"{'memory for 1,000 posts':<35}{(cost.megabytes - resting.megabytes) * 1000 / posts:>10,.2f} MB")
    print(f"{'memory in all, at its peak':<35}{cost.megabytes:>10,.0f} MB")


def run(platform: PlatformProcess, url: str, asked: Scenario) -> None:
    limits = asked.limits
    platform.behave(Conduct(overall=limits.overall, per_channel=limits.per_destination, turnaround=TURNAROUND))
    soon = datetime.now(UTC).replace(microsecond=0)
    with multiprocessing.get_context("spawn").Pool(1) as pool, Store.open(url) as store:
        resting = pool.apply(drain, (url, platform.port, soon, asked))
        begun = time.monotonic()
        subscribe(store, asked, soon)
        print(f"{asked.channels:,} subscriptions made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(os.getpid)  # started, and everything imported
        started = datetime.now(UTC)
        cost = pool.apply(drain, (url, platform.port, soon, asked))
    printed(asked, started, platform.take(), cost, resting)


def main(given: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--posts", type=int, default=10_000, help="posts due at once (10,000)")
    parser.add_argument("--platform", choices=["discord", "slack"], default="discord", help="whose limits (discord)")
    parser.add_argument("--database", help="instead of a SQLite file: an empty database")
    options = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="pb") as folder, fake_platform() as platform:
        url = options.database or f"sqlite:///{folder}/paperboy.db"
        run(platform, url, scenario(options.platform, options.posts))


if __name__ == "__main__":
    main()
