"""People's names as a bibliography needs them: what to sort by, and the rest. PURE.

Sources give names as they are read ("Ada Lovelace"); which part is the family name is told by convention only.
"""

import re
from dataclasses import dataclass

_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ten", "ter"}
    | {"van", "von", "vom", "zu", "zum", "zur"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_GROUP = re.compile(
    r"^the\b|\b(?:and|for|of|team|group|collaboration|consortium|project|university|institute|lab|labs|laboratory|"
    r"research|initiative|foundation|community|authors|(?-i:AI))\b|[&@:;/]|\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """``family`` is what one sorts by, particles included; a group has nothing else."""

    family: str
    given: str = ""
    suffix: str = ""


def read_name(text: str) -> Name:
    """The parts of a name: "Ludwig van Beethoven", "Hinton, Geoffrey E.", "John Smith Jr.", "The BigScience Team"."""
    written = " ".join(text.split())
    text = written.strip(",; ")
    if not text:  # nothing but commas
        return Name(written)
    if _GROUP.search(text) or text.count(",") > 1:
        return Name(text)
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma:
        as_suffix = given.rstrip(".").casefold() in _SUFFIXES
        return _in_order([*family.split(), given]) if as_suffix else Name(family or given, given if family else "")
    return _in_order(text.split())


def _in_order(words: list[str]) -> Name:
    suffix = words[-1] if len(words) > 2 and words[-1].rstrip(".").casefold() in _SUFFIXES else ""  # noqa: PLR2004 - a given name, a family name, a suffix
    names = words[:-1] if suffix else words
    begin = len(names) - 1
    while begin > 1 and names[begin - 1] in _PARTICLES:
        begin -= 1
    return Name(" ".join(names[begin:]), " ".join(names[:begin]), suffix)
