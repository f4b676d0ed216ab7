"""PURE. What the choice of a sentence looks at: terms of words and of sentences, each with its name.

A word stands for all that share its first six letters. Its terms tell how likely it is part of a one-sentence summary
of the paper; a sentence's terms begin with what that makes one expect of the sentence as a whole. The weights of all
terms are fitted by ``benchmarks/train_summaries.py`` and lie in ``weights.json``.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from bot.summarizers.extractive.trimming import Variant

STEM = 6
"""Letters by which words are told apart: a stemmer for next to nothing."""
USUAL_WORDS = 21
"""Words of a one-sentence summary: the mean of those that authors and reviewers wrote."""

_WORD = re.compile(r"[a-z0-9]+")


def stems(text: str) -> list[str]:
    """The words of ``text`` in their order, in lower case, cut to ``STEM`` letters; none in scripts without letters."""
    return [word[:STEM] for word in _WORD.findall(text.lower())]


def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))


_ANNOUNCE = _stemmed(
    "propose proposed present introduce introduced develop design devise describe release build construct create "
    "contribute formulate unveil establish"
)
_SHOW = _stemmed("show demonstrate prove find found observe argue conclude report")
_WORK = _stemmed("paper work article study report letter note survey thesis manuscript")
_SKIPPED = _stemmed("also then further first instead therefore thus here")
_RESULT = _stemmed("results experiments evaluation evaluations outperforms outperform superior improves achieves sota")
_BACKGROUND = _stemmed(
    "although while recent recently existing current traditional previous prior many most despite modern several "
    "most often typically deep"
)


_LEANS = re.compile(
    r"\b(?:these|those|such(?! as\b)|the above|aforementioned|the former|the latter|their|its|them|they|it)\b"
    r"|\bth(?:is|at)(?= (?:\w+ )?(?!paper|work|article|study|report|letter|note|survey|thesis|manuscript|chapter)"
    r"(?:problem|issue|gap|approach|method|framework|setting|insight|observation|challenge|phenomenon|property|task|end|"
    r"loss|goal|question|idea|limitation|assumption|purpose|way|model|algorithm|information|process)\b)",
    re.IGNORECASE,
)
"""Words that may point out of the sentence."""


class Text:
    """The words of a sentence, and what they say of it: whether it speaks of this very work, and how."""

    def __init__(self, text: str) -> None:
        self.stems = stems(text)
        self.distinct = frozenset(self.stems)

    @cached_property
    def _after_we(self) -> frozenset[str]:
        """What follows "we" or "I", or the adverb behind it."""
        found = set()
        for before, word, beyond in zip(self.stems, self.stems[1:], [*self.stems[2:], ""], strict=False):
            if before in {"we", "i"}:
                found.add(beyond if word in _SKIPPED or word.endswith("ly") else word)
            elif before == "this" and word in _WORK:
                found.add(beyond)
        return frozenset(found)

    @cached_property
    def ours(self) -> bool:
        """It speaks of this work: "we …", "this paper …", "… is proposed"."""
        return not self.distinct.isdisjoint({"we", "i"}) or self.of_paper or self._passive

    @cached_property
    def of_paper(self) -> bool:
        """It says "this paper"."""
        return any(word == "this" and following in _WORK for word, following in pairwise(self.stems))

    @cached_property
    def _passive(self) -> bool:
        return any(w in {"is", "are"} and f in {"propos", "presen", "introd"} for w, f in pairwise(self.stems))

    @cached_property
    def announces(self) -> bool:
        """It says what is new."""
        return self._passive or not self._after_we.isdisjoint(_ANNOUNCE)

    @cached_property
    def shows(self) -> bool:
        """It says what was found."""
        return not self._after_we.isdisjoint(_SHOW)


class Told:
    """An abstract's sentences and its paper's title, counted once for all terms."""

    def __init__(self, sentences: Sequence[str], title: str) -> None:
        self.texts = [Text(sentence) for sentence in sentences]
        self.title = _stemmed(title)
        self.times = Counter(word for text in self.texts for word in text.stems)
        self.sentences_with = Counter(word for text in self.texts for word in text.distinct)
        self.first_of_ours = next((index for index, text in enumerate(self.texts) if text.ours), None)
        self.first_announcement = next((index for index, text in enumerate(self.texts) if text.announces), None)
        ours = [text.distinct for text in self.texts if text.ours]
        self._ours = Counter(word for text in ours for word in text)
        self._of_ours = len(ours) or 1
        none: frozenset[str] = frozenset()
        self._first = none if self.first_of_ours is None else self.texts[self.first_of_ours].distinct
        self._opening = self.texts[0].distinct if self.texts else none

    def word_terms(self, word: str, *, rare: bool) -> list[tuple[str, float]]:
        """Name and value of each term of a word; ``rare`` for one that has no weight of its own."""
        often = math.log1p(self.times[word])
        titled, first = word in self.title, word in self._first
        terms = [
            ("any", 1.0),
            ("often", often),
            ("spread", self.sentences_with[word] / len(self.texts)),
            ("ours", self._ours[word] / self._of_ours),
        ]
        named = (
            ("title", titled),
            ("first of ours", first),
            ("title and first of ours", titled and first),
            ("opening", word in self._opening),
            ("digits", word.isdigit()),
            ("once", self.times[word] == 1),
        )
        terms += [(name, 1.0) for name, holds in named if holds]
        if rare:
            terms += [("rare", 1.0), ("rare often", often), ("rare title", titled), ("rare first of ours", first)]
        return terms

    def sentence_terms(self, index: int, variant: Variant, chances: Mapping[str, float]) -> dict[str, float]:
        """The terms of a sentence, or of what it was cut down to; ``chances`` are those of its words."""
        text = Text(variant.text)
        length = len(text.stems) or 1
        overlap = sum(chances.get(word, 0.0) for word in text.distinct)
        titled = len(text.distinct & self.title)
        return {
            "any": 1.0,
            "expected": 2 * overlap / (length + USUAL_WORDS),
            "density": overlap / length,
            "length": length / USUAL_WORDS,
            "length squared": (length / USUAL_WORDS) ** 2,
            "too short": max(0, 12 - length) / 10,
            "too long": max(0, length - 30) / 10,
            "place": index / (len(self.texts) or 1),
            "opening": index == 0,
            "last": index == len(self.texts) - 1,
            "title told": titled / (len(self.title) or 1),
            "centre": sum(self.sentences_with[word] - 1 for word in text.distinct if word in self.sentences_with)
            / (length * (len(self.texts) or 1)),
            "first of ours": index == self.first_of_ours,
            "first announcement": index == self.first_announcement,
            "announces": text.announces,
            "shows": text.shows,
            "of this paper": text.of_paper,
            "ours": text.ours,
            "new": not text.distinct.isdisjoint({"new", "novel"}),
            "result": not text.distinct.isdisjoint(_RESULT),
            "background": bool(text.stems) and text.stems[0] in _BACKGROUND,
            "leans": bool(_LEANS.search(variant.text)),
            "beside ours": self.first_of_ours is not None and not text.ours,
            "colon": ":" in variant.text,
            "front cut": variant.front,
            "end cut": variant.end,
            "aside cut": variant.aside,
        }
