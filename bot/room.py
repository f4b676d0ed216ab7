"""Which of the papers that fit a digest has room for: caps of topics, and now and then a change of subject. PURE."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from bot.interests import Leaning
from bot.model import Candidate, PaperKey, Rules, Topic
from bot.trend import Trend

EVEN = Leaning()
_EXPLORES_FROM = 5
"""A digest of fewer papers has none to spare for what nobody here asked for."""
_EXPLORES_EVERY = 3
"""In days."""
_A_CHANGE = "for a change: unlike what people here usually like"
_SHARE_OF_A_TOPIC = 0.6
"""Of the digest, where other topics match too and the rules set no cap of their own."""


class Stage(IntEnum):
    """How far a candidate came; the further, the nearer a miss."""

    OUTSIDE = 0
    POSTED = 1
    OFF_TOPIC = 2
    EXCLUDED = 3
    FEW_VOTES = 4
    NO_ROOM = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a candidate was left out: of one paper ("matches no topic") and of many ("match no topic")."""

    stage: Stage
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate, and what was found so far; ``fault`` is ``None`` while it may still be picked."""

    candidate: Candidate
    trend: Trend
    fault: Fault | None = None
    topics: tuple[Topic, ...] = ()
    score: float = 0.0
    leaning: Leaning = EVEN

    @property
    def key(self) -> PaperKey:
        """The paper's."""
        return self.candidate.paper.key

    @property
    def best_first(self) -> tuple[float, PaperKey]:
        """Sorts by score; the key decides between equals."""
        return (-self.score, self.key)


def filled(fit: Sequence[Judged], rules: Rules) -> list[Judged]:
    """The best that keep to the caps. Where the rules set none, what a topic has beyond its share comes last."""
    taken: Counter[Topic] = Counter()
    chosen: list[Judged] = []
    beyond: list[Judged] = []
    share = math.ceil(rules.count * _SHARE_OF_A_TOPIC) if len(rules.include) > 1 else rules.count
    for paper in fit:
        if len(chosen) >= rules.count:
            break
        if _full(paper, taken, rules):
            continue
        if rules.per_topic or not paper.topics or min(taken[topic] for topic in paper.topics) < share:
            chosen.append(paper)
            taken.update(paper.topics)
        else:
            beyond.append(paper)
    return sorted((*chosen, *beyond[: rules.count - len(chosen)]), key=lambda paper: paper.best_first)


def _full(paper: Judged, taken: Mapping[Topic, int], rules: Rules) -> Topic | None:
    return next((topic for topic in paper.topics if 0 < rules.per_topic <= taken[topic]), None)


def explored(chosen: list[Judged], fit: Sequence[Judged], rules: Rules, today: date) -> list[Judged]:
    """Every few days the last place goes to the best paper that is unlike what people here like, if none is there."""
    explores = rules.count >= _EXPLORES_FROM and today.toordinal() % _EXPLORES_EVERY == 0
    if not explores or len(chosen) < rules.count or not all(paper.leaning.liked for paper in chosen):
        return chosen
    taken = Counter(topic for paper in chosen[:-1] for topic in paper.topics)
    strange = (paper for paper in fit if not paper.leaning.liked and not paper.leaning.is_unwanted)
    found = next((paper for paper in strange if not _full(paper, taken, rules)), None)
    if found is None:
        return chosen
    return [*chosen[:-1], replace(found, leaning=replace(found.leaning, reasons=(_A_CHANGE,)))]


def no_room(
    paper: Judged, place: tuple[int, int], chosen: Sequence[Judged], taken: Mapping[Topic, int], rules: Rules
) -> Fault:
    """Why a paper that fits is not among the ``chosen``; ``place`` is its own, and of how many."""
    full = _full(paper, taken, rules)
    better = not chosen or paper.best_first < chosen[-1].best_first
    if full and (len(chosen) < rules.count or better):
        limit = f"{rules.per_topic} on {full}"
        return Fault(Stage.NO_ROOM, f"comes after {limit}, the most for one topic", f"come after {limit}")
    rank = (
        f"is number {place[0]} of the {place[1]} that fit; {rules.count} {'is' if rules.count == 1 else 'are'} posted"
    )
    unwanted = ", and it is like papers that people here voted down" if paper.leaning.is_unwanted else ""
    gives_way = ", and it gives way to another topic" if better and rules.count else ""
    return Fault(Stage.NO_ROOM, f"{rank}{unwanted or gives_way}", "fit, but rank lower")
