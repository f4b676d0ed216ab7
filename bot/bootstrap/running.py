"""What runs, and how often: the beats of ``paperboy run``, and what its web server answers meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports import Platform

if TYPE_CHECKING:
    from bot.bootstrap import App

PLAN_EVERY = timedelta(seconds=10)
SEND_EVERY = timedelta(seconds=2)
WRITE_EVERY = timedelta(seconds=15)
RECONCILE_EVERY = timedelta(seconds=15)
PRUNE_EVERY = timedelta(days=1)


async def run(app: "App", adapters: Sequence[Platform]) -> None:
    """Collect, post and answer on ``adapters`` until a signal comes."""
    from bot.bootstrap import CHAT_PREFIX
    from bot.bootstrap.platforms import routes
    from bot.bootstrap.use_cases import ahead
    from bot.lifecycle import serve, settle_in
    from bot.scheduler import Beat, Metronome

    beats = [
        Beat("collect", timedelta(minutes=app.settings.collect.every_minutes), app.collect.round, finish=False),
        Beat("plan", PLAN_EVERY, app.watching.pulse(app.deliver.plan)),
        Beat("send", SEND_EVERY, app.deliver.send),
        Beat("reconcile", RECONCILE_EVERY, app.deliver.reconcile),
        Beat("prune", PRUNE_EVERY, app.prune.round, finish=False),
    ]
    if looking := ahead(app):
        beats.append(Beat("write", WRITE_EVERY, looking.round, finish=False))
    settle_in()
    try:
        async with app.watching.served(routes(app)):
            await serve(adapters, app.answerer(CHAT_PREFIX), Metronome(beats, app.clock), app.deliver.stop)
    finally:
        await app.disconnect()
