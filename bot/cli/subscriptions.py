"""``paperboy subscriptions``: the channels that get a digest, from the terminal."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot import commands
from bot.cli.output import Json, answer, opened, show_json
from bot.commands import Caller
from bot.errors import NotFound
from bot.model import Destination

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.model import Subscription

app = typer.Typer(no_args_is_help=True, help="The channels that get a digest.")

Id = Annotated[int, typer.Argument(help="Its number: see `paperboy subscriptions list`.", metavar="ID")]


@app.command(context_settings={"ignore_unknown_options": True})  # "-survey" is a topic to leave out
def add(
    context: typer.Context,
    wishes: Annotated[list[str] | None, typer.Argument(help="Topics, time, days; nothing: the defaults.")] = None,
    channel: Annotated[
        str | None, typer.Option(help="A channel of the terminal; by default the configured one.")
    ] = None,
) -> None:
    """Subscribe a channel of this terminal. A platform's own channels subscribe in the chat.

    Example: `paperboy subscriptions add "diffusion, -survey at 9:30 mon,wed,fri tz Europe/Berlin count:3"`
    """
    from bot.bootstrap import typed_command

    with opened(context) as paperboy:
        command = typed_command(paperboy, " ".join(["subscribe", *(wishes or [])]))
        answer(paperboy, command, in_channel(paperboy, channel))


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Every subscription, when it is next due, and whether it is paused."""
    from bot.compose import schedule_words

    with opened(context) as paperboy:
        rows = paperboy.store.subscriptions.all()
        if json:
            show_json(rows)
            return
        zone = paperboy.settings.defaults.zone
        paperboy.console.table(
            ("ID", "Where", "Posts", "Next", "Topics"),
            [(str(s.id), str(s.destination), schedule_words(s.schedule), _next(s, zone), _topics(s)) for s in rows],
            nothing="No subscription yet. Add one: paperboy subscriptions add",
        )


@app.command()
def pause(
    context: typer.Context,
    subscription: Id,
    days: Annotated[int | None, typer.Option(min=1, max=365, help="By itself again after so many days.")] = None,
) -> None:
    """Post nothing until it is resumed."""
    with opened(context) as paperboy:
        answer(paperboy, commands.Pause(days), manager_of(paperboy, subscription))


@app.command()
def resume(context: typer.Context, subscription: Id) -> None:
    """Post again."""
    with opened(context) as paperboy:
        answer(paperboy, commands.Resume(), manager_of(paperboy, subscription))


@app.command()
def remove(context: typer.Context, subscription: Id) -> None:
    """End a subscription. What was posted stays in the ledger."""
    with opened(context) as paperboy:
        answer(paperboy, commands.Unsubscribe(), manager_of(paperboy, subscription))


def in_channel(paperboy: "App", channel: str | None) -> Caller:
    """The person at this terminal, in one of its channels."""
    caller = paperboy.caller
    if channel is None:
        return caller
    place = caller.destination
    return replace(
        caller, destination=Destination(place.platform, place.workspace, channel), channel_name=f"#{channel}"
    )


def manager_of(paperboy: "App", subscription_id: int) -> Caller:
    """The person at this terminal, who may manage any subscription of the installation, in its channel.

    Raises:
        NotFound: there is no such subscription.
    """
    found = paperboy.store.subscriptions.by_id(subscription_id)
    if found is None:
        raise NotFound(f"There is no subscription {subscription_id}.", "List them: paperboy subscriptions list.")
    return replace(paperboy.caller, destination=found.destination, channel_name=found.name)


def _next(subscription: "Subscription", zone: str) -> str:
    from zoneinfo import ZoneInfo

    if subscription.pause:
        return f"paused: {subscription.pause.reason}"
    return f"{subscription.next_due_at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


def _topics(subscription: "Subscription") -> str:
    rules = subscription.rules
    return ", ".join([*map(str, rules.include), *(f"-{topic}" for topic in rules.exclude)]) or "everything"
