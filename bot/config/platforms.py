"""Every key of the platforms, on when their tokens are there; ``config.example.toml`` says what each is for."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, SecretStr

from bot.config.values import AUTO, OFF, Section, WebAddress, listed, web_address

SlackMode = Literal["off", "socket", "http", "oauth"]
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_WORDS = frozenset({"everyone", "admins"})


def _command(value: str) -> str:
    if not _COMMAND.fullmatch(value):
        raise ValueError('must be a command as Slack has them: lower case, no spaces. Write it as "/papers".')
    return value


def _manager(value: str) -> str:
    if value.casefold() in _WORDS:
        return value.casefold()
    if not _USER.fullmatch(value):
        raise ValueError(
            f'"{value}" is nobody. Write "everyone", "admins", or the id of a member, such as "U012AB3CD".'
        )
    return value


def _base(value: str) -> str:
    return value if value.endswith("/") else f"{value}/"


def _public(value: str) -> str:
    if value.casefold() == OFF:
        return OFF
    here = value.startswith("http://") and urlsplit(web_address(value)).hostname in {"127.0.0.1", "localhost"}
    if not here and not value.startswith("https://"):
        raise ValueError('must begin with https://, since Slack calls nothing else. Or write "off".')
    return web_address(value).rstrip("/")


Manager = Annotated[str, AfterValidator(_manager)]


class Slack(Section):
    """Slack: one workspace through a socket or over HTTP, or many over HTTP."""

    api_base_url: Annotated[WebAddress, AfterValidator(_base)] = "https://slack.com/api/"
    command: Annotated[str, AfterValidator(_command)] = "/papers"
    managers: Annotated[tuple[Manager, ...], BeforeValidator(listed), Field(min_length=1)] = ("everyone",)
    unfurl: bool = False
    history: bool = False
    public_url: Annotated[str, AfterValidator(_public)] = OFF
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    client_id: SecretStr | None = None
    client_secret: SecretStr | None = None

    @property
    def mode(self) -> SlackMode:
        """What its tokens are for."""
        if self.client_id and self.client_secret and self.signing_secret:
            return "oauth"
        if self.bot_token and self.app_token:
            return "socket"
        if self.bot_token and self.signing_secret:
            return "http"
        return "off"


def slack_contradictions(slack: Slack, *, listens: bool, sealed: bool) -> Iterator[str]:
    """A sentence for each pair of Slack's keys that are good alone and not together.

    ``listens``: there is a web server; ``sealed``: there is a key to encrypt tokens with.
    """
    yield from _half_set(slack)
    for name, prefix in (("bot_token", "xoxb-"), ("app_token", "xapp-")):
        token: SecretStr | None = getattr(slack, name)
        if token and not token.get_secret_value().startswith(prefix):
            yield f"slack.{name}: is no such token. It begins with {prefix}; see docs/slack.md."
    if slack.mode == "oauth" and (slack.bot_token or slack.app_token):
        one = "slack.bot_token" if slack.bot_token else "slack.app_token"
        yield f"{one}: is for one workspace, client_id and client_secret are for many. Unset what you do not mean."
        return
    if slack.mode in {"http", "oauth"} and not listens:
        yield 'web.listen: is off, and Slack needs to reach Paperboy. Set an address such as "127.0.0.1:8080".'
    if slack.mode == "oauth" and not sealed:
        yield "encryption_key: is missing, and keeps the tokens of workspaces. Make one: paperboy slack key."
    if slack.mode == "oauth" and slack.public_url == OFF:
        yield "slack.public_url: is off, and who adds Paperboy to a workspace is sent there. Set your https address."


def _half_set(slack: Slack) -> Iterator[str]:
    given = {
        name
        for name in ("bot_token", "app_token", "signing_secret", "client_id", "client_secret")
        if getattr(slack, name)
    }
    if not given or slack.mode != "off":
        return
    ways = (
        "PAPERBOY_SLACK__BOT_TOKEN and PAPERBOY_SLACK__APP_TOKEN for one workspace through a socket; the bot token and "
        "PAPERBOY_SLACK__SIGNING_SECRET over HTTP; client id, client secret and signing secret for many workspaces"
    )
    yield f"slack: {', '.join(sorted(given))} alone is not enough. Set {ways}."


Shards = Literal["one", "auto"] | int
MOST_SHARDS = 1000
_VERSIONED = re.compile(r"/v\d+")
_BOT_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def _shards(value: object) -> Shards:
    text = str(value).strip().casefold()
    if text == "one":
        return "one"
    if text == AUTO:
        return "auto"
    number = int(text) if re.fullmatch("[0-9]{1,4}", text) else 0
    if not 1 <= number <= MOST_SHARDS:
        raise ValueError(f'must be "one", "auto", or a number from 1 to {MOST_SHARDS}. Write "auto" for many servers.')
    return number


def _api(value: str) -> str:
    """Without a version Discord answers as its oldest one."""
    address = value.rstrip("/")
    if not _VERSIONED.fullmatch(address[address.rfind("/") :]):
        raise ValueError('must end in the version of the API. Write it as "https://discord.com/api/v10".')
    return address


def _gateway(value: str) -> str:
    if value.casefold() == OFF:
        return OFF
    scheme, separator, rest = value.partition("://")
    if scheme not in {"ws", "wss"} or not separator:
        raise ValueError('must begin with wss:// (or ws:// on your own machines). Or write "off".')
    web_address(f"http://{rest}")
    return value


class Discord(Section):
    """Discord: one application, in any number of servers."""

    api_base_url: Annotated[WebAddress, AfterValidator(_api)] = "https://discord.com/api/v10"
    gateway_url: Annotated[str, AfterValidator(_gateway)] = OFF
    shards: Annotated[Shards, PlainValidator(_shards)] = "one"
    embeds: bool = False
    public: bool = False
    token: SecretStr | None = None


def discord_contradictions(discord: Discord) -> Iterator[str]:
    """A sentence about a token that is none, whose value is not told."""
    if discord.token and not _BOT_TOKEN.fullmatch(discord.token.get_secret_value()):
        yield (
            "discord.token: is no bot's token, which has three parts with points between them. Reset Token, under Bot "
            "in the Developer Portal, shows one; the public key and the client secret are something else."
        )
