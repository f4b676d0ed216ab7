"""Slack's limits on what an app sends, as the platform enforces them: PURE, and as strict as the strictest reading.

``problems`` and ``view_problems`` say everything that is wrong, in the words Slack uses where they are known, each with
the pointer to the place. Nothing wrong: an empty list. Lengths are code points of what is sent, entities included.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.adapters.slack.elements import ELEMENTS, Pointed, element_problems, known_keys, text_problems

Block = Mapping[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_JSON = 13_000
POSTED_TEXT = 40_000
UPDATED_TEXT = 4_000
VIEW_JSON = 250_000
METADATA_JSON = 8_000

_MULTI = {name for name in ELEMENTS if name.startswith("multi_")}
_SELECTS = {name for name in ELEMENTS if name.endswith("_select")} - _MULTI
_PICKERS = {"datepicker", "timepicker", "checkboxes", "radio_buttons"}
_IN_ACTIONS = {"button", "overflow"} | _SELECTS | _PICKERS
_IN_SECTION = _IN_ACTIONS | _MULTI | {"image"}
_IN_INPUT = _SELECTS | _MULTI | _PICKERS | {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_BLOCK_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "divider": set[str](),
    "context": {"elements"},
    "actions": {"elements"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "rich_text": {"elements"},
    "markdown": {"text"},
}


def problems(payload: Mapping[str, Any], *, text_limit: int = POSTED_TEXT) -> list[str]:
    """What Slack finds wrong with a message: its text, blocks and metadata."""
    return [words for _, words in message_faults(payload, text_limit=text_limit)]


def view_problems(view: Mapping[str, Any]) -> list[str]:
    """What Slack finds wrong with a modal or a home tab."""
    return list(_view_problems(view))


def message_faults(payload: Mapping[str, Any], *, text_limit: int = POSTED_TEXT) -> Iterator[tuple[str, str]]:
    """Each fault as Slack's error code and the words; the first is the one that Slack answers with."""
    text, blocks = payload.get("text"), payload.get("blocks")
    if not text and not blocks and not payload.get("attachments"):
        yield "no_text", "no text, blocks or attachments"
    if isinstance(text, str) and len(text) > text_limit:
        yield "msg_too_long", f"text has {len(text)} characters, more than {text_limit}"
    if blocks is not None:
        if size(blocks) > BLOCKS_JSON:
            yield "msg_blocks_too_long", f"blocks have {size(blocks)} characters of JSON, more than {BLOCKS_JSON}"
        for each in blocks_problems(blocks, most=MESSAGE_BLOCKS):
            yield "invalid_blocks", each
    yield from _metadata_faults(payload.get("metadata"))


