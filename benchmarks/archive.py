"""Reads ``hf_daily`` of the data folder, and the measures of an order that the selection's benchmarks share.

``daily_responses.jsonl.gz`` has a line for each day, ``{"date", "response"}``, as the API answered that day;
``votes_over_time.jsonl.gz`` one for each paper that was seen several times, ``{"date", "id", "obs": [{"t", "upvotes",
"numComments", "githubStars", "src"}]}``; observations by ``senmo`` are weeks later and count as settled.
"""

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.model import Announcement, Candidate, Paper, Signal
from bot.sources.huggingface_json import parse_day
from bot.trend.scoring import age

Numbers = NDArray[np.float64]
Listed = dict[tuple[date, str], Candidate]
DEPTH = 5


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One paper as seen at one time, with all that was seen of it before, and where its votes settled."""

    candidate: Candidate
    at: datetime
    settled: int
    is_first: bool
    is_last: bool

    @property
    def hours(self) -> float:
        """Its age."""
        return age(self.candidate.announced_on, self.at)

    @property
    def votes(self) -> int:
        """What was seen."""
        return self.candidate.signals[-1].votes or 0


def listed(folder: Path) -> Listed:
    """The papers of each day, by day and arXiv id, read as Paperboy reads them; with the votes they had when asked.

    Without signals: when the archive's counts were taken is not told.
    """
    found: Listed = {}
    with gzip.open(folder / "hf_daily" / "daily_responses.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            day = date.fromisoformat(answer["date"])
            for sighting in parse_day(answer["response"], day, midnight(day)).sightings:
                votes = (sighting.signal and sighting.signal.votes) or 0
                announced = Announcement(sighting.source, day, sighting.listed_at, sighting.followers)
                found[day, sighting.source_id] = Candidate(replace(sighting.paper, votes=votes), day, (announced,))
    return found


def observed(folder: Path) -> Iterator[tuple[date, str, list[Signal], int | None]]:
    """Day, id, what was seen within the first days, oldest first, and the settled votes where they are known."""
    with gzip.open(folder / "hf_daily" / "votes_over_time.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            ordered = sorted(paper["obs"], key=lambda seen: seen["t"])
            settled = [int(seen["upvotes"]) for seen in ordered if seen["src"] == "senmo"]
            early = [signal(seen) for seen in ordered if seen["src"] != "senmo"]
            yield date.fromisoformat(paper["date"]), paper["id"], early, settled[0] if settled else None


def looks(folder: Path, papers: Listed) -> list[Look]:
    """Every observation of a paper whose settled votes are known.

    The paper bears what the day's list told of it, but no votes: those come from the observation alone.
    """
    found = []
    for day, name, early, settled in observed(folder):
        bare = papers.get((day, name), Candidate(Paper(f"arxiv:{name}", "title"), day))
        unvoted = replace(bare, paper=replace(bare.paper, votes=None))
        for number, last in enumerate(early if settled is not None else (), start=1):
            known = replace(unvoted, signals=tuple(early[:number]))
            found.append(Look(known, last.at, settled or 0, number == 1, number == len(early)))
    return found


def signal(seen: dict[str, str | int | None]) -> Signal:
    """An observation as the store would give it."""
    counts = (seen[name] for name in ("upvotes", "numComments", "githubStars"))
    votes, comments, stars = (int(count) if count is not None else None for count in counts)
    return Signal("huggingface", datetime.fromisoformat(str(seen["t"])), votes, comments, stars)


def midnight(day: date) -> datetime:
    """When the day begins."""
    return datetime.combine(day, time(), UTC)


def ranks(values: Sequence[float]) -> list[float]:
    """Places from 0; equals share the mean of theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Rank correlation; 0 where one of the two does not vary."""
    x, y = np.array(ranks(one)), np.array(ranks(other))
    x, y = x - x.mean(), y - y.mean()
    spread = math.sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / spread if spread else 0.0


def ndcg(scores: Sequence[float], gains: Sequence[float], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain of the first ``depth``; equals in the order they are given."""
    order = sorted(range(len(gains)), key=lambda place: -scores[place])[:depth]
    best = sum(gain / math.log2(n + 2) for n, gain in enumerate(sorted(gains, reverse=True)[:depth]))
    return sum(gains[place] / math.log2(n + 2) for n, place in enumerate(order)) / best if best else 1.0


def interval(differences: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of the mean over days drawn with replacement, 5,000 times."""
    values = np.array(differences)
    drawn = np.random.default_rng(seed).integers(0, len(values), (5000, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)
