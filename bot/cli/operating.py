"""Commands that operate Paperboy: ``run``, ``chat``, ``demo``, ``doctor``, ``preview``, ``post``, ``deliveries``."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from bot import commands
from bot.cli.output import answer, log_aside, opened, say
from bot.cli.subscriptions import manager_of
from bot.model import DeliveryState

SubscriptionId = Annotated[int, typer.Argument(help="Its number: see `paperboy subscriptions list`.", metavar="ID")]
MaybeSubscription = Annotated[int | None, typer.Argument(help="Its number; by default this terminal's.", metavar="ID")]


def run(context: typer.Context) -> None:
    """Collect, post what is due and answer, until stopped with Ctrl-C or SIGTERM."""
    import asyncio

    with opened(context, service=True) as app:
        asyncio.run(app.serve())


def chat(context: typer.Context) -> None:
    """Open a channel in this terminal: `/papers today`, `/papers subscribe`, and posts when they are due.

    What happens behind it is logged to a file beside the database, `paperboy.log`, and not between what you type.
    """
    import asyncio

    with opened(context, service=True) as app, log_aside(app) if sys.stderr.isatty() else nullcontext():
        asyncio.run(app.chat())


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its own database.")] = Path(".demo"),
) -> None:
    """Show a digest, of today's papers if there is a network, else of the sample that comes with Paperboy."""
    from bot.cli.demo import play

    play(folder)


def doctor(context: typer.Context) -> None:
    """Check sources, clock, database, search index and subscriptions, and say the one thing to do."""
    with opened(context) as app:
        answer(app, commands.Doctor())


def preview(context: typer.Context, subscription: MaybeSubscription = None) -> None:
    """Show exactly what a subscription's next post would be, and what was left out and why."""
    with opened(context) as app:
        answer(app, commands.Preview(), manager_of(app, subscription) if subscription else app.caller)


def post(context: typer.Context, subscription: SubscriptionId) -> None:
    """Post a subscription's digest now, beside its schedule."""
    import asyncio

    with opened(context) as app:
        delivery = asyncio.run(app.deliver.post_now(subscription))
        say(f"{delivery.destination}: {delivery.state}. {delivery.detail}".rstrip())
        if delivery.state not in {DeliveryState.SENT, DeliveryState.SKIPPED}:
            raise typer.Exit(1)
