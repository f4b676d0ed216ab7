"""The terminal as an ``Adapter``: a post counts once it is in the journal, and is shown where a terminal is open."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.console.journal import Journal, Post
from adapters.console.listeners import Conversation
from adapters.console.render import WIDEST, buttons_of, render
from bot.commands import Caller, Command
from bot.document import Actions, Button, Document, Verbatim
from bot.model import Destination, Pace, Person, Receipt
from bot.ports import Clock, Handler
from bot.text import clean, verbatim

PLATFORM = "console"

Parse = Callable[[str], Command]
"""Typed text to a command; raises ``UserError``."""


class ConsoleAdapter:
    """Shows documents on ``out`` and keeps what was posted in ``folder``. ``zone`` is the reader's."""

    def __init__(self, folder: Path, clock: Clock, zone: str, out: TextIO | None = None) -> None:
        self._journal = Journal(folder)
        self._clock = clock
        self._zone = zone
        self._console = _console(out or sys.stdout)
        self._origin = uuid4().hex
        self._conversation: Conversation | None = None

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        return PLATFORM

    async def run(self, handle: Handler) -> None:
        """Nobody types here: wait until cancelled. Posts are shown as they are sent."""
        del handle
        await asyncio.Event().wait()

    async def chat(self, handle: Handler, caller: Caller, parse: Parse, typed: TextIO | None = None) -> None:
        """Answer what is typed until the end of input or "quit"; show what is posted to this channel meanwhile."""
        conversation = Conversation(handle, caller, parse, self._show_numbered, typed or sys.stdin, self._console)
        self._conversation = conversation
        follower = asyncio.create_task(self._follow(caller.destination, conversation))
        try:
            await conversation.run()
        finally:
            self._conversation = None
            follower.cancel()

    @property
    def pace(self) -> Pace:
        """A terminal takes what it is given."""
        return Pace()

    def fits(self, document: Document) -> bool:  # noqa: ARG002 - the signature is Adapter's
        """A terminal scrolls."""
        return True

    async def send(
        self,
        to: Destination,
        document: Document,
        *,
        key: str,
        under: Receipt | None = None,  # noqa: ARG002 - the signature is Adapter's
    ) -> Receipt:
        """Post once: written through to the journal, then shown. A terminal has no threads: ``under`` is as any other.

        Raises:
            SendError: see ``adapters.console.errors``.
        """
        at = self._clock.now()
        post = Post("", key, at, clean(document.title), self.plain(document), self._origin)
        written = await asyncio.to_thread(self._journal.append, to, post)
        self._announce(to, document)
        return Receipt(written.id, at)

    async def find(
        self,
        to: Destination,
        key: str,
        since: datetime,
        *,
        under: Receipt | None = None,  # noqa: ARG002 - likewise
    ) -> Receipt | None:
        """The post with ``key`` in that channel's journal, whichever process wrote it."""
        posts = await asyncio.to_thread(list, self._journal.posts(to))
        found = (post for post in posts if post.key == key and post.at >= since)
        return next((Receipt(post.id, post.at) for post in found), None)

    async def tell(self, person: Person, document: Document) -> None:
        """Show it, where a terminal is open; a terminal has one person."""
        del person
        if self._conversation is None:
            self.show(document)
        else:
            self._conversation.interrupt(partial(self._show_numbered, document))

    def show(self, document: Document) -> None:
        """Print a document; buttons are left out, since nobody could press them.

        What is there to be copied goes into a pipe or a file alone, so that it can be used as it is.
        """
        alone = None if self._console.is_terminal else _to_copy(document)
        if alone is None:
            self._print(render(document, self._zone))
        else:
            self._console.file.write(f"{alone}\n")
            self._console.file.flush()

    def plain(self, document: Document) -> str:
        """A document as text without colour or links, as a pipe sees it."""
        console = Console(width=WIDEST, color_system=None, force_terminal=False, legacy_windows=False)
        return _stripped(console, render(document, self._zone))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
        """Print rows of plain text under their headings; ``nothing`` when there are none."""
        if not rows:
            self._print(Text(nothing))
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(cell)) for cell in row))
        self._print(table)

    def _announce(self, to: Destination, document: Document) -> None:
        if self._conversation is None:
            self._print(Text(f"── posted to {to.channel} ──", "dim"))
            self.show(document)
        elif self._conversation.is_in(to):
            self._conversation.interrupt(partial(self._show_numbered, document))

    def _show_numbered(self, document: Document, first: int) -> list[Button]:
        """Print a document with its buttons numbered from ``first``; returns them."""
        self._print(render(document, self._zone, first))
        return buttons_of(document)

    async def _follow(self, channel: Destination, conversation: Conversation) -> None:
        """Show what other processes post to this channel while it is open."""
        position = await asyncio.to_thread(self._journal.end, channel)
        while True:
            await asyncio.sleep(1)
            end = await asyncio.to_thread(self._journal.end, channel)
            for post in await asyncio.to_thread(list, self._journal.posts(channel, position)):
                if post.origin != self._origin:
                    conversation.interrupt(partial(self._print_plain, post.text))
            position = end

    def _print_plain(self, text: str, _first: int) -> list[Button]:
        self._print(Text(text))
        return []

    def _print(self, what: RenderableType) -> None:
        if self._console.is_terminal:
            self._console.print(what, crop=False)
        else:
            self._console.file.write(_stripped(self._console, what))
        self._console.file.flush()


class Chat:
    """One channel open in this terminal: what ``lifecycle.serve`` runs in the adapter's place."""

    platform = PLATFORM

    def __init__(self, console: ConsoleAdapter, caller: Caller, parse: Parse) -> None:
        self._console = console
        self._caller = caller
        self._parse = parse

    async def run(self, handle: Handler) -> None:
        """Answer what is typed until the end of input."""
        await self._console.chat(handle, self._caller, self._parse)


def _to_copy(document: Document) -> str | None:
    """The text of a document that holds nothing but text to copy, beside its title and buttons."""
    blocks = [block for block in document.blocks if not isinstance(block, Actions)]
    texts = [block.text for block in blocks if isinstance(block, Verbatim)]
    return "\n".join(map(verbatim, texts)) if texts and len(texts) == len(blocks) else None


def _stripped(console: Console, what: RenderableType) -> str:
    """As ``console`` would print it, without the blanks that fill its lines: a pipe wants the words."""
    with console.capture() as captured:
        console.print(what, crop=False)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _console(out: TextIO) -> Console:
    """No colour and no links where ``out`` is no terminal; lines never wider than is pleasant to read."""
    console = Console(file=out, highlight=False, markup=False, emoji=False, legacy_windows=False)
    console.width = min(console.width, WIDEST)
    return console
