# ruff: noqa: RUF001, SIM905 - quotes, dashes and CJK full stops are what this is about; word lists are to be read
"""PURE. Words as people read them: LaTeX and its leftovers → Unicode, shortening at a word, sentences, small numbers.

Whoever takes text in from outside passes it through ``readable`` once; whatever is shown is ``shorten``ed from that.
"""

import re
import unicodedata

from bot.tex import resolve
from bot.tex.mend import mend

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef]"
)
_NOTHING_VISIBLE = "\ufffd"
_MOST_PASSES = 8


def readable(text: str) -> str:
    """``text`` as one line of readable Unicode: TeX resolved, single spaces, no control or bidi-override character.

    Idempotent; never raises; never empty unless ``text`` is blank. Text without TeX keeps all but its white space.
    What cannot be resolved for certain stays as it was, and so does the TeX of a text beyond 20,000 characters.
    """
    words = _visible(text)
    if not words:
        return _NOTHING_VISIBLE if text.strip() else ""
    for _ in range(_MOST_PASSES):  # what is resolved may uncover more: "\$x_1\$"
        resolved = _resolved(words)
        if resolved in {words, ""}:
            break
        words = resolved
    return words


def _visible(text: str) -> str:
    if not text.isprintable() and _INVISIBLE.search(text):  # nothing invisible is printable; asking so is much quicker
        text = _INVISIBLE.sub(_unless_surrogate, text)
    return " ".join(text.split())


def _unless_surrogate(match: re.Match[str]) -> str:
    """Nothing for an invisible character; half a surrogate pair stood for something that is lost, and says so."""
    return "\ufffd" if match[0] >= "\ud800" and match[0] <= "\udfff" else ""


def _resolved(text: str) -> str:
    resolved = mend(resolve(text))
    return text if resolved == text else _visible(resolved)


_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = re.compile("[\n\t\u2028\u2029]")


def clean(text: str) -> str:
    """For whoever shows text: without control characters (line breaks and tabs become blanks) and bidi overrides."""
    return text if text.isprintable() else _HARMFUL.sub("", _BREAK.sub(" ", text))


def verbatim(text: str) -> str:
    """Text to copy: line by line as it is, however long a line is, without control characters."""
    return "\n".join(clean(line) for line in text.splitlines())


_SENTENCE_IN_LAST = 0.6
_WORD_IN_LAST = 0.5
_DANGLING = " \t,;:-–—([{“‘/&"


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``.

    Whole sentences where one ends in the last 40 %, else whole words and "…"; a word is cut only where it fills half
    of the room, and a visible character never.
    """
    text = text.strip()
    if len(text) <= limit:
        return text
    if limit <= 1:
        return "…"[:limit] if limit > 0 else ""
    return _whole_sentences(text, limit) or _whole_words(text, limit - 1) + "…"


def _whole_sentences(text: str, limit: int) -> str:
    end = kept = 0
    for sentence in sentences(text[: limit + 2]):  # a little beyond, to see that the sentence really ends
        end += len(sentence)
        if end <= limit + 1 and len(text[:end].rstrip()) <= limit and end < limit + 2:
            kept = end
    return text[:kept].rstrip() if kept >= limit * _SENTENCE_IN_LAST else ""


def _whole_words(text: str, room: int) -> str:
    space = text.rfind(" ", 0, room + 1)
    cut = space if space >= room * _WORD_IN_LAST else _visible_boundary(text, room)
    return text[:cut].rstrip(_DANGLING)


def _visible_boundary(text: str, cut: int) -> int:
    """The last place at or before ``cut`` that does not tear one visible character apart."""
    while cut > 0 and _joined(text[cut - 1], text[cut]):
        cut -= 1
    if cut > 0 and _regional(text[cut]):
        start = cut
        while start > 0 and _regional(text[start - 1]):
            start -= 1
        cut -= (cut - start) % 2  # a flag is two of them
    return cut


def _joined(before: str, after: str) -> bool:
    joiner = "\u200d"
    skin = "\U0001f3fb" <= after <= "\U0001f3ff"
    tag = "\U000e0020" <= after <= "\U000e007f"
    half = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
    return joiner in (before, after) or skin or tag or half or unicodedata.category(after).startswith("M")


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


_STARTERS = frozenset(
    "A Additionally An As At By Despite Experiments Extensive Finally First For From Furthermore However If In It Its "
    "Moreover On Our Specifically Such That The Then There These They This Those Thus To Unlike Using We When While "
    "With".split()
)
# the look-behind: from the first of a row of marks only, else a row of thousands costs its square
_ENDING = re.compile(
    r"(?<![.!?…])[.!?…]+[\"'”’)\]]*\s+|[。！？]+[”’」』）]*\s*"
    rf"|(?<=[a-z]{{3}})\.(?=(?:{'|'.join(sorted(_STARTERS))})[\s,])"  # a space was lost: "of the task.We propose"
)
_LAST_WORD = re.compile(r"[^\s(\[{\"“‘']+$")
_ABBREVIATIONS = frozenset(
    "e.g. i.e. al. fig. figs. vs. cf. eq. eqs. sec. secs. sect. ref. refs. tab. no. nos. vol. pp. approx. resp. "
    "dr. prof. mr. mrs. ms. st. viz. ca. w.r.t. i.i.d. a.k.a. aka. ver. ch. chap. app. thm. def. lem. prop. "
    "incl. excl. esp.".split()
)
_NAME = re.compile(r"[a-z]{1,4}[A-Z]|[a-z]{1,8}\d")
"""The start of a name that begins in lower case, as a sentence may: "scGPT", "mRNA", "word2vec"."""
_INITIALS = re.compile(r"(?:[A-Z]\.-?)+$")


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, each with the white space behind it: joined, they are ``text`` again.

    Abbreviations, decimals and initials end none.
    """
    found, start = [], 0
    for match in _ENDING.finditer(text):
        if match.end() < len(text) and _ends_sentence(text, match):
            found.append(text[start : match.end()])
            start = match.end()
    if start < len(text):
        found.append(text[start:])
    return found


def _ends_sentence(text: str, ending: re.Match[str]) -> bool:
    following = text[ending.end()]
    if text[ending.start()] in "。！？":
        return True
    if following.islower() and not _NAME.match(text, ending.end()):
        return False
    last = _LAST_WORD.search(text[max(0, ending.start() - 40) : ending.start() + 1])
    word = last[0] if last else ""
    if word.lower() in _ABBREVIATIONS:
        return False
    next_word = re.match(r"\w*", text[ending.end() : ending.end() + 12])
    return not _INITIALS.fullmatch(word) or bool(next_word and next_word[0] in _STARTERS)


_UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))


def compact(number: int) -> str:
    """A count in at most five characters: 999, 1.2k, 35.1k, 1.2M; rounded down, never up."""
    if number < 0:
        return "-" + compact(-number)
    for size, unit in _UNITS:
        if number >= size:
            tenths = number * 10 // size
            whole, tenth = divmod(tenths, 10)
            return f"{whole}.{tenth}{unit}" if tenth and whole < 100 else f"{whole}{unit}"  # noqa: PLR2004 - three digits are enough
    return str(number)
