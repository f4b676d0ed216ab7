"""Which papers a digest holds, why, and why the others are left out. PURE.

Every candidate meets the same questions in the same order, and the first that it fails is its one reason: announced in
these days, by these sources, not posted here before, not excluded, on topic, voted for enough; and last, whether there
is room for it after those that are likelier to stand out (``bot.trend.prospect``). The order of the candidates makes no
difference.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.interests import Here, Leaning, Lexicon, leanings
from bot.model import Candidate, Digest, NearMiss, PaperKey, Pick, Rules, Topic
from bot.room import EVEN, Fault, Judged, Stage, explored, filled, no_room
from bot.text import compact
from bot.topics import Compiled, Folded, compiled, folded, in_title, matches, matching
from bot.trend import Trend, prospect, score

__all__ = ["NEAR_MISSES", "Memo", "Verdict", "matches", "pick", "verdict"]

NEAR_MISSES = 10

_IN_TITLE = 0.2
_IN_TEXT = 0.1
_MOST_FOR_TOPICS = 0.4
"""A paper gains at most as much as half again its votes by being on topic, so that a strong one still comes first."""
_FOR_EACH_SAVER = 0.1
_MOST_FOR_SAVERS = 0.3
_WORTH_SAYING_TOP = 5
_NOBODY = Here()

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


_LeftOut = tuple[Judged, Fault]


class Memo:
    """What all picks at one moment have in common, found once: how a candidate trends, and its text to be matched."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._trends: dict[tuple[PaperKey, date], Trend] = {}
        self._folded: dict[PaperKey, Folded] = {}
        self._lexicons: dict[int, tuple[Sequence[Candidate], Lexicon]] = {}

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

    def lexicon(self, candidates: Sequence[Candidate]) -> Lexicon:
        """Their words; found once for one list, which is kept so that no other takes its identity."""
        found = self._lexicons.get(id(candidates))
        if found is None:
            found = (candidates, Lexicon(candidate.paper for candidate in candidates))
            self._lexicons[id(candidates)] = found
        return found[1]


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a candidate is judged by, but for the room that is left."""

    rules: Rules
    seen: AbstractSet[PaperKey]
    first: date
    last: date
    here: Here
    leanings: Mapping[PaperKey, Leaning]
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
    here: Here = _NOBODY,
    memo: Memo | None = None,
) -> Digest:
    """The digest of ``today``: at most ``rules.count`` papers, best first, never padded.

    ``seen`` are the papers this channel was sent before; ``here`` is what its people liked and saved. Every
    candidate is a pick, or counted in ``already_posted``, or under one reason in ``left_out``; ``considered`` are
    those that are new to the channel and announced within ``rules.window_days`` up to ``today``. ``memo`` is shared by
    picks at the same ``now`` among the same candidates, which makes them quicker.
    """
    asked = _asked(rules, seen, today, _lean(here, candidates, memo or Memo(now)))
    chosen, others = _settle(candidates, asked)
    return Digest(
        picks=_picks(chosen, others, asked),
        considered=len(chosen) + sum(fault.stage > Stage.POSTED for _, fault in others),
        already_posted=sum(fault.stage is Stage.POSTED for _, fault in others),
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
    here: Here = _NOBODY,
) -> Verdict:
    """What ``pick`` makes of the paper ``key`` when it is given the same, and the one reason."""
    asked = _asked(rules, seen, today, _lean(here, candidates, Memo(now)))
    chosen, others = _settle(candidates, asked)
    picks = _picks(chosen, others, asked)
    place = next((place for place, choice in enumerate(picks, start=1) if choice.key == key), None)
    if place:
        return Verdict("picked", picks[place - 1].reasons, place)
    fault = next((fault for judged, fault in others if judged.key == key), None)
    if fault is None:
        return Verdict("not announced", (f"was not announced {_these_days(asked)}",))
    return Verdict("posted" if fault.stage is Stage.POSTED else "left out", (fault.one,))


_Lean = tuple[Here, Mapping[PaperKey, Leaning], Memo]


def _lean(here: Here, candidates: Sequence[Candidate], memo: Memo) -> _Lean:
    """What people here think, and what that does to the candidates; costs nothing where they said nothing."""
    found = leanings(here.opinions, memo.lexicon(candidates)) if here.opinions else {}
    return here, found, memo


def _asked(rules: Rules, seen: AbstractSet[PaperKey], today: date, lean: _Lean) -> _Asked:
    first = today - timedelta(days=max(rules.window_days, 1) - 1)
    return _Asked(rules, seen, first, today, *lean, compiled(rules.include), compiled(rules.exclude))


def _settle(candidates: Sequence[Candidate], asked: _Asked) -> tuple[list[Judged], list[_LeftOut]]:
    """The chosen, best first, and everything else with its reason."""
    judged = [_judge(candidate, asked) for candidate in candidates]
    fit = sorted((paper for paper in judged if paper.fault is None), key=lambda paper: paper.best_first)
    chosen = explored(filled(fit, asked.rules), fit, asked.rules, asked.last)
    taken = Counter(topic for paper in chosen for topic in paper.topics)
    others = [(paper, paper.fault) for paper in judged if paper.fault is not None]
    kept = {paper.key for paper in chosen}
    others += [
        (paper, no_room(paper, (place, len(fit)), chosen, taken, asked.rules))
        for place, paper in enumerate(fit, start=1)
        if paper.key not in kept
    ]
    return chosen, others


def _judge(candidate: Candidate, asked: _Asked) -> Judged:
    """A candidate by itself, without regard to room."""
    trend = asked.memo.trend(candidate)
    fault = _outside(candidate, asked) or _posted(candidate, asked)
    if fault:
        return Judged(candidate, trend, fault)
    paper = asked.memo.folded(candidate) if asked.include or asked.exclude else None
    topics = matching(paper, asked.include) if paper else ()
    leaning = asked.leanings.get(candidate.paper.key, EVEN)
    total = trend.score + (_for_topics(paper, topics) if paper else 0.0) + _for_savers(candidate, asked) + leaning.bonus
    fault = (paper and _off_topic(paper, topics, asked)) or _few_votes(trend.votes, asked.rules.min_votes)
    return Judged(candidate, trend, fault or None, topics, prospect(total, trend.doubt), leaning)


def _outside(candidate: Candidate, asked: _Asked) -> Fault | None:
    wanted = frozenset(asked.rules.sources)
    days = [each.day for each in candidate.announcements if not wanted or each.source in wanted]
    if candidate.announcements and not days:
        return Fault(Stage.OUTSIDE, "was announced by another source", "were announced by other sources")
    if any(asked.first <= day <= asked.last for day in days or [candidate.announced_on]):
        return None
    when = _these_days(asked)
    return Fault(Stage.OUTSIDE, f"was not announced {when}", f"were not announced {when}")


def _these_days(asked: _Asked) -> str:
    return f"on {asked.last}" if asked.first == asked.last else f"from {asked.first} to {asked.last}"


def _posted(candidate: Candidate, asked: _Asked) -> Fault | None:
    if candidate.paper.key not in asked.seen:
        return None
    return Fault(Stage.POSTED, "was posted here before", "were posted here before")


def _off_topic(paper: Folded, topics: Sequence[Topic], asked: _Asked) -> Fault | None:
    unwanted = next(iter(matching(paper, asked.exclude)), None)
    if unwanted:
        return Fault(Stage.EXCLUDED, f"is excluded by {unwanted}", f"are excluded by {unwanted}")
    if asked.include and not topics:
        return Fault(Stage.OFF_TOPIC, "matches no topic", "match no topic")
    return None


def _few_votes(votes: int | None, least: int) -> Fault | None:
    if least <= 0 or (votes is not None and votes >= least):
        return None
    has = "has no votes known" if votes is None else f"has {compact(votes)} vote{'' if votes == 1 else 's'}"
    return Fault(Stage.FEW_VOTES, f"{has}, fewer than {least}", f"have fewer than {least} votes")


def _for_topics(paper: Folded, topics: Iterable[Topic]) -> float:
    gained = sum(_IN_TITLE if in_title(paper, topic) else _IN_TEXT for topic in topics)
    return min(gained, _MOST_FOR_TOPICS)


def _for_savers(candidate: Candidate, asked: _Asked) -> float:
    return min(asked.here.savers.get(candidate.paper.key, 0) * _FOR_EACH_SAVER, _MOST_FOR_SAVERS)


def _picks(chosen: Sequence[Judged], others: Sequence[_LeftOut], asked: _Asked) -> tuple[Pick, ...]:
    tops = _tops([*chosen, *(paper for paper, _ in others)])
    return tuple(
        Pick(paper.key, paper.score, tuple(_reasons(paper, asked.here.savers.get(paper.key, 0), paper.key in tops)))
        for paper in chosen
    )


def _reasons(paper: Judged, savers: int, top: bool) -> Iterator[str]:  # noqa: FBT001 - private, named at its one call
    if paper.topics:
        yield f"matches {', '.join(map(str, paper.topics))}"
    if top:
        yield "most votes of its day"
    yield from paper.trend.reasons
    yield from paper.leaning.reasons
    if savers:
        yield f"saved by {compact(savers)} {'person' if savers == 1 else 'people'} here"


def _tops(papers: Iterable[Judged]) -> frozenset[PaperKey]:
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
    new = [(paper, fault) for paper, fault in others if fault.stage > Stage.POSTED]
    nearest = sorted(new, key=lambda miss: (-miss[1].stage, *miss[0].best_first))[:NEAR_MISSES]
    return tuple(NearMiss(paper.key, paper.candidate.paper.title, fault.one) for paper, fault in nearest)


def _left_out(faults: Iterable[Fault]) -> dict[str, int]:
    """How many were left out for each reason, most frequent first."""
    counted = Counter(fault.many for fault in faults if fault.stage is not Stage.POSTED)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
