"""Commands that only read: ``today``, ``search``, ``show``."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot import commands
from bot.cli import data
from bot.cli.output import Json, answer, connected, opened, show_json
from bot.commands import Command

if TYPE_CHECKING:
    from bot.bootstrap import App

Day = Annotated[
    str | None, typer.Option("--date", help='Another day: 2026-03-03, yesterday, "3 March".', metavar="DAY")
]
Page = Annotated[int, typer.Option(min=1, help="A further page.")]


def today(context: typer.Context, day: Day = None, page: Page = 1, json: Json = False) -> None:
    """The papers of the newest day, by trending score.

    Example: `paperboy today --date 2026-03-03`
    """
    with opened(context) as app:
        newest, asked_for = data.newest_day(app), _day(app, day)
        if json:
            show_json(data.ranked(app, asked_for))
        elif asked_for or page > 1:
            answer(app, commands.Day(asked_for or newest, page))
        else:
            answer(app, commands.Today())


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words; "a phrase" in quotes.', metavar="WORDS...")],
    author: Annotated[str | None, typer.Option(help="Only papers by this author.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only from this day on: 2026-03-03, 2w, yesterday.", metavar="DAY")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only papers of this source.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, new or votes.")] = "relevance",
    page: Page = 1,
    json: Json = False,
) -> None:
    """Search everything collected.

    Example: `paperboy search diffusion language models --since 2026-01-01 --sort votes`
    """
    with opened(context) as app:
        command = commands.Search(
            words=" ".join(words),
            author=author,
            since=_since(app, since),
            source=source,
            sort=_sort(sort),
            page=page,
        )
        app.catch_up()
        if json:
            show_json(data.found(app, command))
        else:
            answer(app, command)


def show(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(help="An arXiv id, a DOI, or a link to the paper.", metavar="ID")],
    json: Json = False,
) -> None:
    """One paper in full.

    Example: `paperboy show 2405.15738`
    """
    with opened(context) as app:
        command = asked(app, f"show {paper}")
        if json and isinstance(command, commands.Show):
            show_json(connected(app, data.whole(app, command.key)))
        else:
            answer(app, command)


def ask(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="What you would type after /papers in the chat.", metavar="WORDS...")
    ] = None,
) -> None:
    """Ask anything that can be asked in the chat; without words, what that is.

    Example: `paperboy ask top 30d`, `paperboy ask cite 2405.15738`, `paperboy ask help`
    """
    with opened(context) as app:
        answer(app, asked(app, " ".join(words or ["help"])))


def asked(app: "App", text: str) -> Command:
    """The command that ``text`` asks for."""
    from bot.bootstrap import typed_command

    return typed_command(app, text)


def _day(app: "App", text: str | None) -> date | None:
    from bot.parse.days import read_date

    day = read_date(text, app.today) if text else None
    if text and day is None:
        raise typer.BadParameter(f'"{text}" is no day. For example: 2026-03-03', param_hint="--date")
    return day


def _since(app: "App", text: str | None) -> date | None:
    from bot.parse.days import read_since

    day = read_since(text, app.today) if text else None
    if text and day is None:
        raise typer.BadParameter(f'"{text}" is no day. For example: 2026-03-03, or 2w', param_hint="--since")
    return day


def _sort(text: str) -> commands.SearchSort:
    match text.lower():
        case "relevance" | "new" | "votes" as sort:
            return sort
        case _:
            raise typer.BadParameter("relevance, new or votes", param_hint="--sort")
