"""How fast the web face answers over 100,000 stored papers: ``python -m benchmarks.web [--data FILE] [--papers N]``.

One process is Paperboy: the real routes and the real library on a SQLite file, papers of 100 a day, those of the newest
two months counted eight times each. Another one asks over loopback, with a client that does next to nothing itself.

``made``: pages that nobody has asked for before, one after the other; the time is that within the server, from the
request to the answer, compression included, by the clock and of the process's own work. ``kept``: a few pages again and
again over several connections, as many as can be had; beside it the same bytes from an aiohttp handler that does
nothing else, in the same process by turns, so that whatever else this machine does burdens both alike. FILE is JSON
lines, packed with gzip: ``title``, ``abstract``, ``authors`` (one string); without it papers are made up.
"""

import argparse
import asyncio
import gzip
import itertools
import json
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from adapters.shared.pages import static_routes
from adapters.web import addresses
from adapters.web.listeners import WebFace
from adapters.web.wiring import Options
from bot import logs
from bot.answer import Desk
from bot.compose import Voice
from bot.library import Library
from bot.lifecycle import settle_in
from bot.model import Paper, Rules, Schedule, Sighting
from bot.search import SearchIndex
from bot.storage.store import Store
from bot.suggestions import Suggestions
from bot.summarizers.extractive import Extractive
from bot.web import Server
from tests.adapters.web.reading_room import FakeLinks
from tests.builders import a_paper, a_sighting, a_signal
from tests.fakes import FakeSource

A_DAY, COUNTED, COUNTS = 100, 60, 8
"""Papers announced on a day; days whose papers were counted again and again, and how often."""
BATCH = 1_000
PAGES, CONNECTIONS, SECONDS, ROUNDS = 300, 8, 2.0, 5
WORDS = (
    *("sparse", "attention", "diffusion", "noise", "small", "models", "ladder", "protein"),
    *("graph", "speech", "robot", "planning", "vision", "sound"),
)
NEWEST = datetime.now(UTC).date()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Taken = tuple[float, float]
"""Seconds by the clock, and of this process's own work, which other work on the machine does not lengthen."""


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


# Papers


def papers(data: Path | None, most: int) -> Iterator[Paper]:
    rows = _read(data) if data else _made_up()
    for number, (title, abstract, authors) in enumerate(itertools.islice(rows, most)):
        yield a_paper(
            f"{number // 99_999:04}.{number % 99_999 + 1:05}", title=title, abstract=abstract, authors=authors
        )


