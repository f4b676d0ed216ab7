"""What a person reads of a message or view: the blocks one below the other, markup decoded. PURE."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.adapters.slack.workspace import Message, View

_TOKEN = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
_MARKED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")


def shown(what: Message | View) -> str:
    """The text on the screen, a line for each piece. Buttons and options are ``[Label]``, live mentions ``@name!``."""
    return "\n".join(each for each in _pieces(what) if each)


def mentions(what: Message | View | Mapping[str, Any]) -> list[str]:
    """What would ring someone's phone: each live ``<!channel>``, ``<@U1>``, ``<!subteam^S1>``, text included."""
    raw = [*_raw_texts(what.as_json() if isinstance(what, (Message, View)) else what)]
    return [name for text in raw for name in _mentions(text)]


def read(text: str) -> str:
    """mrkdwn as it is read."""
    return _unescaped(_unmarked(_TOKEN.sub(_token, text)))


def block_text(block: Mapping[str, Any]) -> str:
    """One block, as ``shown`` has it."""
    return "\n".join(each for each in _block(block) if each)


def label(element: Mapping[str, Any]) -> str:
    """What stands on a button or option, or as the placeholder of an input."""
    return text_of(element.get("text") or element.get("placeholder") or {})


def text_of(value: Mapping[str, Any]) -> str:
    text = str(value.get("text", ""))
    return read(text) if value.get("type") == "mrkdwn" else _unescaped(text)


def _pieces(what: Message | View) -> Iterator[str]:
    if isinstance(what, View):
        yield text_of(what.content.get("title") or {})
        yield from (block_text(block) for block in what.blocks)
        yield from (f"! {error}" for error in what.errors.values())
        yield from (f"[{text_of(what.content[name])}]" for name in ("submit", "close") if what.content.get(name))
        return
    if what.blocks:
        yield from (block_text(block) for block in what.blocks)
    else:
        yield read(what.text)
    for attached in [*what.attachments, *what.unfurls.values()]:
        yield from (block_text(block) for block in attached.get("blocks", []))
        yield read(attached.get("title", "")) if "blocks" not in attached else ""
        yield read(attached.get("text", "")) if "blocks" not in attached else ""
    yield from (f"[file {file.title or file.name}]" for file in what.files)


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    for name in ("text", "label"):
        value = block.get(name)
        if value:
            yield text_of(value) if isinstance(value, Mapping) else read(str(value))
    yield from (text_of(field) for field in block.get("fields", []))
    if block["type"] in {"context", "actions"}:
        yield " ".join(_element(each) for each in block["elements"])
    for name in ("accessory", "element"):
        if name in block:
            yield _element(block[name])
    if block.get("hint"):
        yield text_of(block["hint"])
    if block["type"] == "divider":
        yield "---"
    if block["type"] == "image":
        yield f"[image: {block['alt_text']}]"


def _element(element: Mapping[str, Any]) -> str:
    kind = element["type"]
    if kind in {"mrkdwn", "plain_text"}:
        return text_of(element)
    if kind == "image":
        return f"[image: {element['alt_text']}]"
    if kind == "overflow":
        return " ".join(f"[{label(option)}]" for option in element["options"])
    if kind in {"checkboxes", "radio_buttons"}:
        ticked = [option["value"] for option in _chosen(element)]
        return " ".join(
            f"[{'x' if option['value'] in ticked else ' '}] {label(option)}" for option in element["options"]
        )
    filled = ", ".join(map(label, _chosen(element))) or next(
        (str(element[name]) for name in _FILLED if element.get(name)), ""
    )
    return f"[{filled or label(element)}]" if filled or label(element) else ""


_FILLED = ("initial_value", "initial_time", "initial_date", "initial_conversation")


def _chosen(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What an element that offers choices begins with."""
    one = element.get("initial_option")
    return [one] if one else list(element.get("initial_options") or ())


def _token(found: re.Match[str]) -> str:
    inside = found[1]
    target, _, words = inside.partition("|")
    if target.startswith("!date^"):
        return words
    if target.startswith("!subteam^"):
        return f"@{words or 'subteam'}!"
    if target.startswith(("!", "@")):
        return f"@{words or target[1:]}!"
    if target.startswith("#"):
        return f"#{words or target[1:]}"
    if re.match(r"(https?|mailto|slack|tel):", target):
        return f"{words} ({target})" if words else target
    return found[0]


def _unmarked(text: str) -> str:
    """Without the markers of bold, italic, struck and code; what stands in code is left as it is."""
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_plain(text[end : code.start()]), code[1] if code[1] is not None else code[2]]
        end = code.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _MARKED.sub(r"\2", text)
    return text


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _mentions(text: str) -> Iterator[str]:
    for inside in _TOKEN.findall(text):
        target = inside.partition("|")[0]
        if target.startswith(("@", "!")) and not target.startswith("!date^"):
            yield target


def _raw_texts(value: object) -> Iterator[str]:
    """Every text that Slack parses: of mrkdwn objects, and the text of the message itself."""
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str) and value.get("type") != "plain_text":
            yield value["text"]
        yield from (
            each
            for name, inner in value.items()
            if name != "text" or not isinstance(inner, str)
            for each in _raw_texts(inner)
        )
    elif isinstance(value, list):
        for inner in value:
            yield from _raw_texts(inner)
