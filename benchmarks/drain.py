"""How fast, how cleanly and at what cost many posts leave through the pacer: ``python -m benchmarks.drain``.

The platforms are fakes that count arrivals in a sliding window, the strictest reading of the limits that they publish,
and answer 429 with a time to wait:

* Discord: 50 requests a second in all, 5 in 5 seconds for one channel;
* Slack: one message a second for one channel.

Without options, time is simulated (10,000 posts take a moment): a request takes 20 to 120 ms to arrive, and its answer
as long again; on the unsteady network one request in 200 takes a second longer. ``--real`` sends 2,000 posts over HTTP
to a server in another process, on the real clock; ``--processes N`` does so from N processes that share the limit
through a SQLite file, or through the database of ``--database URL``.

``at the pace`` is the shortest time that the pace allows, ``at the limit`` the platform's own; ``pacing at 50`` and
``not paced`` are what happens otherwise. Processor time and memory are those of the sending processes, everything
included; each line is measured in fresh processes.
"""

import argparse
import asyncio
import multiprocessing
import random
import resource
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from aiohttp import ClientSession, TCPConnector, web

from bot.model import Destination, Pace
from bot.pacing import Pacer, Reserve
from bot.storage.store import Store
from tests.simulated import now as simulated_now
from tests.simulated import simulate

Answer = tuple[bool, float]
"""Of a platform: whether a refusal is for all channels, and how many seconds to wait; none: the post was accepted."""
Post = Callable[[Destination], Awaitable[Answer]]

SLOW_ONE_IN = 200
TURNAROUND = 0.05  # seconds until the HTTP server answers


@dataclass(frozen=True)
class Scenario:
    name: str
    limits: Pace
    pace: Pace
    channels: int
    parts: int = 1
    steady: bool = True

    @property
    def posts(self) -> int:
        return self.channels * self.parts

    def least(self, pace: Pace) -> float:
        """Seconds from the first to the last post, if nothing but ``pace`` delayed them."""
        overall, channel = pace.overall, pace.per_destination
        windows = (ceil(self.parts / channel[0]) - 1) * channel[1] if channel else 0.0
        return max((self.posts - 1) * overall[1] / overall[0] if overall else 0.0, windows)


@dataclass(frozen=True)
class Figures:
    seconds: float
    refusals: int
    cpu: float
    megabytes: float


DISCORD = Pace((50, 1.0), (5, 5.0))
SLACK = Pace(None, (1, 1.0))
PACED = replace(DISCORD, overall=(45, 1.0))