def _read(data: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    with gzip.open(data, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield row["title"], row["abstract"], tuple(row["authors"].split(", "))


def _made_up() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    chance = random.Random(7)
    for number in itertools.count():
        title = f"{' '.join(chance.choices(WORDS, k=6)).capitalize()} {number}"
        abstract = " ".join(f"{' '.join(chance.choices(WORDS, k=18)).capitalize()}." for _ in range(9))
        yield title, abstract, ("Ada Lovelace", "Alan Turing", "Emmy Noether")


def sightings(shelf: Sequence[Paper]) -> Iterator[Sighting]:
    chance = random.Random(11)
    for number, paper in enumerate(shelf):
        day = day_of(number)
        votes, noon = chance.randrange(200), datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
        for count in range(COUNTS if number // A_DAY < COUNTED else 1):
            at = noon + timedelta(hours=3 * count)
            yield a_sighting(paper, day, seen_at=at, signal=a_signal(votes * (count + 1) // COUNTS, at))


def day_of(number: int) -> date:
    return NEWEST - timedelta(days=number // A_DAY)


def stored(store: Store, index: SearchIndex, data: Path | None, most: int) -> int:
    batches = iter(sightings(list(papers(data, most))))
    while batch := list(itertools.islice(batches, BATCH)):
        store.papers.record(batch)
    index.catch_up(store.papers)
    return store.papers.count()


# The server's process


def serve(pipe: Connection, folder: Path) -> None:
    logs.set_up("error", "text")
    asyncio.run(_serve(pipe, folder))


async def _serve(pipe: Connection, folder: Path) -> None:
    taken: list[Taken] = []
    with Store.open(f"sqlite:///{folder / 'paperboy.db'}") as store:
        face = _face(store, SearchIndex(folder / "index"))
        timed = [web.get(route.path, _timed(route.handler, taken)) for route in face.routes()]
        routes = [web.get("/bare", _bare), *timed, *static_routes()]
        settle_in()
        async with Server("127.0.0.1", 0, routes).serving() as port:
            pipe.send(port)
            while await asyncio.to_thread(pipe.recv):
                pipe.send(list(taken))
                taken.clear()
        await face.disconnect()


def _face(store: Store, index: SearchIndex) -> WebFace:
    source, clock, voice = FakeSource(), Clock(), Voice("/papers", {"huggingface": "Hugging Face Daily"})
    desk = Desk(store, index, clock, {"extractive": Extractive()}, [source], voice, Rules(), Schedule())
    library = Library(desk, Suggestions(store, index, clock, lambda: [source], desk.shelf))
    return WebFace(Options("http://127.0.0.1", voice), library, FakeLinks(), clock)


def _timed(handler: Handler, taken: list[Taken]) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        begun, busy = time.perf_counter(), time.process_time()
        answer = await handler(request)
        taken.append((time.perf_counter() - begun, time.process_time() - busy))
        return answer

    return serve


async def _bare(request: web.Request) -> web.Response:
    return web.Response(body=b"x" * int(request.query["size"]), content_type="text/html")


# The reader's process


async def ask(port: int, paths: Sequence[str], stop: float = float("inf")) -> tuple[int, int]:
    """Asks for ``paths`` over one connection, again and again until ``stop``, else once: answers, and bytes of one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = size = 0
    for path in itertools.cycle(paths) if stop < float("inf") else paths:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path}: {head.decode()}")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        await reader.readexactly(size)
        answers += 1
        if time.perf_counter() >= stop:
            break
    writer.close()
    await writer.wait_closed()
    return answers, size


async def rate(port: int, paths: Sequence[str]) -> float:
    begun = time.perf_counter()
    starts = [place * len(paths) // CONNECTIONS for place in range(CONNECTIONS)]
    asked = (ask(port, [*paths[start:], *paths[:start]], begun + SECONDS) for start in starts)
    answers = sum(count for count, _ in await asyncio.gather(*asked))
    return answers / (time.perf_counter() - begun)


async def first(port: int, pipe: Connection, days: int) -> None:
    """Days that nobody has ever asked for: their papers are summarized, and the summaries are kept for ever."""
    await ask(port, ["/"])
    taken(pipe)
    print(f"{'made':26} {'p50':>8} {'p95':>8}  {'p50':>8} {'p95':>8}  ms in the server; of its own work")
    await ask(port, [addresses.day(day) for day in some_days(days)])
    told("a day, the first time ever", taken(pipe))


async def again(port: int, pipe: Connection, days: int) -> None:
    """The same days and all else, after a restart: only what is in the database is known."""
    chance, some = random.Random(5), some_days(days)
    asked = {
        "a day": [addresses.day(day) for day in some],
        "a paper": [addresses.paper(f"arxiv:{0:04}.{chance.randrange(1, days * A_DAY):05}") for _ in range(PAGES)],
        "a search": [addresses.asked("/search", q=" ".join(pair)) for pair in itertools.permutations(WORDS, 2)],
        "suggestions": [f"/api/suggest?q={word[:length]}" for word in WORDS for length in range(2, len(word))],
        "a month (3,000 papers)": [addresses.month(NEWEST - timedelta(days=back)) for back in range(40, days, 31)],
    }
    await ask(port, ["/", asked["a paper"][0], asked["a search"][0]])
    taken(pipe)
    for name, paths in asked.items():
        await ask(port, paths)
        told(name, taken(pipe))
    await kept(port, asked["a day"][:20])


def some_days(days: int) -> list[date]:
    back = random.Random(5).sample(range(1, days), min(PAGES, days - 1))
    return [NEWEST - timedelta(days=each) for each in back]


async def kept(port: int, paths: Sequence[str]) -> None:
    _, size = await ask(port, paths)
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(await rate(port, list(paths)))
        bare.append(await rate(port, [f"/bare?size={size}"]))
    ratio = statistics.median(mine / other for mine, other in zip(ours, bare, strict=True))
    print(f"\nkept: {statistics.median(ours):,.0f} pages a second of {size:,} bytes (gzip)")
    print(f"bare: {statistics.median(bare):,.0f} answers of as many bytes; ratio {ratio:.2f}")


def taken(pipe: Connection) -> list[Taken]:
    pipe.send("more")
    found: list[Taken] = pipe.recv()
    return found


def told(name: str, seconds: Sequence[Taken]) -> None:
    columns = (sorted(1000 * each for each in column) for column in zip(*seconds, strict=True))
    shown = (f"{statistics.median(each):8.1f} {each[len(each) * 95 // 100]:8.1f}" for each in columns)
    print(f"{name:26} {'  '.join(shown)}")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("--data", type=Path)
    reader.add_argument("--papers", type=int, default=100_000)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with Store.open(f"sqlite:///{folder}/paperboy.db") as store:
            index = SearchIndex(Path(folder) / "index")
            count = stored(store, index, given.data, given.papers)
            index.close()
        print(f"{count:,} papers stored and indexed in {time.perf_counter() - begun:.0f} s\n")
        for ask_for in (first, again):
            _with_server(Path(folder), count // A_DAY, ask_for)


def _with_server(folder: Path, days: int, ask_for: Callable[[int, Connection, int], Awaitable[None]]) -> None:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there, folder))
    process.start()
    there.close()  # so that a server that breaks is not waited for
    asyncio.run(ask_for(here.recv(), here, days))
    here.send("")
    process.join()


if __name__ == "__main__":
    main()
