"""``paperboy deliveries``: the ledger, and what a person decides about a post that nobody else can decide about."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.output import Json, opened, say, show_json
from bot.model import DeliveryState

if TYPE_CHECKING:
    from bot.deliver import Deliver
    from bot.model import Delivery, Subscription

app = typer.Typer(help="What became of each scheduled post, and what to do about those in doubt.")

Id = Annotated[int, typer.Argument(help="Its number: see `paperboy deliveries`.", metavar="ID")]
Limit = Annotated[int, typer.Option(min=1, help="How many, the newest first.")]

HELD = "look into the channel, then: paperboy deliveries resend {id}, or confirm {id}"


@app.callback(invoke_without_command=True)
def deliveries(context: typer.Context, limit: Limit = 20, json: Json = False) -> None:
    """What became of each scheduled post, the newest first; and what to do about those in doubt."""
    if context.invoked_subcommand is None:
        _list(context, limit, json=json)


def _list(context: typer.Context, limit: int, *, json: bool) -> None:
    with opened(context) as paperboy:
        rows = paperboy.store.ledger.recent(limit)
        if json:
            show_json(rows)
            return
        zone = ZoneInfo(paperboy.settings.defaults.zone)
        known = paperboy.store.subscriptions.by_ids({row.subscription_id for row in rows})
        paperboy.console.table(
            ("ID", "When", "Where", "What became of it", "Papers", "Detail"),
            [
                (
                    str(row.id),
                    _local(row.occurrence, zone),
                    _where(row, known.get(row.subscription_id)),
                    _state(row),
                    str(len(row.digest.picks)),
                    _detail(row),
                )
                for row in rows
            ],
            nothing="No scheduled post yet. Subscribe: paperboy subscriptions add",
        )


@app.command()
def resend(context: typer.Context, delivery: Id) -> None:
    """Send a post that is in doubt or failed, unless the platform says by now that it is there."""
    _decide(context, lambda deliver: deliver.resend(delivery), DeliveryState.SENT)


@app.command()
def confirm(context: typer.Context, delivery: Id) -> None:
    """A post that is in doubt stands in its channel: you have seen it. Its papers are not posted there again."""
    _decide(context, lambda deliver: deliver.confirm(delivery), DeliveryState.SENT, DeliveryState.PLANNED)


@app.command()
def drop(context: typer.Context, delivery: Id) -> None:
    """Never send a post that is in doubt or waits. Its papers may come again."""
    _decide(context, lambda deliver: deliver.drop(delivery), DeliveryState.SKIPPED)


def _decide(context: typer.Context, decision: "Callable[[Deliver], Awaitable[Delivery]]", *well: DeliveryState) -> None:
    import asyncio

    async def decided() -> "Delivery":
        return await decision(paperboy.deliver)

    with opened(context) as paperboy:
        row = asyncio.run(decided())
        say(f"{row.destination}: {_state(row)}. {row.detail}".rstrip())
        if row.state not in well:
            raise typer.Exit(1)


def _where(row: "Delivery", subscription: "Subscription | None") -> str:
    """The place by its name, as long as it is subscribed, and by the platform's ids."""
    same = subscription and subscription.destination == row.destination
    return f"{subscription.name}, {row.destination}" if subscription and same else str(row.destination)


def _state(row: "Delivery") -> str:
    """Its state, and of one that needs several messages how many of them stand there."""
    return f"{row.state}, {row.confirmed} of {len(row.parts)}" if len(row.parts) > 1 else row.state


def _detail(row: "Delivery") -> str:
    if row.state is not DeliveryState.UNKNOWN:
        return row.detail
    return f"{row.detail} " + ("The platform is asked again." if row.retry_at else HELD.format(id=row.id))


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
