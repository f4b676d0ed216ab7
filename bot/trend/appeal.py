"""What a paper's text and facts foretell of its votes before anybody has voted. PURE.

Fitted on the votes that 7,876 papers had on the day they were announced, compared with the other papers of the same
day. It is bounded, and fades with the paper's age, so that it never decides against many votes: who is new, alone or
without an institution loses little, and it is lost again within four days.
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.model import Paper
from bot.trend.coefficients import Coefficients

MOST = 1.5
"""The appeal is at most this, in ln votes, and at least its negative. What the forecast makes of it is less than half:
a paper of the first hours gains by it at most half again its votes."""
MOST_AUTHORS = 60
MOST_DAYS = 30
MOST_SAID = 3
_WORTH_SAYING = 0.1
_LETTERS_AND_DIGITS = bytes(byte if bytes([byte]).isalnum() else ord(" ") for byte in range(256))

_SAID: Final = {
    "authors": "many authors",
    "organisation": "an organisation",
    "code": "code",
    "project": "a project page",
    "title": "a short title",
    "days": "just submitted",
}
_SUBJECT = "its subject"


@dataclass(frozen=True, slots=True)
class Appeal:
    """In ln votes more than the usual paper of its day, and what speaks for it, strongest first."""

    value: float
    strengths: tuple[str, ...] = ()


NONE = Appeal(0.0)


def appeal(paper: Paper, announced_on: date, learnt: Coefficients) -> Appeal:
    """The appeal of ``paper``; none at all of one without an abstract, of which too little is known."""
    if not paper.abstract:
        return NONE
    known = facts(paper, announced_on)
    worth = {
        _SAID[name]: fact.weight * (seen - fact.usual)
        for name, fact in learnt.facts.items()
        if (seen := known[name]) is not None
    }
    worth[_SUBJECT] = math.fsum(learnt.words[word] for word in learnt.words.keys() & words(paper)) - learnt.usual_words
    total = math.fsum(worth.values())
    strongest = sorted(worth.items(), key=lambda item: (-item[1], item[0]))[:MOST_SAID]
    return Appeal(
        value=min(max(total, -MOST), MOST),
        strengths=tuple(name for name, value in strongest if value >= _WORTH_SAYING),
    )


def facts(paper: Paper, announced_on: date) -> dict[str, float | None]:
    """What is known of a paper besides its text, by the names of ``Coefficients.facts``; ``None``: not told."""
    return {
        "authors": math.log1p(min(len(paper.authors), MOST_AUTHORS)) if paper.authors else None,
        "organisation": float(bool(paper.organisation)),
        "code": float(bool(paper.code_url)),
        "project": float(bool(paper.project_url)),
        "title": math.log1p(len(paper.title)),
        "days": _days(paper.published_at, announced_on),
    }


def words(paper: Paper) -> frozenset[str]:
    """Title and abstract in runs of ASCII letters and digits; by way of bytes, since a day has 20,000 of them."""
    text = f"{paper.title} {paper.abstract}".lower().encode("ascii", "replace")
    return frozenset(text.translate(_LETTERS_AND_DIGITS).decode("ascii").split())


def _days(published_at: datetime | None, announced_on: date) -> float | None:
    """Logarithm of the days from its submission to the day it was announced."""
    if published_at is None:
        return None
    days = (datetime.combine(announced_on, time(), UTC) - published_at) / timedelta(days=1)
    return math.log1p(min(max(days, 0.0), MOST_DAYS))
