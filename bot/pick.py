"""Which papers a digest holds, why, and why the others are left out. PURE.

Every candidate meets the same questions in the same order, and the first that it fails is its one reason: announced in
these days, by these sources, not posted here before, not excluded, on topic, voted for enough; and last, in order of
score, whether there is room for it. The order of the candidates makes no difference.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

from bot.model import Candidate, Digest, NearMiss, PaperKey, Pick, Rules, Topic
from bot.text import compact
from bot.topics import Compiled, Folded, compiled, folded, in_title, matches, matching
from bot.trend import Trend, score

__all__ = ["NEAR_MISSES", "Memo", "Verdict", "matches", "pick", "verdict"]

NEAR_MISSES = 10

_IN_TITLE = 0.2
_IN_TEXT = 0.1
_MOST_FOR_TOPICS = 0.4
"""A paper gains at most as much as half again its votes by being on topic, so that a strong one still comes first."""
_FOR_EACH_SAVER = 0.1
_MOST_FOR_SAVERS = 0.3
_WORTH_SAYING_TOP = 5
_NOBODY: Mapping[PaperKey, int] = MappingProxyType({})

Outcome = Literal["picked", "posted", "left out", "not announced"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one paper.

    ``place`` counts from 1 among the picks. ``reasons`` are those of the pick, or the one reason why it was left out,
    to be read after "it" ("has 4 votes, fewer than 10").
    """

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    place: int | None = None


class _Stage(IntEnum):
    """How far a candidate came; the further, the nearer a miss."""

    OUTSIDE = 0
    POSTED = 1
    OFF_TOPIC = 2
    EXCLUDED = 3
    FEW_VOTES = 4
    NO_ROOM = 5


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a candidate was left out: of one paper ("matches no topic") and of many ("match no topic")."""

    stage: _Stage
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate, and what was found so far; ``fault`` is ``None`` while it may still be picked."""

    candidate: Candidate
    trend: Trend
    fault: _Fault | None = None
    topics: tuple[Topic, ...] = ()
    score: float = 0.0

    @property
    def key(self) -> PaperKey:
        return self.candidate.paper.key

    @property
    def best_first(self) -> tuple[float, PaperKey]:
        """Sorts by score; the key decides between equals."""
        return (-self.score, self.key)


_LeftOut = tuple[_Judged, _Fault]


class Memo:
    """What all picks at one moment have in common, found once: how a candidate trends, and its text to be matched."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._trends: dict[tuple[PaperKey, date], Trend] = {}
        self._folded: dict[PaperKey, Folded] = {}

    def trend(self, candidate: Candidate) -> Trend:
        """How it trends now; the same paper trends otherwise where it was announced on another day."""
        about = (candidate.paper.key, candidate.announced_on)
        found = self._trends.get(about)
        if found is None:
            found = self._trends[about] = score(candidate, self._now)
        return found

    def folded(self, candidate: Candidate) -> Folded:
        """What of it is matched."""
        key = candidate.paper.key
        found = self._folded.get(key)
        if found is None:
            found = self._folded[key] = folded(candidate.paper)
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a candidate is judged by, but for the room that is left."""

    rules: Rules
    seen: AbstractSet[PaperKey]
    first: date
    last: date
    savers: Mapping[PaperKey, int]
    memo: Memo
    include: Compiled
    exclude: Compiled


def pick(
    candidates: Sequence[Candidate],
    rules: Rules,
    *,
    seen: AbstractSet[PaperKey],
    today: date,
    now: datetime,
    savers: Mapping[PaperKey, int] = _NOBODY,
    memo: Memo | None = None,
) -> Digest:
    """The digest of ``today``: at most ``rules.count`` papers, best first, never padded.

    ``seen`` are the papers this channel was sent before; ``savers`` tells how many people here saved a paper. Every
    candidate is a pick, or counted in ``already_posted``, or under one reason in ``left_out``; ``considered`` are
    those that are new to the channel and announced within ``rules.window_days`` up to ``today``. ``memo`` is shared by
    picks at the same ``now`` among the same candidates, which makes them quicker.
    """
    asked = _asked(rules, seen, today, savers, memo or Memo(now))
    chosen, others = _settle(candidates, asked)
    return Digest(
        picks=_picks(chosen, others, asked),
        considered=len(chosen) + sum(fault.stage > _Stage.POSTED for _, fault in others),
        already_posted=sum(fault.stage is _Stage.POSTED for _, fault in others),
        near_misses=_near_misses(others),
        left_out=_left_out(fault for _, fault in others),
    )


