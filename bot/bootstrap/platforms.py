"""What the configured platforms add to the rest: words, checks, connections, and what the web server serves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from bot.bootstrap.tables import SOURCE_LABELS
from bot.compose import Voice
from bot.config import Settings

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from adapters.discord.adapter import DiscordAdapter
    from adapters.email.adapter import EmailAdapter
    from adapters.slack.adapter import SlackAdapter
    from bot.bootstrap import App

Connected: TypeAlias = "SlackAdapter | DiscordAdapter | EmailAdapter"
"""A platform that is reached over a network: it has a check for the doctor, and connections to close."""


def connected(app: "App") -> Sequence[Connected]:
    """Those that are configured."""
    return [platform for platform in (app.slack, app.discord, app.email) if platform]


async def disconnect(app: "App") -> None:
    """Close the connections to sources and platforms, and stop what is made for readers."""
    for outside in (app.supply, *connected(app)):
        await outside.disconnect()
    made = vars(app)  # what was not used yet is not put together now
    if "face" in made and app.face:
        await app.face.disconnect()
    if "model" in made and app.model:
        await app.model.scribe.disconnect()


def routes(app: "App") -> "Sequence[RouteDef]":
    """What they have the web server answer, and what readers ask for."""
    served: list[RouteDef] = []
    if app.slack:
        from bot.bootstrap import slack

        served += slack.routes(app, app.slack)
    if app.email:
        from bot.bootstrap import email

        served += email.routes(app)
    if app.face:
        served += app.face.routes()
    if app.email or app.face:
        from bot.bootstrap.web import shared_routes

        served += shared_routes()
    return served


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
    if settings.email.is_on:
        from bot.bootstrap import email

        managers["email"], prefixes["email"], spellings["email"] = email.MANAGERS, "", email.SPELLING
    return Voice(prefix, SOURCE_LABELS, managers, prefixes, spellings)
