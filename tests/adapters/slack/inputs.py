"""What can be put into an input, and what Slack's own client refuses to send."""

from typing import TYPE_CHECKING, Any

from tests.adapters.slack.elements import all_options, option_list_problems
from tests.adapters.slack.finding import Found
from tests.adapters.slack.shown import label
from tests.adapters.slack.state import VALUES
from tests.adapters.slack.workspace import Channel, Message, View

if TYPE_CHECKING:
    from tests.adapters.slack.person import Person


async def value(person: "Person", place: Message | View, found: Found, given: Any) -> Any:
    """``given`` as Slack holds it: an option for its words or value, an id for a channel, text as it is."""
    kind = found.element["type"]
    if kind.startswith("multi_") or kind == "checkboxes":
        return [await _single(person, place, found, each) for each in given]
    return None if given is None or given == "" else await _single(person, place, found, given)


async def _single(person: "Person", place: Message | View, found: Found, given: Any) -> Any:
    kind = found.element["type"]
    if "external_select" in kind:
        return _picked(await person.suggests(found.element["action_id"], given, place), given)
    if "static_select" in kind or kind in {"checkboxes", "radio_buttons"}:
        return _picked(all_options(found.element), given)
    return given.id if isinstance(given, Channel) else given


def _picked(options: list[Any], given: str) -> dict[str, Any]:
    for option in options:
        if given in {label(option), option["value"]}:
            return dict(option)
    raise AssertionError(f"{given!r} is not offered, only {[label(each) for each in options]}")


def store(place: Message | View, found: Found, held: Any) -> None:
    element = found.element
    values = place.state.setdefault(found.block["block_id"], {})
    values[element["action_id"]] = {"type": element["type"], VALUES[element["type"]][0]: held}


def check(view: View) -> None:
    """Slack's client sends no form with a required input left empty, or a text too short or too long."""
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        held = view.state[block["block_id"]][element["action_id"]][VALUES[element["type"]][0]]
        words = label({"text": block["label"]})
        assert held or block.get("optional"), f"Slack does not submit: {words!r} is empty"
        if element["type"] == "plain_text_input" and held:
            least, most = element.get("min_length", 0), element.get("max_length", 3000)
            assert least <= len(held) <= most, f"Slack does not submit: {words!r} has {len(held)} characters"


def offered(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of an answer to a suggestion, which Slack takes up to a hundred of."""
    groups = answer.get("option_groups")
    options = [option for group in groups for option in group["options"]] if groups else answer["options"]
    wrong = list(option_list_problems(options, 100, "")) if options else []
    assert not wrong, wrong
    return list(options)
