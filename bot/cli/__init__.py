"""The command line. Each command imports what it needs when it runs, so that ``--help`` is there at once."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import database, deliveries, discord, health, intake, operating, reading, slack, subscriptions

app = typer.Typer(
    name="paperboy",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=True,
    epilog="Begin with `paperboy demo`, then `paperboy chat`. Every setting: `config.example.toml`.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"paperboy {version('paperboy')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE", help="The configuration; `config.toml` in this folder if there is one."
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """The day's trending research papers, in your team's channels and in this terminal."""
    context.obj = config


READ, OPERATE, MANAGE = "Read", "Run", "Manage"

app.command("today", rich_help_panel=READ)(reading.today)
app.command("search", rich_help_panel=READ)(reading.search)
app.command("show", rich_help_panel=READ)(reading.show)
app.command("ask", rich_help_panel=READ)(reading.ask)
app.command("chat", rich_help_panel=READ)(operating.chat)
app.command("demo", rich_help_panel=READ)(operating.demo)

app.command("run", rich_help_panel=OPERATE)(operating.run)
app.command("collect", rich_help_panel=OPERATE)(intake.collect)
app.command("import", rich_help_panel=OPERATE)(intake.import_files)
app.command("doctor", rich_help_panel=OPERATE)(operating.doctor)
app.command("health", rich_help_panel=OPERATE)(health.health)

app.add_typer(subscriptions.app, name="subscriptions", rich_help_panel=MANAGE)
app.command("preview", rich_help_panel=MANAGE)(operating.preview)
app.command("post", rich_help_panel=MANAGE)(operating.post)
app.add_typer(deliveries.app, name="deliveries", rich_help_panel=MANAGE)
app.add_typer(database.app, name="db", rich_help_panel=MANAGE)
app.add_typer(slack.app, name="slack", rich_help_panel=MANAGE)
app.add_typer(discord.app, name="discord", rich_help_panel=MANAGE)
