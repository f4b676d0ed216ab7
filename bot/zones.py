"""Time zones as people type them. PURE but for ``local_zone``, which reads this machine's own settings.

The names are those of the ``tzdata`` package, so that every machine knows the same ones.
"""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

_MISLEADING = frozenset({"EST", "MST", "Factory", "localtime"})
"""Valid to the library, but not what anyone means: EST and MST never change to summer time."""

_SAY_INSTEAD = {
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cdt": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "eest": "Europe/Helsinki",
    "msk": "Europe/Moscow",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
    "z": "UTC",
    "atlanta": "America/New_York",
    "bangalore": "Asia/Kolkata",
    "barcelona": "Europe/Madrid",
    "beijing": "Asia/Shanghai",
    "bengaluru": "Asia/Kolkata",
    "boston": "America/New_York",
    "cambridge": "Europe/London",
    "delhi": "Asia/Kolkata",
    "edinburgh": "Europe/London",
    "frankfurt": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "hamburg": "Europe/Berlin",
    "heidelberg": "Europe/Berlin",
    "kyoto": "Asia/Tokyo",
    "lausanne": "Europe/Zurich",
    "milan": "Europe/Rome",
    "mountain_view": "America/Los_Angeles",
    "mumbai": "Asia/Kolkata",
    "munich": "Europe/Berlin",
    "osaka": "Asia/Tokyo",
    "oxford": "Europe/London",
    "palo_alto": "America/Los_Angeles",
    "pittsburgh": "America/New_York",
    "san_francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "shenzhen": "Asia/Shanghai",
    "stanford": "America/Los_Angeles",
    "tübingen": "Europe/Berlin",
    "washington": "America/New_York",
}
"""Abbreviations and cities that are no zone names; what is ambiguous (CST) is left out."""

_PLAIN = {"Etc/UTC": "UTC", "Etc/UCT": "UTC", "UCT": "UTC", "Zulu": "UTC", "Etc/Zulu": "UTC", "Universal": "UTC"}

_OFFSET = re.compile(r"(utc|gmt)?[+-]\d", re.IGNORECASE)


@cache
def zone_names() -> frozenset[str]:
    """Every IANA name that can be chosen."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(listed) - _MISLEADING


def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone name to the letter, and means what a person would think."""
    return name in zone_names()


def find_zone(name: str) -> str | None:
    """The zone of that name in whatever case and with spaces or hyphens for underscores, spelt as IANA does."""
    return _by_folded_name().get(_folded(name))


def nearest_zone(name: str) -> str | None:
    """The zone that was probably meant: by city ("Berlin"), by abbreviation ("PST"), by spelling; else ``None``.

    An offset ("UTC+1") suggests nothing: half of the year it would be another zone's.
    """
    folded = _folded(name)
    if not folded or _OFFSET.match(folded):
        return None
    city = folded.rpartition("/")[2]
    return find_zone(name) or _SAY_INSTEAD.get(city) or _by_city().get(city) or _alike(folded)


def zones_like(text: str, most: int) -> tuple[str, ...]:
    """The zones that ``text`` may be the beginning or a part of, the likeliest first, ``most`` of them at most."""
    folded = _folded(text)
    meant = nearest_zone(text)
    starting, holding = [], []
    for key, name in sorted(_by_folded_name().items()):
        city = key.rpartition("/")[2]
        if key.startswith(folded) or city.startswith(folded):
            starting.append(name)
        elif folded in key:
            holding.append(name)
    ordered = ([meant] if meant else []) + starting + holding
    return tuple(dict.fromkeys(ordered))[:most]


def local_zone(environ: Mapping[str, str] = os.environ, etc: Path = Path("/etc")) -> str:
    """The zone of this machine: ``TZ``, else what its ``/etc`` says, else ``UTC``."""
    guesses = (environ.get("TZ", ""), _first_line(etc / "timezone"), str((etc / "localtime").resolve()))
    return next((zone for guess in guesses if (zone := _zone_in(guess))), "UTC")


def _zone_in(guess: str) -> str | None:
    name = guess.strip().removeprefix(":").rpartition("zoneinfo/")[2]
    return _PLAIN.get(name, name) if is_zone(name) else None


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        return ""  # most machines have only one of the places; not finding one is ordinary


def _folded(name: str) -> str:
    return re.sub(r"[\s_]+", "_", name.strip()).casefold()


@cache
def _by_folded_name() -> dict[str, str]:
    return {_folded(name): name for name in zone_names()}


@cache
def _by_city() -> dict[str, str]:
    """The last part of a name, for ``Area/City`` names; the shortest name wins (America/Indianapolis)."""
    named = sorted((n for n in zone_names() if "/" in n and not n.startswith("Etc/")), key=lambda n: (-len(n), n))
    return {_folded(name.rpartition("/")[2]): name for name in named}


def _alike(folded: str) -> str | None:
    whole = get_close_matches(folded, sorted(_by_folded_name()), n=1, cutoff=0.8)
    if whole:
        return _by_folded_name()[whole[0]]
    city = get_close_matches(folded.rpartition("/")[2], sorted(_by_city()), n=1, cutoff=0.75)
    return _by_city()[city[0]] if city else None
