"""The configuration: a TOML file, above it the environment, become frozen ``Settings`` or one list of mistakes.

Import this module only where settings are needed: it brings pydantic, which ``--help`` does not wait for.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.config.email import Email
from bot.config.embeddings import Embeddings
from bot.config.given import Given, given
from bot.config.llm import Llm
from bot.config.mistakes import contradictions, mistakes, written_secrets
from bot.config.platforms import Discord, Slack
from bot.config.secrets import secrets
from bot.config.sections import (
    Arxiv,
    Collect,
    Console,
    Database,
    Defaults,
    HuggingFace,
    Log,
    Search,
    Settings,
    Sources,
)
from bot.config.values import AUTO, OFF
from bot.config.web import Web
from bot.errors import ConfigError
from bot.zones import local_zone

__all__ = [
    "OFF",
    "Arxiv",
    "Collect",
    "Console",
    "Database",
    "Defaults",
    "Discord",
    "Email",
    "Embeddings",
    "HuggingFace",
    "Llm",
    "Log",
    "Search",
    "Settings",
    "Slack",
    "Sources",
    "Web",
    "load",
    "secrets",
]

DEFAULT_FILE = Path("config.toml")
_SQLITE = "sqlite:///"


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of ``path``, or of ``config.toml`` in the working directory if there is one; else the defaults.

    A key ``section.name`` is overruled by ``PAPERBOY_SECTION__NAME`` in ``environ``. Relative paths start at the
    folder of the file, or at the working directory where there is none.

    Raises:
        ConfigError: every mistake at once, each "key.path: what is wrong. How to mend it."
    """
    found = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    settings = _checked(given(found, environ))
    return _resolved(settings, (found.parent if found else Path()).absolute(), environ)


def _checked(written: Given) -> Settings:
    problems = list(written_secrets(written, Settings))
    try:
        settings = Settings.model_validate(written.values)
    except ValidationError as error:
        raise ConfigError([*problems, *mistakes(error, written, Settings)]) from None
    if problems := [*problems, *contradictions(settings)]:
        raise ConfigError(problems)
    return settings


def _resolved(settings: Settings, folder: Path, environ: Mapping[str, str]) -> Settings:
    """``settings`` with absolute paths, and with what ``auto`` stands for on this machine."""
    url = _absolute(settings.database.url, folder)
    index = settings.search.index_dir
    index_dir = _index_beside(url, environ) if index == AUTO else folder / Path(index).expanduser()
    zone = settings.defaults.zone
    user = settings.console.user
    changed = {
        "database": {"url": url},
        "search": {"index_dir": str(index_dir)},
        "defaults": {"zone": local_zone(environ) if zone == AUTO else zone},
        "console": {"user": _login(environ) if user == AUTO else user},
    }
    return settings.model_copy(
        update={name: getattr(settings, name).model_copy(update=values) for name, values in changed.items()}
    )


def _absolute(url: str, folder: Path) -> str:
    if not url.startswith(_SQLITE):
        return url
    file, mark, query = url.removeprefix(_SQLITE).partition("?")
    return f"{_SQLITE}{folder / Path(file).expanduser()}{mark}{query}"


def _index_beside(url: str, environ: Mapping[str, str]) -> Path:
    """Next to the SQLite file; for another database a folder of this user's cache, named for that database."""
    if url.startswith(_SQLITE):
        return Path(url.removeprefix(_SQLITE).partition("?")[0]).with_suffix(".index")
    address = urlsplit(url)
    name = hashlib.blake2s(f"{address.hostname}:{address.port}{address.path}".encode(), digest_size=8).hexdigest()
    cache = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "paperboy" / f"{name}.index"


def _login(environ: Mapping[str, str]) -> str:
    return next((name for key in ("USER", "LOGNAME", "USERNAME") if (name := environ.get(key))), "me")
