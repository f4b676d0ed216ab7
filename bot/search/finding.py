"""What to try, and in which order, until enough is found."""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.search.asking import Asked, Word, taken_apart, word_of
from bot.search.records import Query, Results
from bot.search.typos import nearest
from bot.search.view import Found, View

ENOUGH: Final = 10
"""Papers with all the words that make an answer; with fewer, those with some of the words follow."""
MOST_CORRECTIONS: Final = 5
"""Rare words of a query that are suspected to be slips; each costs some milliseconds."""
RARE: Final = 10
"""Papers that a suspect is in, at most."""
MUCH_MORE_FREQUENT: Final = 20
"""Times as many papers have the word that a suspect is taken for."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """The question as it was probably meant, and its words to show."""

    asked: Asked
    words: str


def find(view: View, query: Query) -> Results:
    """The page that ``query`` asks for: the papers it names by id, else those that its words find."""
    asked = taken_apart(query, view.analysis, view.is_category)
    named = view.find(view.identified(asked), asked) if asked.identifiers else Found()
    if named.total:
        return Results(view.page(named, asked), named.total)
    if not (asked.has_words or asked.has_filters):
        return Results()
    found = _by_words(view, asked)
    if found.total or not asked.phrases:
        return found
    loose = _by_words(view, asked.loosened())  # quotation marks are also just quotation marks
    return replace(loose, how="any") if loose.how == "all" else loose


def _by_words(view: View, asked: Asked) -> Results:
    """Papers with all the words; if none has, with those that were probably meant; if few have, with some of them."""
    every = view.find(view.with_every_word(asked), asked)
    if every.total >= ENOUGH or not asked.words:
        return Results(view.page(every, asked), every.total)
    meant = None if every.total else _meant(view, asked)
    if meant:
        corrected = view.find(view.with_every_word(meant.asked), meant.asked)
        if corrected.total:
            return Results(view.page(corrected, meant.asked), corrected.total, "typo", meant.words)
    some = view.before(every, _with_some_words(view, asked))
    if meant and not some.total:
        some = _with_some_words(view, meant.asked)
        return Results(view.page(some, meant.asked), some.total, "typo", meant.words) if some.total else Results()
    return Results(view.page(some, asked), some.total, "all" if some.total == every.total else "any")


def _with_some_words(view: View, asked: Asked) -> Found:
    # Ranked, the papers with all the words are put first. By day or votes they would drown among those with a single
    # word, so then as many words are asked for as any paper has.
    every = len(asked.words)
    ranked = asked.query.sort == "relevance"
    for least in [1] if ranked else sorted({every - 1, (every + 1) // 2, 1} - {0}, reverse=True):
        some = view.find(view.with_some_words(asked, least), asked)
        if some.total >= ENOUGH or least == 1:
            return some
    return Found()


def _meant(view: View, asked: Asked) -> _Meant | None:
    rare = [word for word in asked.words if view.papers_with(word) <= RARE][:MOST_CORRECTIONS]
    found = {word: other for word in rare if (other := _meant_word(view, word))}
    if not found:
        return None
    words = asked.query.words
    for word, other in found.items():
        words = re.sub(rf"(?<!\w){re.escape(word.typed)}(?!\w)", other.typed, words, flags=re.IGNORECASE)
    return _Meant(asked.in_words(found.get(word, word) for word in asked.words), words)


def _meant_word(view: View, word: Word) -> Word | None:
    """The frequent word that ``word`` is probably a slip for; papers have slips, too, so it need not be unknown."""
    nearby = nearest(word.typed, view.spelled_so, view.spelled_like)
    if not nearby:
        return None
    other = word_of(nearby, view.analysis, word.times)
    typical = view.papers_with(other) > view.papers_with(word) * MUCH_MORE_FREQUENT
    return other if typical and other.stem != word.stem else None
