"""A person's words, taken apart. What is asked may be anything; what comes out are words, phrases and exact values."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bot.search.engine import Analysis
from bot.search.folding import STOP_WORDS, compounds, folded, identifiers, phrases_and_rest
from bot.search.records import Query

MOST_WORDS: Final = 128
"""Different words of one query that are looked for; a pasted abstract has fewer."""
MOST_PAIRS: Final = 40
"""Pairs of neighbouring words that are looked for: two sentences have no more."""
MOST_CHARACTERS: Final = 20_000
"""Characters of a query that are looked at."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed (folded), its stem, and how often it was typed.

    ``joined``: the stems of what it is when written together with its neighbours across a hyphen.
    """

    typed: str
    stem: str
    times: int = 1
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A query taken apart; ``phrases`` are rows of stems, ``loose`` all words with those of the phrases.

    ``pairs`` are the stems of words that follow each other, stop words aside.
    """

    query: Query
    words: tuple[Word, ...] = ()
    loose: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        """There is something to rank by."""
        return bool(self.words or self.phrases)

    @property
    def has_filters(self) -> bool:
        """There is something that leaves papers out, whatever they say."""
        query = self.query
        return bool(self.categories or query.author or query.since or query.source)

    def in_words(self, words: Iterable[Word]) -> "Asked":
        """The same question in other words."""
        return replace(self, words=tuple(words))

    def loosened(self) -> "Asked":
        """The same question, its phrases only words."""
        return replace(self, words=self.loose, phrases=())


def taken_apart(query: Query, analysis: Analysis, is_category: Callable[[str], bool]) -> Asked:
    """The words, phrases, categories and identifiers of ``query``."""
    text = query.words[:MOST_CHARACTERS]
    quoted, rest = phrases_and_rest(text)
    categories = {chunk for chunk in rest.split() if is_category(chunk)}
    phrases = [tuple(analysis.text.analyze(folded(phrase))) for phrase in quoted]
    plain = [chunk for chunk in rest.split() if chunk not in categories]
    plain += [phrase for phrase, stems in zip(quoted, phrases, strict=True) if len(stems) == 1]
    typed = _telling(plain, analysis)
    return Asked(
        query=query,
        words=_words(plain, typed, analysis),
        loose=_words(both := [*plain, *quoted], _telling(both, analysis), analysis),
        phrases=tuple(stems for stems in phrases if len(stems) > 1),
        pairs=_pairs(typed, analysis),
        categories=tuple(sorted(categories)),
        identifiers=tuple(identifiers(text)),
    )


def word_of(typed: str, analysis: Analysis, times: int = 1) -> Word:
    """A word with its stem."""
    return Word(typed, "".join(analysis.stem.analyze(typed)), times)


def _telling(chunks: Iterable[str], analysis: Analysis) -> list[str]:
    typed = analysis.words.analyze(folded(" ".join(chunks)))
    return [word for word in typed if word not in STOP_WORDS] or typed


def _words(chunks: Iterable[str], telling: Iterable[str], analysis: Analysis) -> tuple[Word, ...]:
    together: dict[str, tuple[str, ...]] = {}
    for pair in compounds(folded(" ".join(chunks))):
        stem = word_of("".join(pair), analysis).stem
        together |= {part: (*together.get(part, ()), stem) for part in pair}
    times = Counter(telling).most_common(MOST_WORDS)
    return tuple(replace(word_of(word, analysis, count), joined=together.get(word, ())) for word, count in times)


def _pairs(telling: Sequence[str], analysis: Analysis) -> tuple[tuple[str, str], ...]:
    if STOP_WORDS.issuperset(telling):  # then there is nothing else, and nearly every paper has every one of them
        return ()
    stems = [word_of(word, analysis).stem for word in telling[: MOST_PAIRS + 1]]
    return tuple(dict.fromkeys(pair for pair in pairwise(stems) if pair[0] != pair[1]))
