"""Which topics a paper matches: words and phrases, categories, authors, organisations. PURE.

Case, diacritics, hyphens and line breaks make no difference; words match whole, in singular and plural, in British and
American spelling. ``diffusion model`` finds "Diffusion Models", ``RL`` does not find "world", ``C++`` and ``3D`` work;
a ``*`` at the end of a word stands for any ending.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from bot.model import Paper, Topic

_SPACES = dict.fromkeys("-_/\u00a0\u2010\u2011\u2012\u2013\u2014\u2212\n\t\r", " ")
_UNDECOMPOSED = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "\u0131": "i", "ð": "d", "þ": "th", "\u2019": "'"}
"""Letters that Unicode does not take apart into a base and a mark; capitals are folded before."""
_ASCII_GAPS = tuple(gap for gap in _SPACES if gap.isascii())
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")
"""What is put on letters of Latin, Greek and Cyrillic; the marks of other scripts make another letter."""
_PLAINER = _SPACES | _UNDECOMPOSED
_TRANSLATED = re.compile(f"[{''.join(map(re.escape, _PLAINER))}]")
_ENDINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ysis", "yses"), "(?:ysis|yses)"),
    (("esis", "eses"), "(?:esis|eses)"),
    (("ix", "ex", "ices"), "(?:ix|ex|ices|ixes|exes)"),
    (("ay", "ays"), "ays?"),
    (("ey", "eys"), "eys?"),
    (("oy", "oys"), "oys?"),
    (("y", "ies"), "(?:y|ies)"),
    (("sses", "ss"), "ss(?:es)?"),
    (("ches", "ch"), "ch(?:es?)?"),
    (("shes", "sh"), "sh(?:es?)?"),
    (("xes", "x"), "x(?:es?)?"),
    (("ases", "as"), "as(?:es?)?"),
    (("uses", "us"), "us(?:es?)?"),
    (("is",), "is"),
)
"""Endings of one word, and the pattern for all of them; what has none of these takes an ``s`` or not."""
_SPELLINGS = (
    (re.compile(r"(?<=[iy])[sz](ation|e|ed|er|ing)$"), r"[sz]\1"),
    (re.compile(r"(?<=[ae])ll?(ed|er|ing)$"), r"ll?\1"),
    (re.compile(r"(?<=[a-z]{3})ou?r$"), "ou?r"),
)
"""British and American, towards a pattern for both."""
_SHORT = 3
_NAME_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_UNSPACED = 0x2E80
"""From here on (CJK) words have no spaces around them, so a match has no boundaries."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A paper made ready to be matched against any number of topics."""

    title: str
    text: str
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    organisation: str


Matcher = Callable[[Folded], bool]
Compiled = tuple[tuple[Topic, str, Matcher], ...]
"""Topics, each with what the folded text must hold for it (empty: nothing), and its test."""


