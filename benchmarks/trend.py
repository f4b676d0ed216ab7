"""How well the trending score foresees settled votes, next to the votes themselves: ``benchmarks/trend.py DATA_DIR``.

``hf_daily/votes_over_time.jsonl.gz`` in DATA_DIR has a line for each paper, ``{"date", "id", "obs": [{"t", "upvotes",
"numComments", "githubStars", "src"}]}``; observations by ``senmo`` are weeks later and count as settled. Papers are
ranked within one look at one day's list, and the figures are means over those looks:

* ``rho``: Spearman's rank correlation with the settled votes;
* ``nDCG@5`` with ln(1 + settled votes) as gain: are the five that a digest shows the right ones?
* ``mixed``: rank correlation over all observations at once, as in a window that holds papers of several ages;
* ``rmse`` of the forecast of ln(1 + settled votes); the baseline forecasts that nothing changes.

``refitted`` fits the same formula on four fifths of the days and is judged on the remaining fifth, five times over:
what the shipped coefficients may promise for days that they were not fitted on.
"""

import gzip
import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot import trend
from bot.model import Candidate, Paper, Signal

FOLDS = 5
FEWEST = 5
AGES = (("under 5 h", 0, 5), ("5 to 12 h", 5, 12), ("over 12 h", 12, 99), ("all", 0, 99))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One paper as seen at one time, and where its votes settled."""

    candidate: Candidate
    at: datetime
    settled: int

    @property
    def hours(self) -> float:
        return (self.at - datetime.combine(self.candidate.announced_on, time(), UTC)).total_seconds() / 3600

    @property
    def votes(self) -> int:
        return self.candidate.signals[-1].votes or 0


Score = Callable[[Look], float]


def main(folder: Path) -> None:
    """Print the table."""
    looks = list(read(folder / "hf_daily" / "votes_over_time.jsonl.gz"))
    lists = grouped(looks)
    rows: list[tuple[str, Score]] = [
        ("votes (baseline)", lambda look: math.log1p(look.votes)),
        ("score as shipped", lambda look: trend.score(look.candidate, look.at).score),
        ("score, refitted", refitted(looks)),
    ]
    days = len({look.candidate.announced_on for look in looks})
    print(f"{len(looks)} observations with settled votes, {days} days, {len(lists)} lists of {FEWEST} papers or more\n")
    print(f"{'':18}" + "".join(f"{name:>20}" for name, _, _ in AGES) + f"{'mixed':>10}{'rmse':>8}")
    print(f"{'':18}" + f"{'rho   nDCG@5':>20}" * len(AGES))
    settled = [float(look.settled) for look in looks]
    for name, score in rows:
        cells = (judged(lists, score, low, high) for _, low, high in AGES)
        table = "".join(f"{rho:>12.3f}{gain:>8.3f}" for rho, gain in cells)
        mixed = spearman([score(look) for look in looks], settled)
        print(f"{name:18}{table}{mixed:>10.3f}{error(looks, score):>8.3f}")
    print("\nfitted on everything: " + ", ".join(f"{n} {c:+.2f}" for n, c in zip(NAMES, fit(looks), strict=True)))


def read(path: Path) -> Iterator[Look]:
    """Every observation of a paper whose settled votes are known, with those before it."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            ordered = sorted(paper["obs"], key=lambda seen: seen["t"])
            settled = [seen["upvotes"] for seen in ordered if seen["src"] == "senmo"]
            early = [signal(seen) for seen in ordered if seen["src"] != "senmo"] if settled else []
            day = date.fromisoformat(paper["date"])
            for number, last in enumerate(early, start=1):
                known = Candidate(Paper(f"arxiv:{paper['id']}", "title"), day, (), tuple(early[:number]))
                yield Look(known, last.at, settled[0])


def signal(seen: dict[str, str | int | None]) -> Signal:
    """An observation as the store would give it."""
    counts = (seen[name] for name in ("upvotes", "numComments", "githubStars"))
    votes, comments, stars = (int(count) if count is not None else None for count in counts)
    return Signal("huggingface", datetime.fromisoformat(str(seen["t"])), votes, comments, stars)