def verdict(
    key: PaperKey,
    candidates: Sequence[Candidate],
    rules: Rules,
    *,
    seen: AbstractSet[PaperKey],
    today: date,
    now: datetime,
    savers: Mapping[PaperKey, int] = _NOBODY,
) -> Verdict:
    """What ``pick`` makes of the paper ``key`` when it is given the same, and the one reason."""
    asked = _asked(rules, seen, today, savers, Memo(now))
    chosen, others = _settle(candidates, asked)
    picks = _picks(chosen, others, asked)
    place = next((place for place, choice in enumerate(picks, start=1) if choice.key == key), None)
    if place:
        return Verdict("picked", picks[place - 1].reasons, place)
    fault = next((fault for judged, fault in others if judged.key == key), None)
    if fault is None:
        return Verdict("not announced", (f"was not announced {_these_days(asked)}",))
    return Verdict("posted" if fault.stage is _Stage.POSTED else "left out", (fault.one,))


def _asked(
    rules: Rules, seen: AbstractSet[PaperKey], today: date, savers: Mapping[PaperKey, int], memo: Memo
) -> _Asked:
    first = today - timedelta(days=max(rules.window_days, 1) - 1)
    return _Asked(rules, seen, first, today, savers, memo, compiled(rules.include), compiled(rules.exclude))


def _settle(candidates: Sequence[Candidate], asked: _Asked) -> tuple[list[_Judged], list[_LeftOut]]:
    """The chosen, best first, and everything else with its reason."""
    judged = [_judge(candidate, asked) for candidate in candidates]
    fit = sorted((paper for paper in judged if paper.fault is None), key=lambda paper: paper.best_first)
    chosen: list[_Judged] = []
    others = [(paper, paper.fault) for paper in judged if paper.fault is not None]
    taken: Counter[Topic] = Counter()
    for place, paper in enumerate(fit, start=1):
        fault = _no_room(paper, place, len(fit), len(chosen), taken, asked.rules)
        if fault:
            others.append((paper, fault))
        else:
            chosen.append(paper)
            taken.update(paper.topics)
    return chosen, others


def _no_room(
    paper: _Judged, place: int, of: int, chosen: int, taken: Mapping[Topic, int], rules: Rules
) -> _Fault | None:
    if chosen >= rules.count:
        better = f"is number {place} of the {of} that fit; {rules.count} {'is' if rules.count == 1 else 'are'} posted"
        return _Fault(_Stage.NO_ROOM, better, "fit, but rank lower")
    full = next((topic for topic in paper.topics if 0 < rules.per_topic <= taken[topic]), None)
    if full is None:
        return None
    limit = f"{rules.per_topic} on {full}"
    return _Fault(_Stage.NO_ROOM, f"comes after {limit}, the most for one topic", f"come after {limit}")


def _judge(candidate: Candidate, asked: _Asked) -> _Judged:
    """A candidate by itself, without regard to room."""
    trend = asked.memo.trend(candidate)
    fault = _outside(candidate, asked) or _posted(candidate, asked)
    if fault:
        return _Judged(candidate, trend, fault)
    paper = asked.memo.folded(candidate) if asked.include or asked.exclude else None
    topics = matching(paper, asked.include) if paper else ()
    total = trend.score + (_for_topics(paper, topics) if paper else 0.0) + _for_savers(candidate, asked)
    fault = (paper and _off_topic(paper, topics, asked)) or _few_votes(trend.votes, asked.rules.min_votes)
    return _Judged(candidate, trend, fault or None, topics, total)


def _outside(candidate: Candidate, asked: _Asked) -> _Fault | None:
    wanted = frozenset(asked.rules.sources)
    days = [day for source, day in candidate.listings if not wanted or source in wanted]
    if candidate.listings and not days:
        return _Fault(_Stage.OUTSIDE, "was announced by another source", "were announced by other sources")
    if any(asked.first <= day <= asked.last for day in days or [candidate.announced_on]):
        return None
    when = _these_days(asked)
    return _Fault(_Stage.OUTSIDE, f"was not announced {when}", f"were not announced {when}")


