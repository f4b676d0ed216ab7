"""What stands in the inputs of a view: the values of ``state``, as Slack sends them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Element type: what holds its value, and what it begins with.
VALUES: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
}


def elements(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every element that a person can use, with its block, in reading order."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        if block["type"] == "actions":
            inside += block["elements"]
        yield from ((block, each) for each in inside if each is not None and each["type"] != "image")


def initial_state(blocks: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By block and action: what the inputs hold before anyone touches them."""
    state: dict[str, dict[str, Any]] = {}
    for block, element in elements(blocks):
        if element["type"] in VALUES:
            name, begins = VALUES[element["type"]]
            nothing: Any = [] if name.endswith("s") else None
            held = {"type": element["type"], name: element.get(begins, nothing)}
            state.setdefault(block["block_id"], {})[element["action_id"]] = held
    return state
