"""PURE. How words are made comparable: the same folding for what is indexed and for what is asked."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

STOP_WORDS: Final = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its itself me more most my no nor not now of off on once only or other our ours out over own same
    she should so some such than that the their theirs them then there these they this those through to too under until
    up us very was we were what when where which while who whom why will with would you your""".split()  # noqa: SIM905 - 130 quoted words cannot be read
)
"""Dropped from what is asked, unless it consists of nothing else; the index keeps them, for phrases."""

_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")
_COMBINING = re.compile(r"[\u0300-\u036f]+")
_GREEK = re.compile(r"(?<![\u0370-\u03ff])[\u0391-\u03c9](?![\u0370-\u03ff])")
_POWER = re.compile(r"(?<=\w)\^[{(]?(?=[\w-])")
_QUOTES = re.compile(r"[\u201c\u201d\u201e\u201f\u00ab\u00bb]")
_OTHER_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "\u0131": "i", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)+")
_NAME_GAP = re.compile(r"[\s.,]+")
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})

_ARXIV_ID = re.compile(r"(?<![\w.])(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?!\w)")
_DOI = re.compile(r"(?<!\w)10\.\d{4,9}/[^\s<>|\"]+")


def folded(text: str) -> str:
    """``text`` as the index reads it: no accents, n² and n^2 alike, β as beta, mathematical letters plain.

    Each CJK character is a word. What is no character (a lone surrogate) is left out. Case is left to the tokenizer.
    """
    if "^" in text:
        text = _POWER.sub("", text)
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", encodable(text))
    plain = unicodedata.normalize("NFC", _COMBINING.sub("", plain))
    return _CJK.sub(r" \1 ", _GREEK.sub(_greek_name, plain))


def encodable(text: str) -> str:
    """``text`` without lone surrogates, which Tantivy does not take."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


def _greek_name(match: re.Match[str]) -> str:
    # "GREEK SMALL LETTER FINAL SIGMA" → sigma: the last word is the letter's own name
    return f" {unicodedata.name(match[0], ' ').split(' ')[-1].lower()} "


def spelled(text: str) -> str:
    """``text`` as one comparable line: folded, lower case, letters and digits only, single spaces."""
    plain = folded(text).lower()
    if not plain.isascii():
        plain = plain.translate(_OTHER_LETTERS)
    elif plain.isalnum():  # most parts of names are one plain word
        return plain
    return " ".join(_WORD.findall(plain))


def compounds(text: str) -> list[tuple[str, str]]:
    """The neighbouring parts of each hyphened word in the folded ``text``: "pre-training" → (pre, training).

    Written together they are another spelling of the same: pretraining, IL10, autoencoder.
    """
    parts = (_WORD.findall(found) for found in _COMPOUND.findall(text.lower()))
    return [pair for each in parts for pair in pairwise(each)]


def phrases_and_rest(words: str) -> tuple[list[str], str]:
    """The parts in quotation marks of any kind, and everything else; a mark without its partner is ignored."""
    parts = _QUOTES.sub('"', words).split('"')
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    return [part for part in parts[1::2] if part.strip()], " ".join(parts[0::2])


def identifiers(words: str) -> list[str]:
    """The arXiv ids (without version) and DOIs in ``words``, also inside addresses, and ``words`` itself as a key."""
    lowered = words.strip().lower()
    arxiv = _ARXIV_ID.findall(lowered)
    dois = [doi.rstrip(".,;:)]}'") for doi in _DOI.findall(lowered)]
    return [*dict.fromkeys([*arxiv, *dois, lowered])]


def name_parts(name: str) -> list[str]:
    """Given name first: "Hinton, Geoffrey E." → geoffrey, e, hinton; hyphens close up, "Jr." is dropped."""
    family, comma, given = name.partition(",")
    if comma and spelled(given) not in _SUFFIXES:
        name = f"{given} {family}"
    parts = [spelled(part).replace(" ", "") for part in _NAME_GAP.split(name)]
    kept = [part for part in parts if part]
    return kept[:-1] if len(kept) > 2 and kept[-1] in _SUFFIXES else kept  # noqa: PLR2004 - given, family, suffix


def name_tags(name: str) -> Iterator[str]:
    """What an author is found by: ``by=`` the first given name as written, ``initial=`` its first letter."""
    parts = name_parts(name)
    if len(parts) > 1:
        yield f"by={parts[0]} {parts[-1]}"
        yield f"initial={parts[0][0]} {parts[-1]}"


def asked_name_tags(name: str) -> list[str]:
    """The tags of the authors who may be meant by ``name``, in whichever order it is written.

    "G. Hinton" is every Hinton with a G; "Geoffrey Hinton" is him, or a "G. Hinton" whose given name is not told.
    """
    parts = name_parts(name)
    if len(parts) < 2:  # noqa: PLR2004 - a single word may be given or family name: the caller looks for the word
        return []
    given, family = parts[0], parts[-1]
    if len(given) == 1:
        return [f"initial={given} {family}"]
    if len(family) == 1:  # "Hinton G"
        return [f"initial={family} {given}"]
    return [f"by={given} {family}", f"by={given[0]} {family}", f"by={family} {given}", f"by={family[0]} {given}"]
