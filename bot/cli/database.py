"""``paperboy db``: the database and the search index that is derived from it."""

from shutil import rmtree

import typer

from bot.cli.intake import index
from bot.cli.output import opened, say

app = typer.Typer(no_args_is_help=True, help="The database, and the search index that is derived from it.")


@app.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to this version's form. Every other command does so too, where it is needed."""
    with opened(context) as paperboy:
        say(f"The database is up to date; it holds {paperboy.store.papers.count():,} papers.")


@app.command()
def reindex(context: typer.Context) -> None:
    """Build the search index anew from the database."""
    with opened(context) as paperboy:
        rmtree(paperboy.settings.index_dir, ignore_errors=True)
        index(paperboy)
        say(f"The search index holds {paperboy.store.papers.count():,} papers.")
