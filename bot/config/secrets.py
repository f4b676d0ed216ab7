"""The values of all secrets, so that they can be kept out of what is logged."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from bot.config.mistakes import leaves
from bot.config.sections import Settings

_SECRET_PARAMETERS = {"password", "sslpassword"}  # libpq's


def secrets(settings: Settings, environ: Mapping[str, str] = MappingProxyType({})) -> frozenset[str]:
    """Every token, and the password of the database, as written and as meant.

    ``environ`` may hold a password that PostgreSQL's client reads by itself.
    """
    tokens = {
        value.get_secret_value()
        for path, _ in leaves(Settings)
        if isinstance(value := _value(settings, path), SecretStr)
    }
    keys = {key.strip() for token in tokens for key in token.split(",")}  # a new key and the one before it
    return frozenset(
        tokens
        | keys
        | _signature(settings.discord.token)
        | _passwords(settings.database.url)
        | {environ.get("PGPASSWORD", "")}
    ) - {""}


def _signature(token: SecretStr | None) -> set[str]:
    """The part of a Discord token that only its owner knows, so that it is struck out of half a token too."""
    return {token.get_secret_value().rpartition(".")[2]} if token else set()


def _value(settings: object, path: tuple[str, ...]) -> object:
    for part in path:
        settings = getattr(settings, part)
    return settings


def _passwords(url: str) -> set[str]:
    try:
        address = urlsplit(url)
        written = address.password or ""
    except ValueError:  # a bracket that is no IPv6 address; then the database cannot be opened either
        return set()
    given = {value for name, value in parse_qsl(address.query) if name in _SECRET_PARAMETERS}
    return {written, unquote(written), *given}
