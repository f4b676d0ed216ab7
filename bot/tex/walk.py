"""PURE. One walk over a text that resolves its TeX; total: whatever is not understood stays as it is."""

import re
from collections.abc import Callable

from bot.tex import symbols
from bot.tex.commands import SOFT, accented, relation, script, settled, shown, spaced, takes_arguments
from bot.tex.gate import LONGEST_MATH, is_math

DEEPEST = 24
"""Groups nested deeper than this stay as they are."""
_ACTIVE = re.compile(r"[\\$^_{]")
_NAME = re.compile(r"[A-Za-z]+(?:\*(?=\{))?")
_PATH = re.compile(r"(?<![A-Za-z\d\\}])[A-Za-z]:\\\S*|\\\\\w+\\\S*")
_ARGUMENT_BEHIND = re.compile(r"\s?[{\[]|\s[A-Za-z](?![A-Za-z])|\d|\s?\\")
_ACCENT = re.compile(
    r"""\\(?:(?P<sign>['`^"~=.])\s?|(?P<letter>[cvHukrdb])(?=\{|\s[A-Za-z]))\s*"""
    r"""(?:\{\s*(?P<braced>\\[ij]|[A-Za-z]?)\s*\}|(?P<bare>\\[ij](?![A-Za-z])\s?|[A-Za-z]))"""
)
_PROSE_SPACING = {",": " ", ";": " ", ":": " ", " ": " ", "@": "", "-": "", "/": ""}
_MATH_SPACING = {",": SOFT, ";": SOFT, ":": SOFT, ">": SOFT, " ": " ", "!": "", "\\": " ", "|": "‖", "/": "", "-": ""}
_MATH_LITERALS = {"{": "", "}": "", "$": "", "~": " ", "&": " ", "'": "′"}  # noqa: RUF001 - a prime
_ESCAPED = frozenset("%&#_${}")


def resolved(text: str) -> str:
    """``text`` with its TeX resolved."""
    return settled(_Walk(text).prose())