def _these_days(asked: _Asked) -> str:
    return f"on {asked.last}" if asked.first == asked.last else f"from {asked.first} to {asked.last}"


def _posted(candidate: Candidate, asked: _Asked) -> _Fault | None:
    if candidate.paper.key not in asked.seen:
        return None
    return _Fault(_Stage.POSTED, "was posted here before", "were posted here before")


def _off_topic(paper: Folded, topics: Sequence[Topic], asked: _Asked) -> _Fault | None:
    unwanted = next(iter(matching(paper, asked.exclude)), None)
    if unwanted:
        return _Fault(_Stage.EXCLUDED, f"is excluded by {unwanted}", f"are excluded by {unwanted}")
    if asked.include and not topics:
        return _Fault(_Stage.OFF_TOPIC, "matches no topic", "match no topic")
    return None


def _few_votes(votes: int | None, least: int) -> _Fault | None:
    if least <= 0 or (votes is not None and votes >= least):
        return None
    has = "has no votes known" if votes is None else f"has {compact(votes)} vote{'' if votes == 1 else 's'}"
    return _Fault(_Stage.FEW_VOTES, f"{has}, fewer than {least}", f"have fewer than {least} votes")


def _for_topics(paper: Folded, topics: Iterable[Topic]) -> float:
    gained = sum(_IN_TITLE if in_title(paper, topic) else _IN_TEXT for topic in topics)
    return min(gained, _MOST_FOR_TOPICS)


def _for_savers(candidate: Candidate, asked: _Asked) -> float:
    return min(asked.savers.get(candidate.paper.key, 0) * _FOR_EACH_SAVER, _MOST_FOR_SAVERS)


def _picks(chosen: Sequence[_Judged], others: Sequence[_LeftOut], asked: _Asked) -> tuple[Pick, ...]:
    tops = _tops([*chosen, *(paper for paper, _ in others)])
    return tuple(
        Pick(paper.key, paper.score, tuple(_reasons(paper, asked.savers.get(paper.key, 0), paper.key in tops)))
        for paper in chosen
    )


def _reasons(paper: _Judged, savers: int, top: bool) -> Iterator[str]:  # noqa: FBT001 - private, named at its one call
    if paper.topics:
        yield f"matches {', '.join(map(str, paper.topics))}"
    if top:
        yield "most votes of its day"
    yield from paper.trend.reasons
    if savers:
        yield f"saved by {compact(savers)} {'person' if savers == 1 else 'people'} here"


def _tops(papers: Iterable[_Judged]) -> frozenset[PaperKey]:
    """The papers that alone have the most votes among those announced on the same day."""
    by_day: dict[date, list[tuple[int, PaperKey]]] = {}
    for paper in papers:
        if paper.trend.votes is not None and paper.trend.votes >= _WORTH_SAYING_TOP:
            by_day.setdefault(paper.candidate.announced_on, []).append((paper.trend.votes, paper.key))
    return frozenset(key for voted in by_day.values() if (key := _alone_at_the_top(voted)))


def _alone_at_the_top(voted: Sequence[tuple[int, PaperKey]]) -> PaperKey | None:
    first, *others = sorted(voted, reverse=True)[:2]
    return first[1] if others and others[0][0] < first[0] else None


def _near_misses(others: Iterable[_LeftOut]) -> tuple[NearMiss, ...]:
    """The best of what was new and left out: first those that came furthest, then by score."""
    new = [(paper, fault) for paper, fault in others if fault.stage > _Stage.POSTED]
    nearest = sorted(new, key=lambda miss: (-miss[1].stage, *miss[0].best_first))[:NEAR_MISSES]
    return tuple(NearMiss(paper.key, paper.candidate.paper.title, fault.one) for paper, fault in nearest)


def _left_out(faults: Iterable[_Fault]) -> dict[str, int]:
    """How many were left out for each reason, most frequent first."""
    counted = Counter(fault.many for fault in faults if fault.stage is not _Stage.POSTED)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
