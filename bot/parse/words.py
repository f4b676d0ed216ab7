"""Typed text made plain, and cut into tokens: words, quoted phrases, ``name:value``. PURE."""

import re
import unicodedata

_QUOTES = {ord(mark): '"' for mark in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"} | {
    ord(mark): "'" for mark in "\u2018\u2019\u201a\u201b\u2032"
}
_LINK = re.compile(r"<(https?://[^\s|>]+)(?:\|[^>]*)?>", re.IGNORECASE)
_MAIL_LINK = re.compile(r"<mailto:([^\s|>]+)(?:\|[^>]*)?>", re.IGNORECASE)
_DASHES = re.compile(
    r'"[^"]*"|(?<!\S)(?:(?P<flag>\u2014(?=(?:post|share)\b))|[\u2013\u2014\u2212]+(?=\w|"))', re.IGNORECASE
)
"""What a keyboard makes of "-" and "--"; in quotes it is what was meant, and stays."""
_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*")+|"')
_POLITE = r"(?:please|pls|plz|thanks|thx)"
_POLITE_START = re.compile(rf"^{_POLITE}\b[\s,]*", re.IGNORECASE)
_POLITE_END = re.compile(rf"(?:[\s,]+{_POLITE}|[\s?!.;,\u2026]+)$", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def plain(text: str) -> str:
    """``text`` with straight quotes, bare links and single spaces; without what cannot be seen."""
    text = _MAIL_LINK.sub(r"\1", _LINK.sub(r"\1", text.translate(_QUOTES)))
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return _DASHES.sub(_as_meant, " ".join(text.split()))


def _as_meant(dashes: re.Match[str]) -> str:
    return dashes[0] if dashes[0].startswith('"') else "--" if dashes["flag"] else "-"


def without_politeness(text: str) -> str:
    """``text`` without "please" and "thanks" around it, and without what ends a sentence."""
    shorter = _POLITE_END.sub("", _POLITE_START.sub("", text))
    return text if shorter == text else without_politeness(shorter)


def tokens(text: str) -> list[str]:
    """The words of ``text``; what stands in double quotes stays together, with its quotes. A lone quote is dropped."""
    return [token for token in _TOKEN.findall(text) if token.strip('"')]


def unquoted(token: str) -> str:
    """A token's text without its quotes, with single spaces."""
    return " ".join(token.replace('"', " ").split()) if '"' in token else token


def quoted(value: str) -> str:
    """``value`` as one token, of which nothing is stripped."""
    return value if re.fullmatch(r"\w(?:[^\s,]*\w)?", value) else f'"{value}"'
