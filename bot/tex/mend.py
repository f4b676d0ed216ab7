# ruff: noqa: RUF001 - mathematical signs are what this is about
r"""PURE. Hugging Face's abstracts arrive with every ``$`` and ``\`` stripped from their TeX: mend what is certain.

Certain is what stands in no word of a language or a program: "1.45times", "leq5%", "textit{O}", "360^circ".
Not certain, and left: "sim2real", "x2014", "delta", "pi-Flow", "UFO^3".
"""

import re
from collections.abc import Callable

_Into = str | Callable[[re.Match[str]], str]


def _linked(match: re.Match[str]) -> str:
    address, words = match["address"], match["words"].strip()
    return address if not words or "://" in words or words in address else f"{words} ({address})"


_FONTS = r"text(?:it|bf|tt|sc|sf|rm)|math(?:it|bf|tt|sf|rm|cal|bb|frak|scr)|emph"
_SIGNS = {"times": "×", "sim": "~", "leq": "≤", "geq": "≥", "approx": "≈", "pm": "±", "to": "→", "cdot": "·"}
_TABLE: tuple[tuple[str, str, _Into], ...] = (
    # What must occur in the text, what is mended, and into what. A pattern that begins with plain characters is found
    # many times faster, so what must stand before is looked up behind them: "sim(?<=\dsim)" is "(?<=\d)sim".
    ("times", r"times(?<=\dtimes)(?=\d|[A-Z]|\b)", "×"),
    ("leq", r"leq(?<![A-Za-z\d_]leq)(?=\d)", "≤"),
    ("geq", r"geq(?<![A-Za-z\d_]geq)(?=\d)", "≥"),
    ("approx", r"approx(?<![A-Za-z\d_]approx)(?=\d)", "≈"),
    ("pm", r"pm(?<=\dpm)(?=\d)", "±"),
    ("sim", r"sim(?<=\dsim)(?=\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z\d]))", "~"),
    ("sim", r"sim(?<![A-Za-z\d_-]sim)(?=\d+\.\d|\d+(?:,\d{3})+|\d+(?:%|×|[BMKk]\b))", "~"),
    ("leftrightarrow", r"leftrightarrow", "↔"),
    ("rightarrow", r"rightarrow(?<![A-Za-z]rightarrow)(?![a-z])", "→"),
    ("circ", r"\^(?<=\d\^)(?:circ\b|\{circ\})", "°"),
    ("{", r"\{(times|sim|leq|geq|approx|pm|to|cdot)\}", lambda match: _SIGNS[match[1]]),
    ("{,}", r"\{,\}(?<=\d\{,\})(?=\d)", ","),
    ("{", rf"(?<![A-Za-z\\])(?:{_FONTS})\{{([^{{}}]*)\}}", r"\1"),
    ("{", r"(?P<address>(?:https?://|www\.|\bgit(?:hub|lab)\.com/)[^\s{}]+)(?<![_^])\{(?P<words>[^{}]*)\}", _linked),
    ("\\", r"(?<![^\s(<])\\(?=\d+(?:,\d{3})*(?:\.\d+)?[kKMB]?(?:[\s,;:]|\.(?!\d)|$))", "$"),  # of "\$200"
)
_MENDS = tuple((key, re.compile(pattern), into) for key, pattern, into in _TABLE)


def mend(text: str) -> str:
    """``text`` with its certain leftovers mended."""
    for key, pattern, into in _MENDS:
        if key in text:
            text = pattern.sub(into, text)
    return text
