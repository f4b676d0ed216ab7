"""Two years day by day: which of the papers that came to matter would a channel with five papers a day have seen?

``python -m benchmarks.replay DATA_DIR`` posts on each weekday at 09:00 UTC, by these policies:

* *today's top 5*: the most voted of the day's list;
* *window by votes*: the most voted of a rolling window (three days; on Mondays since Friday), none twice;
* *Paperboy*: ``bot.pick.pick`` with a channel's defaults, over the same window;
* *told votes alone*: the same, where nothing else is known of a paper that would order papers before they have votes;
* *by forecast*: Paperboy as if all forecasts were equally sure (``bot.trend.prospect`` has the difference).

It prints how many of the papers with the most settled votes each of them showed, on the day they were listed, a day
later, or at all. Settled votes were observed for 29 days (*observed*). For the others they are **simulated**: the
archive has one count for each paper, of 8 hours into its day (17 hours up to January 2025). What a paper gained after
it is that of a paper drawn from those observed, among the ``DONORS`` whose count at 8 hours was nearest. The draw looks
at votes alone, so the simulation owes nothing to what the score believes of code, authors or words: there all that is
no more than noise, and *told votes alone* tells what it costs. Between the count and the settled votes a paper is
taken to rise with the logarithm of its age, as ``bot.trend.scoring`` has it; the observations after a day lie near
that.
"""

import math
import random
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from benchmarks.archive import Listed, listed, observed
from bot.model import Announcement, Candidate, Paper, PaperKey, Rules, Signal
from bot.pick import Memo, pick
from bot.trend import Trend
from bot.trend.scoring import USUAL_DOUBT, age, youth

COUNT = 5
WINDOW = 3
POST_AT = time(9, tzinfo=UTC)
COUNTED, COUNTED_LATE, LATE_UNTIL = 8.0, 17.1, date(2025, 2, 1)
"""The hour of the archive's counts, as the observations tell: where a count stands in both, this is when."""
DONORS = 25
RUNS = 3
SHARES = (0.01, 0.05)
SETTLED_AFTER = timedelta(hours=96)


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """A paper of the replay: its counts over time, settled votes last."""

    listed: Candidate
    counts: tuple[Signal, ...]
    is_observed: bool

    @property
    def key(self) -> PaperKey:
        """What it is called."""
        return self.listed.paper.key

    @property
    def day(self) -> date:
        """The day of its list."""
        return self.listed.announced_on

    @property
    def settled(self) -> int:
        """Where its votes ended."""
        return self.counts[-1].votes or 0


Policy = Callable[[Sequence[Candidate], frozenset[PaperKey], datetime], list[PaperKey]]
Shown = dict[PaperKey, date]


def main(folder: Path) -> None:
    """Print the tables."""
    papers, seen = listed(folder), list(observed(folder))
    truth = {(day, name): settled for day, name, _, settled in seen if settled is not None}
    worlds = [world(papers, truth, seed) for seed in range(RUNS)]
    days = sorted({life.day for life in worlds[0]})
    print(f"{len(papers)} papers on {len(days)} days from {days[0]} to {days[-1]}, {RUNS} simulations\n")
    report("all days (settled votes simulated where unobserved)", worlds)
    report("observed days only", [[life for life in worlds[0] if life.is_observed]])


def world(papers: Listed, truth: Mapping[tuple[date, str], int], seed: int) -> list[Life]:
    """Every paper with its counts: what is known, the rest drawn."""
    chance = random.Random(seed)
    donors = sorted((papers[key].paper.votes or 0, settled) for key, settled in truth.items() if key in papers)
    lives = []
    for (day, name), listed_as in papers.items():
        start, hour = listed_as.paper.votes or 0, COUNTED_LATE if day < LATE_UNTIL else COUNTED
        known = truth.get((day, name))
        settled = drawn(start, hour, day, donors, chance) if known is None else known
        unvoted = replace(listed_as, paper=replace(listed_as.paper, votes=None))
        lives.append(Life(unvoted, course(day, hour, start, settled), known is not None))
    return lives


