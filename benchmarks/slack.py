"""How fast Slack's commands are acknowledged and answered while many digests go out: ``python -m benchmarks.slack``.

One process is Paperboy: the real adapter over Socket Mode, the real core on a SQLite file with 5,000 papers, and the
real ``Deliver``, for which 1,000 channels are due: at the pace that Slack allows one workspace they take 200 s, so the
commands meet some of them. The local Slack of the tests is another process, and sends 100 commands a second, ``today``
and ``search`` by turns, from the moment at which the digests begin.

``acknowledged`` is the time from an envelope's sending to its acknowledgement, ``answered`` until a person sees what
they asked for; both are measured in Slack's process, so what that process itself takes is in them. ``bare`` is the same
load on a Bolt app that acknowledges and does nothing else, with no digest going out.
"""

import argparse
import asyncio
import multiprocessing
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.adapter import SlackAdapter
from adapters.slack.wiring import PLATFORM, Options
from bot import logs
from bot.answer import Answer, Desk
from bot.compose import Voice
from bot.deliver import Deliver
from bot.document import Document
from bot.language import language
from bot.lifecycle import settle_in
from bot.model import DayState, DeliveryState, Destination, Person, Rules, Schedule, SourceDay
from bot.places import Places
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.adapters.slack.hooks import new_hook
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.team import Team
from tests.builders import a_paper, a_sighting, a_signal
from tests.fakes import FakeSource

