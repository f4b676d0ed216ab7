"""PURE. Where TeX begins in running text, and what only looks like it: money, paths, options, approximations."""

import re

GATE = re.compile(r"[\\$`]|[\^_]\{|\w~|[^\s~]~[(\\$]|--")
"""Text in which this finds nothing holds no TeX."""

_URL_OR_DASH = re.compile(r"\w+://\S+|(?<![-<!])---?(?![->])")
_TIE = re.compile(
    r"(?:(?<=[A-Za-z]{2})|(?<=[.)\]}$,'’%]))~(?=[A-Za-z(\\$\[])|(?<=[A-Za-z.]{3})~(?=\d)|(?<=\d)~(?=[A-Za-z(\\$])"
)  # noqa: RUF001 - a typographic apostrophe
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
        text = _SINGLE_QUOTES.sub(r"‘\1’", text)  # noqa: RUF001 - typographic quotes
    if "\\" in text:
        text = _ESCAPED_QUOTES.sub(r'"\1"', text)
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
    return "–" if len(match[0]) == 2 else "—"  # noqa: PLR2004, RUF001 - two hyphens are an en dash


LONGEST_MATH = 1000
_COMMAND_OR_SCRIPT = re.compile(r"\\[A-Za-z{}|,;:! ]|[\^_{]")
_ARGUMENTS = re.compile(r"\{[^{}]*\}")
_FREE_WORD = re.compile(r"(?:(?<=\s)|^)[A-Za-z]{2,}(?=\s|$)")
_FONT = re.compile(r"\\(?:rm|it|bf|sf|tt|cal|hbox|mbox|text\w*|mod|over)\b")
_PLAIN_MATH = re.compile(
    r"(?![\d.,]+\s*[A-Za-z]{2})[^\s$]{1,40}|(?!.*\d\s+[A-Za-z])(?!.*[A-Za-z]{2})[^\s$][^$]{0,38}[^\s$]"
)
_ENDS_MATH = re.compile(r"[\w)\]}'+*|%°]$|^[^\w\s]+$")


def is_math(content: str, before: str, after: str) -> bool:
    """Whether what stands between two ``$`` is mathematics, and not money or prose.

    ``before`` and ``after`` are the characters around the two dollar signs, or empty.
    """
    if not content.strip() or len(content) > LONGEST_MATH:
        return False
    if not _COMMAND_OR_SCRIPT.search(content):
        return _is_plain_math(content, before, after)
    if "\\" not in content and content != content.strip():
        return False
    return bool(_FONT.search(content)) or not _FREE_WORD.search(_ARGUMENTS.sub("", _ARGUMENTS.sub("", content)))


def _is_plain_math(content: str, before: str, after: str) -> bool:
    if not _PLAIN_MATH.fullmatch(content) or not _ENDS_MATH.search(content):
        return False
    if content[0].isdigit() and before.isalnum():
        return False
    return not (after.isdigit() and re.search(r"\w", content))
