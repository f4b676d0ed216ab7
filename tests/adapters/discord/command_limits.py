"""Discord's limits on the commands of an application. PURE."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.adapters.discord.component_limits import Problems, length

MOST_COMMANDS = 100
MOST_OF_MENU = 5
MOST_OPTIONS = 25
IN_ALL = 8000
"""Characters of all names, descriptions and choices of one command."""

SLASH, OF_PEOPLE, OF_MESSAGES = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
_WITH_CHOICES = {3, 4, 10}
Definition = Mapping[str, Any]


def commands(given: Any) -> Problems:
    """Everything that is wrong with a list of commands."""
    if not isinstance(given, Sequence) or len(given) > MOST_COMMANDS:
        yield "", "BASE_TYPE_BAD_LENGTH", f"Must be a list of {MOST_COMMANDS} or fewer."
        return
    for kind in (SLASH, OF_PEOPLE, OF_MESSAGES):
        alike = [each for each in given if each.get("type", SLASH) == kind]
        yield from _unique(alike, "")
        if kind != SLASH and len(alike) > MOST_OF_MENU:
            yield "", "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_OF_MENU} or fewer of type {kind}."
    for place, each in enumerate(given):
        yield from (_command if each.get("type", SLASH) == SLASH else _in_menu)(each, str(place))


def _in_menu(given: Definition, at: str) -> Problems:
    """A command of people or messages: it may be called anything, and takes nothing."""
    yield from length(given.get("name"), 1, 32, f"{at}.name", required=True)
    for name in ("description", "options"):
        if given.get(name):
            yield f"{at}.{name}", "APPLICATION_COMMAND_FORBIDDEN", f"Context menu commands have no {name}"


def _command(given: Definition, at: str) -> Problems:
    yield from _named(given, at)
    permissions = given.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        yield f"{at}.default_member_permissions", "NUMBER_TYPE_COERCE", f"Value {permissions!r} is not int."
    if set(given.get("contexts") or ()) - {0, 1, 2}:
        yield f"{at}.contexts", "BASE_TYPE_CHOICES", "Value must be one of {0, 1, 2}."
    yield from _options(given.get("options") or [], at, {SUBCOMMAND, GROUP})
    if (size := _size(given)) > IN_ALL:
        yield at, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({IN_ALL}): {size}"


def _named(given: Definition, at: str) -> Problems:
    name = given.get("name")
    yield from length(name, 1, 32, f"{at}.name", required=True)
    if isinstance(name, str) and (name != name.lower() or not all(each.isalnum() or each in "-_" for each in name)):
        yield f"{at}.name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name!r}"
    yield from length(given.get("description"), 1, 100, f"{at}.description", required=True)


def _options(given: Sequence[Definition], at: str, groups: set[int]) -> Problems:
    """``groups``: which of subcommands and their groups may stand here."""
    if len(given) > MOST_OPTIONS:
        yield f"{at}.options", "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_OPTIONS} or fewer in length."
    yield from _unique(given, f"{at}.options")
    kinds = [each.get("type") in {SUBCOMMAND, GROUP} for each in given]
    if any(kinds) and not all(kinds):
        yield f"{at}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Subcommands and options exclude each other"
    needed = [bool(each.get("required")) for each in given]
    if needed != sorted(needed, reverse=True):
        yield f"{at}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must come first"
    for place, each in enumerate(given):
        yield from _option(each, f"{at}.options.{place}", groups)


def _option(given: Definition, at: str, groups: set[int]) -> Problems:
    yield from _named(given, at)
    kind = given.get("type")
    if kind in {SUBCOMMAND, GROUP}:
        if kind not in groups:
            yield f"{at}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Not below this one"
        below = {SUBCOMMAND} if kind == GROUP else set[int]()
        yield from _options(given.get("options") or [], at, below)
        return
    choices = given.get("choices") or []
    if choices and (given.get("autocomplete") or kind not in _WITH_CHOICES):
        yield f"{at}.choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "No choices there"
    if len(choices) > MOST_OPTIONS:
        yield f"{at}.choices", "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_OPTIONS} or fewer in length."
    for place, each in enumerate(choices):
        yield from choice(each, f"{at}.choices.{place}")


def choice(given: Definition, at: str) -> Problems:
    """A choice of an option, or one that is offered while somebody types."""
    yield from length(given.get("name"), 1, 100, f"{at}.name", required=True)
    value = given.get("value")
    if isinstance(value, str):
        yield from length(value, 1, 100, f"{at}.value")
    elif not isinstance(value, (int, float)):
        yield f"{at}.value", "BASE_TYPE_REQUIRED", "This field is required"


def _unique(given: Sequence[Definition], at: str) -> Problems:
    names = [each.get("name") for each in given]
    if len(set(names)) < len(names):
        yield at, "APPLICATION_COMMANDS_DUPLICATE_NAME", f"Names must be unique: {names}"


def _size(given: Definition) -> int:
    own = sum(len(str(given.get(name) or "")) for name in ("name", "description", "value"))
    return own + sum(_size(each) for each in (*(given.get("options") or ()), *(given.get("choices") or ())))
