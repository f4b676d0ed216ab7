"""PURE. A paper's votes over time as a small drawing, with the same in words and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from bot.compose.words import day_words, plural
from bot.model import Signal

WIDTH, HEIGHT = 400, 170
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 12, 28
MOST_POINTS = 80
MOST_ROWS = 24
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Point:
    """So many votes at a time, in UTC."""

    at: datetime
    votes: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What a page shows: the drawing, one sentence that says the same, and the points as a table would list them."""

    drawing: Markup
    words: str
    rows: tuple[Point, ...]


def chart(signals: Sequence[Signal]) -> Chart | None:
    """The votes over time; ``None`` where fewer than two counts at different times are known.

    Sources count different votes, so the one that counted most often is drawn.
    """
    points = _points(signals)
    if len(points) < 2 or points[0].at == points[-1].at:  # noqa: PLR2004 - one point is no line
        return None
    told = _told(points)
    return Chart(_drawing(_thinned(points, MOST_POINTS), told), told, tuple(_thinned(points, MOST_ROWS)))


def _points(signals: Sequence[Signal]) -> list[Point]:
    counted = [signal for signal in signals if signal.votes is not None]
    times = {source: sum(signal.source == source for signal in counted) for source in {s.source for s in counted}}
    drawn = max(times, key=lambda source: (times[source], source), default=None)
    by_time = {signal.at: signal.votes for signal in counted if signal.source == drawn and signal.votes is not None}
    return [Point(at.astimezone(UTC), by_time[at]) for at in sorted(by_time)]


def _thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most so many, evenly taken, with the first and the last among them."""
    if len(points) <= most:
        return list(points)
    last = len(points) - 1
    return [points[round(place * last / (most - 1))] for place in range(most)]


def _told(points: Sequence[Point]) -> str:
    first, last = points[0], points[-1]
    start, day = plural(first.votes, "vote"), day_words(first.at.date())
    if first.at.date() == last.at.date():
        return f"Votes on {day}: from {start} at {first.at:%H:%M} to {last.votes:,} at {last.at:%H:%M} UTC."
    return f"Votes over time: from {start} on {day} to {last.votes:,} on {day_words(last.at.date())}."


def _drawing(points: Sequence[Point], told: str) -> Markup:
    step, top = _scale(max(point.votes for point in points))
    grid = Markup().join(_level(value, top) for value in range(0, top + 1, step))
    begin, end = points[0].at, points[-1].at
    where = [_place(point, begin, end, top) for point in points]
    line = Markup('<polyline class="line" points="{}"/>').format(" ".join(f"{x:.1f},{y:.1f}" for x, y in where))
    dot = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(*where[-1])
    size = Markup('viewBox="0 0 {} {}" width="{}" height="{}"').format(WIDTH, HEIGHT, WIDTH, HEIGHT)
    body = grid + _days(begin, end) + line + dot
    return Markup('<svg role="img" aria-label="{}" {}>{}</svg>').format(told, size, body)


def _scale(most: int) -> tuple[int, int]:
    """The distance of the lines, and the highest of them: a round number, of which two to five make the height."""
    step = next(step for step in _round_numbers() if step * 4 >= most)
    return step, step * max(1, -(-most // step))


def _round_numbers() -> Sequence[int]:
    return [digit * 10**power for power in range(20) for digit in _STEPS]


def _level(value: int, top: int) -> Markup:
    y = _height(value, top)
    line = Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(LEFT, WIDTH - RIGHT, y, y)
    return line + Markup('<text x="{}" y="{:.1f}" text-anchor="end">{:,}</text>').format(LEFT - 8, y + 4, value)


def _days(begin: datetime, end: datetime) -> Markup:
    text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
    y = HEIGHT - 8
    first, last = (_day(at, with_time=begin.date() == end.date()) for at in (begin, end))
    return text.format(LEFT, y, "start", first) + text.format(WIDTH - RIGHT, y, "end", last)


def _day(at: datetime, *, with_time: bool) -> str:
    return f"{at:%H:%M} UTC" if with_time else day_words(at.date())


def _place(point: Point, begin: datetime, end: datetime, top: int) -> tuple[float, float]:
    along = (point.at - begin) / (end - begin)
    return LEFT + along * (WIDTH - RIGHT - LEFT), _height(point.votes, top)


def _height(votes: float, top: int) -> float:
    return HEIGHT - BOTTOM - (votes / top) * (HEIGHT - BOTTOM - TOP)
