"""Signals over time and what is known of a paper → its trending score, with reasons. PURE.

Votes of the first hours say little about where they settle, and those of the fourth day nearly all. So the forecast
starts from the votes there are and adds, fading with age, what papers like it gained on the average::

    ln(1 + settled) ≈ ln(1 + votes) + youth · (gain - shrink·ln(1 + votes)
                                               + code·(ln(1 + stars) - usual_code) + rise·risen
                                               + late·(ln(age / hours on the list) - usual_late)
                                               + appeal·appeal(paper) + reach·(ln(1 + followers) - usual_reach))
    youth = 1 - ln(age in hours) / ln(SETTLED_HOURS), between 0 and 1; 0 once the paper has settled by now

The last two together are bounded, so that no fame decides alone; what is not told is taken as usual.

The coefficients are fitted by ``benchmarks/trend.py``, which also compares the order they give with that of the bare
votes on days they were not fitted on; ``docs/quality.md`` has the figures.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import NamedTuple

from bot.model import Announcement, Candidate, Signal
from bot.text import compact
from bot.trend.appeal import MOST, MOST_SAID, Appeal, appeal
from bot.trend.coefficients import Forecast, shipped

SETTLED_HOURS = 96.0
YOUNGEST_HOURS = 3.0
"""Nothing was observed earlier, so nothing younger is forecast as younger."""

MOST_LATE = 2.0
"""ln(age / hours on the list) is at most this: a paper that came at the end of its first day."""
LEAST_LISTED_HOURS = 1.0
MOST_FOLLOWERS = 500
"""More count as so many: of the papers it was fitted on, few had a more popular sponsor."""

OUTSTANDING = math.log1p(75)
"""The score from which a paper stands out: about one in fifteen settles above it."""
DOUBT, LEAST_DOUBT = 0.8, 0.15
USUAL_DOUBT = DOUBT * math.sqrt(0.5) + LEAST_DOUBT
"""The usual error of a forecast is about DOUBT·√youth: 0.44 in ln votes at 27 hours, 0.54 at nine, 0.67 at four were
seen. What has settled still gains a little."""

UNVOTED = 0.5
"""The score of a paper that no community votes on: below every new one of a voted list."""
LEAST_PROSPECT = 0.3
"""What is left of a score, above ``UNVOTED``, where there is next to no prospect."""
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
_WORTH_SAYING_LIKELY = 0.2
"""The forecast is raised by a fifth or more."""
_WORTH_SAYING_LISTED_HOURS = 4
_WORTH_SAYING_FOLLOWERS = 100


@dataclass(frozen=True, slots=True)
class Trend:
    """A score that orders papers, higher first, and the reasons a reader is told, strongest first.

    ``votes`` are those it was made from; ``None`` when no community votes on the paper. ``doubt`` is how far the score
    may be from what it forecasts, its standard deviation.
    """

    score: float
    reasons: tuple[str, ...]
    votes: int | None = None
    doubt: float = USUAL_DOUBT


@dataclass(frozen=True, slots=True)
class Counts:
    """The latest of each counter, when the votes were counted, and an earlier count of them to compare with."""

    votes: int | None
    comments: int
    stars: int | None
    at: datetime
    before: Signal | None
    listed: Announcement | None
    """How the list that counted the votes announced it."""


def score(candidate: Candidate, now: datetime) -> Trend:
    """How ``candidate`` trends at ``now``; signals later than ``now`` are not looked at.

    With votes, the score is the logarithm of one more than the votes it is expected to settle at; what has been on the
    list that counts them for more than four days has settled, however early it was last counted, and its votes are
    those that were seen. Without any, it is a small number from recency, cross-listing and stars.
    """
    counts = counted(candidate, now)
    if counts.votes is None:
        return Trend(_unvoted_score(candidate, counts, now), _unvoted_reasons(candidate, counts, now))
    day = counts.listed.day if counts.listed else candidate.announced_on
    young = 0.0 if has_settled(day, now) else youth(day, counts.at)
    said = (*_vote_reasons(counts.votes, counts.before, now), *_other_reasons(counts))
    if not young:
        return Trend(math.log1p(counts.votes), said, counts.votes, LEAST_DOUBT)
    likely, by = appeal(candidate.paper, day, shipped()), shipped().forecast
    of = terms(counts, day, likely.value, by)
    reasons = (
        *said,
        *_late_reasons(counts, young * by.late * of.late, now),
        *_likely_reasons(likely, counts, young * _promise(of, by)),
    )
    return Trend(math.log1p(counts.votes) + young * gain(of, by), reasons, counts.votes, doubt(young))


def doubt(young: float) -> float:
    """The usual error of the forecast of a paper of that youth, in ln votes."""
    return DOUBT * math.sqrt(young) + LEAST_DOUBT


def prospect(total: float, doubt: float) -> float:
    """Orders papers, whose score came to ``total``, by how likely they are to stand out yet.

    Of two with the same score below ``OUTSTANDING`` the one in more doubt comes first: yesterday's has had its time,
    today's may still rise. On the scale of a score: a paper of some ten hours keeps its ``total``, and what has votes
    does not sink to what has none.
    """
    chance = OUTSTANDING - (OUTSTANDING - total) * USUAL_DOUBT / doubt
    return max(chance, min(total, UNVOTED + LEAST_PROSPECT * total))


class Terms(NamedTuple):
    """What the weights of ``Forecast`` of the same names are multiplied with; 0 is the usual paper."""

    shrink: float
    code: float
    rise: float
    late: float
    appeal: float
    reach: float


def terms(counts: Counts, day: date, likely: float, by: Forecast) -> Terms:
    """The terms of one paper of the list of ``day``; only the usual sizes are read of ``by``."""
    votes = counts.votes or 0
    return Terms(
        shrink=-math.log1p(votes),
        code=0.0 if counts.stars is None else math.log1p(counts.stars) - by.usual_code,
        rise=_rise(votes, counts),
        late=_lateness(counts, day, by),
        appeal=likely,
        reach=_reach(counts, by),
    )


def gain(of: Terms, by: Forecast) -> float:
    """What a paper of this hour would gain yet, in ln votes."""
    seen = by.shrink * of.shrink + by.code * of.code + by.rise * of.rise + by.late * of.late
    return by.gain + seen + _promise(of, by)


def _promise(of: Terms, by: Forecast) -> float:
    most = by.appeal * MOST
    return min(max(by.appeal * of.appeal + by.reach * of.reach, -most), most)


def _lateness(counts: Counts, day: date, by: Forecast) -> float:
    """How much shorter than its age it has been on the list: a paper that came late has had less time for its votes."""
    if counts.listed is None or counts.listed.at is None:
        return 0.0
    hours = max((counts.at - counts.listed.at) / _HOUR, LEAST_LISTED_HOURS)
    late = math.log(max(age(day, counts.at), hours) / hours)
    return min(late, MOST_LATE) - by.usual_late


def _reach(counts: Counts, by: Forecast) -> float:
    if counts.listed is None or counts.listed.followers is None:
        return 0.0
    return math.log1p(min(counts.listed.followers, MOST_FOLLOWERS)) - by.usual_reach


def has_settled(announced_on: date, now: datetime) -> bool:
    """Whether it is so long ago that the votes are what they were when they were last counted."""
    return age(announced_on, now) >= SETTLED_HOURS


def youth(announced_on: date, at: datetime) -> float:
    """1 for a paper of this hour, 0 for one whose votes have settled."""
    return max(0.0, 1 - math.log(max(age(announced_on, at), YOUNGEST_HOURS)) / math.log(SETTLED_HOURS))


def age(announced_on: date, at: datetime) -> float:
    """Hours since its day began, in UTC."""
    return (at - datetime.combine(announced_on, time(), UTC)) / _HOUR


def _rise(votes: int, counts: Counts) -> float:
    earlier = counts.before.votes if counts.before else None
    return math.log1p(votes) - math.log1p(earlier) if earlier is not None else 0.0


def _unvoted_score(candidate: Candidate, counts: Counts, now: datetime) -> float:
    likely = APPEAL * appeal(candidate.paper, candidate.announced_on, shipped()).value
    days = max(0.0, age(candidate.announced_on, now) / 24)
    crossed = CROSS_LISTED * min(_cross_listings(candidate), 3)
    return UNVOTED + likely + crossed + STALENESS_PER_DAY * math.log1p(counts.stars or 0) - STALENESS_PER_DAY * days


def _cross_listings(candidate: Candidate) -> int:
    return max(0, len(candidate.paper.categories) - 1)


def counted(candidate: Candidate, now: datetime) -> Counts:
    """What is known at ``now``; where no signal tells it, what the paper itself holds."""
    known = bisect_right(candidate.signals, now, key=attrgetter("at"))
    newest_first = candidate.signals[:known][::-1]
    voted = next((signal for signal in newest_first if signal.votes is not None), None)
    comments = next((signal.comments for signal in newest_first if signal.comments is not None), None)
    stars = next((signal.stars for signal in newest_first if signal.stars is not None), None)
    paper = candidate.paper
    return Counts(
        votes=voted.votes if voted else paper.votes,
        comments=(paper.comments if comments is None else comments) or 0,
        stars=paper.stars if stars is None else stars,
        at=voted.at if voted else now,
        before=_earlier(newest_first, voted) if voted else None,
        listed=_listed(candidate.announcements, voted),
    )


def _listed(announcements: Sequence[Announcement], voted: Signal | None) -> Announcement | None:
    """The last announcement by the source that counted the votes; by any, where no signal says which did."""
    return next((one for one in reversed(announcements) if voted is None or one.source == voted.source), None)


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


def _other_reasons(counts: Counts) -> Iterator[str]:
    if counts.stars is not None and counts.stars >= _WORTH_SAYING_STARS:
        yield f"★ {compact(counts.stars)} code"
    if counts.comments >= _WORTH_SAYING_COMMENTS:
        yield _counted(counts.comments, "comment")


def _likely_reasons(likely: Appeal, counts: Counts, promise: float) -> Iterator[str]:
    followers = (counts.listed and counts.listed.followers) or 0
    sponsored = ["listed by someone whom many follow"] if followers >= _WORTH_SAYING_FOLLOWERS else []
    strengths = [*sponsored, *likely.strengths]
    if strengths and promise >= _WORTH_SAYING_LIKELY:
        yield f"likely to rise: {', '.join(strengths[:MOST_SAID])}"


def _late_reasons(counts: Counts, raised: float, now: datetime) -> Iterator[str]:
    hours = (now - counts.listed.at) / _HOUR if counts.listed and counts.listed.at else math.inf
    if raised >= _WORTH_SAYING_LIKELY and 0 <= hours <= _WORTH_SAYING_LISTED_HOURS:
        yield f"listed {_counted(math.ceil(hours), 'hour')} ago" if hours > 1 else "listed within the hour"


def _unvoted_reasons(candidate: Candidate, counts: Counts, now: datetime) -> tuple[str, ...]:
    days = (now.date() - candidate.announced_on).days
    when = {0: "announced today", 1: "announced yesterday"}.get(max(days, 0), f"announced {days} days ago")
    crossed = _cross_listings(candidate)
    listed = [f"cross-listed in {crossed} more {'category' if crossed == 1 else 'categories'}"] if crossed else []
    return (when, *listed, *_other_reasons(counts))


def _counted(number: int, noun: str) -> str:
    return f"{compact(number)} {noun}{'' if number == 1 else 's'}"