def drawn(start: int, hour: float, day: date, donors: Sequence[tuple[int, int]], chance: random.Random) -> int:
    """Settled votes like those of a paper that had about as many at its eighth hour."""
    place = min(max(bisect_left(donors, (start, 0)) - DONORS // 2, 0), len(donors) - DONORS)
    early, late = donors[place + chance.randrange(DONORS)]
    left = aged(day, hour) / aged(day, COUNTED)
    return round(float((start + 1) * ((late + 1) / (early + 1)) ** left)) - 1


def course(day: date, hour: float, start: int, settled: int) -> tuple[Signal, ...]:
    """The count, then one at each 09:00 until the votes have settled."""
    begun = datetime.combine(day, time(), UTC)
    first = Signal("huggingface", begun + timedelta(hours=min(hour, 9.0)), start)
    later = (datetime.combine(day, POST_AT) + timedelta(days=number) for number in range(1, 4))
    between = (Signal("huggingface", at, between_votes(day, hour, start, settled, at)) for at in later)
    return first, *between, Signal("huggingface", begun + SETTLED_AFTER, settled)


def between_votes(day: date, hour: float, start: int, settled: int, at: datetime) -> int:
    """Votes at a time, where ln(1 + votes) rises with the logarithm of the age."""
    done = 1 - aged(day, age(day, at)) / aged(day, hour)
    return round(math.exp(math.log1p(start) + done * (math.log1p(settled) - math.log1p(start)))) - 1


def aged(day: date, hour: float) -> float:
    """The youth of a paper at that hour."""
    return youth(day, datetime.combine(day, time(), UTC) + timedelta(hours=hour))


def report(name: str, worlds: Sequence[Sequence[Life]]) -> None:
    """A table: a line for each policy."""
    print(name)
    heads = [f"{head} of top {share:.0%}" for share in SHARES for head in ("same day", "+1 day", "ever")]
    print(f"{'':18}" + "".join(f"{head:>21}" for head in heads))
    for policy_name, policy in POLICIES.items():
        shown = [(lives, replay(lives, policy)) for lives in worlds]
        cells = []
        for share in SHARES:
            counts = [within(best(lives, share), found) for lives, found in shown]
            cells += [sum(column) / len(column) for column in zip(*counts, strict=True)]
        print(f"{policy_name:18}" + "".join(f"{cell:>21.1%}" for cell in cells))
    print(f"{'papers sought':18}" + "".join(f"{len(best(worlds[0], share)):>21}{'':42}" for share in SHARES) + "\n")


def replay(lives: Sequence[Life], policy: Policy) -> Shown:
    """When each paper was posted."""
    by_day: dict[date, list[Life]] = defaultdict(list)
    for life in lives:
        by_day[life.day].append(life)
    shown: Shown = {}
    for today in sorted(by_day):
        now = datetime.combine(today, POST_AT)
        first = today - timedelta(days=max(WINDOW - 1, 3 if today.weekday() == 0 else 0))
        days = (first + timedelta(days=number) for number in range((today - first).days + 1))
        candidates = [known(life, now) for day in days for life in by_day.get(day, ())]
        for key in policy(candidates, frozenset(shown), now):
            shown.setdefault(key, today)
    return shown


def known(life: Life, now: datetime) -> Candidate:
    """What can be known of a paper at ``now``."""
    signals = tuple(signal for signal in life.counts if signal.at <= now)
    return replace(life.listed, signals=signals)


def best(lives: Iterable[Life], share: float) -> list[Life]:
    """The papers with the most settled votes."""
    ordered = sorted(lives, key=lambda life: (-life.settled, life.key))
    return ordered[: max(1, round(share * len(ordered)))]


def within(sought: Sequence[Life], shown: Shown) -> list[float]:
    """Which share of them was shown on their day, by the next working day, ever."""
    late = [(shown[life.key] - life.day).days for life in sought if life.key in shown]
    on_friday = {life.key for life in sought if life.day.weekday() == 4}
    next_day = sum(
        (shown[life.key] - life.day).days <= (3 if life.key in on_friday else 1) for life in sought if life.key in shown
    )
    return [late.count(0) / len(sought), next_day / len(sought), len(late) / len(sought)]


def todays_top(candidates: Sequence[Candidate], seen: frozenset[PaperKey], now: datetime) -> list[PaperKey]:
    """The most voted of the day."""
    return most_voted([candidate for candidate in candidates if candidate.announced_on == now.date()], seen, now)


def most_voted(candidates: Sequence[Candidate], seen: frozenset[PaperKey], now: datetime) -> list[PaperKey]:
    """The most voted that were not posted yet; the list's own order among equals."""
    del now
    new = [candidate for candidate in candidates if candidate.paper.key not in seen]
    ordered = sorted(new, key=lambda candidate: -(candidate.signals[-1].votes or 0))
    return [candidate.paper.key for candidate in ordered[:COUNT]]


class Sure(Memo):
    """Trends whose forecasts are all equally in doubt."""

    def trend(self, candidate: Candidate) -> Trend:
        """How it trends."""
        return replace(super().trend(candidate), doubt=USUAL_DOUBT)


def paperboys(
    candidates: Sequence[Candidate], seen: frozenset[PaperKey], now: datetime, memo: type[Memo] = Memo
) -> list[PaperKey]:
    """As a channel with the defaults is sent."""
    first = min(candidate.announced_on for candidate in candidates)
    rules = Rules(count=COUNT, window_days=(now.date() - first).days + 1)
    found = pick(candidates, rules, seen=seen, today=now.date(), now=now, memo=memo(now))
    return [choice.key for choice in found.picks]


def told_votes(candidates: Sequence[Candidate], seen: frozenset[PaperKey], now: datetime) -> list[PaperKey]:
    """As a channel is sent by the same rules, without text, authors, code and how the list announced it."""
    return paperboys([votes_of(candidate) for candidate in candidates], seen, now)


def votes_of(candidate: Candidate) -> Candidate:
    """Its votes, and nothing else to judge it by."""
    bare = Paper(candidate.paper.key, candidate.paper.title)
    announced = tuple(Announcement(each.source, each.day) for each in candidate.announcements)
    return replace(candidate, paper=bare, announcements=announced)


POLICIES: dict[str, Policy] = {
    "today's top 5": todays_top,
    "window by votes": most_voted,
    "Paperboy": paperboys,
    "told votes alone": told_votes,
    "by forecast": partial(paperboys, memo=Sure),
}

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
