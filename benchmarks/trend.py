"""How well the trending score foresees settled votes, next to the votes themselves.

``python -m benchmarks.trend DATA_DIR`` prints, for the first and the last look at each paper of a day, means over days:

* ``rho``: Spearman's rank correlation with the settled votes;
* ``nDCG@5``: are the five that a digest shows the right ones? with the settled votes as gain, and with ln(1 + votes);
* ``rmse`` of the forecast of ln(1 + settled votes); the baseline forecasts that nothing changes.

*folds* fits everything on four fifths of the days and judges the remaining fifth, five times over, five times divided
anew; *later days* fits on the earlier half of the days with settled votes, and on the archive before the other half.
Differences from the votes are given with the middle 95 % over days drawn with replacement. ``--write`` fits on all
days and writes ``bot/trend/coefficients.json``.
"""

import json
import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import fitting
from benchmarks.archive import Look, interval, listed, looks, ndcg, spearman
from benchmarks.fitting import Archive, day_of, youth_of
from bot.trend import Coefficients, score, scoring

FOLDS = 5
REPEATS = 5
FEWEST = 5
Scores = dict[Look, float]
Measure = Callable[[Sequence[float], Sequence[float]], float]
MEASURES: dict[str, Measure] = {
    "rho": spearman,
    "nDCG@5, votes": ndcg,
    "nDCG@5, ln votes": lambda scores, settled: ndcg(scores, [math.log1p(votes) for votes in settled]),
}


def main(folder: Path, *, write: bool) -> None:
    """Print the tables, or write the coefficients."""
    papers = listed(folder)
    known, seen = fitting.archive(papers), looks(folder, papers)
    if write:
        keep(fitting.fitted(known, seen))
        return
    votes = {look: math.log1p(look.votes) for look in seen}
    print(f"{len(papers)} papers of the archive; {len(seen)} looks with settled votes, {len(days_of(seen))} days\n")
    report("folds of days", votes, folded(known, seen), seen)
    half = days_of(seen)[len(days_of(seen)) // 2 :]
    later = [look for look in seen if day_of(look) >= half[0]]
    earlier = fitting.fitted(known, seen, [day for day in {*known.days, *half} if day >= half[0]])
    report(f"later days, from {half[0]}", votes, [scored(later, earlier)], later)
    shipped = {look: score(look.candidate, look.at).score for look in seen}
    report("as shipped (fitted on these days: flattered)", votes, [shipped], seen)


def days_of(seen: Sequence[Look]) -> list[date]:
    """Their days, in order."""
    return sorted({day_of(look) for look in seen})


def folded(known: Archive, seen: Sequence[Look]) -> Iterator[Scores]:
    """Scores whose coefficients never saw the day they are used on, once for each division of the days."""
    for seed in range(REPEATS):
        days = days_of(seen)
        random.Random(seed).shuffle(days)
        found: Scores = {}
        for number in range(FOLDS):
            held = days[number::FOLDS]
            learnt = fitting.fitted(known, seen, held)
            found |= scored([look for look in seen if day_of(look) in held], learnt)
        yield found


def scored(seen: Sequence[Look], learnt: Coefficients) -> Scores:
    """The forecast of each look."""
    return {
        look: math.log1p(look.votes)
        + youth_of(look) * scoring.gain(fitting.bare_terms_of(look, learnt), learnt.forecast)
        for look in seen
    }


def report(name: str, votes: Scores, found: Iterator[Scores] | Sequence[Scores], seen: Sequence[Look]) -> None:
    """A table: the votes, the score, and the difference with its interval."""
    tries = list(found)
    errors = [rmse(scores, seen) for scores in tries]
    print(f"{name}: rmse {rmse(votes, seen):.3f} by the votes, {sum(errors) / len(errors):.3f} by the score")
    print(f"{'':30}{'votes':>8}{'score':>8}{'difference':>12}   95 %")
    for which in ("first", "last"):
        lists = [
            [look for look in seen if day_of(look) == day and getattr(look, f"is_{which}")] for day in days_of(seen)
        ]
        compare(which, [each for each in lists if len(each) >= FEWEST], votes, tries)
    print()


def compare(which: str, lists: Sequence[Sequence[Look]], votes: Scores, tries: Sequence[Scores]) -> None:
    """A line for each measure."""
    for name, measure in MEASURES.items():
        before = by_day(lists, votes, measure)
        after = np.mean([by_day(lists, scores, measure) for scores in tries], axis=0)
        low, high = interval(list(after - before))
        line = f"{which + ' look, ' + name:30}{np.mean(before):8.3f}{np.mean(after):8.3f}"
        print(f"{line}{np.mean(after - before):+12.3f}   {low:+.3f} to {high:+.3f}")


def by_day(lists: Sequence[Sequence[Look]], scores: Scores, measure: Measure) -> list[float]:
    """The measure of each list."""
    return [measure([scores[look] for look in each], [float(look.settled) for look in each]) for each in lists]


def rmse(scores: Scores, seen: Sequence[Look]) -> float:
    """Root mean square error of the forecast of ln(1 + settled votes)."""
    return math.sqrt(sum((scores[look] - math.log1p(look.settled)) ** 2 for look in seen) / len(seen))


def keep(learnt: Coefficients) -> None:
    """Write the file that the score reads."""
    stored = {
        "forecast": asdict(learnt.forecast),
        "facts": {name: [fact.usual, fact.weight] for name, fact in learnt.facts.items()},
        "usual_words": learnt.usual_words,
        "words": dict(sorted(learnt.words.items(), key=lambda item: -item[1])),
    }
    path = Path(__file__).parent.parent / "bot" / "trend" / "coefficients.json"
    path.write_text(json.dumps(stored, indent=1, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3} or sys.argv[2:] not in ([], ["--write"]):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), write="--write" in sys.argv)
