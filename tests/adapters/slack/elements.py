"""Slack's limits on the parts of a block: texts, options, buttons, selects and inputs. PURE; ``limits`` is the door."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

Pointed = Iterator[str]

_SELECT = {"placeholder", "focus_on_load", "confirm"}
_CONVERSATIONS = {"initial_conversation", "initial_conversations", "default_to_current_conversation", "filter"}
ELEMENTS: Mapping[str, set[str]] = {
    "button": {"text", "url", "value", "style", "confirm", "accessibility_label"},
    "overflow": {"options", "confirm"},
    "image": {"image_url", "alt_text", "slack_file"},
    "static_select": _SELECT | {"options", "option_groups", "initial_option"},
    "multi_static_select": _SELECT | {"options", "option_groups", "initial_options", "max_selected_items"},
    "external_select": _SELECT | {"initial_option", "min_query_length"},
    "multi_external_select": _SELECT | {"initial_options", "min_query_length", "max_selected_items"},
    "users_select": _SELECT | {"initial_user"},
    "multi_users_select": _SELECT | {"initial_users", "max_selected_items"},
    "channels_select": _SELECT | {"initial_channel", "response_url_enabled"},
    "multi_channels_select": _SELECT | {"initial_channels", "max_selected_items"},
    "conversations_select": _SELECT | _CONVERSATIONS | {"response_url_enabled"},
    "multi_conversations_select": _SELECT | _CONVERSATIONS | {"max_selected_items"},
    "datepicker": _SELECT | {"initial_date"},
    "timepicker": _SELECT | {"initial_time", "timezone"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "plain_text_input": {
        *("placeholder", "initial_value", "multiline", "min_length", "max_length"),
        *("dispatch_action_config", "focus_on_load"),
    },
    "number_input": {
        *("placeholder", "initial_value", "is_decimal_allowed", "min_value", "max_value"),
        *("dispatch_action_config", "focus_on_load"),
    },
    "email_text_input": {"placeholder", "initial_value", "dispatch_action_config", "focus_on_load"},
    "url_text_input": {"placeholder", "initial_value", "dispatch_action_config", "focus_on_load"},
}
_MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}


def known_keys(value: Mapping[str, Any], known: Collection[str], at: str) -> Pointed:
    for key in value:
        if key not in known:
            yield f"invalid additional property: {key} [json-pointer:{at}]"


def text_problems(value: object, most: int, at: str, *, plain: bool = False) -> Pointed:
    """Of a text object: its type, its keys, and from one character to ``most``."""
    if not isinstance(value, Mapping):
        yield f"missing required field: a text object [json-pointer:{at}]"
        return
    kind, text = value.get("type"), value.get("text")
    if kind not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
    yield from known_keys(value, {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}, at)
    if not isinstance(text, str):
        yield f"must be a string [json-pointer:{at}/text]"
    elif not text:
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/text]"


def element_problems(element: object, allowed: Collection[str], at: str) -> Pointed:
    kind = str(element.get("type")) if isinstance(element, Mapping) else "none"
    if not isinstance(element, Mapping) or kind not in allowed:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from known_keys(element, ELEMENTS[kind] | {"type", "action_id"}, at)
    yield from _strings(element, at)
    if kind == "button":
        yield from _button(element, at)
    if kind == "image":
        yield from _image(element, at)
    if "options" in ELEMENTS[kind]:
        yield from _options(element, kind, at)
    if "placeholder" in element:
        yield from text_problems(element["placeholder"], 150, f"{at}/placeholder", plain=True)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if kind == "plain_text_input":
        yield from _typed(element, at)


def _strings(element: Mapping[str, Any], at: str) -> Pointed:
    for name, most in (("action_id", 255), ("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        text = element.get(name)
        if text is not None and (not isinstance(text, str) or not 1 <= len(text) <= most):
            yield f"must be a string of 1 to {most} characters [json-pointer:{at}/{name}]"
    if "url" in element and not str(element["url"]).startswith(("http://", "https://", "mailto:", "slack://")):
        yield f"invalid url [json-pointer:{at}/url]"


def _button(element: Mapping[str, Any], at: str) -> Pointed:
    yield from text_problems(element.get("text"), 75, f"{at}/text", plain=True)
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield f"must be primary or danger [json-pointer:{at}/style]"


def _image(element: Mapping[str, Any], at: str) -> Pointed:
    if not 1 <= len(element.get("image_url", "")) <= 3000 and "slack_file" not in element:
        yield f"must be 1 to 3000 characters [json-pointer:{at}/image_url]"
    if not 1 <= len(element.get("alt_text", "")) <= 2000:
        yield f"must be 1 to 2000 characters [json-pointer:{at}/alt_text]"


def _options(element: Mapping[str, Any], kind: str, at: str) -> Pointed:
    groups = element.get("option_groups")
    if groups is not None:
        if not 1 <= len(groups) <= 100:
            yield f"must have 1 to 100 items [json-pointer:{at}/option_groups]"
        for place, group in enumerate(groups):
            where = f"{at}/option_groups/{place}"
            yield from text_problems(group.get("label"), 75, f"{where}/label", plain=True)
            yield from option_list_problems(group.get("options", ()), 100, where)
    else:
        yield from option_list_problems(element.get("options", ()), _MOST_OPTIONS.get(kind, 100), at, kind)
    yield from _initials(element, at)


def option_list_problems(options: Sequence[Any], most: int, at: str, kind: str = "") -> Pointed:
    if not 1 <= len(options) <= most:
        yield f"must have 1 to {most} items [json-pointer:{at}/options]"
    for place, option in enumerate(options):
        where = f"{at}/options/{place}"
        yield from known_keys(option, {"text", "value", "description", *(["url"] if kind == "overflow" else [])}, where)
        marked = kind in {"checkboxes", "radio_buttons"}
        yield from text_problems(option.get("text"), 75, f"{where}/text", plain=not marked)
        yield from _strings(option, where)
        if not 1 <= len(option.get("value", "")) <= 150:
            yield f"must be 1 to 150 characters [json-pointer:{where}/value]"
        if "description" in option:
            yield from text_problems(option["description"], 75, f"{where}/description", plain=not marked)


def all_options(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The options of a select, those of its groups included."""
    groups = element.get("option_groups") or ()
    return [*element.get("options", ()), *(each for group in groups for each in group["options"])]


def _initials(element: Mapping[str, Any], at: str) -> Pointed:
    offered = all_options(element)
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    if "initial_options" in element and not chosen:
        yield f"must have at least 1 item [json-pointer:{at}/initial_options]"
    for each in chosen:
        if each not in offered:
            yield f"an initial option is not one of the options: {each} [json-pointer:{at}]"


def _confirm(value: Mapping[str, Any], at: str) -> Pointed:
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if name in value or name != "text":
            yield from text_problems(value.get(name), most, f"{at}/{name}", plain=name != "text")


def _typed(element: Mapping[str, Any], at: str) -> Pointed:
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        yield f"must be 1 to 3000 [json-pointer:{at}/max_length]"
    if len(element.get("initial_value", "")) > most:
        yield f"must be at most {most} characters [json-pointer:{at}/initial_value]"
