"""Discord's limits on what an app sends: PURE, and as strict as the strictest reading.

``problems`` and ``modal_problems`` say everything that is wrong, in words; nothing wrong: an empty list. Lengths are
code points of what is sent.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.adapters.discord import command_limits, component_limits
from tests.adapters.discord.component_limits import Problems, between, length, url
from tests.adapters.discord.state import COMPONENTS_V2

CONTENT = 2000
NONCE = 25
MOST_EMBEDS = 10
EMBEDS_IN_ALL = 6000
MOST_CHOICES = 25

_FORBIDDEN = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
_LEGACY = ("content", "embeds", "poll", "sticker_ids")
_REQUESTED = ("parse", "users", "roles")


def problems(payload: Mapping[str, Any]) -> list[str]:
    """What Discord finds wrong with a message."""
    return [f"{at}: {words}" for at, _, words in message_problems(payload)]


def modal_problems(data: Mapping[str, Any]) -> list[str]:
    """What Discord finds wrong with the data of an answer that opens a modal."""
    return [f"{at}: {words}" for at, _, words in component_limits.modal(data)]


def message_problems(body: Mapping[str, Any], *, v2: bool | None = None, at: str = "") -> Problems:
    """``v2``: whether the message has components of the second kind, where its flags do not say so."""
    is_v2 = bool(int(body.get("flags") or 0) & COMPONENTS_V2) if v2 is None else v2
    if is_v2:
        for name in _LEGACY:
            if body.get(name):
                yield f"{at}{name}", _FORBIDDEN, f"The '{name}' field cannot be used with IS_COMPONENTS_V2"
    yield from length(body.get("content"), 0, CONTENT, f"{at}content")
    yield from _embeds(body.get("embeds"), f"{at}embeds")
    if body.get("components") or (is_v2 and "components" in body):
        yield from component_limits.in_message(body["components"], v2=is_v2, at=f"{at}components")
    yield from _nonce(body.get("nonce"), f"{at}nonce")
    yield from _mentions(body.get("allowed_mentions"), f"{at}allowed_mentions")


def _nonce(given: Any, at: str) -> Problems:
    if isinstance(given, str):
        yield from length(given, 1, NONCE, at)
    elif given is not None and not isinstance(given, int):
        yield at, "NONCE_TYPE_INVALID", "A nonce is text or a whole number"


def _mentions(given: Mapping[str, Any] | None, at: str) -> Problems:
    for name in ("users", "roles"):
        named = (given or {}).get(name) or []
        if len(named) > 100:
            yield f"{at}.{name}", "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 100 in length."
        if named and name in (given or {}).get("parse", ()):
            yield f"{at}.{name}", "MUTUALLY_EXCLUSIVE", f"parse:[{name!r}] and {name}: [ids...] exclude each other."
    for name in given or {}:
        if name not in {*_REQUESTED, "replied_user"}:
            yield f"{at}.{name}", "UNKNOWN", "There is no such field"


def _embeds(given: Any, at: str) -> Problems:
    if len(given or ()) > MOST_EMBEDS:
        yield at, "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_EMBEDS} or fewer in length."
    for place, embed in enumerate(given or ()):
        yield from _embed(embed, f"{at}.{place}")
    written = sum(len(text) for embed in given or () for text in _written(embed))
    if written > EMBEDS_IN_ALL:
        yield at, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBEDS_IN_ALL}: {written}"


def _embed(embed: Mapping[str, Any], at: str) -> Problems:
    if not any(_written(embed)) and not embed.get("image") and not embed.get("thumbnail"):
        yield at, "BASE_TYPE_REQUIRED", "An embed must have something to show"
    yield from length(embed.get("title"), 0, 256, f"{at}.title")
    yield from length(embed.get("description"), 0, 4096, f"{at}.description")
    yield from length((embed.get("footer") or {}).get("text"), 1, 2048, f"{at}.footer.text")
    yield from length((embed.get("author") or {}).get("name"), 1, 256, f"{at}.author.name")
    yield from between(embed.get("color"), 0, 0xFFFFFF, f"{at}.color")
    yield from _fields(embed.get("fields") or [], f"{at}.fields")
    for where, given in (("url", embed), ("author.url", embed.get("author") or {})):
        if given.get("url"):
            yield from url(given["url"], f"{at}.{where}")
    yield from _time(embed.get("timestamp"), f"{at}.timestamp")


def _fields(given: Sequence[Mapping[str, Any]], at: str) -> Problems:
    if len(given) > 25:
        yield at, "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length."
    for place, field in enumerate(given):
        yield from length(field.get("name"), 1, 256, f"{at}.{place}.name", required=True)
        yield from length(field.get("value"), 1, 1024, f"{at}.{place}.value", required=True)


def _time(given: Any, at: str) -> Problems:
    if given is not None:
        try:
            datetime.fromisoformat(str(given))
        except ValueError:
            yield at, "DATE_TIME_TYPE_PARSE", f"Could not parse {given}."


def _written(embed: Mapping[str, Any]) -> list[str]:
    """What counts towards the limit of all embeds together."""
    return [
        embed.get("title") or "",
        embed.get("description") or "",
        (embed.get("footer") or {}).get("text") or "",
        (embed.get("author") or {}).get("name") or "",
        *(text for field in embed.get("fields") or [] for text in (field.get("name") or "", field.get("value") or "")),
    ]


def choice_problems(choices: Any, at: str) -> Problems:
    if not isinstance(choices, Sequence) or len(choices) > MOST_CHOICES:
        yield at, "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_CHOICES} or fewer in length."
        return
    for place, each in enumerate(choices):
        yield from command_limits.choice(each, f"{at}.{place}")
