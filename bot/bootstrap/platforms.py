"""What the configured platforms add to the rest: words, checks, connections, and what the web server serves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from bot.bootstrap.tables import SOURCE_LABELS
from bot.compose import Voice
from bot.config import Settings

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from adapters.discord.adapter import DiscordAdapter
    from adapters.slack.adapter import SlackAdapter
    from bot.bootstrap import App

Connected: TypeAlias = "SlackAdapter | DiscordAdapter"
"""A platform that is reached over a network: it has a check for the doctor, and connections to close."""


def connected(app: "App") -> Sequence[Connected]:
    """Those that are configured."""
    return [platform for platform in (app.slack, app.discord) if platform]


def routes(app: "App") -> "Sequence[RouteDef]":
    """What they have the web server answer."""
    if app.slack is None:
        return ()
    from bot.bootstrap.slack import routes as routes_of

    return routes_of(app, app.slack)


def voice(settings: Settings, prefix: str) -> Voice:
    """What this installation calls things; ``prefix`` stands before commands where a platform has no other."""
    managers: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    spellings = {}
    if settings.slack.mode != "off":
        from bot.bootstrap import slack

        managers["slack"], prefixes["slack"] = slack.managers(settings.slack), settings.slack.command
    if settings.discord.token:
        from bot.bootstrap import discord

        managers["discord"], spellings["discord"] = discord.MANAGERS, discord.SPELLING
    return Voice(prefix, SOURCE_LABELS, managers, prefixes, spellings)
