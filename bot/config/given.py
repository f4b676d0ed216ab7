"""What a person wrote, file and environment laid over one another, and where each value came from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError

PREFIX = "PAPERBOY_"
DELIMITER = "__"

KeyPath = tuple[str, ...]
Table = dict[str, object]


@dataclass(frozen=True, slots=True)
class Given:
    """``values`` as nested tables; ``variables`` names the environment variable of each path set by one."""

    values: Table
    in_file: Table
    variables: dict[KeyPath, str] = field(default_factory=dict)


def variable(path: KeyPath) -> str:
    """The environment variable of a key: ``("database", "url")`` is ``PAPERBOY_DATABASE__URL``."""
    return PREFIX + DELIMITER.join(path).upper()


def given(path: Path | None, environ: Mapping[str, str]) -> Given:
    """The file at ``path``, and above it the environment, in which an empty variable is as good as none."""
    in_file = read_file(path) if path else {}
    names = {
        key_path(name): name for name, value in environ.items() if name.upper().startswith(PREFIX) and value.strip()
    }
    values = in_file
    for at, name in names.items():
        values = _with(values, at, environ[name].strip())
    return Given(values, in_file, names)


def key_path(name: str) -> KeyPath:
    """The key of an environment variable, the inverse of ``variable``."""
    return tuple(name[len(PREFIX) :].lower().split(DELIMITER))


def read_file(path: Path) -> Table:
    """The tables of a TOML file.

    Raises:
        ConfigError: it is not there, not readable, or no TOML; with the line where one is known.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = "there is no such file. Copy config.example.toml there, or leave out --config."
    except tomllib.TOMLDecodeError as error:
        problem = f"this is no valid TOML: {error}. Texts stand in quotes, sections in [brackets]."
    except UnicodeDecodeError:
        problem = "this is no UTF-8 text. Save it as UTF-8."
    except OSError as error:
        problem = f"it cannot be read: {error.strerror}. Check the path and its permissions."
    raise ConfigError([f"{path}: {problem}"])


def _with(table: Table, path: KeyPath, value: object) -> Table:
    """A copy of ``table`` in which ``path`` has ``value``; what is no table on the way gives way."""
    head, *rest = path
    if not rest:
        return {**table, head: value}
    inner = table.get(head)
    return {**table, head: _with(inner if isinstance(inner, dict) else {}, tuple(rest), value)}
