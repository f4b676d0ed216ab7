"""Discord's own description of its API, where it is at hand: what of a request or an answer does not agree with it.

Where the document or ``jsonschema`` is missing, everything agrees.
"""

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[4] / "shared" / "contracts" / "discord" / "openapi.json"
URI = "urn:discord"
MEDIA = 16
_NUMBER = re.compile(r"\{[^}]*\}")


def problems(method: str, pattern: str, body: Any) -> list[tuple[str, str]]:
    """Of a request: the place with dots, and the words."""
    return _problems(f"{method.lower()}/requestBody/content/application~1json/schema", pattern, body)


def answer_problems(method: str, pattern: str, status: int, value: Any) -> list[tuple[str, str]]:
    """Of the answer to one."""
    return _problems(f"{method.lower()}/responses/{status}/content/application~1json/schema", pattern, value)


def _problems(below: str, pattern: str, value: Any) -> list[tuple[str, str]]:
    validator = _validator(below, pattern)
    if validator is None or validator.is_valid(value):
        return []
    return list(_words(validator, value))


def _words(validator: Any, value: Any) -> Iterator[tuple[str, str]]:
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - not everybody has it

    for error in validator.iter_errors(value):
        best = best_match([error])
        yield ".".join(map(str, best.absolute_path)), best.message[:300]


@functools.cache
def _validator(below: str, pattern: str) -> Any:
    """For what stands there in the document; None where nothing does."""
    registry = _registry()
    path = _paths().get(_NUMBER.sub("{}", pattern))
    if registry is None or path is None or not _there(path, below):
        return None
    place = f"{path.replace('~', '~0').replace('/', '~1')}/{below}"
    return _checker()({"$ref": f"{URI}#/paths/{place}"}, registry=registry)


@functools.cache
def _checker() -> Any:
    """A validator that looks at the ``type`` of an object first, and then at the one description of that type.

    Trying them all, as the word says, takes fifty times as long, and says less of what is wrong.
    """
    import jsonschema  # noqa: PLC0415 - likewise

    plain = jsonschema.Draft202012Validator

    def one_of(validator: Any, branches: Any, instance: Any, schema: Any) -> Iterator[Any]:
        found = [each for each in branches if _kind(instance) in _kinds(each.get("$ref", ""))]
        if len(found) == 1:
            yield from validator.descend(instance, found[0])
        else:
            yield from plain.VALIDATORS["oneOf"](validator, branches, instance, schema)

    return jsonschema.validators.extend(plain, {"oneOf": one_of})


def _kind(instance: Any) -> Any:
    return instance.get("type") if isinstance(instance, dict) else None


@functools.cache
def _kinds(reference: str) -> frozenset[int]:
    """The types that a description is for, by its reference; none where it does not say."""
    schema = _document()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return frozenset(schema.get("properties", {}).get("type", {}).get("enum", ()))


def _there(path: str, below: str) -> bool:
    place = _document()["paths"][path]
    for part in below.split("/"):
        place = place.get(part.replace("~1", "/"))
        if place is None:
            return False
    return True


@functools.cache
def _document() -> Any:
    """With what Discord itself takes and gives, and the document does not know: ids as numbers, media channels.

    Where one of some constants is asked for, they are made a list of values: the same, and looked through at once.
    """
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    schemas["SnowflakeType"]["type"] = ["string", "integer"]
    schemas["ChannelTypes"]["oneOf"].append({"title": "GUILD_MEDIA", "const": MEDIA})
    schemas["GuildChannelResponse"]["properties"]["type"]["enum"].append(MEDIA)
    for schema in schemas.values():
        if all("const" in each for each in schema.get("oneOf", [{}])):
            schema["enum"] = [each["const"] for each in schema.pop("oneOf")]
    return document


@functools.cache
def _paths() -> dict[str, str]:
    return {_NUMBER.sub("{}", path): path for path in _document()["paths"]} if DOCUMENT.is_file() else {}


@functools.cache
def _registry() -> Any:
    try:
        import referencing.jsonschema  # noqa: PLC0415 - likewise
    except ImportError:
        return None
    if not DOCUMENT.is_file():
        return None
    resource = referencing.jsonschema.DRAFT202012.create_resource(_document())
    return referencing.Registry().with_resource(URI, resource)