def scenarios(posts: int) -> list[Scenario]:
    return [
        Scenario("Discord", DISCORD, PACED, posts),
        Scenario("Discord, 10 parts each", DISCORD, PACED, posts // 10, 10),
        Scenario("Slack", SLACK, SLACK, posts),
        Scenario("Slack, 10 parts each", SLACK, SLACK, posts // 10, 10),
    ]


def otherwise(posts: int) -> list[Scenario]:
    return [
        Scenario("Discord, unsteady network", DISCORD, PACED, posts, steady=False),
        Scenario("Discord, pacing at 50", DISCORD, DISCORD, posts),
        Scenario("Discord, not paced", DISCORD, Pace(), posts // 10),
    ]


class Platform:
    """Counts what arrives, and refuses what is too much."""

    def __init__(self, limits: Pace, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._overall: deque[float] = deque()
        self._channels: dict[str, deque[float]] = defaultdict(deque)
        self.refusals = 0

    def arrived(self, channel: str) -> Answer:
        now = self._clock()
        for arrivals, limit, for_all in (
            (self._overall, self._limits.overall, True),
            (self._channels[channel], self._limits.per_destination, False),
        ):
            if limit and (wait := _too_early(arrivals, limit, now)):
                self.refusals += 1
                return for_all, wait
        self._overall.append(now)
        self._channels[channel].append(now)
        return False, 0.0


def _too_early(arrivals: deque[float], limit: tuple[int, float], now: float) -> float:
    number, seconds = limit
    while arrivals and arrivals[0] + seconds <= now:
        arrivals.popleft()
    return arrivals[0] + seconds - now if len(arrivals) >= number else 0.0


async def drain(scenario: Scenario, channels: Sequence[int], pacer: Pacer, post: Post) -> None:
    """All is due at once; part n + 1 of a channel follows part n; a refusal is heeded, and the part sent again."""

    async def one(channel: int) -> None:
        to = Destination("fake", "workspace", str(channel))
        left = scenario.parts
        while left:
            async with pacer.turn(to):
                for_all, wait = await post(to)
                if wait:
                    pacer.penalize(None if for_all else to, wait)
                else:
                    left -= 1

    await asyncio.gather(*(one(channel) for channel in channels))


def simulated(scenario: Scenario) -> Figures:
    """One process, simulated time and network."""
    network = random.Random(1)

    async def main() -> Figures:
        platform = Platform(scenario.limits, simulated_now)

        async def post(to: Destination) -> Answer:
            slow = 0.0 if scenario.steady or network.randrange(SLOW_ONE_IN) else 1.0
            await asyncio.sleep(network.uniform(0.02, 0.12) + slow)
            answer = platform.arrived(to.channel)
            await asyncio.sleep(network.uniform(0.02, 0.12))
            return answer

        pacer = Pacer(scenario.pace, monotonic=simulated_now, sleep=asyncio.sleep)
        await drain(scenario, range(scenario.channels), pacer, post)
        return Figures(simulated_now(), platform.refusals, 0, 0)

    with measured() as cost:
        figures = simulate(main())
    return replace(figures, cpu=cost[0], megabytes=cost[1])


@contextmanager
def measured() -> Iterator[list[float]]:
    """Processor seconds and the growth of this process's largest memory, in MB."""
    cost = [0.0, 0.0]
    cpu, memory = time.process_time(), largest_memory()
    yield cost
    cost[:] = time.process_time() - cpu, largest_memory() - memory


def largest_memory() -> float:
    """Of this process so far, MB. Linux's own figure where there is one: the other includes the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(limits: Pace, ports: "Queue[int]", refusals: "Queue[int]", over: Event) -> None:
    """The fake platform as an HTTP server: a process of its own."""

    async def main() -> None:
        platform = Platform(limits, time.monotonic)

        async def message(request: web.Request) -> web.Response:
            for_all, wait = platform.arrived(request.match_info["channel"])
            await asyncio.sleep(TURNAROUND)
            return web.json_response({"global": for_all, "retry_after": wait}, status=429 if wait else 200)

        application = web.Application()
        application.router.add_post("/channels/{channel}/messages", message)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        ports.put(runner.addresses[0][1])
        await asyncio.to_thread(over.wait)
        await runner.cleanup()
        refusals.put(platform.refusals)

    asyncio.run(main())


def send_all(scenario: Scenario, channels: Sequence[int], port: int, database: str | None) -> tuple[float, float]:
    """One sending process on the real clock: its processor seconds and memory."""

    async def main(reserve: Reserve | None) -> None:
        pacer = Pacer(scenario.pace, monotonic=time.monotonic, sleep=asyncio.sleep, reserve=reserve)
        async with ClientSession(f"http://127.0.0.1:{port}", connector=TCPConnector(limit=0)) as session:

            async def post(to: Destination) -> Answer:
                async with session.post(f"/channels/{to.channel}/messages", json={"content": "x" * 500}) as answer:
                    body = await answer.json()
                    return body["global"], body["retry_after"]

            await drain(scenario, channels, pacer, post)

    with measured() as cost:
        if database:
            with Store.open(database) as store:
                asyncio.run(main(shared(store)))
        else:
            asyncio.run(main(None))
    return cost[0], cost[1]


def shared(store: Store) -> Reserve:
    """The limit as all processes on one database share it."""

    async def reserve(number: int, interval: timedelta) -> timedelta:
        return await asyncio.to_thread(store.budget.take, "fake", number, interval)

    return reserve


def real(scenario: Scenario, processes: int, database: str | None) -> Figures:
    """The server and ``processes`` senders, each a process."""
    spawn = multiprocessing.get_context("spawn")
    ports: Queue[int] = spawn.Queue()
    refusals: Queue[int] = spawn.Queue()
    over = spawn.Event()
    server = spawn.Process(target=serve, args=(scenario.limits, ports, refusals, over))
    server.start()
    port = ports.get()
    with spawn.Pool(processes) as pool:
        pool.map(str, range(processes), chunksize=1)  # started, and everything imported
        start = time.monotonic()
        parts = [range(first, scenario.channels, processes) for first in range(processes)]
        costs = pool.starmap(send_all, [(scenario, part, port, database) for part in parts], chunksize=1)
        seconds = time.monotonic() - start
    over.set()
    refused = refusals.get()
    server.join()
    return Figures(seconds, refused, sum(cpu for cpu, _ in costs), sum(memory for _, memory in costs))


HEADINGS = ("seconds", "at the pace", "ratio", "at the limit", "ratio", "429s", "CPU s/1,000", "MB/1,000")


def row(scenario: Scenario, figures: Figures) -> str:
    """A line of the table."""
    pace, limit = scenario.least(scenario.pace), scenario.least(scenario.limits)
    cells = (
        f"{figures.seconds:,.1f}",
        f"{pace:,.1f}",
        f"{figures.seconds / pace:.3f}" if pace else "-",
        f"{limit:,.1f}",
        f"{figures.seconds / limit:.3f}" if limit else "-",
        f"{figures.refusals:,}",
        f"{1000 * figures.cpu / scenario.posts:.3f}",
        f"{1000 * figures.megabytes / scenario.posts:.2f}",
    )
    return f"{scenario.name:<26}{scenario.posts:>7,}" + "".join(f"{cell:>13}" for cell in cells)


def run(options: argparse.Namespace, folder: str) -> Iterator[tuple[Scenario, Figures]]:
    """Each scenario with its figures, one after the other."""
    if not options.real:
        spawn = multiprocessing.get_context("spawn")
        for scenario in [*scenarios(options.posts or 10_000), *otherwise(options.posts or 10_000)]:
            with spawn.Pool(1) as pool:
                yield scenario, pool.apply(simulated, (scenario,))
        return
    database = options.database or (f"sqlite:///{folder}/paperboy.db" if options.processes > 1 else None)
    if database:
        Store.open(database).close()
    for scenario in scenarios(options.posts or 2_000):
        if (scenario.limits is DISCORD) == (scenario.parts == 1):
            yield scenario, real(scenario, options.processes, database)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--real", action="store_true", help="over HTTP, on the real clock")
    parser.add_argument("--posts", type=int, help="how many posts (10,000; 2,000 with --real)")
    parser.add_argument("--processes", type=int, default=1, help="with --real: processes that share the limit")
    parser.add_argument("--database", help="with --real: share the limit through this database")
    options = parser.parse_args()
    print(f"{'':<26}{'posts':>7}" + "".join(f"{heading:>13}" for heading in HEADINGS), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for scenario, figures in run(options, folder):
            print(row(scenario, figures), flush=True)


if __name__ == "__main__":
    main()
