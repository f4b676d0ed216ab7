"""Discord's limits on components, in messages and modals: PURE, and as strict as the strictest reading.

A problem is the place in the body, with dots, Discord's name for it where it is known, and the words. Lengths are code
points of what is sent.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from tests.adapters.discord import components as parts

Problem = tuple[str, str, str]
Problems = Iterator[Problem]
Component = Mapping[str, Any]

MOST_COMPONENTS = 40
MOST_TEXT = 4000
MOST_ROWS = 5
MOST_IN_MODAL = 5
CUSTOM_ID = 100

_IN_CONTAINER = {parts.ROW, parts.TEXT, parts.SECTION, parts.GALLERY, parts.SEPARATOR, parts.FILE}
_TOP = _IN_CONTAINER | {parts.CONTAINER}
_IN_ROW = {parts.BUTTON} | parts.SELECTS
_IN_LABEL = {parts.INPUT, parts.UPLOAD, parts.RADIO, parts.CHECKBOXES, parts.CHECKBOX} | parts.SELECTS
_SCHEMES = ("http://", "https://", "discord://", "attachment://")


def in_message(given: Any, *, v2: bool, at: str = "components") -> Problems:
    """Everything that is wrong with the components of a message."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        yield at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"
        return
    everything = [each for each in parts.walk([*given]) if isinstance(each, Mapping)]
    if v2:
        yield from _whole(everything, at)
    elif len(given) > MOST_ROWS:
        yield at, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_ROWS} in length."
    for place, each in enumerate(given):
        yield from _component(each, _TOP if v2 else {parts.ROW}, f"{at}.{place}")
    yield from _unique(everything, at)


def _whole(everything: Sequence[Component], at: str) -> Problems:
    if not 1 <= len(everything) <= MOST_COMPONENTS:
        yield at, "BASE_TYPE_BAD_LENGTH", f"{len(everything)} components in all, not 1 to {MOST_COMPONENTS}"
    written = sum(len(each.get("content") or "") for each in everything if each.get("type") == parts.TEXT)
    if written > MOST_TEXT:
        words = f"{written} characters of displayed text, more than {MOST_TEXT}"
        yield at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words


def _unique(everything: Sequence[Component], at: str) -> Problems:
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        taken: set[Any] = set()
        for value in filter(None, (each.get(name) for each in everything)):
            if value in taken:
                yield at, code, f"Component {name} {value} cannot be duplicated"
            taken.add(value)


def _component(given: Any, allowed: Collection[int], at: str) -> Problems:
    kind = given.get("type") if isinstance(given, Mapping) else None
    if kind not in allowed:
        yield f"{at}.type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}, not {kind}."
        return
    if "custom_id" in given:
        yield from length(given["custom_id"], 1, CUSTOM_ID, f"{at}.custom_id")
    if kind in parts.SELECTS:
        yield from _select(given, at)
    elif kind in _CHECKS:
        yield from _CHECKS[kind](given, at)


def _row(given: Component, at: str) -> Problems:
    inside = given.get("components") or []
    most = 1 if any(each.get("type") in parts.SELECTS for each in inside) else 5
    if not 1 <= len(inside) <= most:
        yield f"{at}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length."
    for place, each in enumerate(inside):
        yield from _component(each, _IN_ROW, f"{at}.components.{place}")


def _button(given: Component, at: str) -> Problems:
    style = given.get("style")
    if style not in {1, 2, 3, 4, 5}:
        yield f"{at}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5)."
    wanted, unwanted = ("url", "custom_id") if style == parts.LINK else ("custom_id", "url")
    if not given.get(wanted):
        yield f"{at}.{wanted}", "BASE_TYPE_REQUIRED", f"A button of style {style} must have a {wanted}"
    if given.get(unwanted):
        yield f"{at}.{unwanted}", "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", f"It must not have a {unwanted}"
    if not given.get("label") and not given.get("emoji"):
        yield at, "BUTTON_COMPONENT_INVALID_CONTENT", "A button must have a label or an emoji"
    yield from length(given.get("label"), 0, 80, f"{at}.label")
    yield from _emoji(given.get("emoji"), at)
    if given.get("url"):
        yield from url(given["url"], f"{at}.url", most=512)


