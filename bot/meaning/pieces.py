"""PURE. A text as numbered pieces of words: the same here and where the model is trained."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST_WORD: Final = 60
"""Characters of a word that are looked at; longer "words" are data."""
CONTINUED: Final = "##"
"""Stands before a piece that does not begin a word."""
_MOST_KEPT: Final = 50_000

_WORD = re.compile(r"[^\W_]+")
_COMBINING = re.compile(r"[\u0300-\u036f]+")


def plain_words(text: str) -> list[str]:
    """The runs of letters and digits of ``text``, in lower case, without accents; 𝛽 and β alike."""
    text = text.lower()
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text)).lower()
    return _WORD.findall(text)


class Pieces:
    """Cuts words into the pieces of a vocabulary, always the longest that fits (WordPiece).

    A word that is in the vocabulary is one piece; what no piece begins with is left out, a character at a time.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary), default=0)
        self._kept: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of ``text``, in its order."""
        return [number for word in plain_words(text) for number in self._of_word(word)]

    def _of_word(self, word: str) -> tuple[int, ...]:
        known = self._kept.get(word)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[word] = self._cut(word[:LONGEST_WORD])
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        numbers, at = [], 0
        while at < len(word):
            mark = CONTINUED if at else ""
            ends = range(min(len(word), at + self._longest), at, -1)
            end = next((end for end in ends if mark + word[at:end] in self._numbers), 0)
            if end:
                numbers.append(self._numbers[mark + word[at:end]])
            at = end or at + 1
        return tuple(numbers)
