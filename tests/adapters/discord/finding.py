"""Where a person looks: a button by its words, a select by what stands in it or above it. PURE."""

from typing import Any

from tests.adapters.discord.components import BUTTON, SELECTS, TEXT, walk
from tests.adapters.discord.shown import component_text, label, read, shown
from tests.adapters.discord.state import Message


def find_button(message: Message, words: str, *, beside: str = "", nth: int = 0) -> dict[str, Any]:
    """The button with these words on it."""
    parts = list(walk(message.components))
    if beside:
        parts = _from(message, parts, beside)
    found = [each for each in parts if each["type"] == BUTTON and label(each) == words]
    assert len(found) > nth, f"no button {words!r} (number {nth}) in:\n{shown(message)}"
    return found[nth]


def find_select(message: Message, words: str) -> dict[str, Any]:
    """The select with that placeholder or custom_id, or the first below a text with these words."""
    parts = list(walk(message.components))
    selects = [each for each in parts if each["type"] in SELECTS]
    for each in selects:
        if words in {each["custom_id"], each.get("placeholder")}:
            return each
    below = [each for each in _below(parts, words) if each["type"] in SELECTS]
    assert below, f"no select {words!r} in:\n{shown(message)}"
    return below[0]


def _from(message: Message, parts: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """From the innermost component on in which the words are first read."""
    start = next((n for n, each in enumerate(parts) if _inside(each, words)), None)
    assert start is not None, f"{words!r} is not in:\n{shown(message)}"
    return parts[start:]


def _inside(component: dict[str, Any], words: str) -> bool:
    holds = words in component_text(component)
    return holds and not any(words in component_text(each) for each in component.get("components", ()))


def _below(parts: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    start = next((n for n, each in enumerate(parts) if each["type"] == TEXT and words in read(each["content"])), None)
    return [] if start is None else parts[start:]
