"""What is typed at the terminal becomes commands; a number presses the button that it stands at."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.commands import Caller, Command
from bot.compose.problem import problem
from bot.document import Button, Document, PaperCard
from bot.errors import NotUnderstood, UserError
from bot.model import Destination
from bot.ports import Handler

PROMPT = "> "
WAYS_IN = "today, search WORDS, subscribe or help; quit ends"
_LEAVE = frozenset({"quit", "exit", "/quit", "/exit", "bye"})

Show = Callable[[Document, int], list[Button]]
"""Prints a document with its buttons numbered from the given one; returns them."""


class Conversation:
    """One channel, open in a terminal."""

    def __init__(
        self,
        handle: Handler,
        caller: Caller,
        parse: Callable[[str], Command],
        show: Show,
        typed: TextIO,
        console: Console,
    ) -> None:
        self._handle = handle
        self._caller = caller
        self._parse = parse
        self._show = show
        self._typed = typed
        self._console = console
        self._buttons: list[Button] = []
        self._interactive = typed is sys.stdin and typed.isatty()

    def is_in(self, channel: Destination) -> bool:
        """Whether this conversation is what ``channel`` shows."""
        return self._caller.destination == channel

    async def run(self) -> None:
        """Answer line by line until the end of input or "quit"."""
        if self._interactive:
            self._console.print(Text(f"{self._caller.channel_name}: type {WAYS_IN}."))
        with _terminal_restored(self._typed):
            try:
                await self._listen()
            except asyncio.CancelledError:
                self._end_line()
                raise

    async def _listen(self) -> None:
        while (line := await _in_thread(self._read)) is not None:
            if line.strip().casefold() in _LEAVE:
                return
            if line.strip():
                await self._answer(line)
        self._end_line()

    def _end_line(self) -> None:
        """So that the shell's own prompt does not stand behind ours."""
        if self._interactive:
            self._console.print()

    def interrupt(self, show: Callable[[int], list[Button]]) -> None:
        """Print something that arrived while the prompt waits, above what is being typed.

        The numbers that stand above keep their meaning: somebody may be typing one.
        """
        if self._interactive:
            self._console.file.write("\r\x1b[K")
        self._buttons += show(len(self._buttons) + 1)
        if self._interactive:
            self._console.file.write(PROMPT + _typed_so_far())
        self._console.file.flush()

    async def _answer(self, line: str) -> None:
        try:
            command = self._command(line.strip())
        except UserError as error:
            document = problem(error)
        else:
            document = await self._handle(command, self._caller)
        self._console.print(Text())
        if any(isinstance(block, PaperCard) for block in document.blocks):
            self._buttons = []  # a new page; a short answer, as to "save", leaves the page above in use
        self._buttons += self._show(document, len(self._buttons) + 1)
        self._console.file.flush()

    def _command(self, line: str) -> Command:
        if not line.isascii() or not line.isdigit():
            return self._parse(line)
        if 1 <= int(line) <= len(self._buttons):
            return self._buttons[int(line) - 1].command
        raise NotUnderstood(f"There is no button {line} above.", "Type a number in brackets, or help.")

    def _read(self) -> str | None:
        """The next line, ``None`` at the end of input; on a terminal with editing and history."""
        try:
            if self._interactive:
                with contextlib.suppress(ImportError):
                    import readline  # noqa: F401, PLC0415 - its presence gives input() a history
                return input(PROMPT)
            line = self._typed.readline()
        except EOFError:
            return None
        return line or None


def _typed_so_far() -> str:
    with contextlib.suppress(ImportError):
        import readline  # noqa: PLC0415 - absent on some systems

        return readline.get_line_buffer()
    return ""


async def _in_thread(read: Callable[[], str | None]) -> str | None:
    """Wait for ``read`` in a thread that does not keep the process alive: nobody may ever press return again."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[str | None] = loop.create_future()

    def work() -> None:
        try:
            line = read()
        except (OSError, ValueError):
            line = None
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, result, line)

    threading.Thread(target=work, daemon=True, name="typed").start()
    return await result


def _settle(result: "asyncio.Future[str | None]", line: str | None) -> None:
    if not result.done():
        result.set_result(line)


@contextlib.contextmanager
def _terminal_restored(typed: TextIO) -> Iterator[None]:
    """Leave the terminal as it was: a prompt that is abandoned half-way leaves it without echo."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:
        yield
        return
    saved = termios.tcgetattr(typed.fileno()) if typed.isatty() else None
    try:
        yield
    finally:
        if saved is not None:
            termios.tcsetattr(typed.fileno(), termios.TCSADRAIN, saved)
