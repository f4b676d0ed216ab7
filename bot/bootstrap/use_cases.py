"""The use cases, each put together from the parts of an installation."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from bot.ahead import Ahead
    from bot.answer import Desk
    from bot.bootstrap import App
    from bot.collect import Collect
    from bot.deliver import Deliver
    from bot.prune import Prune


def collect(app: "App") -> "Collect":
    """Sources become papers."""
    from bot.collect import Collect

    return Collect(app.store, app.index, app.sources, app.clock, lookup=app.supply.arxiv, meter=app.watching.meter)


def deliver(app: "App") -> "Deliver":
    """Due subscriptions become posts."""
    from bot.bootstrap import CHAT_PREFIX
    from bot.deliver import Deliver

    return Deliver(
        app.store,
        {adapter.platform: adapter for adapter in app.adapters},
        app.sources,
        app.summarizers,
        app.clock,
        app.voice(CHAT_PREFIX),
        uuid4().hex,
        meter=app.watching.meter,
        permalink=None if app.settings.web.permalinks == "off" else partial(app.links.of, "digest"),
        writer=app.model.scribe if app.model else None,
    )


def ahead(app: "App") -> "Ahead | None":
    """Summaries by a model before they are needed, where there is one."""
    from bot.ahead import Ahead

    return Ahead(app.store, app.model.scribe, app.sources, app.clock) if app.model else None


def desk(app: "App", prefix: str) -> "Desk":
    """What answers are made from; ``prefix`` is what people type before commands."""
    from bot.answer import Desk
    from bot.bootstrap.platforms import connected

    return Desk(
        store=app.store,
        index=app.index,
        clock=app.clock,
        summarizers=app.summarizers,
        sources=app.sources,
        voice=app.voice(prefix),
        rules=app.settings.defaults.rules(),
        schedule=app.settings.defaults.schedule(),
        checks=[*(platform.check for platform in connected(app)), *([app.model.check] if app.model else [])],
        meter=app.watching.meter,
        lookup=app.supply.on_demand,
        mail=app.post,
        feeds=None if app.settings.web.permalinks == "off" else app.links,
        oracle=app.model.answers if app.model else None,
        writer=app.model.scribe if app.model else None,
        shelf=app.shelf,
    )


def prune(app: "App") -> "Prune":
    """What grows without end is thinned."""
    from bot.prune import Prune
    from bot.storage.pruning import Ages

    days = app.settings.prune
    ages = Ages(
        signals=timedelta(days=days.signals_days),
        details=timedelta(days=days.details_days),
        deliveries=timedelta(days=days.deliveries_days),
        source_days=timedelta(days=days.source_days),
    )
    return Prune(app.store, ages, app.clock)
