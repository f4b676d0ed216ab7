"""What a person reads of a message or modal: components one below the other, markdown decoded. PURE."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.adapters.discord import components as parts
from tests.adapters.discord.state import Message, Modal

Component = Mapping[str, Any]

_TOKEN = re.compile(
    r"```(?:[\w+-]*\n)?(?P<block>.*?)```"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\\(?P<escaped>[^\w\s]|_)"
    r"|<t:(?P<time>-?\d+)(?::(?P<style>[tTdDfFR]))?>"
    r"|<@(?P<who>[&!]?\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|</(?P<command>[^:>]+):\d+>"
    r"|<a?(?P<emoji>:\w+:)\d+>"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\(<?(?P<url>https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\)"
    r"|<(?P<bare>https?://[^\s<>]+)>",
    re.DOTALL,
)
_LINE = re.compile(r"^(?:#{1,3} |-# |>>> |> )+", re.MULTILINE)
_MARKED = re.compile(r"(\*\*\*|\*\*|__|~~|\|\||\*)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_UNDERSCORED = re.compile(r"(?<!\w)_(?=\S)([^_]*[^_\s])_(?!\w)")
_HELD = "\ue000"
"""Stands for what has been decoded, so that it is not decoded again."""


def shown(what: Message | Modal) -> str:
    """The text on the screen, a line for each piece. Buttons and options are ``[Label]``.

    Who is named is ``@id``, with ``!`` where the name rings.
    """
    pieces = _modal(what) if isinstance(what, Modal) else _message(what)
    return "\n".join(each for each in pieces if each)


def component_text(component: Component) -> str:
    """One component with what is in it, as ``shown`` has it."""
    return "\n".join(each for each in _component(component) if each)


def label(component: Component) -> str:
    """What stands on a button or option, or in a field in which nothing is chosen."""
    emoji = (component.get("emoji") or {}).get("name") or ""
    words = component.get("label") or component.get("placeholder") or ""
    return f"{emoji} {words}".strip()


def read(text: str, rings: Sequence[str] = ()) -> str:
    """Markdown as it is read."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(_token(found, rings))
        return f"{_HELD}{len(held) - 1}{_HELD}"

    plain = _unmarked(_LINE.sub("", _TOKEN.sub(hold, text.replace(_HELD, ""))))
    return re.sub(f"{_HELD}(\\d+){_HELD}", lambda found: held[int(found[1])], plain)


def _token(found: re.Match[str], rings: Sequence[str]) -> str:
    given = found.groupdict()
    if given["time"]:
        return written_time(int(given["time"]), given["style"] or "f")
    if given["who"]:
        number = given["who"].lstrip("&!")
        return f"@{number}{'!' if number in rings else ''}"
    if given["words"]:
        return f"{read(given['words'])} ({given['url']})"
    if given["channel"] or given["command"]:
        return f"#{given['channel']}" if given["channel"] else f"/{given['command']}"
    return next(given[name] for name in ("block", "code", "escaped", "emoji", "bare") if given[name] is not None).strip(
        "\n"
    )


def written_time(seconds: int, style: str) -> str:
    """A time as somebody in UTC reads it."""
    at = datetime.fromtimestamp(seconds, UTC)
    day = f"{at.day} {at:%B %Y}"
    return {
        "t": f"{at:%H:%M}",
        "T": f"{at:%H:%M:%S}",
        "d": f"{at:%d/%m/%Y}",
        "D": day,
        "f": f"{day} {at:%H:%M}",
        "F": f"{at:%A}, {day} {at:%H:%M}",
        "R": f"around {day} {at:%H:%M}",
    }[style]


def _unmarked(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _UNDERSCORED.sub(r"\1", _MARKED.sub(r"\2", text))
    return text


def _message(what: Message) -> Iterator[str]:
    if what.loading:
        yield f"{what.author.name} is thinking..."
    yield read(what.content, what.rings)
    for embed in what.embeds:
        yield from _embed(embed)
    for component in what.components:
        yield from _component(component, what.rings)
    yield from (f"[file {name}]" for name in what.files)


def _embed(embed: Component) -> Iterator[str]:
    yield str((embed.get("author") or {}).get("name") or "")
    title = read(embed.get("title") or "")
    yield f"{title} ({embed['url']})" if title and embed.get("url") else title
    yield read(embed.get("description") or "")
    for field in embed.get("fields") or []:
        yield read(field["name"])
        yield read(field["value"])
    yield from ("[image]" for name in ("image", "thumbnail") if embed.get(name))
    yield str((embed.get("footer") or {}).get("text") or "")


def _component(component: Component, rings: Sequence[str] = ()) -> Iterator[str]:
    kind = component["type"]
    if kind == parts.TEXT:
        yield read(component["content"], rings)
    elif kind == parts.ROW:
        yield " ".join(filter(None, (_field(each) for each in component["components"])))
    elif kind == parts.SEPARATOR:
        yield "---" if component.get("divider", True) else ""
    elif kind == parts.GALLERY:
        yield from (_image(each) for each in component["items"])
    elif kind == parts.LABEL:
        yield component["label"]
        yield component.get("description") or ""
        yield _field(component["component"])
    elif kind in {parts.SECTION, parts.CONTAINER}:
        for each in component["components"]:
            yield from _component(each, rings)
        if "accessory" in component:
            yield _field(component["accessory"])
    else:
        yield _field(component)


def _field(component: Component) -> str:
    """A button, a select or an input: what is chosen or stands in it, else its words."""
    kind = component["type"]
    if kind == parts.THUMBNAIL:
        return _image(component)
    if kind == parts.FILE:
        return f"[file {component['file']['url'].removeprefix('attachment://')}]"
    if kind in {parts.RADIO, parts.CHECKBOXES}:
        return " ".join(f"[{'x' if each.get('default') else ' '}] {each['label']}" for each in component["options"])
    if kind == parts.CHECKBOX:
        return f"[{'x' if component.get('default') else ' '}]"
    chosen = ", ".join(label(each) for each in component.get("options") or [] if each.get("default"))
    return f"[{component.get('value') or chosen or label(component)}]"


def _image(component: Component) -> str:
    return f"[image: {component['description']}]" if component.get("description") else "[image]"


def _modal(what: Modal) -> Iterator[str]:
    yield what.title
    for component in what.components:
        yield component_text(_filled(component, what.values))
    yield "[Submit] [Cancel]"


def _filled(component: Component, values: Mapping[str, Any]) -> Component:
    """With what the person has put in."""
    if component["type"] == parts.LABEL:
        return {**component, "component": _filled(component["component"], values)}
    if component["type"] == parts.ROW:
        return {**component, "components": [_filled(each, values) for each in component["components"]]}
    if component.get("custom_id") not in values:
        return component
    value = values[component["custom_id"]]
    if "options" in component:
        chosen = [{**each, "default": each["value"] in value} for each in component["options"]]
        return {**component, "options": chosen}
    return {**component, "default" if isinstance(value, bool) else "value": value}
