"""Setting up Discord: ``paperboy discord invite``."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import connected, opened
from bot.errors import SendError, UserError

if TYPE_CHECKING:
    from bot.bootstrap import App

app = typer.Typer(no_args_is_help=True, help="Set up Discord; docs/discord.md goes from nothing to the first post.")

_NAME_IT = "Or name the application: --application ID."
_ID = re.compile("[0-9]{15,20}")


@app.command()
def invite(
    context: typer.Context,
    application: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The application's id; without, Discord is asked with the configured token."),
    ] = None,
) -> None:
    """Print the address at which Paperboy is added to a server, with the permissions that it needs and no others.

    Open it in a browser; whoever may Manage Server there can choose it.
    """
    from bot.bootstrap.discord import invitation

    with opened(context) as app_:
        if application is not None:
            typer.echo(invitation(_checked(application)))
            return
        typer.echo(_as_configured(app_))


def _as_configured(app_: "App") -> str:
    if app_.discord is None:
        raise UserError("Discord is off: its token is not set.", f"Set PAPERBOY_DISCORD__TOKEN. {_NAME_IT}")
    try:
        return connected(app_, app_.discord.invite())
    except SendError as error:
        told = f"Discord does not tell which application this is: {error.code}."
        raise UserError(told, " ".join(filter(None, (error.action, _NAME_IT)))) from error


def _checked(application: str) -> str:
    if not _ID.fullmatch(application):
        raise UserError(
            f'"{application}" is no id of an application.', "It stands under General Information: Application ID."
        )
    return application
