# ruff: noqa: RUF001 - mathematical signs are what this is about
"""PURE. What one command shows, with its arguments."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Protocol

from bot.tex import symbols

SOFT = "\ufdd0"
"""Stands for "a space, if words would run together here"."""
RELATION = "\ufdd1"
"""Stands around a sign that likes spaces on both sides."""
GONE = "\ufdd2"
"""Stands where something vanished, so that the space before a full stop can go, too."""


class Arguments(Protocol):
    """What a command may ask of the text behind it."""

    def argument(self) -> str:
        """The next argument, shown; empty where there is none."""
        ...

    def option(self) -> str:
        """What stands in brackets here, as written; empty where nothing does."""
        ...

    def skip_spaces(self) -> None:
        """Go on to the next character that is no space."""
        ...

    def take(self, characters: str) -> bool:
        """Whether the next character is one of these; if so, go on behind it."""
        ...


def shown(name: str, arguments: Arguments) -> str | None:
    r"""What ``\name`` shows; ``None`` for a command that nobody here knows."""
    if name in symbols.SILENT or name in symbols.FONTS:
        return _silent(name, arguments)
    if name in symbols.DROPPED:
        return _dropped(symbols.DROPPED[name], arguments)
    if name in symbols.OPERATORS:
        return f"{SOFT}{name}{SOFT}"
    if name in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[name](arguments)
    if name in symbols.TEXT_COMMANDS:
        return arguments.argument()
    if name in symbols.MATH_ACCENTS:
        return accented(arguments.argument(), symbols.MATH_ACCENTS[name])
    if name in symbols.WRAPPED:
        before, after = symbols.WRAPPED[name]
        return f"{before}{arguments.argument()}{after}"
    return symbols.symbol(name)


def takes_arguments(name: str) -> bool:
    r"""Whether ``\name`` means nothing without something in braces behind it."""
    tables = (symbols.DROPPED, _WITH_ARGUMENTS, symbols.TEXT_COMMANDS, symbols.MATH_ACCENTS, symbols.WRAPPED)
    return any(name in table for table in tables)


def _silent(name: str, arguments: Arguments) -> str:
    arguments.skip_spaces()
    if name in {"left", "right", "middle"}:
        arguments.take(".")
    return ""


def _dropped(count: int, arguments: Arguments) -> str:
    for _ in range(count):
        while arguments.option():
            pass
        arguments.argument()
    return GONE


def _second(arguments: Arguments) -> str:
    arguments.option()
    arguments.argument()
    return arguments.argument()


def _fraction(arguments: Arguments) -> str:
    above, below = arguments.argument(), arguments.argument()
    return f"{SOFT}{_grouped(above)}/{_grouped(below)}{SOFT}"


def _binomial(arguments: Arguments) -> str:
    return f"C({arguments.argument()}, {arguments.argument()})"


def _root(arguments: Arguments) -> str:
    degree = arguments.option().strip()
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree) or script("^", degree) + "√"
    return sign + _grouped(arguments.argument())


def _grouped(shown: str) -> str:
    """In parentheses, unless it is one number, one name or in parentheses already."""
    bare = shown.strip(f" {SOFT}")
    return bare if re.fullmatch(r"[\w.′]*|[^\w\s]|\([^()]*\)", bare) else f"({bare})"


def _link(arguments: Arguments) -> str:
    url, words = arguments.argument().strip(), arguments.argument().strip()
    return words or url if not words or words in url or "://" in words else f"{words} ({url})"


def _blackboard(arguments: Arguments) -> str:
    return "".join(symbols.BLACKBOARD.get(character, character) for character in arguments.argument())


def _named(arguments: Arguments) -> str:
    return f"{SOFT}{arguments.argument().strip()}{SOFT}"


def _negated(arguments: Arguments) -> str:
    sign = arguments.argument().strip(f" {RELATION}")
    return f"{RELATION}{accented(sign, chr(0x338))}{RELATION}"


def _long_arrow(arguments: Arguments) -> str:
    """An arrow of any length with something above it; what is above it is lost."""
    arguments.option()
    arguments.argument()
    return f"{RELATION}→{RELATION}"


def _quantity(arguments: Arguments) -> str:
    return f"{arguments.option()} {arguments.argument()}".strip()


def _labelled(arguments: Arguments) -> str:
    arguments.option()
    return arguments.argument()


_WITH_ARGUMENTS: Mapping[str, Callable[[Arguments], str]] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    **dict.fromkeys(("mathbb", "Bbb", "mathds", "mathbbm", "bb", "mbb"), _blackboard),
    **dict.fromkeys(("operatorname", "operatornamewithlimits"), _named),
    **dict.fromkeys(symbols.SECOND_ONLY, _second),
    "sqrt": _root,
    "href": _link,
    "hyperref": _labelled,
    "not": _negated,
    "unit": _quantity,
    "xrightarrow": _long_arrow,
    "textsuperscript": lambda arguments: script("^", arguments.argument()),
    "textsubscript": lambda arguments: script("_", arguments.argument()),
}


def accented(base: str, accent: str) -> str:
    """``base`` with a combining accent; over more than one letter there is none, so it stays off."""
    bare = base.strip()
    dotted = {"ı": "i", "ȷ": "j"}.get(bare, bare)
    return unicodedata.normalize("NFC", dotted + accent) if len(dotted) == 1 else base


_MOST_LETTERS = 4


def script(sign: str, text: str) -> str:
    """A superscript (``^``) or subscript (``_``) in real characters.

    As ``^(…)`` where Unicode lacks one of them, and where a whole word would become too small to read.
    """
    text = settled(spaced(text))
    special = (symbols.RAISED if sign == "^" else symbols.LOWERED).get(text)
    if not text or special:
        return special or ""
    table = symbols.SUPERSCRIPTS if sign == "^" else symbols.SUBSCRIPTS
    small = [table.get(character) for character in text.replace(" ", "")]
    if all(small) and sum(map(str.isalpha, text)) <= _MOST_LETTERS:
        return "".join(filter(None, small))
    return f"{sign}{text}" if len(text) == 1 else f"{sign}{_grouped(text) if text[0] == '(' else f'({text})'}"


_SPACED_RELATION = re.compile(rf"(\s*){RELATION}([^{RELATION}]*){RELATION}(\s*)")
_UNARY = frozenset("≤≥∼≈<>±∓≲≳×−≪≫")


def relation(sign: str) -> str:
    """``sign``, marked if it stands between two things."""
    return f"{RELATION}{sign}{RELATION}" if sign in symbols.RELATIONS else sign


def spaced(formula: str) -> str:
    """A formula with the space around its signs settled."""
    return _SPACED_RELATION.sub(_around, " ".join(formula.split())).strip()


def _around(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    sign = match[2]
    if not before or before[-1] in "([{|,":
        return match[1] + sign + ("" if sign in _UNARY or not match[3] else " ")
    loose = bool(match[1] or match[3])
    return f" {sign} " if loose and after else f"{match[1]}{sign}"


_SOFT_SPACE = re.compile(rf"(?<=[\w)\]}}′°ⁿ])[{SOFT}]+(?=[^\W_]|[√∑∏∫])")
_GONE = re.compile(rf"[ ]*{GONE}(?=[\s.,;:!?)\]{GONE}]|$)")
_MARKS = re.compile(f"[{SOFT}{RELATION}{GONE}]")


def settled(text: str) -> str:
    """``text`` without the marks of this module."""
    return _MARKS.sub("", _SOFT_SPACE.sub(" ", _GONE.sub("", text)))