def grouped(looks: Sequence[Look]) -> list[list[Look]]:
    """The looks that were taken at the same day's list within half an hour."""
    lists: dict[tuple[date, int], list[Look]] = defaultdict(list)
    for look in looks:
        lists[look.candidate.announced_on, round(look.hours * 2)].append(look)
    return [group for group in lists.values() if len(group) >= FEWEST]


def judged(lists: Sequence[Sequence[Look]], score: Score, low: float, high: float) -> tuple[float, float]:
    """Mean rank correlation and mean nDCG@5 of the lists of that age."""
    chosen = [group for group in lists if low <= group[0].hours < high]
    pairs = [([score(look) for look in group], [float(look.settled) for look in group]) for group in chosen]
    return mean([spearman(*pair) for pair in pairs]), mean([ndcg(*pair) for pair in pairs])


def error(looks: Sequence[Look], score: Score) -> float:
    """Root mean square error of the forecast of ln(1 + settled votes)."""
    return math.sqrt(mean([(score(look) - math.log1p(look.settled)) ** 2 for look in looks]))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def ranks(values: Sequence[float]) -> list[float]:
    """Places from 0; equals share the mean of theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [mean(places[value]) for value in values]


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Rank correlation; 0 where one of the two does not vary."""
    x, y = ranks(one), ranks(other)
    mx, my = mean(x), mean(y)
    spread = math.sqrt(sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y))
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / spread if spread else 0.0


def ndcg(scores: Sequence[float], settled: Sequence[float], depth: int = 5) -> float:
    """Normalised discounted cumulative gain of the first ``depth``."""
    gains = [math.log1p(votes) for votes in settled]
    order = sorted(range(len(gains)), key=lambda place: -scores[place])[:depth]
    best = sum(gain / math.log2(n + 2) for n, gain in enumerate(sorted(gains, reverse=True)[:depth]))
    return sum(gains[place] / math.log2(n + 2) for n, place in enumerate(order)) / best


NAMES = ("GAIN", "-SHRINK", "-TALK", "CODE", "-CODE·USUAL_CODE", "RISE")


def terms(look: Look) -> list[float]:
    """What the coefficients are multiplied with; the same counts as ``trend`` itself reads."""
    counts = trend._counts(look.candidate, look.at)  # noqa: SLF001 - the formula's own inputs are the subject
    starred = counts.stars is not None
    start = math.log1p(look.votes)
    youth = trend._youth(look.candidate.announced_on, look.at)  # noqa: SLF001 - likewise
    rise = trend._rise(look.votes, counts)  # noqa: SLF001 - likewise
    plain = [1.0, start, math.log1p(counts.comments), math.log1p(counts.stars or 0), float(starred), rise]
    return [youth * term for term in plain]


def fit(looks: Sequence[Look]) -> list[float]:
    """Least squares of what was gained since the look."""
    rows = [terms(look) for look in looks]
    gained = [math.log1p(look.settled) - math.log1p(look.votes) for look in looks]
    size = len(NAMES)
    normal = [
        [sum(row[i] * row[j] for row in rows) + (1e-6 if i == j else 0.0) for j in range(size)]
        + [sum(row[i] * gain for row, gain in zip(rows, gained, strict=True))]
        for i in range(size)
    ]
    return solved(normal)


def solved(equations: list[list[float]]) -> list[float]:
    """The solution of linear equations, by elimination with pivoting; each row ends in its right-hand side."""
    size = len(equations)
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(equations[row][i]))
        equations[i], equations[pivot] = equations[pivot], equations[i]
        for row in range(size):
            if row != i:
                factor = equations[row][i] / equations[i][i]
                equations[row] = [a - factor * b for a, b in zip(equations[row], equations[i], strict=True)]
    return [equations[i][size] / equations[i][i] for i in range(size)]


def refitted(looks: Sequence[Look]) -> Score:
    """A score whose coefficients never saw the day they are used on."""
    days = sorted({look.candidate.announced_on for look in looks})
    random.Random(0).shuffle(days)
    fold = {day: place % FOLDS for place, day in enumerate(days)}
    fits = [fit([look for look in looks if fold[look.candidate.announced_on] != number]) for number in range(FOLDS)]

    def score(look: Look) -> float:
        coefficients = fits[fold[look.candidate.announced_on]]
        return math.log1p(look.votes) + sum(c * term for c, term in zip(coefficients, terms(look), strict=True))

    return score


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
