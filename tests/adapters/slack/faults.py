"""What goes wrong between an app and Slack, queued by method.

``slack.fail("chat.postMessage", Fault.silent())``.
"""

from dataclasses import dataclass
from typing import Any, Literal


class SlackError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **more}


@dataclass(frozen=True)
class Fault:
    """In place of the answer to one call. ``stored``: what was asked for had been done before."""

    kind: Literal["answer", "drop", "silence", "html", "none"]
    stored: bool = False
    status: int = 200
    error: str = ""
    retry_after: int | None = None

    @classmethod
    def none(cls) -> "Fault":
        """No fault: this call of the queue goes well."""
        return cls("none", stored=True)

    @classmethod
    def ratelimited(cls, retry_after: int = 30) -> "Fault":
        return cls("answer", status=429, error="ratelimited", retry_after=retry_after)

    @classmethod
    def answers(cls, error: str, *, stored: bool = False) -> "Fault":
        """``ok: false`` with any error."""
        return cls("answer", stored, error=error)

    @classmethod
    def unavailable(cls, status: int = 503, *, stored: bool = False) -> "Fault":
        """A 5xx with a page of HTML, as a proxy in between sends it."""
        return cls("html", stored, status)

    @classmethod
    def drops(cls, *, stored: bool = False) -> "Fault":
        """The connection is gone, without a byte of an answer."""
        return cls("drop", stored)

    @classmethod
    def silent(cls, *, stored: bool = True) -> "Fault":
        """No answer ever, on a connection that stands."""
        return cls("silence", stored)

    @classmethod
    def html(cls, *, stored: bool = False) -> "Fault":
        """A page of HTML with status 200."""
        return cls("html", stored)
