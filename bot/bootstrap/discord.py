"""Discord, put together: the adapter, its words, and the address at which it is added to a server.

What needs discord.py is imported where it is made, so that words can be had without it.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.discord.wiring import Options
from bot.config import OFF, Discord
from bot.errors import ConfigError

if TYPE_CHECKING:
    from adapters.discord.adapter import DiscordAdapter
    from bot.bootstrap import App

MANAGERS = "members who may Manage Server"
SPELLING: Mapping[str, str] = {
    "subscribe": "/papers-setup subscribe",
    'subscribe diffusion, "language models", -survey at 9:30': (
        '/papers-setup subscribe topics:diffusion, "language models" exclude:survey time:9:30'
    ),
    "settings": "/papers-setup settings",
    "settings count:7 min:10": "/papers-setup settings count:7 min-votes:10",
    "settings count:7 min:10 at 9:30 weekdays": (
        "/papers-setup settings count:7 min-votes:10 time:9:30 weekdays:mon-fri"
    ),
    "settings min:0": "/papers-setup settings min-votes:0",
    'settings "language models", agents': '/papers-setup settings topics:"language models", agents',
    "unsubscribe": "/papers-setup unsubscribe",
    "pause": "/papers-setup pause",
    "resume": "/papers-setup resume",
    "search": "/search",
    "search ": "/search query:",
    "date ": "/papers date day:",
    "top ": "/papers top days:",
    "show ": "/papers show paper:",
    "ask 2405.15738 which data it uses": "/papers ask paper:2405.15738 question:which data it uses",
    "save ": "/papers save paper:",
    "saved export bibtex": "/papers saved export:BibTeX",
    "email ": "/papers email address:",
    "forget-me confirm": "/papers forget-me confirm:True",
}
"""Discord has two groups of commands, and what follows one is given by name."""
_MISSING = (
    "discord: its token is set, and its library is not installed. Install it with: pip install 'paperboy[discord]'"
)


def options(discord: Discord, zone: str) -> Options:
    """What the adapter needs of the configuration; Discord tells nobody's zone, so everybody has the installation's."""
    if discord.token is None:
        raise ValueError("Discord is off")
    return Options(
        token=discord.token.get_secret_value(),
        api_base_url=discord.api_base_url,
        gateway_url="" if discord.gateway_url == OFF else discord.gateway_url,
        shards=discord.shards,
        zone=zone,
        embeds=discord.embeds,
    )


@contextmanager
def _library() -> Iterator[None]:
    """For an import that needs discord.py: without it, the error says how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "discord":
            raise ConfigError([_MISSING]) from error
        raise


def adapter(app: "App") -> "DiscordAdapter":
    """The adapter.

    Raises:
        ConfigError: discord.py is not installed.
    """
    with _library():
        from adapters.discord.adapter import DiscordAdapter

    given = options(app.settings.discord, app.settings.defaults.zone)
    return DiscordAdapter(given, app.language, app.places, app.suggestions, app.clock)


def application_of(token: str) -> str | None:
    """The id that a token begins with, in base64; ``None`` where it does not."""
    begins = token.partition(".")[0]
    try:
        told = urlsafe_b64decode(begins + "=" * (-len(begins) % 4)).decode("ascii")
    except ValueError:
        return None
    return told if told.isdigit() else None


def invitation(application_id: str) -> str:
    """The address at which Paperboy, as that application, is added to a server.

    Raises:
        ConfigError: discord.py is not installed.
    """
    with _library():
        from adapters.discord.invite import invite

    return invite(application_id)
