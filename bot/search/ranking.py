"""PURE. The order of a query's first hits: what was promised to come first, then by score, then the newest."""

from collections.abc import Sequence
from typing import Final

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


def in_order(
    scores: Sequence[float], newest: Sequence[int], near: Sequence[float] = (), weight: float = 0.0
) -> list[int]:
    """The places of the hits, best first: the higher tier, then the higher score, then the newer paper.

    ``scores`` are sums of BM25 weights, from 0 upwards, with the bonuses above, whose tiers come first whatever the
    rest: the exact title, then all the words, then some of them. ``newest`` tells which of two equals is the newer.

    ``near`` is a second opinion, where higher is better: the cosine of question and paper, say; without any the scores
    decide. Within a tier the score is then ``(1 - weight) * lexical / best lexical + weight * near``. ``weight`` is
    from 0 (only words) to 1 (only the second opinion). Neither adds nor drops a hit, so that pages of one order
    neither repeat nor miss any. Of hits that are equal in all, the first stays the first.
    """
    places = range(len(scores))
    if not near:
        return sorted(places, key=list(zip(scores, newest, strict=True)).__getitem__, reverse=True)
    lexical = [score % EVERY_WORD for score in scores]
    by_words = (1 - weight) / (max(lexical, default=0.0) or 1.0)
    marks = [
        (score // EVERY_WORD, by_words * words + weight * cosine, new)
        for score, words, cosine, new in zip(scores, lexical, near, newest, strict=True)
    ]
    return sorted(places, key=marks.__getitem__, reverse=True)


def tied(scores: Sequence[float], needed: int) -> int:
    """How many of ``scores``, the highest first, have to be put in order for the first ``needed`` to be right."""
    if not 0 < needed < len(scores):
        return len(scores)
    last = scores[needed - 1]
    return next((place for place in range(needed, len(scores)) if scores[place] < last), len(scores))
