"""What goes wrong between an app and Discord, queued by request.

``discord.fail("POST", "/channels/{channel}/messages", Fault.unavailable(stored=True))``.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal


class DiscordError(Exception):
    """An answer that refuses."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code} {message} {errors or ''}")
        self.status = status
        self.headers: dict[str, str] = {}
        self.code = code
        self.answer: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.answer["errors"] = errors


def invalid_form(problems: list[tuple[str, str, str]]) -> DiscordError:
    """400, 50035: each problem is the path in the body, with dots, Discord's name for it, and the words."""
    errors: dict[str, Any] = {}
    for path, name, words in problems:
        place = errors
        for part in filter(None, path.split(".")):
            place = place.setdefault(part, {})
        place.setdefault("_errors", []).append({"code": name, "message": words})
    return DiscordError(400, 50035, "Invalid Form Body", errors)


@dataclass(frozen=True)
class Fault:
    """In place of the answer to one request. ``stored``: what was asked for had been done before."""

    kind: Literal["answer", "drop", "silence", "none"]
    stored: bool = False
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def none(cls) -> "Fault":
        """No fault: this request of the queue goes well."""
        return cls("none", stored=True)

    @classmethod
    def answers(cls, status: int, code: int, message: str = "Refused", *, stored: bool = False) -> "Fault":
        """Any refusal of Discord's own, as JSON."""
        body = json.dumps({"message": message, "code": code}).encode()
        return cls("answer", stored, status, body, _JSON)

    @classmethod
    def ratelimited(cls, retry_after: float = 0.01, *, everywhere: bool = False) -> "Fault":
        """A 429 of Discord's own, which the library waits out and repeats."""
        said = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
        headers = {"Retry-After": str(max(1, round(retry_after))), "Via": "1.1 google"}
        scope = {"X-RateLimit-Scope": "global", "X-RateLimit-Global": "true"} if everywhere else {}
        return cls("answer", status=429, body=json.dumps(said).encode(), headers=_JSON | headers | scope)

    @classmethod
    def banned(cls, retry_after: int = 600) -> "Fault":
        """A 429 of Cloudflare's, without ``Via`` and with a page: the address has made too many invalid requests."""
        return cls("answer", status=429, body=b"error code: 1015", headers=_HTML | {"Retry-After": str(retry_after)})

    @classmethod
    def unavailable(cls, status: int = 503, *, stored: bool = False) -> "Fault":
        """A 5xx with a page of HTML. 500, 502, 504, 524 are repeated by the library itself, after one second."""
        page = b"<!DOCTYPE html><html><body>Something went wrong</body></html>"
        return cls("answer", stored, status, page, _HTML)

    @classmethod
    def broken(cls, *, stored: bool = False) -> "Fault":
        """Status 500 with Discord's own words: code 0, as for a message it cannot digest."""
        return cls.answers(500, 0, "500: Internal Server Error", stored=stored)

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
        return cls("answer", stored, 200, b"<!DOCTYPE html><html><body>Hello</body></html>", _HTML)


_JSON = {"Content-Type": "application/json"}
_HTML = {"Content-Type": "text/html; charset=UTF-8"}
