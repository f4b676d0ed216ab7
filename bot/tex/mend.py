"""PURE. Hugging Face's abstracts arrive with every ``$`` and ``\\`` stripped from their TeX: mend what is certain.

Certain is what stands in no word of a language or a program: "1.45times", "leq5%", "textit{O}", "360^circ".
Not certain, and left: "sim2real", "x2014", "delta", "pi-Flow", "UFO^3".
"""

import re
from collections.abc import Callable

GATE = re.compile(r"\dtimes|leq\d|geq\d|approx\d|sim\d|\d(?:pm|sim)\d|rightarrow|\^circ|[a-z]\{")
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_Mend = str | Callable[[re.Match[str]], str]
_MENDS: tuple[tuple[re.Pattern[str], _Mend], ...] = (
    (re.compile(r"(?<=\d)times(?=\d|[A-Z]|\b)"), "×"),
    (re.compile(r"(?<![A-Za-z\d_])leq(?=\d)"), "≤"),
    (re.compile(r"(?<![A-Za-z\d_])geq(?=\d)"), "≥"),
    (re.compile(r"(?<![A-Za-z\d_])approx(?=\d)"), "≈"),
    (re.compile(r"(?<=\d)pm(?=\d)"), "±"),
    (re.compile(rf"(?<=\d)sim(?={_NUMBER}(?![A-Za-z\d]))"), "~"),
    (re.compile(rf"(?<![A-Za-z\d_-])sim(?=\d+\.\d|\d+(?:,\d{{3}})+|\d+(?:%|×|[BMKk]\b))"), "~"),
    (re.compile(r"leftrightarrow"), "↔"),
    (re.compile(r"(?<![A-Za-z])rightarrow(?![a-z])"), "→"),
    (re.compile(r"(?<=\d)\^(?:circ\b|\{circ\})"), "°"),
    (
        re.compile(
            r"(?<![A-Za-z\\])(?:text(?:it|bf|tt|sc|sf|rm)|math(?:it|bf|tt|sf|rm|cal|bb|frak|scr)|emph)\{([^{}]*)\}"
        ),
        r"\1",
    ),
)


def mend(text: str) -> str:
    """``text`` with its certain leftovers mended."""
    for pattern, into in _MENDS:
        text = pattern.sub(into, text)
    return text
