"""What Discord sends of a form that nobody has touched, or in which somebody has typed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from adapters.discord.settings_state import read_choice, read_form
from adapters.discord.settings_view import FORMS, modal
from bot.commands import Changes, Settings
from bot.document import Document, Form, Paragraph
from bot.parse import parse, read_topics
from bot.zones import zones_like
from tests.builders import TODAY

MOST_ZONES = 25
ROW, SELECT, ROLES = 1, 3, 6


def submitted(form: Mapping[str, Any], **typed: str) -> list[dict[str, Any]]:
    """The components of an interaction, with what was ``typed`` or chosen in the place of what stood there."""
    return [
        {"type": each["type"], "id": place, "component": _value(each["component"], typed)}
        for place, each in enumerate(form["components"], 1)
    ]


def _value(component: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    about = {"type": component["type"], "id": 50, "custom_id": component["custom_id"]}
    name = component["custom_id"]
    if "options" not in component:
        return {**about, "value": typed.get(name, component.get("value", ""))}
    chosen = [each["value"] for each in component["options"] if each.get("default")]
    return {**about, "values": [typed[name]] if name in typed else chosen}


def filled(name: str, form: Form, **typed: str) -> Changes:
    """What the form ``name`` is read as, with what was ``typed`` into it."""
    return read_form(name, submitted(modal(name, form), **typed), read, zones)


def read(text: str) -> Changes:
    """Topics, or a time of day."""
    if not text.startswith("at:"):
        return read_topics(text)
    command = parse(f"settings {text}", TODAY).command
    assert isinstance(command, Settings)
    return command.changes


def zones(text: str) -> Sequence[str]:
    return zones_like(text, MOST_ZONES)


def untouched(form: Form, panel: Mapping[str, Any]) -> Changes:
    """All that the forms and the panel say when nobody has changed anything."""
    rows = [row["components"] for row in panel["components"][0]["components"] if row["type"] == ROW]
    menus = [each for row in rows for each in row if each["type"] in {SELECT, ROLES}]
    read_menus = [read_choice(each["custom_id"].removeprefix("set:"), chosen(each)) for each in menus]
    merged = Changes()
    for changes in (*read_menus, *(filled(name, form) for name in FORMS)):
        told = {field.name: value for field in fields(Changes) if (value := getattr(changes, field.name)) is not None}
        merged = replace(merged, **told)
    return merged


def chosen(menu: Mapping[str, Any]) -> list[str]:
    """What is chosen in a menu of the panel at first."""
    defaults = [each["id"] for each in menu.get("default_values", ())]
    return defaults or [each["value"] for each in menu.get("options", ()) if each.get("default")]


def shown(form: Form) -> Document:
    return Document("Settings of #ml-reading", (Paragraph(("Next post: soon.",)), form), private=True)
