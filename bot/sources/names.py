"""PURE: a line of authors → their names."""

import re

from bot.text import readable

_ASIDE = re.compile(r"\s*\([^()]*\)")
_AND = re.compile(r"[,;]?\s+(?:\\and|and)\s+|[,;]\s*(?:\\and|and)\s+", re.IGNORECASE)
_INVERTED = re.compile(r"[^,;]*[^,;\s](?:,\s*[^,;\s][^,;]*)?\s*")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{2,4})\.?", re.IGNORECASE)


def people(line: str) -> tuple[str, ...]:
    """The names in order, given name first, without what stands in brackets (affiliations, addresses).

    Understands ``A B, C D and E F`` as well as ``B, A; D, C``; a suffix (``Jr.``, ``III``) stays with its name.
    """
    text = person(_AND.sub(", ", _without_asides(line)))
    if ";" in text and all(map(_INVERTED.fullmatch, text.split(";"))):
        return tuple(map(_given_first, text.split(";")))
    names: list[str] = []
    for part in filter(None, (part.strip() for part in re.split("[,;]", text))):
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f" {part}"
        else:
            names.append(part)
    return tuple(names)


def person(name: str) -> str:
    """One name, readable and without an affiliation; empty where there is none."""
    bare = _without_asides(name).strip()
    return " ".join(readable(bare).split()) if bare else ""


def _without_asides(text: str) -> str:
    """Brackets may nest: ``A (Lab (X), Y)``."""
    while "(" in text and (shorter := _ASIDE.sub("", text)) != text:
        text = shorter
    return text


def _given_first(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else family.strip()
