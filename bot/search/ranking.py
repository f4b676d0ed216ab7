"""PURE. The order of a query's first hits: what was promised to come first, then by score, then the newest."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

DEPTH: Final = 300
"""Hits of a query that are put in order here; those after them stay as the index has them."""
EVERY_WORD: Final = 10_000.0
"""Added to the score of a paper with all the words: more than BM25 reaches, even for a pasted abstract."""
EXACT_TITLE: Final = 10 * EVERY_WORD
"""Added for the title that was typed."""


FEW_WORDS: Final = 3
"""Of so many words or fewer each is meant: there the second opinion does not count."""
MANY_WORDS: Final = 8
"""From so many words on it counts in full."""
MOST_WEIGHT: Final = 0.5
"""What the second opinion then weighs, see ``benchmarks/meaning.py``."""


def weight_of_meaning(words: int) -> float:
    """The weight of meaning in the answer to a question of so many ``words``, stop words aside."""
    return MOST_WEIGHT * min(1.0, max(0.0, (words - FEW_WORDS) / (MANY_WORDS - FEW_WORDS)))


class Ranked(NamedTuple):
    """A hit: its place, its score as the index gave it, and which of two equals is the newer.

    ``key`` is its place in the order of the index; ``score`` holds the bonuses above.
    """

    key: int
    score: float
    newest: int

    @property
    def tier(self) -> int:
        """Higher tiers come first whatever the scores: the exact title, then all the words, then some of them."""
        return int(self.score // EVERY_WORD)

    @property
    def lexical(self) -> float:
        """The score without bonuses: a sum of BM25 weights, from 0 upwards."""
        return self.score % EVERY_WORD


def in_order(hits: Sequence[Ranked], others: Mapping[int, float] | None = None, weight: float = 0.0) -> list[Ranked]:
    """The same ``hits``, best first: the higher tier, then the higher score, then the newer paper.

    ``others`` is a second opinion, by key, where higher is better: the cosine of question and paper, say. Within a
    tier the score is then ``(1 - weight) * lexical / best lexical + weight * other``; a paper that the second opinion
    does not know counts as 0 there. ``weight`` is from 0 (only words) to 1 (only the second opinion). Neither adds nor
    drops a hit, so that pages of one order neither repeat nor miss any.
    """
    if not others:
        return sorted(hits, key=lambda hit: hit[1:], reverse=True)
    best = max((hit.lexical for hit in hits), default=0.0) or 1.0

    def fused(hit: Ranked) -> float:
        return (1 - weight) * hit.lexical / best + weight * others.get(hit.key, 0.0)

    return sorted(hits, key=lambda hit: (hit.tier, fused(hit), hit.newest), reverse=True)