def size(value: object) -> int:
    """How many characters of compact JSON it is."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def blocks_problems(blocks: object, *, most: int, at: str = "/blocks") -> Iterator[str]:
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        yield f"must be an array [json-pointer:{at}]"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    taken: set[str] = set()
    for place, block in enumerate(blocks):
        yield from _block_problems(block, f"{at}/{place}")
        block_id = block.get("block_id") if isinstance(block, Mapping) else None
        if block_id in taken:
            yield f"`block_id` {block_id} is duplicated [json-pointer:{at}/{place}/block_id]"
        taken |= {block_id} if block_id else set()


def _block_problems(block: object, at: str) -> Pointed:
    kind = block.get("type") if isinstance(block, Mapping) else None
    if not isinstance(block, Mapping) or kind not in _BLOCK_KEYS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from known_keys(block, _BLOCK_KEYS[kind] | {"type", "block_id"}, at)
    block_id = block.get("block_id")
    if block_id is not None and (not isinstance(block_id, str) or not 1 <= len(block_id) <= 255):
        yield f"must be 1 to 255 characters [json-pointer:{at}/block_id]"
    if kind in _CHECKS:
        yield from _CHECKS[kind](block, at)


def _section(block: Block, at: str) -> Pointed:
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text or fields [json-pointer:{at}]"
    if "text" in block:
        yield from text_problems(block["text"], 3000, f"{at}/text")
    if "fields" in block:
        fields = block["fields"]
        if not 1 <= len(fields) <= 10:
            yield f"must have 1 to 10 items [json-pointer:{at}/fields]"
        for place, field in enumerate(fields):
            yield from text_problems(field, 2000, f"{at}/fields/{place}")
    if "accessory" in block:
        yield from element_problems(block["accessory"], _IN_SECTION, f"{at}/accessory")


def _header(block: Block, at: str) -> Pointed:
    yield from text_problems(block.get("text"), 150, f"{at}/text", plain=True)


def _context(block: Block, at: str) -> Pointed:
    yield from _count(block, 10, at)
    for place, each in enumerate(block.get("elements", ())):
        where = f"{at}/elements/{place}"
        if isinstance(each, Mapping) and each.get("type") == "image":
            yield from element_problems(each, {"image"}, where)
        else:
            yield from text_problems(each, 3000, where)


def _actions(block: Block, at: str) -> Pointed:
    yield from _count(block, 25, at)
    taken: set[str] = set()
    for place, each in enumerate(block.get("elements", ())):
        where = f"{at}/elements/{place}"
        yield from element_problems(each, _IN_ACTIONS, where)
        action_id = each.get("action_id") if isinstance(each, Mapping) else None
        if action_id in taken:
            yield f"`action_id` {action_id} already exists for another element [json-pointer:{where}/action_id]"
        taken |= {action_id} if action_id else set()


def _image(block: Block, at: str) -> Pointed:
    yield from element_problems({k: v for k, v in block.items() if k not in {"title", "block_id"}}, {"image"}, at)
    if "title" in block:
        yield from text_problems(block["title"], 2000, f"{at}/title", plain=True)


def _input(block: Block, at: str) -> Pointed:
    yield from text_problems(block.get("label"), 2000, f"{at}/label", plain=True)
    if "hint" in block:
        yield from text_problems(block["hint"], 2000, f"{at}/hint", plain=True)
    yield from element_problems(block.get("element"), _IN_INPUT, f"{at}/element")


def _markdown(block: Block, at: str) -> Pointed:
    if not 1 <= len(block.get("text", "")) <= 12_000:
        yield f"must be 1 to 12000 characters [json-pointer:{at}/text]"


def _count(block: Block, most: int, at: str) -> Pointed:
    if not 1 <= len(block.get("elements", ())) <= most:
        yield f"must have 1 to {most} items [json-pointer:{at}/elements]"


_CHECKS: Mapping[str, Callable[[Block, str], Pointed]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
}


def _metadata_faults(metadata: object) -> Iterator[tuple[str, str]]:
    if metadata is None or metadata == {}:
        return
    if not isinstance(metadata, Mapping) or set(metadata) - {"event_type", "event_payload", "entities"}:
        yield "invalid_metadata_format", "metadata must have event_type and event_payload, and nothing else"
        return
    kind, body = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(body, Mapping):
        yield "invalid_metadata_format", "metadata needs event_type, a string, and event_payload, an object"
    elif size(metadata) > METADATA_JSON:
        yield "metadata_too_large", f"metadata has more than {METADATA_JSON} characters"


_VIEW_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
_MODAL_KEYS = _VIEW_KEYS | {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}


def _view_problems(view: Mapping[str, Any]) -> Pointed:
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        yield f"must be modal or home: {kind} [json-pointer:/view/type]"
        return
    yield from known_keys(view, _MODAL_KEYS if kind == "modal" else _VIEW_KEYS, "/view")
    yield from blocks_problems(view.get("blocks"), most=VIEW_BLOCKS, at="/view/blocks")
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            yield f"must be at most {most} characters [json-pointer:/view/{name}]"
    if kind == "modal":
        yield from _modal_problems(view)


def _modal_problems(view: Mapping[str, Any]) -> Pointed:
    yield from text_problems(view.get("title"), 24, "/view/title", plain=True)
    for name in ("submit", "close"):
        if view.get(name) is not None:
            yield from text_problems(view[name], 24, f"/view/{name}", plain=True)
    kinds = [block.get("type") for block in view.get("blocks") or () if isinstance(block, Mapping)]
    if "input" in kinds and not view.get("submit"):
        yield "missing required field: submit, as there are inputs [json-pointer:/view/submit]"
