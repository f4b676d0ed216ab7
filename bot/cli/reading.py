"""Commands that only read: ``today``, ``search``, ``show``."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot import commands
from bot.cli import data
from bot.cli.output import Json, answer, connected, opened, show_json
from bot.commands import Command

if TYPE_CHECKING:
    from bot.bootstrap import App

Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Another day.", metavar="DAY")]
Page = Annotated[int, typer.Option(min=1, help="A further page.")]


def today(context: typer.Context, day: Day = None, page: Page = 1, json: Json = False) -> None:
    """The papers of the newest day, by trending score.

    Example: `paperboy today --date 2026-03-03`
    """
    with opened(context) as app:
        data.newest_day(app)
        if json:
            show_json(data.ranked(app, day.date() if day else None))
        elif day or page > 1:
            answer(app, commands.Day(day.date() if day else data.newest_day(app), page))
        else:
            answer(app, commands.Today())


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words; "a phrase" in quotes.', metavar="WORDS...")],
    author: Annotated[str | None, typer.Option(help="Only papers by this author.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")] = None,
    source: Annotated[str | None, typer.Option(help="Only papers of this source.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, new or votes.")] = "relevance",
    page: Page = 1,
    json: Json = False,
) -> None:
    """Search everything collected.

    Example: `paperboy search diffusion language models --since 2026-01-01 --sort votes`
    """
    command = commands.Search(
        words=" ".join(words),
        author=author,
        since=since.date() if since else None,
        source=source,
        sort=_sort(sort),
        page=page,
    )
    with opened(context) as app:
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
    words: Annotated[list[str], typer.Argument(help="What you would type after /papers in the chat.")],
) -> None:
    """Ask anything that can be asked in the chat.

    Example: `paperboy ask top 30d`, `paperboy ask cite 2405.15738`, `paperboy ask help`
    """
    with opened(context) as app:
        answer(app, asked(app, " ".join(words)))


def asked(app: "App", text: str) -> Command:
    """The command that ``text`` asks for."""
    from bot.bootstrap import typed_command

    return typed_command(app, text)


def _sort(text: str) -> commands.SearchSort:
    match text.lower():
        case "relevance" | "new" | "votes" as sort:
            return sort
        case _:
            raise typer.BadParameter("relevance, new or votes", param_hint="--sort")
