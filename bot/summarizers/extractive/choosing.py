# ruff: noqa: RUF001 - dashes are what authors write
"""PURE. Which sentence of an abstract says best what is new, and how much of it is needed."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from bot.summarizers.extractive.features import RARE, WORD_TERMS, Told
from bot.summarizers.extractive.soundness import faults
from bot.summarizers.extractive.trimming import LIMIT, Variant, variants
from bot.text import sentences, shorten

SHORTEST = 20
"""Characters below which a sentence is a remark, not a statement."""
FINALISTS = 3
"""Sentences that are looked at in every length they can have."""

DISLIKED = {"leans": 0.04, "beside ours": 0.1}
"""Taken off beyond the weight: for words that point out of the sentence, and where another speaks of this work."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts, by its name."""

    words: Mapping[str, float]
    vocabulary: Mapping[str, float]
    sentences: Mapping[str, float]

    def chances(self, told: Told) -> dict[str, float]:
        """How likely each word of the abstract is part of a one-sentence summary, from 0 to 1."""
        usual = [self.words.get(name, 0.0) for name in WORD_TERMS]
        rare = [self.words.get(name, 0.0) + self.words.get(RARE.get(name, ""), 0.0) for name in WORD_TERMS]
        chances = {}
        for word in told.times:
            own = self.vocabulary.get(word)
            worth = sum(map(mul, rare if own is None else usual, told.word_terms(word))) + (own or 0.0)
            chances[word] = 1 / (1 + math.exp(-worth))
        return chances


@cache
def fitted() -> Weights:
    """The weights that ship."""
    read = json.loads((files("bot.summarizers.extractive") / "weights.json").read_text(encoding="utf-8"))
    return Weights(read["words"], read["vocabulary"], read["sentences"])


def split(abstract: str) -> list[str]:
    """The sentences of an abstract, each on one line."""
    return [" ".join(sentence.split()) for sentence in sentences(abstract)]


def extract(abstract: str, title: str = "", weights: Weights | None = None) -> str:
    """The sentence of ``abstract`` that says best what is new, at most ``LIMIT`` characters; empty for an empty one.

    It is the authors' own, without an opening that leans on what stood before, and cut where a clause trails that
    is not needed. Where no sentence can stand alone, the one with the fewest faults does.
    """
    told = split(abstract)
    usable = [index for index, sentence in enumerate(told) if len(sentence) >= SHORTEST]
    if not usable:
        return shorten(" ".join(abstract.split()), LIMIT)
    return shorten(_ended(_best(told, usable, title, weights or fitted())), LIMIT)


def _best(told: Sequence[str], usable: Sequence[int], title: str, weights: Weights) -> str:
    counted = Told(told, title)
    chances = weights.chances(counted)
    counts = [(name, weight - DISLIKED.get(name, 0.0)) for name, weight in weights.sentences.items()]

    def worth(candidate: tuple[int, Variant]) -> float:
        """About the ROUGE-1 F that it may expect as the summary, less what is disliked."""
        terms = counted.sentence_terms(*candidate, chances)
        return sum([weight * terms[name] for name, weight in counts])

    ranked = sorted(usable, key=lambda index: -worth((index, Variant(told[index]))))
    passed: list[str] = []
    for start in range(0, len(ranked), FINALISTS):
        finalists = [(index, one) for index in ranked[start : start + FINALISTS] for one in variants(told[index])]
        for _, variant in sorted(finalists, key=worth, reverse=True):
            if not _count_faults(variant.text):
                return variant.text
            passed.append(variant.text)
    return min(passed, key=_count_faults)


def _count_faults(text: str) -> int:
    return len(faults(text)) + (len(text) > LIMIT) + bool(_ASIDE.search(text))


_ASIDE = re.compile(
    r"https?://|www\.|\bproject (?:page|website)\b|\bin (?:the )?future work\b|^Comments?:|^Keywords?:"
    r"|\baccepted (?:at|to|by|for)\b|\b(?:arXiv|preprint|camera[- ]ready)\b"
    r"|\b(?:code|data ?sets?|models?|weights|demo|videos?|project page|source|toolkit|library|"
    r"implementation|benchmark|checkpoints?)\b.{0,80}\b(?:available|released? at|found at|open[- ]sourced?)\b"
    r"|\bto (?:support|foster|facilitate|encourage|promote|spur|enable|advance) (?:future|further|reproducib)"
    r"|^(?:To [^,]{1,80}, )?we (?:(?:hope|believe|expect|anticipate|plan)\b"
    r"|(?:\w+ly )?(?:evaluate|validate|verify|test) (?:our|the (?:proposed|effectiveness)|its)\b)",
    re.IGNORECASE,
)
"""What authors also say: where their code is, what they hope, that they tested it."""


def _ended(sentence: str) -> str:
    """With a full stop where the authors left none, or with "…" where their abstract breaks off."""
    if "no end" not in faults(sentence):
        return sentence
    return sentence.rstrip(" ,;:–—-") + ("…" if "dangling end" in faults(sentence) else ".")
