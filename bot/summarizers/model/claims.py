# ruff: noqa: RUF001, SIM905 - dashes and signs are what authors write; word lists are to be read
"""PURE. The numbers and names of a text, and those of them that another text does not have.

Numbers are compared by value: "1,000" is 1000, "7B" is "7 billion", "3,5" may be 3.5; a percentage only equals a
percentage, a factor only a factor. Names are words with a capital inside or a digit, and, in languages that do not
capitalise nouns, capitalised words that begin no sentence.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

NOUNS_HAVE_CAPITALS = frozenset({"German"})
EVERYWHERE = frozenset("ai ml llm gpu cpu api 2d 3d nlp".split())
"""Names that say nothing about a paper that could be wrong."""

_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z][-‑–.^])(?P<digits>\d+(?:[.,]\d+)*)"
    r"(?:\s?(?P<unit>%|percent\b|per cent\b|percentage\b|×|[xX]\b|times\b|-?fold\b)"
    r"|[\s-]?(?P<power>[KkMBT]\b|thousand\b|million\b|billion\b|trillion\b))?"
)
_POWERS: Mapping[str, float] = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9, "t": 1e12, "trillion": 1e12,
}  # fmt: skip
_WORDS: Mapping[str, float] = {
    word: value
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_WORD = re.compile(r"(?<![\w.,])[^\W_](?:[\w'’+.‑-]*[\w+])?")
_MEASURE = re.compile(r"^[\d.,]+(?:[KkMBTDx]|bit|st|nd|rd|th)?(?:[-‑.]|$)")
"""What a number that begins a word measures: "3D-aware", "6B-parameter". It is compared as a number."""
_PARTS = re.compile(r"[^\W_]+")
_BEGINS = re.compile(r"(?:^|[.!?:;]\s)[\s\"'“‘(\[]*$")
_STEM = 5
SHORTEST_NAME = 2
_JOINED = (1, 2, 3, 4)
"""So many parts are written as one word, or as several: "GUI-Owl-1.5", "GUI Owl 1.5"."""
_SMALL = frozenset("a an and for from in of on or the to via with by".split())


@dataclass(frozen=True, slots=True)
class Number:
    """What it may be worth (a comma is read in several ways), and whether it is a percentage or a factor."""

    written: str
    values: frozenset[float]
    unit: str = ""


def numbers(text: str) -> Iterator[Number]:
    """Every number of ``text``, those in English words too."""
    for found in _NUMBER.finditer(text):
        power = _POWERS.get((found["power"] or "").casefold(), 1)
        values = frozenset(round(value * power, 6) for value in _readings(found["digits"]))
        unit = found["unit"] or ""
        yield Number(found[0], values, "%" if unit in {"%", "percent", "per cent", "percentage"} else unit and "x")
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word in _WORDS:
            yield Number(word, frozenset({_WORDS[word]}))


def _readings(digits: str) -> Iterator[float]:
    """With marks between thousands, and with a decimal point or comma."""
    if _THOUSANDS.fullmatch(digits):
        yield float(re.sub("[.,]", "", digits))
    if digits.count(".") + digits.count(",") <= 1:
        yield float(digits.replace(",", "."))
    elif digits.rfind(".") > digits.rfind(","):
        yield _plain(digits.replace(",", ""))
    else:
        yield _plain(digits.replace(".", "").replace(",", "."))


def _plain(digits: str) -> float:
    """1.2.3 is a version, and worth its first part and the rest behind one point."""
    whole, _, rest = digits.partition(".")
    return float(f"{whole}.{rest.replace('.', '') or 0}")


def new_numbers(text: str, source: str) -> list[str]:
    """Numbers of ``text`` that ``source`` does not have, as they are written."""
    text, source = _plainly(text), _plainly(source)
    known = list(numbers(source))
    return [number.written for number in numbers(text) if not any(_is_same(number, other) for other in known)]


def _is_same(number: Number, known: Number) -> bool:
    return bool(number.values & known.values) and number.unit in {"", known.unit}


def new_names(text: str, source: str, language: str = "English") -> list[str]:
    """Names of ``text`` that ``source`` does not have.

    An acronym may stand for words of ``source``, and words for an acronym there.
    """
    text, source = _plainly(text), _plainly(source)
    known, initials = _Known(source), _initials(source)
    return [
        word
        for run in _runs(names(text, language))
        for place, word in enumerate(run)
        if not _is_known(word, known, initials) and not _is_spelled_out(run, place, known)
    ]


def names(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Each with its place among the words."""
    for place, found in enumerate(_WORD.finditer(text)):
        begins = bool(_BEGINS.search(text[: found.start()]))
        word = _MEASURE.sub("", found[0].removesuffix("'s").removesuffix("’s"))
        if _is_name(word, begins=begins, language=language):
            yield place, word