def matches(paper: Paper, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Those of ``topics`` that ``paper`` matches, in their order."""
    return matching(folded(paper), compiled(topics)) if topics else ()


def compiled(topics: Sequence[Topic]) -> Compiled:
    """Topics with their tests, to be matched against many papers."""
    return tuple((topic, *matcher(topic)) for topic in topics)


def matching(paper: Folded, topics: Compiled) -> tuple[Topic, ...]:
    """Those of ``topics`` that the paper matches, in their order."""
    # Nearly every text lacks the word, and looking for plain text is much faster than a call or a pattern.
    text = paper.text
    return tuple([topic for topic, needle, fits in topics if needle in text and fits(paper)])


def in_title(paper: Folded, topic: Topic) -> bool:
    """Whether the words of a text topic stand in the paper's title."""
    return topic.kind == "text" and _sought(topic.value)[1](paper.title) is not None


def folded(paper: Paper) -> Folded:
    """What of ``paper`` is matched, folded once. Title, abstract and keywords never run into one phrase."""
    text = fold("\0".join((paper.title, paper.abstract, *paper.keywords)))
    return Folded(
        title=text.partition("\0")[0],
        text=text,
        categories=tuple(category.casefold() for category in paper.categories),
        authors=paper.authors,
        organisation=fold(paper.organisation or ""),
    )


def fold(text: str) -> str:
    """``text`` without the differences that matching ignores."""
    if text.isascii():
        text = text.lower()
        for gap in _ASCII_GAPS:  # a third of what str.translate takes
            text = text.replace(gap, " ")
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return _TRANSLATED.sub(lambda found: _PLAINER[found[0]], text)


@lru_cache(maxsize=4096)
def matcher(topic: Topic) -> tuple[str, Matcher]:
    """What the text must hold for ``topic``, and the test that decides; made once for each topic."""
    match topic.kind:
        case "text":
            needle, search = _sought(topic.value)
            return needle, lambda paper: search(paper.text) is not None
        case "category":
            return "", _category_matcher(topic.value)
        case "author":
            wanted = _author_words(topic.value)
            return "", lambda paper: any(_same_author(wanted, author) for author in paper.authors)
        case "organisation":
            return "", _organisation_matcher(topic.value)
        case _:
            assert_never(topic.kind)


def _category_matcher(value: str) -> Matcher:
    """``cs.CL`` is itself; ``cs.*`` and ``cs`` are the whole archive."""
    wanted = value.strip().casefold()
    below = wanted.removesuffix("*").removesuffix(".") + "."
    return lambda paper: any(category == wanted or category.startswith(below) for category in paper.categories)


def _organisation_matcher(value: str) -> Matcher:
    """By whole words, or by the same letters however they are spaced ("MetaAI")."""
    search, letters = _sought(value)[1], "".join(fold(value).split())
    return lambda paper: (
        bool(paper.organisation)
        and (search(paper.organisation) is not None or "".join(paper.organisation.split()) == letters)
    )


@lru_cache(maxsize=4096)
def _sought(value: str) -> tuple[str, Callable[[str], object | None]]:
    """What folded text must hold to match ``value`` at all, and the search for its words one after the other."""
    patterns = [_word(word) for word in fold(value).split() if word.strip("*")]
    if not patterns:
        return "", lambda _: None
    words = " +".join(pattern for _, pattern in patterns)
    pattern = _boundary_before(patterns[0][0]) + words + _boundary_after(patterns[-1][0], words)
    return max((certain for certain, _ in patterns), key=len), re.compile(pattern).search


def _boundary_before(start: str) -> str:
    return r"(?<!\w)" if start[0].isalnum() and ord(start[0]) < _UNSPACED else ""


def _boundary_after(end: str, pattern: str) -> str:
    """No letter may follow, and after a word neither ``++`` nor ``#``: ``C`` is not "C++"."""
    if pattern.endswith("*") or ord(end[-1]) >= _UNSPACED:
        return ""
    return r"(?!\w|\+\+|#)" if end[-1].isalnum() else r"(?!\w)"


def _word(word: str) -> tuple[str, str]:
    """What is found in every form of ``word``, and a pattern for all of its forms."""
    if word.endswith("*"):
        return word.rstrip("*"), re.escape(word.rstrip("*")) + r"\w*"
    if not (word.isascii() and word.isalpha()):
        return word, re.escape(word)
    stem, ending = _stem(word)
    for spelling, either in _SPELLINGS:
        if found := spelling.search(stem):
            return stem[: found.start()] or stem[0], spelling.sub(either, stem) + ending
    return stem, stem + ending


def _stem(word: str) -> tuple[str, str]:
    """A word without its ending, and the pattern of that ending in singular and plural. ``TTS`` is no plural."""
    if len(word) <= _SHORT:
        return word, "" if word.endswith("s") else "s?"
    for endings, pattern in _ENDINGS:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) > 1:
                return word.removesuffix(ending), pattern
    return word.removesuffix("s"), "s?"


def _family_last(name: str) -> tuple[str, ...]:
    """The words of a name, given names first: also of "Hinton, Geoffrey" and "Hinton G."."""
    family, comma, given = name.partition(",")
    words = _name_words(f"{given} {family}" if comma else name)
    while len(words) > 1 and (words[-1] in _SUFFIXES or (len(words[-1]) == 1 and len(words[0]) > 1)):
        words = words[:-1] if words[-1] in _SUFFIXES else (words[-1], *words[:-1])
    return words


@lru_cache(maxsize=16384)
def _author_words(name: str) -> tuple[str, ...]:
    return _family_last(name)


def _name_words(name: str) -> tuple[str, ...]:
    return tuple(_NAME_WORD.findall(fold(name).replace("'", "")))


def _same_author(wanted: tuple[str, ...], author: str) -> bool:
    """Whether ``author`` may be the one that is wanted: family name alone, or with given names or initials."""
    words = _author_words(author)
    if not wanted or wanted[-1] not in words:  # which settles nearly all; every other way needs it, too
        return False
    return words[-len(wanted) :] == wanted or sorted(words) == sorted(wanted) or _abbreviated(wanted, words)


def _abbreviated(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Same family name, same first name or initial, and no middle names that contradict."""
    if min(len(wanted), len(words)) == 1 or wanted[-1] != words[-1] or not _same_given(wanted[0], words[0]):
        return False
    middle = iter(words[1:-1])
    return len(words) == 2 or all(any(_same_given(name, other) for other in middle) for name in wanted[1:-1])  # noqa: PLR2004 - a first and a family name


def _same_given(name: str, other: str) -> bool:
    return name == other or (1 in {len(name), len(other)} and name[0] == other[0])
