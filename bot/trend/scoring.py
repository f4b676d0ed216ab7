"""Signals over time and what is known of a paper → its trending score, with reasons. PURE.

Votes of the first hours say little about where they settle, and those of the fourth day nearly all. So the forecast
starts from the votes there are and adds, fading with age, what papers like it gained on the average::

    ln(1 + settled) ≈ ln(1 + votes) + youth · (gain - shrink·ln(1 + votes) - talk·ln(1 + comments)
                                               + code·(ln(1 + stars) - usual_code) + rise·risen + appeal·appeal(paper))
    youth = 1 - ln(age in hours) / ln(SETTLED_HOURS), between 0 and 1; 0 once the paper has settled by now

The coefficients are fitted by ``benchmarks/trend.py``, which also compares the order they give with that of the bare
votes on days they were not fitted on; ``docs/quality.md`` has the figures.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter

from bot.model import Candidate, Signal
from bot.text import compact
from bot.trend.appeal import NONE, Appeal, appeal
from bot.trend.coefficients import Forecast, shipped

SETTLED_HOURS = 96.0
YOUNGEST_HOURS = 3.0
"""Nothing was observed earlier, so nothing younger is forecast as younger."""

UNVOTED = 0.5
"""The score of a paper that no community votes on: below every new one of a voted list."""
CROSS_LISTED = 0.1
STALENESS_PER_DAY = 0.05
APPEAL = 0.1
"""What the appeal counts for where nobody votes: enough to order the papers of a day."""

_HOUR = timedelta(hours=1)
_RECENT = timedelta(hours=6)
_LONGEST = timedelta(hours=24)
_WORTH_SAYING_RISE = 3
_WORTH_SAYING_COMMENTS = 5
_WORTH_SAYING_STARS = 50
_WORTH_SAYING_APPEAL = 0.2
"""The forecast is raised by a fifth or more."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A score that orders papers, higher first, and the reasons a reader is told, strongest first.

    ``votes`` are those it was made from; ``None`` when no community votes on the paper.
    """

    score: float
    reasons: tuple[str, ...]
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class _Counts:
    """The latest of each counter, when the votes were counted, and an earlier count of them to compare with."""

    votes: int | None
    comments: int
    stars: int | None
    at: datetime
    before: Signal | None


def score(candidate: Candidate, now: datetime) -> Trend:
    """How ``candidate`` trends at ``now``; signals later than ``now`` are not looked at.

    With votes, the score is the logarithm of one more than the votes it is expected to settle at; a paper of more than
    four days has settled, however early it was last counted, and its votes are those that were seen. Without any, it
    is a small number from recency, cross-listing and stars.
    """
    counts = _counts(candidate, now)
    if counts.votes is None:
        return Trend(_unvoted_score(candidate, counts, now), _unvoted_reasons(candidate, counts, now))
    young = 0.0 if has_settled(candidate.announced_on, now) else youth(candidate.announced_on, counts.at)
    likely = appeal(candidate.paper, candidate.announced_on, shipped()) if young else NONE
    reasons = (
        *_vote_reasons(counts.votes, counts.before, now),
        *_other_reasons(counts),
        *_appeal_reasons(likely, young),
    )
    return Trend(_forecast(counts.votes, counts, young, likely.value), reasons, counts.votes)


def _forecast(votes: int, counts: _Counts, young: float, likely: float) -> float:
    return math.log1p(votes) + young * _gain(votes, counts, likely, shipped().forecast)


def _gain(votes: int, counts: _Counts, likely: float, by: Forecast) -> float:
    """What a paper of this hour would gain yet, in ln votes."""
    gained = by.gain - by.shrink * math.log1p(votes) - by.talk * math.log1p(counts.comments)
    if counts.stars is not None:
        gained += by.code * (math.log1p(counts.stars) - by.usual_code)
    return gained + by.rise * _rise(votes, counts) + by.appeal * likely


def has_settled(announced_on: date, now: datetime) -> bool:
    """Whether it is so long ago that the votes are what they were when they were last counted."""
    return age(announced_on, now) >= SETTLED_HOURS


def youth(announced_on: date, at: datetime) -> float:
    """1 for a paper of this hour, 0 for one whose votes have settled."""
    return max(0.0, 1 - math.log(max(age(announced_on, at), YOUNGEST_HOURS)) / math.log(SETTLED_HOURS))


def age(announced_on: date, at: datetime) -> float:
    """Hours since its day began, in UTC."""
    return (at - datetime.combine(announced_on, time(), UTC)) / _HOUR


def _rise(votes: int, counts: _Counts) -> float:
    earlier = counts.before.votes if counts.before else None
    return math.log1p(votes) - math.log1p(earlier) if earlier is not None else 0.0


def _unvoted_score(candidate: Candidate, counts: _Counts, now: datetime) -> float:
    likely = APPEAL * appeal(candidate.paper, candidate.announced_on, shipped()).value
    days = max(0.0, age(candidate.announced_on, now) / 24)
    crossed = CROSS_LISTED * min(_cross_listings(candidate), 3)
    return UNVOTED + likely + crossed + STALENESS_PER_DAY * math.log1p(counts.stars or 0) - STALENESS_PER_DAY * days


def _cross_listings(candidate: Candidate) -> int:
    return max(0, len(candidate.paper.categories) - 1)


def _counts(candidate: Candidate, now: datetime) -> _Counts:
    """What is known at ``now``; where no signal tells it, what the paper itself holds."""
    known = bisect_right(candidate.signals, now, key=attrgetter("at"))
    newest_first = candidate.signals[:known][::-1]
    voted = next((signal for signal in newest_first if signal.votes is not None), None)
    comments = next((signal.comments for signal in newest_first if signal.comments is not None), None)
    stars = next((signal.stars for signal in newest_first if signal.stars is not None), None)
    paper = candidate.paper
    return _Counts(
        votes=voted.votes if voted else paper.votes,
        comments=(paper.comments if comments is None else comments) or 0,
        stars=paper.stars if stars is None else stars,
        at=voted.at if voted else now,
        before=_earlier(newest_first, voted) if voted else None,
    )


def _earlier(newest_first: Sequence[Signal], last: Signal) -> Signal | None:
    """The count by the same source to compare ``last`` with.

    The oldest of the six hours before it, but for the last hour; else the newest of the day before it.
    """
    found = None
    for signal in newest_first:
        back = last.at - signal.at
        if back > (_RECENT if found else _LONGEST):
            break
        if back >= _HOUR and signal.source == last.source and signal.votes is not None:
            found = signal
    return found


def _vote_reasons(votes: int, before: Signal | None, now: datetime) -> Iterator[str]:
    rise = votes - before.votes if before and before.votes is not None and now - before.at <= _LONGEST else 0
    rising = before is not None and rise >= max(_WORTH_SAYING_RISE, votes // 10)
    if votes:
        yield f"{_counted(votes, 'vote')}{', rising' if rising else ''}"
    if before is not None and rising and rise < votes:
        hours = math.ceil((now - before.at) / _HOUR)
        yield f"{_counted(rise, 'vote')} in the last {_counted(hours, 'hour')}"


def _other_reasons(counts: _Counts) -> Iterator[str]:
    if counts.stars is not None and counts.stars >= _WORTH_SAYING_STARS:
        yield f"★ {compact(counts.stars)} code"
    if counts.comments >= _WORTH_SAYING_COMMENTS:
        yield _counted(counts.comments, "comment")


def _appeal_reasons(likely: Appeal, young: float) -> Iterator[str]:
    if likely.strengths and young * shipped().forecast.appeal * likely.value >= _WORTH_SAYING_APPEAL:
        yield f"likely to rise: {', '.join(likely.strengths)}"


def _unvoted_reasons(candidate: Candidate, counts: _Counts, now: datetime) -> tuple[str, ...]:
    days = (now.date() - candidate.announced_on).days
    when = {0: "announced today", 1: "announced yesterday"}.get(max(days, 0), f"announced {days} days ago")
    crossed = _cross_listings(candidate)
    listed = [f"cross-listed in {crossed} more {'category' if crossed == 1 else 'categories'}"] if crossed else []
    return (when, *listed, *_other_reasons(counts))


def _counted(number: int, noun: str) -> str:
    return f"{compact(number)} {noun}{'' if number == 1 else 's'}"
