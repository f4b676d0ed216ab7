"""How the sources are, in words: waiting is not nothing new, and nothing new is not a failure."""

from collections.abc import Sequence
from datetime import date

from bot.compose.words import Voice, day_words, listed, plural
from bot.document import Line, Time
from bot.model import DayState, SourceDay
from bot.text import shorten

PROBLEM_LIMIT = 160


def source_words(day: SourceDay, voice: Voice, zone: str, today: date | None = None) -> Line:
    """One sentence about one source's day."""
    name, when = voice.source(day.source), day_words(day.day, today)
    match day.state:
        case DayState.FRESH if day.problem:
            return (
                f"{name} has {plural(day.papers, 'paper')} of {when}, but could not be read again",
                *_failing(day, zone),
            )
        case DayState.FRESH:
            return (f"{name} has {plural(day.papers, 'paper')} of {when}.",)
        case DayState.QUIET:
            return (f"{name} announces nothing on {when}.",)
        case DayState.WAITING if not day.asked:
            return (f"{name} has not been asked for its list of {when} yet.",)
        case DayState.WAITING:
            return (f"{name} has not published its list of {when} yet.",)
        case DayState.STALLED:
            return (f"{name} answers, but its list of {when} is overdue.",)
        case DayState.FAILED:
            return (f"{name} could not be read", *_failing(day, zone))


def _failing(day: SourceDay, zone: str) -> Line:
    problem = shorten(" ".join((day.problem or "").split()).rstrip("."), PROBLEM_LIMIT)
    reason = f": {problem}." if problem else "."
    return (" since ", Time(day.failing_since, zone), reason) if day.failing_since else (reason,)


def troubled(days: Sequence[SourceDay]) -> list[SourceDay]:
    """Those days that a reader must know of, since papers may be missing or counters old."""
    return [day for day in days if day.problem or day.state not in (DayState.FRESH, DayState.QUIET)]


def warnings(days: Sequence[SourceDay], voice: Voice, zone: str, today: date | None = None) -> tuple[Line, ...]:
    """A line for each source that is not well: what is wrong, and what becomes of its papers."""
    return tuple((*source_words(day, voice, zone, today), *_consequence(day)) for day in troubled(days))


def _consequence(day: SourceDay) -> Line:
    if day.state is DayState.FRESH:
        return (" Its votes may be out of date.",)
    return (" Its papers come with the next digest.",)


def quiet_words(days: Sequence[SourceDay], voice: Voice, today: date | None = None) -> str:
    """Why calm sources announced nothing: "Hugging Face Daily announces nothing on Sat 7 Mar."."""
    by_day: dict[date, list[str]] = {}
    for day in days:
        if day.state is DayState.QUIET:
            by_day.setdefault(day.day, []).append(voice.source(day.source))
    return " ".join(
        f"{listed(names)} {'announces' if len(names) == 1 else 'announce'} nothing on {day_words(day, today)}."
        for day, names in by_day.items()
    )
