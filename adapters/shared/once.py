"""What comes twice is done once: platforms send events again."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.ports import Clock

KEPT = timedelta(hours=1)
"""Slack's last repetition of an event comes five minutes after the first; Discord's interactions end after fifteen."""
MOST = 50_000


class Once:
    """Remembers ids for an hour, for this process: what changes something is harmless when it is done twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, datetime] = OrderedDict()

    def first(self, occurrence: str) -> bool:
        """Whether this id is new; an empty one always is."""
        now = self._clock.now()
        while self._seen and (len(self._seen) > MOST or now - next(iter(self._seen.values())) > KEPT):
            self._seen.popitem(last=False)
        if not occurrence:
            return True
        if occurrence in self._seen:
            return False
        self._seen[occurrence] = now
        return True