def _runs(words: Iterable[tuple[int, str]]) -> Iterator[list[str]]:
    """Names that stand side by side, together."""
    run: list[str] = []
    last = -1
    for place, word in words:
        if run and place > last + 1:
            yield run
            run = []
        run.append(word)
        last = place
    if run:
        yield run


def _is_spelled_out(run: Sequence[str], place: int, known: "_Known") -> bool:
    """Whether the name at ``place`` and some beside it are what an acronym of the source is short for."""
    for first in range(place + 1):
        for end in range(max(place, first + 1) + 1, len(run) + 1):
            parts = [part for word in run[first:end] for part in _PARTS.findall(word)]
            if known.has("".join(part[0] for part in parts)):
                return True
    return False


def _plainly(text: str) -> str:
    """A² as A2."""
    return unicodedata.normalize("NFKC", text)


class _Known:
    """The words of a text in every form in which they may be written again."""

    def __init__(self, text: str) -> None:
        parts = [part.casefold() for part in _PARTS.findall(text)]
        words = {"".join(parts[place : place + many]) for many in _JOINED for place in range(len(parts))}
        self._words = words | {word.removesuffix("s") for word in words}
        self._stems = {part[:_STEM] for part in parts if len(part) >= _STEM}

    def has(self, word: str) -> bool:
        plain = "".join(_PARTS.findall(word)).casefold()
        return plain in self._words or plain.removesuffix("s") in self._words

    def has_kin(self, word: str) -> bool:
        """Another form of the same word: Bayes, Bayesian."""
        return len(word) >= _STEM and word[:_STEM].casefold() in self._stems


def _is_name(word: str, *, begins: bool, language: str) -> bool:
    if len(word) < SHORTEST_NAME:
        return False
    if any(letter.isdigit() or letter.isupper() for letter in word[1:]):
        return True
    return word[0].isupper() and not begins and language not in NOUNS_HAVE_CAPITALS


def _is_known(word: str, known: _Known, initials: str) -> bool:
    bare = "".join(_PARTS.findall(word)).casefold()
    if known.has(word) or bare.removesuffix("s") in EVERYWHERE:
        return True
    if any(letter.isdigit() for letter in word):
        return word[0].islower() and all(known.has(part) for part in _PARTS.findall(word))
    parts = [part for part in _PARTS.findall(word) if part[0].isupper() or any(map(str.isupper, part))]
    return bool(parts) and all(_part_is_known(part, known, initials) for part in parts)


def _part_is_known(part: str, known: _Known, initials: str) -> bool:
    acronym = part.removesuffix("s")
    if acronym.isupper() and len(acronym) > 1:
        return known.has(part) or acronym.casefold() in initials or acronym.casefold() in EVERYWHERE
    return known.has(part) or (part[1:].islower() and known.has_kin(part))


def _initials(text: str) -> str:
    """The first letters of all words, and once more without the small ones."""
    parts = [part.casefold() for part in _PARTS.findall(text)]
    return "".join(part[0] for part in parts) + " " + "".join(part[0] for part in parts if part not in _SMALL)
