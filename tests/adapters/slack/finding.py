"""Where a person looks: a button by its words, an input by its label. PURE."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.adapters.slack.shown import block_text, label, shown, text_of
from tests.adapters.slack.state import VALUES, elements
from tests.adapters.slack.workspace import Message, View


@dataclass(frozen=True)
class Found:
    """An element in its block; ``option`` where it is one of an overflow menu."""

    block: Mapping[str, Any]
    element: Mapping[str, Any]
    option: Mapping[str, Any] | None = None


def find(place: Message | View, words: str, *, beside: str = "", nth: int = 0) -> Found:
    """The button or option with these words on it."""
    blocks = place.blocks
    if beside:
        start = next((n for n, block in enumerate(blocks) if beside in block_text(block)), None)
        assert start is not None, f"{beside!r} is not in:\n{shown(place)}"
        blocks = blocks[start:]
    found = [each for each in _pressable(blocks) if label(each.option or each.element) == words]
    assert len(found) > nth, f"no button {words!r} (number {nth}) in:\n{shown(place)}"
    return found[nth]


def found_input(place: Message | View, words: str) -> Found:
    """The input with that label, block_id, action_id or placeholder."""
    for block, element in elements(place.blocks):
        names = {block["block_id"], element["action_id"], label(element), text_of(block.get("label") or {})}
        if element["type"] in VALUES and words in names:
            return Found(block, element)
    raise AssertionError(f"no input {words!r} in:\n{shown(place)}")


def _pressable(blocks: list[dict[str, Any]]) -> Iterator[Found]:
    for block, element in elements(blocks):
        if element["type"] == "button":
            yield Found(block, element)
        if element["type"] == "overflow":
            yield from (Found(block, element, option) for option in element["options"])
