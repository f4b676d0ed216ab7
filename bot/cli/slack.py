"""Setting up Slack: ``paperboy slack manifest``, ``paperboy slack key``."""

import json
from typing import Annotated

import typer

from bot.cli.output import opened

app = typer.Typer(no_args_is_help=True, help="Set up Slack; docs/slack.md goes from nothing to the first post.")


@app.command()
def manifest(
    context: typer.Context,
    http: Annotated[
        bool, typer.Option("--http", help="Slack calls us over HTTP, at [slack] public_url; without, through a socket.")
    ] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com/apps under *Create New App*, *From a manifest*.

    The command, and what the app may do beside posting (`unfurl`, `history`), are those of the configuration.
    """
    from bot.bootstrap.slack import manifest_of

    with opened(context) as app_:
        typer.echo(json.dumps(manifest_of(app_.settings.slack, http=http), indent=2))


@app.command()
def key() -> None:
    """Print a new key for PAPERBOY_ENCRYPTION_KEY, which encrypts the tokens of workspaces in the database.

    To change the key, put the new one before the old one, with a comma between.
    """
    from bot.sealing import new_key

    typer.echo(new_key())
