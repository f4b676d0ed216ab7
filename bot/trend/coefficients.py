"""What the score learnt from the past, as ``benchmarks/trend.py --write`` fitted it: ``coefficients.json``. PURE."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a paper from its first hour: its usual size, and what one more is worth."""

    usual: float
    weight: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The weights of the forecast, all in units of ln votes; ``bot.trend.scoring`` has the formula."""

    gain: float
    """What a new paper without a vote gains."""
    shrink: float
    """How much of an early lead is chance, and is lost again."""
    code: float
    usual_code: float
    """The usual ln(1 + stars) of a paper that comes with code; one without code is neither raised nor lowered."""
    rise: float
    """Growth of ln(1 + votes) since the observation before; small, since age has told most of it."""
    late: float
    usual_late: float
    """The usual ln(age / hours on the list): most papers come onto a day's list after its midnight."""
    appeal: float
    """How much of the appeal is still to come."""
    reach: float
    usual_reach: float
    """The usual ln(1 + followers of the person who put the paper on the list)."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All that was fitted. ``words`` have their worth in ln votes, ``usual_words`` is what an abstract's sum to."""

    forecast: Forecast
    facts: Mapping[str, Fact]
    words: Mapping[str, float]
    usual_words: float


@cache
def shipped() -> Coefficients:
    """Those that come with Paperboy, read once."""
    stored = json.loads((files("bot.trend") / "coefficients.json").read_text(encoding="utf-8"))
    return Coefficients(
        forecast=Forecast(**stored["forecast"]),
        facts={name: Fact(*values) for name, values in stored["facts"].items()},
        words=stored["words"],
        usual_words=stored["usual_words"],
    )
