"""Discord's own description of its API, where it is at hand: what of a request does not agree with it."""

from typing import Any


def problems(method: str, path: str, body: Any) -> list[tuple[str, str]]:
    return []
