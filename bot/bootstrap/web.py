"""The web face, put together: links that need no account, what its pages are made from, and its routes.

What needs the libraries of the extra is imported where it is made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.bootstrap.keys import keys
from bot.config import OFF, Discord, Settings, Slack
from bot.errors import ConfigError
from bot.links import SealedLinks
from bot.sealing import Tokens

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from adapters.web.listeners import WebFace
    from bot.bootstrap import App

_NEEDED = frozenset({"jinja2", "markupsafe", "cryptography"})
_MISSING = "web: web.face is on, and its libraries are not installed. Install them with: pip install 'paperboy[web]'"


@contextmanager
def libraries(missing: str, needed: frozenset[str] = _NEEDED) -> Iterator[None]:
    """For an import that needs an extra's libraries: without them, the error is ``missing``."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in needed:
            raise ConfigError([missing]) from error
        raise


def links(app: "App") -> SealedLinks:
    """Links to the pages of this installation."""
    web = app.settings.web
    tokens = Tokens(keys(app.settings.encryption_key))
    return SealedLinks(tokens, web.site, app.clock, public=web.permalinks == "public")


def face(app: "App") -> "WebFace":
    """The pages.

    Raises:
        ConfigError: the extra is not installed.
    """
    with libraries(_MISSING):
        from adapters.web.listeners import WebFace
        from adapters.web.wiring import Options

    settings = app.settings
    options = Options(
        base_url=settings.web.site,
        voice=app.voice("/papers"),
        permalinks=settings.web.permalinks,
        zone=settings.defaults.zone,
        sign_up=settings.email.is_on,
        add=ways_to_add(settings),
    )
    return WebFace(options, app.library, app.links, app.clock)


def ways_to_add(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Words and addresses by which anybody adds Paperboy to a workspace of theirs."""
    return (*_to_slack(settings.slack), *_to_discord(settings.discord))


def _to_slack(slack: Slack) -> Iterator[tuple[str, str]]:
    if slack.mode == "oauth" and slack.public_url != OFF:
        from adapters.slack.wiring import INSTALL

        yield "Add to Slack", f"{slack.public_url}{INSTALL}"


def _to_discord(discord: Discord) -> Iterator[tuple[str, str]]:
    if discord.public and discord.token:
        from bot.bootstrap.discord import application_of, invitation

        application = application_of(discord.token.get_secret_value())
        if application:
            yield "Add to Discord", invitation(application)


def shared_routes() -> "list[RouteDef]":
    """The files that all pages load.

    Raises:
        ConfigError: the extra is not installed.
    """
    with libraries(_MISSING):
        from adapters.shared.pages import static_routes

    return static_routes()
