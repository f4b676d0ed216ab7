"""Rate limits: how many requests the app may make, in real time, as the library waits in real time."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.adapters.discord.faults import DiscordError

if TYPE_CHECKING:
    from tests.adapters.discord.call import Call

OVERALL = (50, 1.0)
POSTS = (5, 5.0)
_POSTING = {"/channels/{channel}/messages", "/channels/{channel}/threads"}
_UNCOUNTED = ("/interactions/", "/webhooks/")
"""Answers to interactions do not count towards the overall limit."""


@dataclass
class _Window:
    """So many in one stretch of time, which begins with the first."""

    most: int
    seconds: float
    began: float = float("-inf")
    used: int = 0

    def take(self, now: float) -> bool:
        if now >= self.began + self.seconds:
            self.began, self.used = now, 0
        self.used += 1
        return self.used <= self.most

    def rest(self, now: float) -> float:
        """What is left of it, rounded up to a millisecond, so that who waits so long does not come too early."""
        return max(0.0, math.ceil((self.began + self.seconds - now) * 1000) / 1000)

    def headers(self, now: float, bucket: str) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(max(0, self.most - self.used)),
            "X-RateLimit-Reset": f"{time.time() + self.rest(now):.3f}",
            "X-RateLimit-Reset-After": f"{self.rest(now):.3f}",
            "X-RateLimit-Bucket": bucket,
        }


class Limits:
    """``on``: whether anything is counted. ``refused`` are the requests that were too many, as 429 or as a ban.

    ``invalid`` counts the answers 401, 403 and 429, of which 10,000 in ten minutes are a ban; it is counted always.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self.overall = OVERALL
        self.posts = POSTS
        self.refused: list[Call] = []
        self.invalid = 0
        self._clock = clock
        self._everything: _Window | None = None
        self._channels: dict[tuple[str, str], _Window] = {}

    def count(self, call: "Call") -> dict[str, str]:
        """Headers of the answer; raises where it is one too many."""
        if not self.on:
            return {}
        now, pattern = self._clock(), call.pattern
        if not pattern.startswith(_UNCOUNTED):
            self._everything = self._everything or _Window(*self.overall)
            if not self._everything.take(now):
                self._refuse(call, self._everything.rest(now), {}, everywhere=True)
        if call.method != "POST" or pattern not in _POSTING:
            return {}
        window = self._channels.setdefault((pattern, call.params["channel"]), _Window(*self.posts))
        fits = window.take(now)
        headers = window.headers(now, pattern.replace("/", "_"))
        if not fits:
            self._refuse(call, window.rest(now), headers, everywhere=False)
        return headers

    def _refuse(self, call: "Call", rest: float, headers: dict[str, str], *, everywhere: bool) -> None:
        self.refused.append(call)
        error = DiscordError(429, 0, "You are being rate limited.")
        error.answer |= {"retry_after": round(rest, 3), "global": everywhere}
        scope = {"X-RateLimit-Scope": "global" if everywhere else "user"}
        error.headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(rest))), **scope, **headers}
        if everywhere:
            error.headers["X-RateLimit-Global"] = "true"
        raise error
