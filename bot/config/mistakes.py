"""Mistakes of a configuration in words: where, what is wrong, how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import NoneType
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr, ValidationError

from bot.config.email import email_contradictions
from bot.config.given import Given, KeyPath, variable
from bot.config.llm import llm_contradictions
from bot.config.platforms import discord_contradictions, slack_contradictions
from bot.config.sections import Settings
from bot.config.values import endpoint_contradictions
from bot.config.web import web_contradictions

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Context = Mapping[str, object]


def _number(context: Context) -> str:  # noqa: ARG001 - every sentence of the table takes the context
    return "must be a number. Write it without quotes, such as 5."


_SENTENCES: Mapping[str, Callable[[Context], str]] = {
    "value_error": lambda context: str(context["error"]),
    "int_type": _number,
    "int_parsing": _number,
    "int_from_float": lambda _: "must be a whole number. Leave out what stands behind the point.",
    "float_type": _number,
    "float_parsing": _number,
    "finite_number": _number,
    "greater_than": lambda context: f"must be more than {context['gt']}. Choose a larger number.",
    "greater_than_equal": lambda context: f"must be at least {context['ge']}. Choose a larger number.",
    "less_than_equal": lambda context: f"must be at most {context['le']}. Choose a smaller number.",
    "string_type": lambda _: "must be text. Put it in quotes.",
    "string_too_short": lambda _: "must not be empty. Leave the key out to get its default.",
    "string_too_long": lambda context: f"is longer than {context['max_length']} characters. Shorten it.",
    "tuple_type": lambda _: 'must be a list. Write it in brackets: ["a", "b"].',
    "too_short": lambda _: "must not be empty. Leave the key out to get its default.",
    "too_long": lambda context: f"has more than {context['max_length']} entries. Leave some out.",
    "model_type": lambda _: "is a section, not a value. Write its name in [brackets] and its keys below.",
    "model_attributes_type": lambda _: "is a section, not a value. Write its name in [brackets] and its keys below.",
}


def mistakes(error: ValidationError, given: Given, model: type[BaseModel]) -> Iterator[str]:
    """A sentence for each mistake that pydantic found in what was given."""
    for detail in error.errors(include_url=False):
        yield _mistake(detail, given, model)


def _mistake(detail: "ErrorDetails", given: Given, model: type[BaseModel]) -> str:
    keys = tuple(str(part) for part in detail["loc"] if isinstance(part, str))
    if detail["type"] == "extra_forbidden":
        return f"{named(keys, given)}: {_unknown(keys, model)}"
    if detail["type"] == "literal_error":
        return f"{named(keys, given)}: {_none_of(detail['input'], str(detail['ctx']['expected']))}"
    tell = _SENTENCES.get(detail["type"])
    sentence = tell(detail.get("ctx", {})) if tell else f"{detail['msg']}. See config.example.toml."
    return f"{named(keys, given)}: {sentence}"


def named(path: KeyPath, given: Given) -> str:
    """The key, and the environment variable that set it or something below it."""
    keys = ".".join(path)
    variable_name = next((name for at, name in given.variables.items() if at[: len(path)] == path), None)
    return f"{keys} (from {variable_name})" if variable_name else keys


def _none_of(value: object, expected: str) -> str:
    """For a closed set, none of which is a secret; ``expected`` as pydantic words it: ``'a', 'b' or 'c'``."""
    choices = re.findall("'([^']*)'", expected)
    near = get_close_matches(str(value).casefold(), choices, n=1, cutoff=0.5)
    mend = f'Write "{near[0]}".' if near else "Choose one of these."
    return f'"{value}" is none of {", ".join(choices)}. {mend}'


def _unknown(path: KeyPath, whole: type[BaseModel]) -> str:
    *section, key = path
    model = whole
    for part in section:
        model = _section(model.model_fields[part]) or model
    near = get_close_matches(key, list(model.model_fields), n=1, cutoff=0.6)
    elsewhere = [".".join(known) for known, _ in leaves(whole) if known[-1] == key]
    if near or elsewhere:
        found = ".".join([*section, near[0]]) if near else elsewhere[0]
        return f"there is no such key. Did you mean {found}?"
    return f"there is no such key. Remove it, or choose one of {', '.join(model.model_fields)}."


def leaves(model: type[BaseModel], above: KeyPath = ()) -> "Iterator[tuple[KeyPath, FieldInfo]]":
    """Every key below ``model`` that has a value, with its path."""
    for name, info in model.model_fields.items():
        section = _section(info)
        if section:
            yield from leaves(section, (*above, name))
        else:
            yield (*above, name), info


def _section(info: "FieldInfo") -> type[BaseModel] | None:
    kind = info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def is_secret(info: "FieldInfo") -> bool:
    """Whether a key may only come from the environment."""
    return SecretStr in {info.annotation, *get_args(info.annotation)} - {NoneType}


def written_secrets(given: Given, model: type[BaseModel]) -> Iterator[str]:
    """A sentence for each secret that stands in the file."""
    for path, info in leaves(model):
        value = _at(given.in_file, path)
        if value is not None and (is_secret(info) or _holds_password(value)):
            what = "a secret" if is_secret(info) else "a password"
            yield (
                f"{'.'.join(path)}: {what} does not belong into a file. Take it out and set {variable(path)} in the "
                "environment; change it where others may have read the file."
            )


def _holds_password(value: object) -> bool:
    try:
        return isinstance(value, str) and "://" in value and bool(urlsplit(value).password)
    except ValueError:
        return False  # no address at all, which is told elsewhere


def _at(table: object, path: KeyPath) -> object:
    for part in path:
        table = table.get(part) if isinstance(table, dict) else None
    return table


def contradictions(settings: Settings) -> Iterator[str]:
    """A sentence for each pair of keys that are good alone and not together."""
    sources = settings.sources
    for name in settings.defaults.sources:
        if name not in sources.enabled:
            yield f'defaults.sources: "{name}" is not enabled. Add it to sources.enabled, or take it out here.'
    if sources.give_up_seconds < sources.timeout_seconds:
        yield "sources.give_up_seconds: is shorter than sources.timeout_seconds. Make it at least as long."
    web, sealed = settings.web.address is not None, settings.encryption_key is not None
    yield from slack_contradictions(settings.slack, listens=web, sealed=sealed)
    yield from discord_contradictions(settings.discord)
    yield from web_contradictions(settings.web, sealed=sealed)
    yield from email_contradictions(settings.email, settings.web, sealed=sealed)
    yield from llm_contradictions(settings.llm, settings.defaults.summary)
    yield from endpoint_contradictions("embeddings", settings.embeddings)
