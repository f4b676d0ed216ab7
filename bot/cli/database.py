"""``paperboy db``: the database and the search index that is derived from it."""

from shutil import rmtree
from typing import Annotated

import typer

from bot.cli.intake import PER_CENT, index
from bot.cli.output import opened, progress, say

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


@app.command()
def copy(
    source: Annotated[str, typer.Argument(help="Where everything is now, as in database.url.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="A new or empty database, as in database.url.", metavar="TO")],
) -> None:
    """Copy everything into an empty database: from SQLite to PostgreSQL, or back.

    Stop every `paperboy run` first: what it does after the copy began is not in the copy, and would be posted
    again from there. Relative SQLite paths start at the working directory. A password is better in PGPASSWORD
    than in the command line, where other users of the machine can see it.
    """
    from bot.storage.copying import copy as copied

    with progress("Copying", PER_CENT) as done:
        rows = copied(source, target, lambda copied, total: done(PER_CENT * copied // max(total, 1)))
    for table, number in sorted(rows.items()):
        say(f"{number:>12,} {table}")
    say("Everything was copied and counted. Set database.url to the new database, then run: paperboy db reindex.")