def _emoji(given: Component | None, at: str) -> Problems:
    if given and not given.get("id") and (given.get("name") or "").isascii():
        yield f"{at}.emoji.name", "COMPONENT_INVALID_EMOJI", "Invalid emoji"


def url(given: Any, at: str, *, most: int = 2048) -> Problems:
    if not isinstance(given, str) or not given.startswith(_SCHEMES) or " " in given:
        yield at, "URL_TYPE_INVALID_URL", "Not a well formed URL."
    else:
        yield from length(given, 1, most, at)


def _select(given: Component, at: str) -> Problems:
    yield from length(given.get("custom_id"), 1, CUSTOM_ID, f"{at}.custom_id", required=True)
    yield from length(given.get("placeholder"), 0, 150, f"{at}.placeholder")
    least, most = _at_least(given), given.get("max_values") or 1
    if not 0 <= least <= most <= 25:
        yield f"{at}.min_values", "BASE_TYPE_CHOICES", f"{least} to {most} values: must be 0 to 25, in this order"
    if given["type"] == parts.SELECT:
        yield from _options(given, 25, at)
        if most > len(given.get("options") or ()):
            yield f"{at}.max_values", "BASE_TYPE_MAX_LENGTH", f"{most} values, more than there are options"


def _at_least(given: Component) -> int:
    value = given.get("min_values")
    return 1 if value is None else int(value)


def _options(given: Component, most: int, at: str, least: int = 1) -> Problems:
    options = given.get("options") or []
    if not least <= len(options) <= most:
        yield f"{at}.options", "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
    for place, option in enumerate(options):
        for name, fewest in (("label", 1), ("value", 1), ("description", 0)):
            where = f"{at}.options.{place}.{name}"
            yield from length(option.get(name), fewest, 100, where, required=bool(fewest))
        yield from _emoji(option.get("emoji"), f"{at}.options.{place}")
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield f"{at}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The values of options must be unique"
    chosen = sum(bool(option.get("default")) for option in options)
    if chosen > (given.get("max_values") or (len(options) if given["type"] == parts.CHECKBOXES else 1)):
        yield f"{at}.options", "BASE_TYPE_MAX_LENGTH", f"{chosen} are chosen, more than may be"


def _section(given: Component, at: str) -> Problems:
    yield from _children(given, {parts.TEXT}, 3, at)
    accessory = given.get("accessory")
    yield from _component(accessory, {parts.BUTTON, parts.THUMBNAIL}, f"{at}.accessory")


def _container(given: Component, at: str) -> Problems:
    yield from _children(given, _IN_CONTAINER, MOST_COMPONENTS, at)
    yield from between(given.get("accent_color"), 0, 0xFFFFFF, f"{at}.accent_color")


def _children(given: Component, allowed: Collection[int], most: int, at: str) -> Problems:
    inside = given.get("components") or []
    if not 1 <= len(inside) <= most:
        yield f"{at}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length."
    for place, each in enumerate(inside):
        yield from _component(each, allowed, f"{at}.components.{place}")


def _text(given: Component, at: str) -> Problems:
    yield from length(given.get("content"), 1, MOST_TEXT, f"{at}.content", required=True)
    if not str(given.get("content") or "x").strip():
        yield f"{at}.content", "BASE_TYPE_REQUIRED", "This field is required"


def _thumbnail(given: Component, at: str) -> Problems:
    yield from url((given.get("media") or {}).get("url"), f"{at}.media.url")
    yield from length(given.get("description"), 0, 1024, f"{at}.description")


def _gallery(given: Component, at: str) -> Problems:
    items = given.get("items") or []
    if not 1 <= len(items) <= 10:
        yield f"{at}.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length."
    for place, each in enumerate(items):
        yield from _thumbnail(each, f"{at}.items.{place}")


def _separator(given: Component, at: str) -> Problems:
    if given.get("spacing", 1) not in {1, 2}:
        yield f"{at}.spacing", "BASE_TYPE_CHOICES", "Value must be one of (1, 2)."


