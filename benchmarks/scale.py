"""What a great installation costs: ``python -m benchmarks.scale`` (``--channels N``, ``--only sqlite|postgres|waves``).

Measured, on a SQLite file and on a PostgreSQL of its own (both as durable as in earnest), for 10,000 channels due at
once: what each step of a post costs the database and the processor, how the database grows, what pruning gives back.
The platform is left out; ``benchmarks.drain`` measures the sending.

Simulated (``benchmarks.waves``), for 10,000, 100,000 and 1,000,000 channels: a day of posts that are due at 09:00 of
their zones against the limits of the platforms, and for each resource how long the largest wave would keep it busy at
the cost that was just measured; the longest is what saturates first.

Processor time is this process's own: PostgreSQL's servers are not in it.
"""

import argparse
import multiprocessing
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product

from benchmarks import waves
from benchmarks.costs import DATABASES, TICK, Cost, Measured, measured

POSTS_A_YEAR = 260
SIZES = (10_000, 100_000, 1_000_000)

DISCORD_RATE = 45.0  # posts a second: the bot's pace, below Discord's 50
SLACK_WORKSPACE_RATE = 5.0  # "several hundred messages per minute", read as 300
GUILDS_PER_SHARD = 2_500
IDENTIFY_SECONDS = 5.0  # max_concurrency identifies in each
LARGE_BOT = 150_000  # guilds; from there on 16 shards identify at once instead of 1 (an example of Discord's)


def show_costs(found: Mapping[str, Measured]) -> None:
    names = list(next(iter(found.values())).steps)
    print("\nMeasured: milliseconds for one (processor milliseconds), and how many a second\n")
    print(f"{'':<34}" + "".join(f"{name:>28}" for name in found))
    for step in names:
        cells = (costs.steps[step] for costs in found.values())
        print(f"{step:<34}" + "".join(f"{told(cell):>28}" for cell in cells))
    for title, tell in TOTALS.items():
        print(f"{title:<34}" + "".join(f"{tell(costs):>28}" for costs in found.values()))


def told(cost: Cost) -> str:
    return f"{1000 * cost.wall:.3f} ({1000 * cost.cpu:.3f}) {1 / cost.wall:>9,.0f}/s"


TOTALS: Mapping[str, Callable[[Measured], str]] = {
    "a post: plan + claim + record": lambda m: f"{1000 * m.writing:.2f} ms {1 / m.writing:>9,.0f}/s",
    "processor s for 1,000 posts, unsent": lambda m: f"{1000 * per_post(m):.2f}",
    "database growth, a delivery": lambda m: f"{m.bytes_each:,.0f} bytes",
    "after 60 days, pruned": lambda m: f"{m.bytes_each - m.bytes_freed:,.0f} bytes",
    "database growth, a look at a paper": lambda m: f"{m.signal_bytes:,.0f} bytes",
    "signals of a day": lambda m: f"{m.looks:,} rows, {m.looks * m.signal_bytes / 1e6:.1f} MB",
    "after 14 days, pruned": lambda m: f"{m.looks - m.pruned.signals:,} rows",
    "pruning a delivery": lambda m: f"{1000 * m.pruning:.2f} ms",
    "memory, a delivery that waits": lambda m: f"{1000 * m.megabytes_each:.1f} kB",
}


CHANNEL = ("seen", "savers", "pick")


def per_post(costs: Measured) -> float:
    """Processor seconds of one post but for its sending, with the candidates read once for many."""
    return sum(costs.steps[name].cpu for name in ("due, each", *CHANNEL, "plan", "claim", "record"))


def choosing(costs: Measured, shared_by: int) -> float:
    """Seconds to choose one channel's papers, where so many channels share the candidates that were read."""
    return costs.steps["candidates"].wall / shared_by + sum(costs.steps[name].wall for name in CHANNEL)