class _Walk:
    """A text, its matching braces, the place reached in it, and the end of the part that is being walked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._end = len(text)
        self._depth = 0
        self._math = False
        self._partner = _partners(text)

    # The walk through running text: only what certainly is TeX is resolved.

    def prose(self) -> str:
        out: list[str] = []
        while self._at < self._end:
            active = _ACTIVE.search(self._text, self._at, self._end)
            upto = active.start() if active else self._end
            out.append(self._text[self._at : upto])
            self._at = upto
            if active:
                out.append(self._prose_active())
        return "".join(out)

    def _prose_active(self) -> str:
        match self._text[self._at]:
            case "\\":
                return self._prose_command()
            case "$":
                return self._dollars()
            case "{":
                return self._prose_group()
            case sign:
                return self._prose_script(sign)

    def _literal(self, length: int = 1) -> str:
        start, self._at = self._at, min(self._at + length, self._end)
        return self._text[start : self._at]

    def _prose_group(self) -> str:
        inner = self._text[self._at + 1 : self._at + 3]
        if inner in {"}^", "}_"}:
            self._at += 2
            return ""
        if self._closing() is None or inner[:1] != "\\" or inner[1:] in tuple("{}\\"):
            return self._literal()
        return self._inside()

    def _prose_script(self, sign: str) -> str:
        word = self._text[max(0, self._at - LONGEST_MATH) : self._at].rpartition(" ")[2]
        if self._partner.get(self._at + 1, self._end) >= self._end or "://" in word:
            return self._literal()
        self._at += 1
        return script(sign, self._as_math(self.argument))

    def _dollars(self) -> str:
        sign = "$$" if self._text.startswith("$$", self._at) else "$"
        start, close = self._at + len(sign), self._closing_dollar(sign)
        before, after = self._text[: self._at][-1:], self._text[close + len(sign) :][:1]
        if close < 0 or not is_math(self._text[start:close], before, after):
            return self._literal(len(sign))
        return self._formula(start, close, len(sign))

    def _closing_dollar(self, sign: str) -> int:
        close = self._text.find(sign, self._at + len(sign), self._end)
        while close > 0 and self._text[close - 1] == "\\":
            close = self._text.find(sign, close + 1, self._end)
        return close

    def _prose_command(self) -> str:
        path = _PATH.match(self._text, max(0, self._at - 2)) or _PATH.match(self._text, self._at)
        if path and path.end() > self._at and path.end() <= self._end:
            return self._literal(path.end() - self._at)
        accent = _ACCENT.match(self._text, self._at, self._end)
        if accent and (letter := _composed(accent)):
            self._at = accent.end()
            return letter
        name = _NAME.match(self._text, self._at + 1, self._end)
        return self._prose_named(name[0]) if name else self._prose_escape()

    def _prose_named(self, name: str) -> str:
        start, bare = self._at, name.rstrip("*")
        self._at += 1 + len(name)
        braced = self._text.startswith("{", self._at)
        if not takes_arguments(bare) or _ARGUMENT_BEHIND.match(self._text, self._at, self._end):
            found = "°" if bare == "deg" else shown(bare, self)
            if found is not None:
                return self._eating_space(bare, found)
            if braced and self._closing() is not None:
                return self._unknown(bare)
        self._at = start
        return self._literal(1 + len(name))

    def _unknown(self, name: str) -> str:
        r"""A command of the author's own in front of a group: what is in the group, else its name.

        "\b{eta}" was "\beta" before somebody took its ``\b`` for a command.
        """
        torn = self._text[self._at + 1 : self._partner[self._at]]
        whole = symbols.symbol(name + torn) if len(name) == 1 and torn.isalpha() else None
        found = self._inside().strip()
        return whole or found or name

    def _eating_space(self, name: str, found: str) -> str:
        r"""TeX eats the space behind a command; people who type \alpha in prose mean it, save behind a letter."""
        if self._text.startswith("{}", self._at):
            self._at += 2
        elif name in symbols.LETTERS:
            self.skip_spaces()
        return found

    def _prose_escape(self) -> str:
        sign = self._text[self._at + 1 : self._at + 2]
        closing = {"(": "\\)", "[": "\\]"}.get(sign)
        if closing and (close := self._text.find(closing, self._at + 2, min(self._end, self._at + LONGEST_MATH))) > 0:
            return self._formula(self._at + 2, close, 2)
        if sign in _ESCAPED and sign:
            self._at += 2
            return sign
        return self._prose_spacing(sign)

    def _prose_spacing(self, sign: str) -> str:
        behind = self._text[self._at + 2 : self._at + 3]
        if sign == "\\" and (not behind or behind in " [" or self._at + 2 >= self._end):
            self._at += 2
            return " "
        if sign not in _PROSE_SPACING:
            return self._literal(2 if sign == "\\" else 1)
        self._at += 2
        address = sign == "/" and (behind.isalnum() or behind in "/\\")  # "\/" of JSON, not TeX's italic correction
        return "/" if address else _PROSE_SPACING[sign]

    # The walk through mathematics: everything is TeX.

    def _formula(self, start: int, close: int, width: int) -> str:
        """The formula between two places; the walk goes on ``width`` characters behind it."""
        outer, self._at, self._end = self._end, start, close
        formula = spaced(self._as_math(self._run))
        self._at, self._end = close + width, outer
        return "°" if formula == "∘" else formula

    def _run(self) -> str:
        """Everything up to the end, in the present mode."""
        if not self._math:
            return self.prose()
        out: list[str] = []
        while self._at < self._end:
            out.append(self._math_next())
        return "".join(out)

    def _math_next(self) -> str:
        character = self._text[self._at]
        if character == "\\":
            return self._math_command()
        if character == "{" and self._closing() is not None:
            return self._inside()
        self._at += 1
        if character in "^_":
            return script(character, self.argument())
        return _MATH_LITERALS.get(character, character)

    def _math_command(self) -> str:
        name = _NAME.match(self._text, self._at + 1, self._end)
        if not name:
            sign = self._literal(2)[1:]
            return _MATH_SPACING.get(sign, sign)
        self._at = name.end()
        known = shown(name[0].rstrip("*"), self)
        if known is not None:
            return relation(known)
        if self._closing() is not None:
            return self._inside() or name[0]
        return f"{SOFT}{name[0]}{SOFT}"

    def _as_math(self, walk: Callable[[], str]) -> str:
        outer, self._math = self._math, True
        found = walk()
        self._math = outer
        return found

    # What commands ask for.

    def argument(self) -> str:
        self.skip_spaces()
        if self._at >= self._end:
            return ""
        if self._closing() is not None:
            return self._inside()
        if self._text[self._at] == "\\" and self._depth < DEEPEST:
            self._depth += 1
            found = self._math_command() if self._math else self._prose_command()
            self._depth -= 1
            return found
        return self._literal()

    def option(self) -> str:
        close = self._text.find("]", self._at, self._end)
        if close < 0 or self._text[self._at] != "[":
            return ""
        found = self._text[self._at + 1 : close]
        self._at = close + 1
        return found or " "

    def skip_spaces(self) -> None:
        while self._at < self._end and self._text[self._at].isspace():
            self._at += 1

    def take(self, characters: str) -> bool:
        taken = self._at < self._end and self._text[self._at] in characters
        self._at += taken
        return taken

    def _closing(self) -> int | None:
        """Where the group that opens here closes, if it does before the end."""
        close = self._partner.get(self._at)
        return close if close is not None and close < self._end else None

    def _inside(self) -> str:
        """What the group that opens here shows; the walk goes on behind it."""
        close, outer = self._partner[self._at], self._end
        if self._depth >= DEEPEST:
            return self._literal(close + 1 - self._at)
        self._at, self._end, self._depth = self._at + 1, close, self._depth + 1
        found = self._run()
        self._at, self._end, self._depth = close + 1, outer, self._depth - 1
        return found


def _composed(accent: re.Match[str]) -> str:
    """The accented letter, the accent alone where it stands over nothing, or empty where there is no such letter."""
    sign = accent["sign"] or accent["letter"]
    base = (accent["braced"] if accent["bare"] is None else accent["bare"]).strip().lstrip("\\")
    if not base:
        return sign if accent["sign"] else ""
    letter = accented(base, symbols.ACCENTS[sign])
    return letter if len(letter) == 1 else ""


def _partners(text: str) -> dict[int, int]:
    """Where each opening brace closes; escaped braces are no braces, unbalanced ones have no partner."""
    found: dict[int, int] = {}
    opened: list[int] = []
    if "{" not in text:
        return found
    for brace in re.finditer(r"\\.|[{}]", text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            found[opened.pop()] = brace.start()
    return found
