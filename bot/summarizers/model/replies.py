"""PURE. What an endpoint answered: the text of the model, and how many tokens that took."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.errors import PaperboyError

Outcome = Literal["busy", "slow", "down", "refused", "unreadable"]
"""Asked too fast (429); no answer in time; no connection, or 5xx; a mistake of ours (4xx); not what was asked for."""
MOST_COUNTED = 100_000_000
"""Tokens: an endpoint that says more counts wrongly."""


class Unanswered(PaperboyError):
    """A model gave no text; ``str()`` is a sentence without anything secret.

    Attributes:
        outcome: how it failed.
        is_free: certainly no token was spent.
        after: when the endpoint wants to be asked again, if it said so.
    """

    def __init__(
        self, outcome: Outcome, message: str, *, is_free: bool = False, after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.is_free = is_free
        self.after = after


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote; empty where it refused or was cut off. Tokens are ``None`` where they were not told."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


def read(body: bytes) -> Reply:
    """The reply in ``body``, an answer to ``POST /chat/completions``.

    Raises:
        Unanswered: it is not one.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Unanswered("unreadable", "The endpoint's answer is no JSON.") from None
    choices = answer.get("choices") if isinstance(answer, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise Unanswered("unreadable", "The endpoint's answer holds no text of a model.")
    text, usage = message.get("content"), answer.get("usage")
    whole = first.get("finish_reason") in {"stop", None} and isinstance(text, str)
    return Reply(str(text) if whole else "", _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


def _count(usage: object, name: str) -> int | None:
    number = usage.get(name) if isinstance(usage, Mapping) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number <= MOST_COUNTED else None


def asked_wait(header: str | None) -> timedelta | None:
    """What ``Retry-After`` asks for, in whole seconds; at most an hour."""
    return timedelta(seconds=min(int(header), 3600)) if header and header.isascii() and header.isdecimal() else None
