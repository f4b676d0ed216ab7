"""Slack, put together: the adapter, and what of it the web server serves.

What needs Slack's libraries is imported where it is made, so that words and the manifest can be had without them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.slack.manifest import manifest
from adapters.slack.scopes import asked_scopes
from adapters.slack.wiring import Options
from bot.bootstrap.keys import keys
from bot.config import OFF, Slack
from bot.errors import ConfigError
from bot.sealing import Sealer

if TYPE_CHECKING:
    from aiohttp.web import RouteDef
    from pydantic import SecretStr

    from adapters.slack.adapter import SlackAdapter
    from bot.bootstrap import App

MANAGERS = {"everyone": "anyone in the channel", "admins": "admins of this workspace"}
NAMED = "people that whoever runs Paperboy has named"
_MISSING = "slack: its tokens are set, and its library is not installed. Install it with: pip install 'paperboy[slack]'"


def options(slack: Slack) -> Options:
    """What the adapter needs of the configuration."""
    mode = slack.mode
    if mode == "off":
        raise ValueError("Slack is off")
    return Options(
        mode=mode,
        bot_token=_plain(slack.bot_token),
        app_token=_plain(slack.app_token),
        signing_secret=_plain(slack.signing_secret),
        client_id=_plain(slack.client_id),
        client_secret=_plain(slack.client_secret),
        api_base_url=slack.api_base_url,
        public_url="" if slack.public_url == OFF else slack.public_url,
        command=slack.command,
        managers=slack.managers,
        unfurl=slack.unfurl,
    )


@contextmanager
def _libraries() -> Iterator[None]:
    """For an import that needs Slack's libraries: without them, the error says how to get them."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"slack_bolt", "slack_sdk"}:
            raise ConfigError([_MISSING]) from error
        raise


def adapter(app: "App") -> "SlackAdapter":
    """The adapter; in one workspace with the configured token, in many with those that are kept.

    Raises:
        ConfigError: Slack's libraries are not installed.
    """
    with _libraries():
        from adapters.slack.adapter import SlackAdapter
        from adapters.slack.installing import KeptTokens
        from adapters.slack.teams import OneToken, Tokens

    given = options(app.settings.slack)
    kept: Tokens = OneToken(given.bot_token)
    if given.mode == "oauth":
        kept = KeptTokens(app.store.installations(_sealer(app)), given, app.clock)
    return SlackAdapter(given, app.language, app.places, app.clock, kept)


def routes(app: "App", slack: "SlackAdapter") -> "list[RouteDef]":
    """For the web server: nothing where Slack comes through a socket."""
    from adapters.slack.installing import Installer
    from adapters.slack.web import SlackWeb

    given = options(app.settings.slack)
    if given.mode == "socket":
        return []
    installer = None
    if given.mode == "oauth":
        scopes = asked_scopes(history=app.settings.slack.history, unfurl=given.unfurl)
        installer = Installer(app.store.installations(_sealer(app)), given, scopes, app.clock)
    return SlackWeb(slack, installer).routes()


def manifest_of(slack: Slack, *, http: bool) -> Mapping[str, Any]:
    """The app's manifest for this configuration.

    Raises:
        ConfigError: it is to be called over HTTP, and no address is configured.
    """
    if http and slack.public_url == OFF:
        raise ConfigError(['slack.public_url: is off. Set the address where Slack reaches Paperboy, "https://…".'])
    address = slack.public_url if http else None
    many = http and (slack.mode == "oauth" or not slack.bot_token)
    return manifest(slack.command, address, many=many, history=slack.history, unfurl=slack.unfurl)


def managers(slack: Slack) -> str:
    """Who may change a channel's subscription, in words."""
    words = [MANAGERS[each] for each in slack.managers if each in MANAGERS]
    return " or ".join([*words, *([NAMED] if set(slack.managers) - MANAGERS.keys() else [])])


def _sealer(app: "App") -> Sealer:
    return Sealer(keys(app.settings.encryption_key))


def _plain(secret: "SecretStr | None") -> str:
    return secret.get_secret_value() if secret else ""
