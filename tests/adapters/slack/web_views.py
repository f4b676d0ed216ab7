"""The methods about views: views.*. A trigger works once, for three seconds of the clock."""

from typing import Any

from tests.adapters.slack import limits
from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.state import initial_state
from tests.adapters.slack.web_messages import with_ids
from tests.adapters.slack.workspace import View

STACK = 3


def open_view(call: Call) -> dict[str, Any]:
    user, content = call.slack.exchange(str(call.args.get("trigger_id"))), _content(call, "modal")
    view = new_view(call, content)
    call.workspace.modals[user] = [view]
    call.slack.changed()
    return {"view": view.as_json()}


def push(call: Call) -> dict[str, Any]:
    user, content = call.slack.exchange(str(call.args.get("trigger_id"))), _content(call, "modal")
    stack = call.workspace.modals.get(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    view = new_view(call, content)
    view.root, view.previous = stack[0].id, stack[-1].id
    stack.append(view)
    call.slack.changed()
    return {"view": view.as_json()}


def update(call: Call) -> dict[str, Any]:
    content = _content(call, "modal")
    view = _found(call)
    _check_hash(call, view)
    replace(call.slack.new_id("hash"), view, content)
    call.slack.changed()
    return {"view": view.as_json()}


def publish(call: Call) -> dict[str, Any]:
    user, content = call.user("user_id"), _content(call, "home")
    old = call.workspace.homes.get(user.id)
    _check_hash(call, old)
    if old is None:
        old = call.workspace.homes[user.id] = new_view(call, content)
    else:
        replace(call.slack.new_id("hash"), old, content)
    call.slack.changed()
    return {"view": old.as_json()}


def new_view(call: Call, content: dict[str, Any]) -> View:
    """The view of that content, on no stack yet."""
    number = call.slack.new_id("V")
    view = View(number, call.workspace.id, content, call.slack.new_id("hash"), root=number)
    view.state = initial_state(view.blocks)
    return view


def replace(new_hash: str, view: View, content: dict[str, Any]) -> None:
    """Other content in the same view; what was typed stays where block and action have kept their ids."""
    typed = view.state
    view.content, view.hash, view.errors = content, new_hash, {}
    view.updates += 1
    view.state = initial_state(view.blocks)
    for block, values in view.state.items():
        for action in values:
            values[action] = typed.get(block, {}).get(action, values[action])


def checked(view: object, kind: str) -> dict[str, Any]:
    """The content of a view that Slack takes, with ids; else its refusal."""
    faults = limits.view_problems(view) if isinstance(view, dict) else ["must be an object [json-pointer:/view]"]
    if not isinstance(view, dict) or faults or view["type"] != kind:
        words = [f"[ERROR] {each}" for each in faults or [f"must be a {kind}"]]
        raise SlackError("invalid_arguments", response_metadata={"messages": words})
    if limits.size(view) > limits.VIEW_JSON:
        raise SlackError("view_too_large")
    return view | {"blocks": with_ids(view["blocks"])}


def _content(call: Call, kind: str) -> dict[str, Any]:
    content = checked(call.args.get("view"), kind)
    name = content.get("external_id")
    taken = [each for each in call.workspace.views() if name and each.content.get("external_id") == name]
    if taken and call.args.get("view_id") not in {each.id for each in taken}:
        raise SlackError("duplicate_external_id")
    return content


def _found(call: Call) -> View:
    number, name = call.args.get("view_id"), call.args.get("external_id")
    for view in call.workspace.views():
        if view.id == number or (name and view.content.get("external_id") == name):
            return view
    raise SlackError("not_found")


def _check_hash(call: Call, view: View | None) -> None:
    given = call.args.get("hash")
    if given and (view is None or given != view.hash):
        raise SlackError("hash_conflict")
