"""How often to post, in a word or two: ``weekdays``, ``mon,wed,fri``, ``weekly on friday``, ``every day``. PURE."""

from collections import deque
from collections.abc import Mapping

from bot.model import MONDAY_TO_FRIDAY
from bot.spoken import EVERY_DAY, WEEKDAYS, read_weekday, read_weekdays

_ALONE: Mapping[str, Mapping[str, object]] = {
    "daily": {"cadence": "daily", "weekdays": EVERY_DAY},
    "everyday": {"cadence": "daily", "weekdays": EVERY_DAY},
    "weekdays": {"cadence": "daily", "weekdays": MONDAY_TO_FRIDAY},
    "workdays": {"cadence": "daily", "weekdays": MONDAY_TO_FRIDAY},
    "weekends": {"cadence": "daily", "weekdays": frozenset({5, 6})},
    "weekly": {"cadence": "weekly"},
    "monthly": {"cadence": "monthly"},
}
_EVERY = {"day": "daily", "weekday": "weekdays", "workday": "weekdays", "week": "weekly", "month": "monthly"}
_WHOLE_NAMES = frozenset(WEEKDAYS) | {f"{day}s" for day in WEEKDAYS}
TIMING_WORDS = frozenset({*_ALONE, *_WHOLE_NAMES, "every"})


def read_timing(token: str, left: deque[str]) -> dict[str, object] | None:
    """The values that ``token`` sets, taking from ``left`` what belongs to it; ``None`` when it says nothing of time.

    A short name alone (``sat``, ``sun``) is a word like any other; in a list or a range it is a day.
    """
    word = token.casefold()
    if word == "every":
        return _every(left)
    if word in _ALONE:
        values = dict(_ALONE[word])
        return values | _weekly_day(left) if word == "weekly" else values
    if word in _WHOLE_NAMES or "," in word or "-" in word:
        days = read_weekdays(word)
        return {"cadence": "daily", "weekdays": days} if days else None
    return None


def _every(left: deque[str]) -> dict[str, object] | None:
    upcoming = left[0].rstrip(",").casefold() if left else ""
    day = read_weekday(upcoming)
    if upcoming in _EVERY:
        left.popleft()
        return dict(_ALONE[_EVERY[upcoming]])
    if day is None:
        return None
    left.popleft()
    return {"cadence": "weekly", "weekdays": frozenset({day})}


def _weekly_day(left: deque[str]) -> dict[str, object]:
    on = bool(left) and left[0].casefold() == "on"
    upcoming = left[on].rstrip(",") if len(left) > on else ""
    day = read_weekday(upcoming)
    if day is None:
        return {}
    for _ in range(1 + on):
        left.popleft()
    return {"weekdays": frozenset({day})}
