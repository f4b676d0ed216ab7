"""Fits what ``bot/trend/coefficients.json`` holds: two ridge regressions, by way of their normal equations.

First the *appeal*: ln(1 + votes) of the archive's papers on the day they were listed, less the day's mean, from six
facts, and what they leave from the words of title and abstract. Of all words that stand in enough papers the ``KEPT``
that tell most are fitted again alone. Then the *forecast*: what looks of papers with settled votes gained, from the
terms of ``bot.trend.scoring``; the weights within one look at one day's list, so that they order it, the level
(``gain``) over all of them.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from benchmarks.archive import Listed, Look, Numbers
from bot.model import Candidate
from bot.trend import Coefficients, Fact, Forecast, scoring
from bot.trend.appeal import appeal, facts, words

KEPT = 200
FEWEST = 120
MOST_OFTEN = 0.3
"""A word that stands in more of the papers than this tells nothing of one of them."""
FACT_RIDGE, WORD_RIDGE, KEPT_RIDGE, FORECAST_RIDGE = 1.0, 1000.0, 600.0, 1.0
USUAL = Forecast(
    gain=0, shrink=0, code=0, usual_code=2.4, rise=0, late=0, usual_late=0.35, appeal=0, reach=0, usual_reach=3
)
NOTHING = Coefficients(USUAL, {}, {}, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """The archive as numbers: a row for each paper."""

    days: list[date]
    votes: Numbers
    fact_names: tuple[str, ...]
    facts: Numbers
    circumstances: Numbers
    """What moved the first votes and says nothing of the paper: when it was listed, and how many follow who did."""
    vocabulary: list[str]
    words: Numbers


def archive(papers: Listed) -> Archive:
    """``papers`` as numbers; a fact that is not told is the usual one."""
    rows = [facts(listed.paper, day) for (day, _), listed in papers.items()]
    spoken = [words(listed.paper) for listed in papers.values()]
    often = Counter(word for paper in spoken for word in paper)
    vocabulary = sorted(word for word, count in often.items() if FEWEST <= count <= MOST_OFTEN * len(spoken))
    return Archive(
        days=[day for day, _ in papers],
        votes=np.log1p([float(listed.paper.votes or 0) for listed in papers.values()]),
        fact_names=tuple(rows[0]),
        facts=filled([list(row.values()) for row in rows]),
        circumstances=filled([circumstances(listed) for listed in papers.values()]),
        vocabulary=vocabulary,
        words=np.array([[word in paper for word in vocabulary] for paper in spoken], dtype=float),
    )


def circumstances(listed: Candidate) -> list[float | None]:
    """Hours from midnight to its listing, and the logarithm of the followers; ``None``: not told."""
    (one,) = listed.announcements
    hours = None if one.at is None else scoring.age(one.day, one.at)
    return [hours, None if one.followers is None else math.log1p(one.followers)]


def filled(rows: Sequence[Sequence[float | None]]) -> Numbers:
    """``rows`` with the mean of the column for what is not told."""
    told = np.array(rows, dtype=float)
    return np.where(np.isnan(told), np.nanmean(told, axis=0), told)


def fitted(known: Archive, looks: Sequence[Look], without: Collection[date] = ()) -> Coefficients:
    """The coefficients, fitted on everything but the days ``without``."""
    learnt = fit_appeal(known, without)
    return replace(learnt, forecast=fit_forecast([look for look in looks if day_of(look) not in without], learnt))


def fit_appeal(known: Archive, without: Collection[date]) -> Coefficients:
    """The appeal alone; the forecast is not fitted yet."""
    used = np.array([day not in without for day in known.days])
    days = [day for day in known.days if day not in without]
    votes, spoken = centred(known.votes[used], days), centred(known.words[used], days)
    told = centred(np.hstack([known.facts, known.circumstances])[used], days)
    spread = told.std(axis=0)
    explained = ridge(told / spread, votes, FACT_RIDGE) / spread
    worth = kept_words(spoken, votes - told @ explained)
    weights = explained[: len(known.fact_names)]
    usual = known.facts[used].mean(axis=0)
    return replace(
        NOTHING,
        facts={n: Fact(round(u, 3), round(w, 3)) for n, u, w in zip(known.fact_names, usual, weights, strict=True)},
        words={word: round(w, 3) for word, w in zip(known.vocabulary, worth.tolist(), strict=True) if round(w, 3)},
        usual_words=round(float(known.words[used].mean(axis=0) @ worth), 3),
    )


def kept_words(spoken: Numbers, left: Numbers) -> Numbers:
    """The worth of each word; 0 of those that are not kept."""
    first = ridge(spoken, left, WORD_RIDGE)
    kept = np.argsort(-np.abs(first) * spoken.std(axis=0))[:KEPT]
    worth = np.zeros(len(first))
    worth[kept] = ridge(spoken[:, kept], left, KEPT_RIDGE)
    return worth


def fit_forecast(looks: Sequence[Look], learnt: Coefficients) -> Forecast:
    """The forecast, given the appeal."""
    terms, youth = np.array([terms_of(look, learnt) for look in looks]), np.array([youth_of(look) for look in looks])
    gained = np.log1p([float(look.settled) for look in looks]) - np.log1p([float(look.votes) for look in looks])
    lists = [(day_of(look), round(look.hours * 2)) for look in looks]
    weights = ridge(centred(terms, lists), centred(gained, lists), FORECAST_RIDGE)
    left = gained - terms @ weights
    found = dict(zip(scoring.Terms._fields, weights, strict=True)) | {"gain": youth @ left / (youth @ youth)}
    return replace(USUAL, **{name: round(float(value), 3) for name, value in found.items()})


def terms_of(look: Look, learnt: Coefficients) -> list[float]:
    """What the weights of the forecast are multiplied with, times the youth."""
    return [youth_of(look) * term for term in bare_terms_of(look, learnt)]


def bare_terms_of(look: Look, learnt: Coefficients) -> scoring.Terms:
    """The terms that ``bot.trend`` itself makes of what was seen."""
    counts = scoring.counted(look.candidate, look.at)
    likely = appeal(look.candidate.paper, day_of(look), learnt).value
    return scoring.terms(counts, day_of(look), likely, USUAL)


def youth_of(look: Look) -> float:
    """How much of its future lies before it."""
    return scoring.youth(day_of(look), look.at)


def day_of(look: Look) -> date:
    """The day of its list."""
    return look.candidate.announced_on


def centred(values: Numbers, groups: Sequence[object]) -> Numbers:
    """``values`` less the mean of their group, column by column."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    places = np.array([numbers[group] for group in groups])
    sums = np.zeros((len(numbers), *values.shape[1:]))
    np.add.at(sums, places, values)
    counts = np.bincount(places).reshape(-1, *[1] * (values.ndim - 1))
    centred_values: Numbers = values - (sums / counts)[places]
    return centred_values


def ridge(terms: Numbers, wanted: Numbers, least: float) -> Numbers:
    """The weights that bring ``terms`` nearest to ``wanted``, each drawn to 0 by ``least``."""
    weights: Numbers = np.linalg.solve(terms.T @ terms + least * np.eye(terms.shape[1]), terms.T @ wanted)
    return weights
