"""What the commands share: opening the application, asking, printing documents, data and progress."""

import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.commands import Caller, Command
from bot.document import Actions, Document, Paragraph
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.compose import Voice

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print data for a script instead of a page.")]
Progress = Callable[[int], None]
"""Takes how much is done so far."""


@contextmanager
def opened(context: typer.Context, *, service: bool = False) -> "Iterator[App]":
    """The application of this command line's configuration, closed at the end.

    A command tells the person at the terminal what happens, so it logs only what broke, or everything for whoever
    asks for debugging; a ``service`` has nothing but its log and logs as configured.
    """
    from bot.bootstrap import App, load_settings

    path: Path | None = context.obj
    app = App(load_settings(path))
    if not service and app.settings.log.level != "debug":
        app.log("error")
    try:
        yield app
    finally:
        app.close()


@contextmanager
def log_aside(app: "App") -> Iterator[Path]:
    """Log to a file beside the search index, and so beside the database, instead of the terminal; gives its path.

    Raises:
        UserError: it cannot be written.
    """
    path = app.settings.index_dir.with_suffix(".log")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}.", "Make its folder writable.") from error
    with file:
        app.log(app.settings.log.level, file)
        try:
            yield path
        finally:
            app.log("error")


def answer(app: "App", command: Command, caller: Caller | None = None) -> None:
    """Ask, as the person at this terminal or as ``caller``, and print what comes back.

    Raises:
        UserError: for the exit code; what a person can mend is no answer to a script.
    """
    from bot.answer import answered
    from bot.bootstrap import TERMINAL_PREFIX

    document = connected(app, answered(app.desk(TERMINAL_PREFIX), command, caller or app.caller))
    app.console.show(further(document, app.voice(TERMINAL_PREFIX)))


def further(document: Document, voice: "Voice") -> Document:
    """``document`` with the way to its next page as a command to type, since a button cannot be pressed here."""
    from bot.compose import NEXT
    from bot.parse.typed import typed

    buttons = (button for block in document.blocks if isinstance(block, Actions) for button in block.buttons)
    following = next((button.command for button in buttons if button.label == NEXT), None)
    if following is None:
        return document
    way = Paragraph(("Next page: ", voice.command(typed(following))))
    return replace(document, blocks=(*document.blocks, way))


def connected(app: "App", work: Coroutine[None, None, T]) -> T:
    """Run ``work`` to its end, and close whatever connections it opened."""
    import asyncio

    async def run() -> T:
        try:
            return await work
        finally:
            await app.disconnect()

    return asyncio.run(run())


def show_json(data: object) -> None:
    """Print data for a script: one JSON value, dates in ISO 8601, no colour."""
    typer.echo(json.dumps(plain(data), ensure_ascii=False, indent=2))


def plain(data: object) -> object:
    """Our records as JSON knows them: dataclasses become objects, times ISO 8601, spans of time seconds."""
    match data:
        case _ if is_dataclass(data) and not isinstance(data, type):
            return {field.name: plain(getattr(data, field.name)) for field in fields(data)}
        case dict():
            return {str(key): plain(value) for key, value in data.items()}
        case list() | tuple():
            return [plain(value) for value in data]
        case set() | frozenset():
            return [plain(value) for value in sorted(data)]
        case datetime() | date() | time():
            return data.isoformat()
        case timedelta():
            return data.total_seconds()
        case _:
            return data


def say(line: str) -> None:
    """A line about what is going on: to the standard error, so that data can be piped."""
    typer.echo(line, err=True)


@contextmanager
def progress(description: str, total: int | None) -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done: bar.update(task, completed=done)
