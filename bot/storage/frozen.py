"""Schedules, rules and digests as JSON objects, marked with the version of their form.

A record of an older version is still read: a field that it lacks takes its default, one that is no more is ignored.
A change that this does not cover raises ``VERSION`` and converts the older form in ``_decoded``.
"""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import StorageError
from bot.model import Digest, Rules, Schedule
from bot.storage.tables import Json

VERSION = 1
T = TypeVar("T")


def encode(record: Schedule | Rules | Digest) -> Json:
    """JSON values only: times in ISO 8601, durations likewise, sets as lists."""
    return {"version": VERSION, "value": _adapter(type(record)).dump_python(record, mode="json")}


def decode_schedule(stored: Json) -> Schedule:
    """The reverse of ``encode``. ``StorageError`` when a newer Paperboy wrote it, or it is damaged."""
    return _decoded(Schedule, stored)


def decode_rules(stored: Json) -> Rules:
    """The reverse of ``encode``. ``StorageError`` when a newer Paperboy wrote it, or it is damaged."""
    return _decoded(Rules, stored)


def decode_digest(stored: Json) -> Digest:
    """The reverse of ``encode``. ``StorageError`` when a newer Paperboy wrote it, or it is damaged."""
    return _decoded(Digest, stored)


def _decoded(kind: type[T], stored: Json) -> T:
    version = stored.get("version")
    if version != VERSION:
        raise StorageError(
            f"The database holds a {kind.__name__.lower()} of form {version}; this Paperboy knows form {VERSION}. "
            "Install the newer Paperboy again."
        )
    try:
        return _adapter(kind).validate_python(stored["value"])
    except (ValidationError, KeyError) as error:
        raise StorageError(f"The database holds a damaged {kind.__name__.lower()}: {error}") from error


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}  # building one takes milliseconds, so each is built when first asked for


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
