"""How fast Discord's interactions are answered while many digests go out: ``python -m benchmarks.discord``.

One process is Paperboy: the real adapter at its own pace, the real core on a SQLite file with 5,000 papers, and the
real ``Deliver``, for which 1,000 channels are due: at that pace they take 22 s. The local Discord of the tests is
another process; it does not check the form of what comes, but counts it against Discord's limits: fifty requests a
second, of which answers to interactions are none, and five posts in five seconds in a channel. From the first digest on
it sends 100 interactions a second by turns: ``/papers today``, ``/search``, and *Details* of a paper in that digest.

``acknowledged`` is the time from an interaction's sending until Discord has the acknowledgement, ``answered`` until it
has what the person sees; both are measured in Discord's process, so what that process itself takes is in them. ``bare``
is the same load on a client of discord.py's that acknowledges and does nothing else, with no digest going out.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import random
import tempfile
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import discord

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.rest import speak_to
from adapters.discord.wiring import PLATFORM, Options
from benchmarks.slack import PEOPLE, TRAILING, WORDS, Clock, filled, percentile
from bot import logs
from bot.answer import Answer, Desk
from bot.answer.shelf import Shelf
from bot.compose import Voice
from bot.deliver import Deliver
from bot.document import Document
from bot.language import language
from bot.lifecycle import settle_in
from bot.model import Destination, Rules, Schedule, SummaryMode
from bot.model import Person as Reader
from bot.places import Places
from bot.ports import Summarizer
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.suggestions import Suggestions
from bot.summarizers.extractive import Extractive
from tests.adapters.discord import acts
from tests.adapters.discord.call import Call
from tests.adapters.discord.components import BUTTON
from tests.adapters.discord.finding import find_button
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.state import COMPONENT, Channel, Interaction, Message
from tests.fakes import FakeSource

IN_A_GUILD = 250
POST = "/channels/{channel}/messages"
UNCOUNTED = ("/interactions/", "/webhooks/")
"""What does not count towards the fifty requests a second."""
KINDS = ("/papers today", "/search", "Details")
GLANCE = 0.05


@dataclass(frozen=True, slots=True)
class Started:
    """Where the local Discord is, and its channels with their guilds."""

    api: str
    gateway: str
    token: str
    channels: Sequence[tuple[str, str]]

    @property
    def options(self) -> Options:
        return Options(self.token, api_base_url=self.api, gateway_url=self.gateway)


@dataclass
class Load:
    """What came of the interactions: seconds to the acknowledgement, and to the answer by kind.

    ``posts`` came ``posted_in`` seconds; ``most`` are the requests in the busiest second; ``busy`` are seconds of one
    processor.
    """

    acknowledged: list[float] = field(default_factory=list)
    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0
    posts: int = 0
    posted_in: float = 0.0
    most: int = 0
    refused: int = 0
    busy: float = 0.0


# Discord's process


def serve(pipe: Connection, channels: int) -> None:
    asyncio.run(_serve(pipe, channels))


async def _serve(pipe: Connection, channels: int) -> None:
    async with DiscordServer(Clock(), checks=False) as server:
        server.limits.on = True
        guilds = [server.add_guild(f"Acme {number}") for number in range(-(-channels // IN_A_GUILD))]
        places = [guilds[number // IN_A_GUILD].channel(f"channel-{number}") for number in range(channels)]
        known = [(place.guild.id, place.id) for place in places if place.guild]
        pipe.send(Started(server.api_url, server.gateway_url, server.token, known))
        while (asked := await asyncio.to_thread(pipe.recv)) is not None:
            seconds, rate = asked
            pipe.send(await _driven(server, places, seconds * rate, 1 / rate))


async def _driven(server: DiscordServer, places: Sequence[Channel], count: int, every: float) -> Load:
    first, refused = len(server.calls), len(server.limits.refused)
    await server.gateway.connected()
    await server.until(lambda: server.commands.everywhere, "the commands to be synced")
    digest, *_ = await server.until(lambda: _posted(places), "the first digest")
    sent = await _sent(digest, count, every)
    await asyncio.sleep(TRAILING)
    load = _told(server.calls[first:])
    load.refused = len(server.limits.refused) - refused
    for kind, interaction in sent:
        _note(load, kind, interaction)
    return load


def _posted(places: Iterable[Channel]) -> list[Message]:
    return [message for place in places for message in place.messages]


async def _sent(digest: Message, count: int, every: float) -> list[tuple[str, Interaction]]:
    """Each with its kind; nobody waits for what becomes of one."""
    guild = digest.channel.guild
    people = [guild.person(f"reader{number}") for number in range(PEOPLE)] if guild else []
    sent, begun = [], time.perf_counter()
    for number, kind in zip(range(count), itertools.cycle(KINDS), strict=False):
        await asyncio.sleep(max(0.0, begun + number * every - time.perf_counter()))
        sent.append((kind, await _acted(kind, people[number % PEOPLE], digest)))
    return sent


async def _acted(kind: str, person: Person, digest: Message) -> Interaction:
    if kind == "/papers today":
        return await person.asks("papers today", digest.channel)
    if kind == "/search":
        return await person.asks("search", digest.channel, query=random.choice(WORDS))
    button = find_button(digest, kind, nth=random.randrange(5))
    data = {"component_type": BUTTON, "custom_id": button["custom_id"], "id": button["id"]}
    return acts.happen(person.discord, COMPONENT, person.user, digest.channel, data, digest)


def _note(load: Load, kind: str, interaction: Interaction) -> None:
    if interaction.answered_at is None:
        load.lost += 1
        return
    load.acknowledged.append((interaction.answered_at - interaction.at).total_seconds())
    shown = interaction.original
    if shown and shown.edited_at:
        load.answered[kind].append((shown.edited_at - interaction.at).total_seconds())


def _told(calls: Sequence[Call]) -> Load:
    """What the requests say of the digests and of the pace."""
    posts = [call.at.timestamp() for call in calls if call.pattern == POST and call.status == 200]
    counted = sorted(call.at.timestamp() for call in calls if not call.pattern.startswith(UNCOUNTED))
    return Load(
        posts=len(posts),
        posted_in=max(posts) - min(posts) if posts else 0.0,
        most=max((number - bisect_left(counted, at - 1) + 1 for number, at in enumerate(counted)), default=0),
    )


# Paperboy's process


def paperboy(store: Store, index: SearchIndex, options: Options) -> tuple[DiscordAdapter, Answer, Deliver]:
    """As ``bot.bootstrap`` puts it together."""
    clock, source, shelf = Clock(), FakeSource(), Shelf()
    summarizers: dict[SummaryMode, Summarizer] = {"extractive": Extractive()}

    async def tell(person: Reader, document: Document) -> None:
        await adapter.tell(person, document)

    suggestions = Suggestions(store, index, clock, lambda: [source], shelf)
    places = Places(store, Voice(), tell)
    adapter = DiscordAdapter(options, language(lambda: ["huggingface"]), places, suggestions, clock)
    desk = Desk(
        store=store,
        index=index,
        clock=clock,
        summarizers=summarizers,
        sources=[source],
        voice=Voice(prefix="/papers"),
        rules=Rules(),
        schedule=Schedule(),
        shelf=shelf,
    )
    return adapter, Answer(desk), Deliver(store, {PLATFORM: adapter}, [source], summarizers, clock, Voice(), "one")


def subscribe(store: Store, channels: Iterable[tuple[str, str]], now: datetime) -> None:
    """All are due."""
    daily = Schedule(at=now.time().replace(microsecond=0), weekdays=frozenset(range(7)))
    for guild, channel in channels:
        to = Destination(PLATFORM, guild, channel)
        store.subscriptions.add(to, "#channel", daily, Rules(), "1", now, now - timedelta(days=1))


async def under_load(pipe: Connection, folder: Path, started: Started, asked: tuple[int, int]) -> Load:
    """Interactions while the digests go out."""
    index, now = SearchIndex(folder / "index"), datetime.now(UTC)
    with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
        filled(store, index, (), now)
        subscribe(store, started.channels, now)
        adapter, handle, deliver = paperboy(store, index, started.options)
        async with _running(asyncio.create_task(adapter.run(handle)), lambda: adapter.client):
            digests = asyncio.create_task(deliver.tick())
            load = await _measured(pipe, asked)
            deliver.stop()
            await digests
        index.close()
    return load


async def bare(pipe: Connection, started: Started, asked: tuple[int, int]) -> Load:
    """The same load on a client that acknowledges."""
    speak_to(started.options)
    client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_interaction(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)

    client.event(on_interaction)
    async with _running(asyncio.create_task(client.start(started.token)), lambda: client):
        load = await _measured(pipe, asked)
        await client.close()
    return load


async def _measured(pipe: Connection, asked: tuple[int, int]) -> Load:
    worked = time.process_time()
    pipe.send(asked)
    load: Load = await asyncio.to_thread(pipe.recv)
    load.busy = time.process_time() - worked
    return load


@asynccontextmanager
async def _running(task: asyncio.Task[None], client: Callable[[], discord.Client | None]) -> AsyncIterator[None]:
    """Connected, until the end of the block."""
    while not ((there := client()) and there.is_ready()):
        await asyncio.wait({task}, timeout=GLANCE)
        if task.done():
            task.result()
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


# What is printed


def printed(name: str, load: Load) -> None:
    """A table, a row a line."""
    rows: list[tuple[str, str]] = [(f"acknowledged, {name}", f"{len(load.acknowledged):,} of which lost {load.lost}")]
    rows += [(f"  p{share * 100:.0f}", percentile(load.acknowledged, share)) for share in (0.5, 0.95, 0.99)]
    rows += [("  longest", percentile(load.acknowledged, 1.0))]
    for kind, times in load.answered.items():
        rows.append((f"answered, {kind}", f"{len(times):,}"))
        rows += [(f"  p{share * 100:.0f}", percentile(times, share)) for share in (0.5, 0.95)]
    if load.posts:
        rows.append(("digests posted meanwhile", f"{load.posts:,} in {load.posted_in:.1f} s"))
        rows.append(("most requests in any second", f"{load.most} of 50"))
        rows.append(("429s", f"{load.refused}"))
    rows.append(("processor time", f"{load.busy:.1f} s"))
    for row in rows:
        print(f"{row[0]:<40}{row[1]:>24}")


async def run(pipe: Connection, folder: Path, asked: tuple[int, int], threads: int | None) -> None:
    started = pipe.recv()
    settle_in()
    if threads:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
    printed("by Paperboy", await under_load(pipe, folder, started, asked))
    printed("by a bare client", await bare(pipe, started, asked))


def main(given: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--channels", type=int, default=1_000, help="channels that are due (1,000)")
    parser.add_argument("--seconds", type=int, default=20, help="of interactions (20)")
    parser.add_argument("--rate", type=int, default=100, help="interactions a second (100)")
    parser.add_argument("--threads", type=int, help="for what blocks (as many as `paperboy run` has)")
    options = parser.parse_args(given)
    logs.set_up("error", "text")
    ours, theirs = multiprocessing.Pipe()
    local = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, options.channels), daemon=True)
    local.start()
    with tempfile.TemporaryDirectory(prefix="pb") as folder:
        asyncio.run(run(ours, Path(folder), (options.seconds, options.rate), options.threads))
    ours.send(None)
    local.join()


if __name__ == "__main__":
    main()
