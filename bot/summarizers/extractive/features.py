"""PURE. What the choice of a sentence looks at: terms of words and of sentences, each with its name.

A word stands for all that share its first six letters. Its terms tell how likely it is part of a one-sentence summary
of the paper; a sentence's terms begin with what that makes one expect of the sentence as a whole. The weights of all
terms are fitted by ``benchmarks/train_summaries.py`` and lie in ``weights.json``.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.summarizers.extractive.trimming import Variant

STEM = 6
"""Letters by which words are told apart: a stemmer for next to nothing."""
USUAL_WORDS = 21
"""Words of a one-sentence summary: the mean of those that authors and reviewers wrote."""

_WORD = re.compile(r"[a-z0-9]+")
_I = re.compile(r"(?:^|[,;] )I (?=[a-z])")
"""The author, and neither "i.e." nor an item "(i)" nor "type I errors"."""


def stems(text: str) -> list[str]:
    """The words of ``text`` in their order, in lower case, cut to ``STEM`` letters; none in other scripts."""
    return [word[:STEM] for word in _WORD.findall(text.lower())]


def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))


def _pairs(first: str, second: str) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for one in stems(first) for other in stems(second))


_WORKS = _stemmed("paper work article study report letter note survey thesis manuscript review tutorial chapter")
_ANNOUNCING = _pairs(
    "we i this",  # "this paper proposes": the verb is two words on
    "propose proposed present introduce introduced develop design devise describe release build construct create "
    "contribute formulate unveil establish",
) | _pairs("is are", "proposed presented introduced novel")
_POINTING = _stemmed("these those their its them they it aforementioned")
_BACKGROUND = _stemmed(
    "although while recent recently existing current traditional previous prior many most despite modern several "
    "often typically"
)


class Text:
    """The words of a sentence, and what they say of it."""

    def __init__(self, text: str) -> None:
        self.stems = stems(text)
        self.distinct = frozenset(self.stems)
        pairs = frozenset(pairwise(self.stems))
        near = pairs.union(zip(self.stems, self.stems[2:], strict=False))
        shown = frozenset(word for this, word in pairs if this == "this")
        self.of_paper = not shown.isdisjoint(_WORKS)
        self.announces = not near.isdisjoint(_ANNOUNCING)
        """It says what is new."""
        self.ours = self._ours(text)
        """It speaks of this work: "we …", "this paper …", "… is proposed", "here …"."""
        self.leans = self._leans(pairs) or not shown <= _WORKS
        """Some of its words may point out of it: "these", "its", "this problem"."""

    def _ours(self, text: str) -> bool:
        of_us = "we" in self.distinct or self.stems[:1] == ["here"]
        return of_us or self.of_paper or self.announces or bool(_I.search(text))

    def _leans(self, pairs: frozenset[tuple[str, str]]) -> bool:
        such = "such" in self.distinct and ("such", "as") not in pairs
        return such or not self.distinct.isdisjoint(_POINTING)


WORD_TERMS = (
    "any",
    "often",
    "spread",
    "ours",
    "title",
    "first of ours",
    "title and first of ours",
    "opening",
    "digits",
    "once",
)
"""Names of a word's terms, in the order of ``Told.word_terms``."""
RARE = {"any": "rare", "often": "rare often", "title": "rare title", "first of ours": "rare first of ours"}
"""Terms that count otherwise for a rare word, one without a weight of its own → the name of what is added there."""


class Told:
    """An abstract's sentences and its paper's title, counted once for all terms."""

    def __init__(self, sentences: Sequence[str], title: str) -> None:
        self.sentences = sentences
        self.texts = [Text(sentence) for sentence in sentences]
        self.title = _stemmed(title)
        self.times = Counter(word for text in self.texts for word in text.stems)
        self._spread = Counter(word for text in self.texts for word in text.distinct)
        ours = [text for text in self.texts if text.ours]
        self._ours = Counter(word for text in ours for word in text.distinct)
        self._of_ours = len(ours) or 1
        self._first = ours[0] if ours else None
        self._in_first = self._first.distinct if self._first else frozenset[str]()
        self._announcement = next((text for text in self.texts if text.announces), None)

    def word_terms(self, word: str) -> tuple[float, ...]:
        """The value of each of ``WORD_TERMS`` for a word of the abstract."""
        times = self.times[word]
        title, first = word in self.title, word in self._in_first
        return (
            1,
            math.log1p(times),
            self._spread[word] / len(self.texts),
            self._ours[word] / self._of_ours,
            title,
            first,
            title and first,
            word in self.texts[0].distinct,
            word.isdigit(),
            times == 1,
        )

    def sentence_terms(self, index: int, variant: Variant, chances: Mapping[str, float]) -> dict[str, float]:
        """The terms of a sentence, or of what it was cut down to; ``chances`` are those of its words."""
        whole = self.texts[index]
        text = whole if variant.text == self.sentences[index] else Text(variant.text)
        length = len(text.stems) or 1
        overlap = sum([chances.get(word, 0.0) for word in text.distinct])
        shared = sum([self._spread[word] - 1 for word in text.distinct if word in self._spread])
        return {
            "any": 1,
            "expected": 2 * overlap / (length + USUAL_WORDS),
            "density": overlap / length,
            "length": length / USUAL_WORDS,
            "too short": max(0, 12 - length) / 10,
            "too long": max(0, length - 30) / 10,
            "title told": len(text.distinct & self.title) / (len(self.title) or 1),
            "centre": shared / (length * len(self.texts)),
            "first of ours": whole is self._first,
            "first announcement": whole is self._announcement,
            "announces": text.announces,
            "of this paper": text.of_paper,
            "new": not text.distinct.isdisjoint({"new", "novel"}),
            "background": bool(text.stems) and text.stems[0] in _BACKGROUND,
            "leans": text.leans,
            "beside ours": self._first is not None and not text.ours,
            "colon": ":" in variant.text,
            "front cut": variant.front,
            "end cut": variant.end,
            "aside cut": variant.aside,
        }
