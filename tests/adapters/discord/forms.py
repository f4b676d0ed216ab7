"""Modals: what stands in their fields at first, what a person may put there, and what is sent of it. PURE."""

from collections.abc import Mapping
from typing import Any

from tests.adapters.discord.components import CHECKBOX, INPUT, LABEL, ROW, SELECT, TEXT, numbered, walk
from tests.adapters.discord.state import Modal

Field = dict[str, Any]


def numbered_modal(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "components": numbered(data["components"])}


def fields(modal: Modal) -> dict[str, Field]:
    """The fields by custom_id, each with the ``label`` and ``description`` that stand beside it."""
    found: dict[str, Field] = {}
    for each in modal.components:
        if each["type"] == LABEL:
            beside = {"label": each["label"], "description": each.get("description") or ""}
            found[each["component"]["custom_id"]] = each["component"] | beside
        elif each["type"] == ROW:
            found |= {inner["custom_id"]: inner for inner in each["components"]}
    return found


def initial(modal: Modal) -> dict[str, Any]:
    """What stands in the fields of a modal that nobody has touched."""
    return {name: _initial(each) for name, each in fields(modal).items()}


def _initial(field: Field) -> Any:
    if field["type"] == INPUT:
        return field.get("value") or ""
    if field["type"] == CHECKBOX:
        return bool(field.get("default"))
    if "options" in field:
        return [each["value"] for each in field["options"] if each.get("default")]
    return [each["id"] for each in field.get("default_values") or []]


def fill(modal: Modal, words: str, value: Any) -> None:
    """Put a value into the field with that label or custom_id; of choices their labels, one or several."""
    found = next((name for name, each in fields(modal).items() if words in {name, each.get("label")}), None)
    known = [each.get("label") for each in fields(modal).values()]
    assert found is not None, f"no field {words!r} in the modal {modal.title!r}; there are: {known}"
    field = fields(modal)[found]
    if field["type"] in {INPUT, CHECKBOX}:
        modal.values[found] = value
    else:
        modal.values[found] = chosen(field, [value] if isinstance(value, str) else value)


def chosen(field: Field, labels: list[Any]) -> list[str]:
    """The values of the options with these labels; of a select of people, roles or channels their ids."""
    if "options" not in field:
        return [str(getattr(each, "id", each)) for each in labels]
    values = []
    for label in labels:
        options = field["options"]
        found = next((each["value"] for each in options if label in {each["label"], each["value"]}), None)
        assert found is not None, f"{label!r} is not offered; there are: {[each['label'] for each in options]}"
        values.append(found)
    return values


def check(modal: Modal) -> None:
    """Refuse what Discord does not let a person submit."""
    for name, field in fields(modal).items():
        value, label = modal.values[name], field.get("label") or name
        if field["type"] == CHECKBOX:
            continue
        required = field.get("required")
        assert value or required is False, f"{label!r} must be filled in"
        if value:
            least, most = _bounds(field)
            assert least <= len(value) <= most, f"{label!r} must have {least} to {most}, not {len(value)}"


def _bounds(field: Field) -> tuple[int, int]:
    if field["type"] == INPUT:
        return field.get("min_length") or 0, field.get("max_length") or 4000
    least = field.get("min_values")
    return (1 if least is None else least), field.get("max_values") or (25 if field["type"] != SELECT else 1)


def submitted(modal: Modal) -> dict[str, Any]:
    """``data`` of the interaction when it is submitted as it stands."""
    shown = [_submitted(each, modal) for each in modal.components]
    return {"custom_id": modal.custom_id, "components": [each for each in shown if each]}


def _submitted(component: Field, modal: Modal) -> Field:
    about = {"type": component["type"], "id": component["id"]}
    if component["type"] == TEXT:
        return about
    if component["type"] == LABEL:
        return about | {"component": _value(component["component"], modal)}
    return about | {"components": [_value(each, modal) for each in component["components"]]}


def _value(field: Field, modal: Modal) -> Field:
    value = modal.values[field["custom_id"]]
    about = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    return about | {"value" if isinstance(value, (str, bool)) else "values": value}


def texts(modal: Modal) -> list[str]:
    return [each["content"] for each in walk(modal.components) if each["type"] == TEXT]
