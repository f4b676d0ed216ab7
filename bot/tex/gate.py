# ruff: noqa: RUF001 - typographic quotes and dashes are what this is about
"""PURE. Where TeX begins in running text, and what only looks like it: money, paths, options, approximations."""

import re

_TRACES = ("\\", "$", "`", "~", "--", "^{", "_{")


LONGEST_TEXT = 20_000
"""Characters; ten times arXiv's longest abstract. What is longer is no text to be read, and could cost seconds."""


def may_hold_tex(text: str) -> bool:
    """Whether it is worth looking closer: the many texts without any trace of TeX cost next to nothing."""
    return len(text) <= LONGEST_TEXT and any(map(text.__contains__, _TRACES))


_URL_OR_DASH = re.compile(r"(?<!\w)\w+://\S+|(?<![-<!])---?(?![->])")  # at a word's start only: else quadratic
_TIE = re.compile(
    r"(?:(?<=[A-Za-z]{2})|(?<=[.)\]}$,'’%]))~(?=[A-Za-z(\\$\[])|(?<=[A-Za-z.]{3})~(?=\d)|(?<=\d)~(?=[A-Za-z(\\$])"
)
_DOUBLE_QUOTES = re.compile(r"``([^`]{1,300}?)''")
_MIXED_QUOTES = re.compile(r"``([^`\"]{1,300}?)\"")
_SINGLE_QUOTES = re.compile(r"(?<![`\w\\])`([^`'\\]{1,80})'(?!['\w])")
_ESCAPED_QUOTES = re.compile(r'(?<![\w\\])\\"(?=[^\s{\\])([^"\\]{1,300})\\"(?![\w{\\])')
_ESCAPED_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\\'(?=(?:s|t|re|ve|ll|d|m)\b)")


def typography(text: str) -> str:
    """``text`` with TeX's quotes, dashes and ties resolved."""
    if "`" in text:
        text = _DOUBLE_QUOTES.sub(r"“\1”", text)
        text = _MIXED_QUOTES.sub(r"“\1”", text)
        text = _SINGLE_QUOTES.sub(r"‘\1’", text)
    if '\\"' in text:
        text = _ESCAPED_QUOTES.sub(r'"\1"', text)
    if "\\'" in text:
        text = _ESCAPED_APOSTROPHE.sub("'", text)
    if "~" in text:
        text = _TIE.sub(" ", text)
    return _URL_OR_DASH.sub(_dash, text) if "--" in text else text


def _dash(match: re.Match[str]) -> str:
    """A dash where one stands between words; not in an address, nor before an option: ``--verbose``."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    option = len(match[0]) == 2 and (not before or before in " ([\"'`/=") and after.isalnum()  # noqa: PLR2004 - two hyphens
    decrement = len(match[0]) == 2 and before.isalnum() and after in ";)"  # noqa: PLR2004 - two hyphens
    if match[0][0] != "-" or option or decrement:
        return match[0]
    return "–" if len(match[0]) == 2 else "—"  # noqa: PLR2004 - two hyphens are an en dash


LONGEST_MATH = 1000
_COMMAND_OR_SCRIPT = re.compile(r"\\[A-Za-z{}|,;:! ]|[\^_{]|^[\d.]+\\%\s*$")
_ARGUMENTS = re.compile(r"\{[^{}]*\}")
_TWO_WORDS = re.compile(r"(?:(?<=\s)|^)[A-Za-z_]{2,}\s+[A-Za-z]{2,}(?![\w({^])")
_FONT = re.compile(r"\\(?:rm|it|bf|sf|tt|cal|hbox|mbox|text\w*|mod|over)\b")
_ONE_WORD = r"(?![\d.,]+\s*[A-Za-z]{2})[^\s$]{1,40}"
_SINGLE_LETTERS = r"(?!.*\d\s+[A-Za-z])(?!.*[A-Za-z]{2})[^\s$][^$]{0,38}[^\s$]"
_QUANTITY = r"\d+(?:\.\d+)?\s?[A-Za-z]{1,3}"
_STATEMENT = r"\s?(?!\d)(?=[^$]*[=<>(])[^\s$][^$]{0,60}"
_PLAIN = re.compile(rf"{_ONE_WORD}|{_SINGLE_LETTERS}|{_QUANTITY}|{_STATEMENT}|\s[A-Za-z]\s?")
_PLAIN_END = re.compile(r"[\w)\]}'+*|%°!\s][.,;:]?$|^[^\w\s]+$|^\w-$")


def is_math(content: str, before: str, after: str) -> bool:
    """Whether what stands between two ``$`` is mathematics, and not money, prose or a variable of a shell.

    ``before`` and ``after`` are the characters around the two dollar signs, or empty.
    """
    if not content.strip() or len(content) > LONGEST_MATH:
        return False
    if not _COMMAND_OR_SCRIPT.search(content):
        return _is_plain_math(content, before, after)
    if "\\" not in content and content[-1] == " " != content[0] and after.isalnum():
        return False
    return bool(_FONT.search(content)) or not _TWO_WORDS.search(_ARGUMENTS.sub("", _ARGUMENTS.sub("", content)))


def _is_plain_math(content: str, before: str, after: str) -> bool:
    if not _PLAIN.fullmatch(content) or _TWO_WORDS.search(content):
        return False
    if not _PLAIN_END.search(content) and not (content[-1] == "-" and after.isalpha()):
        return False
    if content[0].isdigit() and before.isalnum():
        return False
    return not (after.isdigit() and re.search(r"\w", content))