PAPERS, DAYS, PEOPLE = 5_000, 60, 50
WORDS = (
    "sparse",
    "attention",
    "diffusion",
    "noise",
    "small",
    "models",
    "ladder",
    "protein",
    "graph",
    "speech",
    "robot",
)
Started = tuple[str, str, str, list[str]]
"""The address of Slack's API, the bot's token, the app's, and the channels."""
COMMANDS = ("today", "search {word}")
TRAILING = 10.0
"""Seconds after the last command within which an answer counts."""


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Stamped(list[Any]):
    """A list that knows when each thing came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def append(self, item: object) -> None:
        self.at.append(time.perf_counter())
        super().append(item)


@dataclass
class Load:
    """What came of the commands: seconds to the acknowledgement, and to the answer by kind of command."""

    acknowledged: list[float] = field(default_factory=list)
    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0
    posts: int = 0
    posted_in: float = 0.0
    busy: float = 0.0
    """Seconds of one processor that this process took."""


# Slack's process


def serve(pipe: Connection, channels: int) -> None:
    asyncio.run(_serve(pipe, channels))


async def _serve(pipe: Connection, channels: int) -> None:
    async with SlackServer(Clock()) as slack:
        team = slack.add_workspace("T1", "Acme")
        places = [team.channel(f"channel-{number}", bot=True) for number in range(channels)]
        people = [team.person(f"reader{number}") for number in range(PEOPLE)]
        pipe.send((slack.api_url, team.bot_token, slack.app_token, [place.id for place in places]))
        slack.sockets.acks = acks = Stamped()
        while (asked := await asyncio.to_thread(pipe.recv)) is not None:
            seconds, rate = asked
            await slack.sockets.connected()
            pipe.send(await _driven(team, [person.id for person in people], acks, seconds * rate, 1 / rate))


async def _driven(team: Team, people: Sequence[str], acks: Stamped, commands: int, every: float) -> Load:
    slack, begun = team.slack, time.perf_counter()
    sent: dict[str, tuple[str, float, str]] = {}
    place = next(iter(team.channels.values()))
    before, first = len(acks), len(slack.calls)
    for number in range(commands):
        await asyncio.sleep(max(0.0, begun + number * every - time.perf_counter()))
        text = COMMANDS[number % len(COMMANDS)].format(word=random.choice(WORDS))
        user = people[number % len(people)]
        url = new_hook(slack, team.id, place.id, user)
        hook = url.rpartition("/")[2]
        slack.hooks[hook].answers = Stamped()
        at = time.perf_counter()
        envelope = await slack.sockets.send("slash_commands", _command(team, place.id, user, text, url), answers=True)
        sent[envelope] = (text.partition(" ")[0], at, hook)
    await asyncio.sleep(TRAILING)
    load = Load(posts=sum(call.method == "chat.postMessage" for call in slack.calls[first:]))
    arrived = {envelope: (at, payload) for (envelope, payload), at in zip(acks[before:], acks.at[before:], strict=True)}
    for envelope, (name, at, hook) in sent.items():
        _note(load, name, at, arrived.get(envelope), slack.hooks[hook].answers)
    return load


def _note(load: Load, name: str, at: float, ack: tuple[float, Any] | None, answers: list[Any]) -> None:
    if ack is None:
        load.lost += 1
        return
    load.acknowledged.append(ack[0] - at)
    if ack[1]:
        load.answered[name].append(ack[0] - at)
    elif isinstance(answers, Stamped) and answers:
        load.answered[name].append(answers.at[0] - at)


def _command(team: Team, channel: str, user: str, text: str, url: str) -> dict[str, str]:
    about = {"team_id": team.id, "channel_id": channel, "channel_name": "channel-0", "user_id": user}
    return about | {
        "command": "/papers",
        "text": text,
        "response_url": url,
        "trigger_id": team.slack.trigger(user),
        "api_app_id": "A1",
    }


# Paperboy's process


def filled(store: Store, index: SearchIndex, channels: Sequence[str], now: datetime) -> None:
    """Papers of two months, and subscriptions that are due."""
    dice, sightings = random.Random(1), []
    for number in range(PAPERS):
        day = now.date() - timedelta(days=number % DAYS)
        title = " ".join(dice.choices(WORDS, k=8)).title()
        abstract = (
            f"We study {title}. " + " ".join(dice.choices(WORDS, k=120)) + ". We propose a method that does better."
        )
        paper = a_paper(f"2603.{number:05}", title=title, abstract=abstract)
        sightings.append(a_sighting(paper, day, signal=a_signal(dice.randrange(90), now)))
    store.papers.record(sightings)
    index.catch_up(store.papers)
    store.sources.record_day(SourceDay("huggingface", now.date(), DayState.FRESH, now, PAPERS // DAYS))
    daily = Schedule(at=now.time().replace(microsecond=0), weekdays=frozenset(range(7)))
    for channel in channels:
        to = Destination(PLATFORM, "T1", channel)
        store.subscriptions.add(to, "#channel", daily, Rules(), "UT11", now, now - timedelta(days=1))


def paperboy(store: Store, index: SearchIndex, options: Options) -> tuple[SlackAdapter, Answer, Deliver]:
    """As ``bot.bootstrap`` puts it together."""
    clock, source, summarizers = Clock(), FakeSource(), {"extractive": Extractive()}

    async def tell(person: Person, document: Document) -> None:
        await adapter.tell(person, document)

    adapter = SlackAdapter(options, language(lambda: ["huggingface"]), Places(store, Voice(), tell), clock)
    desk = Desk(
        store=store,
        index=index,
        clock=clock,
        summarizers=summarizers,
        sources=[source],
        voice=Voice(prefix="/papers"),
        rules=Rules(),
        schedule=Schedule(),
    )
    return adapter, Answer(desk), Deliver(store, {PLATFORM: adapter}, [source], summarizers, clock, Voice(), "one")


async def under_load(pipe: Connection, folder: Path, started: Started, asked: tuple[int, int]) -> Load:
    """Commands while the digests go out."""
    api, token, app_token, channels = started
    options = Options("socket", bot_token=token, app_token=app_token, api_base_url=api)
    index = SearchIndex(folder / "index")
    with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
        filled(store, index, channels, datetime.now(UTC))
        adapter, handle, deliver = paperboy(store, index, options)
        async with _connected(adapter.run(handle)):
            pipe.send(asked)
            answer = asyncio.create_task(asyncio.to_thread(pipe.recv))
            begun, worked = time.perf_counter(), time.process_time()
            digests = asyncio.create_task(deliver.tick())
            load: Load = await answer
            seconds, busy = time.perf_counter() - begun, time.process_time() - worked
            deliver.stop()
            await digests
        sent = sum(row.state is DeliveryState.SENT for row in store.ledger.recent(len(channels)))
        index.close()
    load.posts, load.posted_in, load.busy = sent, seconds, busy
    return load


async def bare(pipe: Connection, started: Started, asked: tuple[int, int]) -> Load:
    """The same load on an app that acknowledges."""
    api, token, app_token, _ = started
    app = AsyncApp(client=AsyncWebClient(token, base_url=api, retry_handlers=[]))

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.command("/papers")(acknowledge)
    handler = AsyncSocketModeHandler(app, app_token)
    await handler.connect_async()
    pipe.send(asked)
    load: Load = await asyncio.to_thread(pipe.recv)
    await handler.close_async()
    return load


class _connected:  # noqa: N801 - used as a verb
    """Runs something meanwhile."""

    def __init__(self, running: Awaitable[None]) -> None:
        self._task = asyncio.ensure_future(running)

    async def __aenter__(self) -> None:
        await asyncio.sleep(1)

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


def percentile(values: Sequence[float], share: float) -> str:
    ordered = sorted(values)
    return f"{1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]:,.0f} ms" if ordered else "none"


def printed(name: str, load: Load) -> None:
    """A table, a row a line."""
    rows: list[tuple[str, str]] = [(f"acknowledged, {name}", f"{len(load.acknowledged):,} of which lost {load.lost}")]
    rows += [(f"  p{share * 100:.0f}", percentile(load.acknowledged, share)) for share in (0.5, 0.95, 0.99)]
    rows += [("  longest", percentile(load.acknowledged, 1.0))]
    for command, times in sorted(load.answered.items()):
        rows.append((f"answered, {command}", f"{len(times):,}"))
        rows += [(f"  p{share * 100:.0f}", percentile(times, share)) for share in (0.5, 0.95)]
    if load.posted_in:
        rows.append(("digests posted meanwhile", f"{load.posts:,} in {load.posted_in:.1f} s"))
        rows.append(("processor time of Paperboy", f"{load.busy:.1f} s"))
    for row in rows:
        print(f"{row[0]:<40}{row[1]:>24}")


async def run(pipe: Connection, folder: Path, asked: tuple[int, int], threads: int | None) -> None:
    started = pipe.recv()
    printed("by a bare app", await bare(pipe, started, asked))
    settle_in()
    if threads:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
    printed("by Paperboy", await under_load(pipe, folder, started, asked))


def main(given: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--channels", type=int, default=1_000, help="channels that are due (1,000)")
    parser.add_argument("--seconds", type=int, default=20, help="of commands (20)")
    parser.add_argument("--rate", type=int, default=100, help="commands a second (100)")
    parser.add_argument("--threads", type=int, help="for what blocks (as many as `paperboy run` has)")
    options = parser.parse_args(given)
    logs.set_up("error", "text")
    ours, theirs = multiprocessing.Pipe()
    slack = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, options.channels))
    slack.start()
    with tempfile.TemporaryDirectory(prefix="pb") as folder:
        asyncio.run(run(ours, Path(folder), (options.seconds, options.rate), options.threads))
    ours.send(None)
    slack.join()


if __name__ == "__main__":
    main()
