"""Digests by mail: ``python -m benchmarks.email``.

``a mail of …`` is the processor time in which a document becomes the bytes that are handed in, both parts and the head.

``drained``: the real ``Deliver`` on a SQLite file with so many subscriptions due at once, through the real adapter,
over SMTP, to a mail server in another process that takes everything (aiosmtpd). ``at the rate`` is the shortest that
``per_second`` allows; ``most in any second`` is counted by the server. Memory is that of the delivering process, looked
at when a tenth, half and nine tenths of the mails had left: it must not grow with what is still to come.
"""

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.smtp import Envelope

from adapters.email.adapter import EmailAdapter
from adapters.email.render import Envelope as Addressed
from adapters.email.render import mail
from adapters.email.wiring import PLATFORM, Options
from benchmarks.slack import Clock
from bot import logs
from bot.compose import Voice
from bot.deliver import Deliver
from bot.document import Document, Facts
from bot.lifecycle import settle_in
from bot.links import SealedLinks
from bot.model import Destination, Rules, Schedule
from bot.sealing import Tokens, new_key
from bot.storage.store import Store
from bot.summarizers.extractive import Extractive
from tests.adapters.email.server import HOST, MailServer
from tests.adapters.scenes import a_card
from tests.builders import NOW
from tests.fakes import FakeSource
from tests.stress.harness import announce, unfinished

BASE = "https://papers.example.org"
SENDER = "papers@example.org"
ROUNDS = 300
AGAIN = 1.0
LOOKED_AT = (0.1, 0.5, 0.9)
SUMMARY = "We propose an attention that reads only what matters, and loses little at a fifth of the cost. " * 3


@dataclass
class Taken:
    """What the mail server saw: when each mail had come, and how many were there before."""

    at: list[float] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    size: int = 0
    connections: int = 0


# The mail server's process


class Counting(MailServer):
    """Counts mails in place of keeping them."""

    def __init__(self) -> None:
        super().__init__()
        self.taken_in = Taken()

    def keep(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        self.taken_in.at.append(time.time())
        self.taken_in.ids.add(BytesHeaderParser().parsebytes(content)["Message-ID"])
        self.taken_in.size += len(content)
        self.steps.clear()


def serve(pipe: Connection) -> None:
    """A mail server, until something is said."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    async with Counting() as server:
        pipe.send(server.port)
        while await asyncio.to_thread(pipe.recv):
            server.taken_in.connections = server.connections
            pipe.send(server.taken_in)


@contextmanager
def mail_server() -> Iterator[tuple[int, Connection]]:
    """In another process: its port, and a pipe that answers with ``Taken``."""
    ours, theirs = multiprocessing.Pipe()
    local = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    local.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send(None)
        local.join()


# One mail


def milliseconds(papers: int) -> float:
    """Processor time of a mail with so many papers; the first few, which load templates, do not count."""
    cards = tuple(
        a_card(number, f"Sparse Attention at Scale, part {number}", SUMMARY) for number in range(1, papers + 1)
    )
    document = Document("Papers for ada@example.org · Tue 3 Mar", (Facts((("5 of 63 new",),)), *cards))
    options = Options(SENDER, HOST, base_url=BASE, face=True)
    to = Addressed(
        "ada@example.org", "<k1@example.org>", NOW, settings=BASE + "/s" * 100, unsubscribe=BASE + "/u" * 100
    )
    for _ in range(5):
        mail(document, to, options)
    begun = time.process_time()
    for _ in range(ROUNDS):
        mail(document, to, options)
    return (time.process_time() - begun) * 1000 / ROUNDS


# Ten thousand


def megabytes() -> float:
    """What this process has in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def subscribe(store: Store, mails: int, due: datetime) -> None:
    announce(store, due, 8)
    everyday = Schedule(at=due.time(), weekdays=frozenset(range(7)))
    for number in range(mails):
        address = f"reader{number}@example.org"
        to = Destination(PLATFORM, address, address)
        store.subscriptions.add(to, address, everyday, Rules(), address, due, due - timedelta(days=1))


async def drain(store: Store, port: int, due: datetime, mails: int, rate: int) -> Sequence[float]:
    """Send all that is due; memory as it was on the way."""
    clock = Clock()
    options = Options(SENDER, HOST, port=port, security="none", per_second=rate, base_url=BASE)
    adapter = EmailAdapter(options, SealedLinks(Tokens([new_key()]), BASE, clock), clock)
    deliver = Deliver(store, {PLATFORM: adapter}, [FakeSource()], {"extractive": Extractive()}, clock, Voice(), "one")
    seen = watched(adapter, mails)
    while True:
        await deliver.tick()
        if not await asyncio.to_thread(unfinished, store, due, mails):
            break
        await asyncio.sleep(AGAIN)
    await adapter.disconnect()
    return seen


def watched(adapter: EmailAdapter, mails: int) -> Sequence[float]:
    """Memory when each of ``LOOKED_AT`` of the mails had left, as they leave."""
    connections, count = adapter._connections, 0  # noqa: SLF001 - what is measured here is what goes over them
    send, marks, seen = connections.send, [int(share * mails) for share in LOOKED_AT], list[float]()

    async def counted(to: str, sent: bytes) -> None:
        nonlocal count
        await send(to, sent)
        count += 1
        if count in marks:
            seen.append(megabytes())

    connections.send = counted  # type: ignore[method-assign]
    return seen


def most_in_a_second(times: Sequence[float]) -> int:
    return max((number - bisect_left(times, at - 1) + 1 for number, at in enumerate(times)), default=0)


def run(mails: int, rate: int) -> None:
    """Print the figures of a drain."""
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="pb") as folder, mail_server() as (port, pipe):
        with Store.open(f"sqlite:///{folder}/paperboy.db") as store:
            subscribe(store, mails, now)
            memory, worked = asyncio.run(_measured(store, port, now, mails, rate))
        pipe.send("and?")
        taken: Taken = pipe.recv()
    times = sorted(taken.at)
    seconds, least = times[-1] - times[0], (mails - 1) / rate
    rows = [
        ("drained", f"{len(times):,}, of which repeated {len(times) - len(taken.ids)}"),
        ("  at the rate", f"{least:,.1f} s"),
        ("  in", f"{seconds:,.1f} s, ratio {seconds / least:.2f}"),
        ("  most in any second", f"{most_in_a_second(times)} of {rate}"),
        ("  connections", f"{taken.connections:,}"),
        ("  bytes a mail", f"{taken.size / len(times):,.0f}"),
        ("  processor time for 1,000 mails", f"{worked * 1000 / mails:.1f} s"),
        *((f"  memory, {share:.0%} sent", f"{seen:,.0f} MB") for share, seen in zip(LOOKED_AT, memory, strict=True)),
    ]
    for name, value in rows:
        print(f"{name:<40}{value:>28}")


async def _measured(store: Store, port: int, due: datetime, mails: int, rate: int) -> tuple[Sequence[float], float]:
    settle_in()
    worked = time.process_time()
    memory = await drain(store, port, due, mails, rate)
    return memory, time.process_time() - worked


def main(given: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mails", type=int, default=10_000, help="digests due at once (10,000)")
    parser.add_argument("--rate", type=int, default=40, help="per_second, as it is configured (40)")
    options = parser.parse_args(given)
    logs.set_up("error", "text")
    for papers in (5, 20):
        print(f"{f'a mail of {papers} papers':<40}{f'{milliseconds(papers):.2f} ms':>28}")
    if options.mails:
        run(options.mails, options.rate)


if __name__ == "__main__":
    main()
