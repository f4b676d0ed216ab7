# ruff: noqa: RUF001 - word lists are to be read; scripts other than Latin are what this is about
"""PURE. Whether a sentence is in the language that was asked for, by its script and its smallest words."""

import re
import unicodedata
from collections.abc import Mapping

SMALL_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "English": "the of and to in a is for that with on by are from as an it we this which their can at be or",
        "German": "der die das und in zu den mit von für auf ist des dem ein eine wird im nicht sich als auch durch",
        "French": "le la les de des et en un une du pour par dans que qui est sur avec au aux ce cette plus leur",
        "Spanish": "el la los las de y en un una que para por con del se es al su como más sus este entre lo",
        "Italian": "il lo la i gli le di e in un una che per con del della dei è si al nel da come più sono",
        "Portuguese": "o a os as de e em um uma que para por com do da dos das é no na se ao como mais são",
        "Dutch": "de het een en van in is op te dat die voor met zijn aan door wordt niet om ook bij naar uit",
        "Polish": "i w na z do się że jest nie to od o dla przez po jak oraz które który co za są ich",
        "Turkish": "ve bir bu için ile de da olarak olan daha çok en gibi kadar göre ise veya hem her",
        "Russian": "и в на с по для что из к от не это как при или который которые а также его их для до",
    }.items()
}
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "Russian": ("CYRILLIC",),
    "Chinese": ("CJK",),
    "Japanese": ("CJK", "HIRAGANA", "KATAKANA"),
    "Korean": ("HANGUL",),
    "Arabic": ("ARABIC",),
    "Hindi": ("DEVANAGARI",),
}
"""As the names of characters begin in Unicode; Latin where nothing is said."""
LATIN = ("LATIN",)
LEAST_SHARE = 0.3
"""Of the letters: the names of methods stay in Latin letters in every language."""
MOST_FOREIGN = 0.1
"""Of the letters of a sentence in a Latin script."""
FEW = 6
"""A shorter text may do without any small word."""
_KANA = ("HIRAGANA", "KATAKANA")


def speaks(text: str, language: str) -> bool:
    """Whether ``text`` can be in ``language``, one of those that the configuration offers.

    The letters are of its script; where several languages share it, none of the others has more of its small words in
    ``text`` than this one.
    """
    letters = [unicodedata.name(letter, "") for letter in text if letter.isalpha()]
    if not letters:
        return False
    share = sum(name.startswith(SCRIPTS.get(language, LATIN)) for name in letters) / len(letters)
    if share < (LEAST_SHARE if language in SCRIPTS else 1 - MOST_FOREIGN):
        return False
    kana = any(name.startswith(_KANA) for name in letters)
    if language in {"Japanese", "Chinese"}:
        return kana == (language == "Japanese")
    return language not in SMALL_WORDS or _most_words(text, language)


def _most_words(text: str, language: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {name: sum(word in small for word in words) for name, small in SMALL_WORDS.items()}
    return counts[language] >= max(counts.values()) and (counts[language] > 0 or len(words) < FEW)
