"""What people here liked, saved and voted down → how near each candidate is to it, bounded and in words. PURE.

Papers are compared by the words of title, keywords and abstract, weighted by how rare they are among the day's
candidates (tf-idf, cosine). What is liked and what is disliked are each one direction; a candidate is raised or
lowered by how far it stands out towards them among the candidates, so that a channel whose people like everything, or
things nobody publishes, gets the same order as any other. Opinions of a single workspace come in; nothing else does.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from bot.model import Paper, PaperKey
from bot.text import compact

MOST_LIKED = 1.0
"""In ln votes: less than three times as many, so that a strong paper still comes first."""
MOST_DISLIKED = 2.0
"""What one vote against brings is four fifths of it: what is just like it needs five times the votes to stay."""
_FOR_A_SAVE = 0.5
"""A save is of the whole workspace, a vote of this channel."""
_DOUBTS_OF_LIKES, _DOUBTS_OF_DISLIKES = 2.0, 0.25
"""So many likes, or dislikes, are half believed."""
_STANDS_OUT, _STANDS_FAR_OUT = 0.5, 2.0
"""Standard deviations above the usual candidate: from the first on it counts, from the second it counts in full."""
_LEAST_SPREAD = 0.02
_FEWEST = 5
"""Among fewer candidates nothing stands out."""
SIMILAR = 0.12
"""Cosine from which two papers are called similar."""
_WORTH_SAYING = 0.1
_TOO_FREQUENT = 0.5
_IN_TITLE = 4.0
_WORDS = re.compile(r"[a-z][a-z0-9]{2,}")

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many people liked, disliked and saved one paper."""

    paper: Paper
    likes: int = 0
    dislikes: int = 0
    savers: int = 0

    @property
    def weight(self) -> float:
        """Above 0: more of this; below: less of it."""
        return self.likes + _FOR_A_SAVE * self.savers - self.dislikes


@dataclass(frozen=True, slots=True)
class Here:
    """What the people of a channel think: savers in its workspace of each candidate, and opinions on past papers."""

    savers: Mapping[PaperKey, int] = field(default_factory=dict)
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the opinions do to one candidate: ``bonus`` in ln votes, and why, in words; none: nothing to say.

    ``liked`` tells whether it stands out towards what is liked, at any strength.
    """

    bonus: float = 0.0
    liked: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def is_unwanted(self) -> bool:
        """Whether it is much like what was voted down."""
        return self.bonus <= -_WORTH_SAYING


class Lexicon:
    """The words of some candidates: how rare each is, and each paper as a vector of length 1."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._counted = {paper.key: _counted(paper) for paper in papers}
        often = Counter(word for counted in self._counted.values() for word in counted)
        size = len(self._counted)
        self._rare = math.log((size + 1) / 0.5)
        self._rarity = {
            word: math.log((size + 1) / (count + 0.5)) if count <= max(2, _TOO_FREQUENT * size) else 0.0
            for word, count in often.items()
        }
        self.vectors = {key: self._weighed(counted) for key, counted in self._counted.items()}
        self._others: dict[Paper, Vector] = {}
        self._holding: defaultdict[str, list[tuple[PaperKey, float]]] = defaultdict(list)
        for key, vector in self.vectors.items():
            for word, value in vector.items():
                self._holding[word].append((key, value))

    def vector(self, paper: Paper) -> Vector:
        """``paper``, a candidate or not; found once."""
        found = self.vectors.get(paper.key) or self._others.get(paper)
        if found is None:
            found = self._others[paper] = self._weighed(_counted(paper))
        return found

    def nearness(self, aim: Vector) -> dict[PaperKey, float]:
        """The cosine of each candidate with ``aim``."""
        near = dict.fromkeys(self.vectors, 0.0)
        for word, weight in aim.items():
            for key, value in self._holding.get(word, ()):
                near[key] += weight * value
        return near

    def _weighed(self, counted: Vector) -> Vector:
        weighed = {word: count * self._rarity.get(word, self._rare) for word, count in counted.items()}
        return _of_length_one(weighed)


def leanings(opinions: Sequence[Opinion], lexicon: Lexicon) -> dict[PaperKey, Leaning]:
    """How each candidate of ``lexicon`` leans; empty where nobody said anything."""
    if not opinions or len(lexicon.vectors) < _FEWEST:
        return {}
    told = [(opinion, lexicon.vector(opinion.paper)) for opinion in opinions]
    towards = _standing_out([(o.weight, v) for o, v in told if o.weight > 0], lexicon, _DOUBTS_OF_LIKES)
    against = _standing_out([(-o.weight, v) for o, v in told if o.weight < 0], lexicon, _DOUBTS_OF_DISLIKES)
    found = {}
    for key, vector in lexicon.vectors.items():
        bonus = MOST_LIKED * towards.get(key, 0.0) - MOST_DISLIKED * against.get(key, 0.0)
        reason = _reason(vector, told) if bonus >= _WORTH_SAYING else None
        found[key] = Leaning(bonus, towards.get(key, 0.0) > 0, (reason,) if reason else ())
    return found


def _standing_out(weighed: Sequence[tuple[float, Vector]], lexicon: Lexicon, doubts: float) -> dict[PaperKey, float]:
    """From 0 to 1, how much each candidate stands out towards ``weighed``; only those that do."""
    if not weighed:
        return {}
    total = sum(weight for weight, _ in weighed)
    direction: defaultdict[str, float] = defaultdict(float)
    for weight, vector in weighed:
        for word, value in vector.items():
            direction[word] += weight * value
    aim = _of_length_one(direction)
    nearness = lexicon.nearness(aim)
    usual, spread = fmean(nearness.values()), max(pstdev(nearness.values()), _LEAST_SPREAD)
    belief = total / (total + doubts)
    return {
        key: belief
        * min((near - usual) / spread - _STANDS_OUT, _STANDS_FAR_OUT - _STANDS_OUT)
        / (_STANDS_FAR_OUT - _STANDS_OUT)
        for key, near in nearness.items()
        if near - usual > _STANDS_OUT * spread
    }


def _reason(vector: Vector, told: Sequence[tuple[Opinion, Vector]]) -> str:
    """Whose doing it is: the people behind the most similar of the papers they liked."""
    similar = [(opinion.savers, opinion.likes) for opinion, other in told if _product(vector, other) >= SIMILAR]
    savers = max((savers for savers, _ in similar), default=0)
    likes = max((likes for _, likes in similar), default=0)
    if not savers and not likes:
        return "like papers people here liked"
    people, did = (savers, "saved") if savers >= likes else (likes, "liked")
    return f"{compact(people)} {'person' if people == 1 else 'people'} here {did} a similar paper"


def _counted(paper: Paper) -> dict[str, float]:
    """Its words in the singular; how often they stand there counts little, that they stand in the title more."""
    named = set(_stems(" ".join((paper.title, *paper.keywords))))
    counted = Counter(_stems(paper.abstract))
    return {word: 1 + math.log1p(counted[word]) + _IN_TITLE * (word in named) for word in counted.keys() | named}


def _stems(text: str) -> list[str]:
    found = _WORDS.findall(text.lower())
    return [word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in found]


def _of_length_one(vector: Vector) -> dict[str, float]:
    length = math.sqrt(math.fsum([value * value for value in vector.values()]))
    return {word: value / length for word, value in vector.items() if value} if length else {}


def _product(one: Vector, other: Vector) -> float:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum([value * many[word] for word, value in few.items() if word in many])