def show_waves() -> None:
    shares = ", ".join(f"{zone.partition('/')[2]} {share}" for zone, share in waves.SHARES.items())
    print(
        f"\nSimulated: a day of posts at 09:00, {DISCORD_RATE:.0f} a second; minutes after the time that was asked for"
    )
    print(f"Per cent of channels by zone, an assumption: {shares}\n")
    headings = ("posts", "largest wave", "its last post", "half within", "95 % within", "the latest", "waiting")
    print(f"{'':<26}" + "".join(f"{heading:>15}" for heading in headings))
    for channels, plan in product(SIZES, waves.PLANS):
        found = waves.day(channels, DISCORD_RATE, plan)
        minutes = (found.last, found.late_at(0.5), found.late_at(0.95), found.late_at(1.0))
        cells = [f"{channels:,}", f"{waves.largest(channels)[1]:,}", *(f"{each / 60:.1f}" for each in minutes)]
        print(f"{plan.name:<26}" + "".join(f"{cell:>15}" for cell in (*cells, f"{found.waiting:,}")))


def show_saturation(found: Mapping[str, Measured]) -> None:
    print("\nHow long the largest wave keeps each resource busy; the longest is what saturates first\n")
    print(f"{'':<34}" + "".join(f"{channels:>16,}" for channels in SIZES))
    rows: dict[str, Callable[[int], float]] = {
        "Discord, one bot": partial(busy, 1 / DISCORD_RATE),
        "Slack, all in one workspace": partial(busy, 1 / SLACK_WORKSPACE_RATE),
        "Slack, 100 channels a workspace": partial(slack, 100),
    }
    for name, costs in found.items():
        alone, shared = choosing(costs, 1), choosing(costs, TICK)
        rows[f"{name}: choosing, each by itself"] = partial(busy, alone)
        rows[f"{name}: choosing, {TICK} together"] = partial(busy, shared)
        rows[f"{name}: writing"] = partial(busy, costs.writing)
    rows["connecting the shards, once"] = identifying
    for title, seconds in rows.items():
        print(f"{title:<34}" + "".join(f"{minutes(seconds(channels)):>16}" for channels in SIZES))
    for name, costs in found.items():
        waiting = (f"{waves.largest(n)[1] * costs.megabytes_each:,.0f} MB" for n in SIZES)
        print(f"{name + ': memory, planned at once':<34}" + "".join(f"{cell:>16}" for cell in waiting))
    print(f"{'shards of 2,500 servers':<34}" + "".join(f"{shards(channels):>16,}" for channels in SIZES))
    print(f"\nPosts a second that a database takes from one thread; Discord's pace needs {DISCORD_RATE:.0f}")
    for name, costs in found.items():
        growth = ", ".join(f"{n * in_a_year(costs) / 1e9:,.1f} GB at {n:,}" for n in SIZES)
        print(f"{name}: {1 / costs.writing:,.0f}")
        print(f"{name}: {POSTS_A_YEAR} posts of each channel, a year's, take {growth}")


def in_a_year(costs: Measured) -> float:
    """Bytes of one channel's deliveries: those of 60 days in full, the others pruned."""
    return POSTS_A_YEAR * (costs.bytes_each - costs.bytes_freed * (365 - 60) / 365)


def shards(guilds: int) -> int:
    return -(-guilds // GUILDS_PER_SHARD)


def identifying(guilds: int) -> float:
    """Seconds until every shard has said who it is, each channel in a server of its own."""
    at_once = 16 if guilds >= LARGE_BOT else 1
    return -(-shards(guilds) // at_once) * IDENTIFY_SECONDS


def busy(seconds: float, channels: int) -> float:
    """How long the largest wave takes at ``seconds`` each."""
    return waves.largest(channels)[1] * seconds


def slack(together: int, _: int) -> float:
    """Workspaces do not wait for each other."""
    return together / SLACK_WORKSPACE_RATE


def minutes(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--channels", type=int, default=10_000, help="how many are due at once in what is measured")
    parser.add_argument("--only", choices=[*DATABASES, "waves"], help="one part of it")
    options = parser.parse_args()
    found: dict[str, Measured] = {}
    for name, opened in DATABASES.items():
        if options.only in {None, name}:
            with opened() as url, multiprocessing.get_context("spawn").Pool(1) as pool:
                found[name] = pool.apply(measured, (url, options.channels))
    if found:
        show_costs(found)
    if options.only in {None, "waves"}:
        show_waves()
    if found:
        show_saturation(found)


if __name__ == "__main__":
    main()
