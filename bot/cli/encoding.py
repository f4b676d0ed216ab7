# ruff: noqa: RUF001 - signs that look like others are what this file is about
"""Terminals and pipes that cannot show every character get the nearest that they can, never an error."""

import codecs
import sys
import unicodedata
from io import TextIOWrapper

_NEAREST = {
    "·": "-",
    "•": "*",
    "▲": "^",
    "★": "*",
    "…": "...",
    "–": "-",
    "—": "-",
    "─": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "×": "x",
}


def tolerate() -> None:
    """Make the standard output and the standard error replace what they cannot encode."""
    codecs.register_error("paperboy", _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="paperboy")


def nearest(text: str) -> str:
    """``text`` in ASCII: letters without their accents, signs by others, ``?`` where nothing comes near."""
    return "".join(_NEAREST.get(character) or _bare(character) or "?" for character in text)


def _bare(character: str) -> str:
    return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return nearest(error.object[error.start : error.end]), error.end