def _label(given: Component, at: str) -> Problems:
    yield from length(given.get("label"), 1, 45, f"{at}.label", required=True)
    yield from length(given.get("description"), 1, 100, f"{at}.description")
    inner = given.get("component")
    yield from _component(inner, _IN_LABEL, f"{at}.component")
    if isinstance(inner, Mapping):
        if inner.get("label"):
            yield f"{at}.component.label", "LABEL_DUPLICATED", "The label stands in the component around it"
        if inner.get("disabled"):
            yield f"{at}.component.disabled", "MODAL_COMPONENT_DISABLED", "Nothing in a modal can be disabled"
        if inner.get("type") in parts.SELECTS and inner.get("required") is not False and _at_least(inner) == 0:
            yield f"{at}.component.min_values", "REQUIRED_WITH_MIN_VALUES", "What is required takes at least 1 value"


def _input(given: Component, at: str) -> Problems:
    yield from length(given.get("custom_id"), 1, CUSTOM_ID, f"{at}.custom_id", required=True)
    if given.get("style") not in {1, 2}:
        yield f"{at}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2)."
    yield from length(given.get("placeholder"), 0, 100, f"{at}.placeholder")
    yield from between(given.get("min_length"), 0, 4000, f"{at}.min_length")
    yield from between(given.get("max_length"), 1, 4000, f"{at}.max_length")
    most = given.get("max_length") or 4000
    least = given.get("min_length") or 0 if given.get("value") else 0
    yield from length(given.get("value"), least, most, f"{at}.value")


def _radio(given: Component, at: str) -> Problems:
    yield from _options(given, 10, at, least=2)


def _checkboxes(given: Component, at: str) -> Problems:
    yield from _options(given, 10, at)


_CHECKS: Mapping[int, Callable[[Component, str], Problems]] = {
    parts.ROW: _row,
    parts.BUTTON: _button,
    parts.SECTION: _section,
    parts.CONTAINER: _container,
    parts.TEXT: _text,
    parts.THUMBNAIL: _thumbnail,
    parts.GALLERY: _gallery,
    parts.SEPARATOR: _separator,
    parts.LABEL: _label,
    parts.INPUT: _input,
    parts.RADIO: _radio,
    parts.CHECKBOXES: _checkboxes,
}


def modal(data: Mapping[str, Any], at: str = "") -> Problems:
    """Everything that is wrong with the data of an answer that opens a modal."""
    yield from length(data.get("custom_id"), 1, CUSTOM_ID, f"{at}custom_id", required=True)
    yield from length(data.get("title"), 1, 45, f"{at}title", required=True)
    given = data.get("components") or []
    if not 1 <= len(given) <= MOST_IN_MODAL:
        yield f"{at}components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MOST_IN_MODAL} in length."
    for place, each in enumerate(given):
        where = f"{at}components.{place}"
        if isinstance(each, Mapping) and each.get("type") == parts.ROW:
            yield from _old_row(each, where)
        else:
            yield from _component(each, {parts.LABEL, parts.TEXT}, where)
    yield from _unique([*parts.walk([*given])], f"{at}components")


def _old_row(given: Component, at: str) -> Problems:
    inside = given.get("components") or []
    if len(inside) != 1:
        yield f"{at}.components", "BASE_TYPE_BAD_LENGTH", "Must be 1 in length."
    for place, each in enumerate(inside):
        yield from _component(each, {parts.INPUT}, f"{at}.components.{place}")
        yield from length(each.get("label"), 1, 45, f"{at}.components.{place}.label", required=True)


def length(given: Any, least: int, most: int, at: str, *, required: bool = False) -> Problems:
    if given is None:
        if required:
            yield at, "BASE_TYPE_REQUIRED", "This field is required"
    elif not isinstance(given, str):
        yield at, "STRING_TYPE_CONVERT", f"Could not interpret {given!r} as string."
    elif not least <= len(given) <= most:
        yield at, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length, not {len(given)}."


def between(given: Any, least: int, most: int, at: str) -> Problems:
    if given is not None and not least <= given <= most:
        yield at, "NUMBER_TYPE_MAX", f"int value should be between {least} and {most}."
