"""Simulated readers, whose clicks follow ``ai_keywords``: does a channel come to show what its people read?

``python -m benchmarks.interests DATA_DIR`` takes the last ``DAYS`` days of the archive. A reader has a subject, a
word that is frequent in keywords, and finds a paper relevant that bears it; the score never sees who wants what, only
the votes of the reader. Each day the channel is sent five papers by ``bot.pick``; the reader likes each relevant one,
and no other.

* *precision*: the share of the five that is relevant, over all days but the first ten; beside it the same channel
  without interests, and the most there was to show;
* *kept*: the share of the day's five most voted new papers that are still shown: what interests cost;
* *distinct*: how many keywords there are in a digest, as a measure of its variety;
* *voted down*: the share of the subject in the digests of a reader who votes down each paper of it;
* *after one vote*: a reader votes down one paper of the subject, once; how many papers of it each of the next digests
  holds, beside those without that vote;
* *one vote against any paper*: each paper of each digest is voted down alone, and the next digest compared with the one
  without that vote: how near its papers are to it (cosine), and what became of those that are much like it.

The votes are those of the archive, of about 8 hours into the day.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import fmean

from benchmarks.archive import Listed, interval, listed, midnight
from bot.interests import SIMILAR, Here, Opinion
from bot.model import Candidate, Paper, PaperKey, Rules, Signal
from bot.pick import Memo, pick

DAYS = 100
WARM_UP = 10
READERS = 15
FEWEST = 80
"""Papers that bear a subject, over these days."""
MOST = 300
AFTER = 10
RULES = Rules(window_days=3)
Days = Mapping[date, Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Run:
    """The digests of one reader, day by day, and the papers there were to choose from."""

    digests: list[list[Paper]]
    offered: list[list[Paper]]


def main(folder: Path) -> None:
    """Print the tables."""
    days = windows(listed(folder))
    memos = {day: Memo(now(day)) for day in days}
    subjects = frequent(days)
    print(f"{len(days)} days to {max(days)}, {len(subjects)} readers, each of one subject: {', '.join(subjects)}\n")
    plain = followed(days, memos, None)
    runs = {subject: followed(days, memos, subject, likes=1) for subject in subjects}
    print(f"{'':34}{'without':>10}{'with':>10}{'difference':>12}   95 % over readers")
    row("precision of the five", [precision(plain, s) for s in subjects], [precision(runs[s], s) for s in subjects])
    row("the most there was to show", [ceiling(plain, s) for s in subjects], [])
    row("kept of the most voted", [kept(plain)] * len(subjects), [kept(runs[s]) for s in subjects])
    row("distinct keywords in a digest", [distinct(plain)] * len(subjects), [distinct(runs[s]) for s in subjects])
    against = [precision(followed(days, memos, subject, dislikes=1), subject) for subject in subjects]
    row("voted down: share of the five", [precision(plain, s) for s in subjects], against)
    before, after = zip(*(disliked(days, memos, plain, subject) for subject in subjects), strict=True)
    for number in (1, 3, AFTER):
        name = f"after one vote: in the next {number}"
        row(name, [fmean(each[:number]) for each in before], [fmean(each[:number]) for each in after])
    vote_down(days, memos, plain)


def windows(papers: Listed) -> dict[date, list[Candidate]]:
    """What each of the last days could choose from: its papers and those of the two days before."""
    by_day: dict[date, list[Candidate]] = defaultdict(list)
    for (day, _), listed_as in papers.items():
        seen = Signal("huggingface", midnight(day) + timedelta(hours=8), listed_as.paper.votes)
        unvoted = replace(listed_as.paper, votes=None)
        by_day[day].append(replace(listed_as, paper=unvoted, signals=(seen,)))
    last = sorted(by_day)[-DAYS:]
    return {day: [c for back in (2, 1, 0) for c in by_day.get(day - timedelta(days=back), ())] for day in last}


def frequent(days: Days) -> list[str]:
    """The subjects: the keywords of enough papers, and not of all, most frequent first."""
    papers = {c.paper.key: c.paper for candidates in days.values() for c in candidates}
    often = Counter(word for paper in papers.values() for word in subjects_of(paper))
    return [word for word, count in often.most_common() if FEWEST <= count <= MOST][:READERS]


def followed(days: Days, memos: Mapping[date, Memo], subject: str | None, **vote: int) -> Run:
    """What a channel is sent that gives ``vote`` to each paper on ``subject`` that it sees; ``None``: never."""
    told: tuple[Opinion, ...] = ()
    seen: set[PaperKey] = set()
    run = Run([], [])
    for day, candidates in days.items():
        shown, offered = sent(day, candidates, memos, frozenset(seen), told)
        run.digests.append(shown)
        run.offered.append(offered)
        seen |= {paper.key for paper in shown}
        told += tuple(Opinion(paper, **vote) for paper in shown if subject and is_on(paper, subject))
    return run


def sent(
    day: date,
    candidates: Sequence[Candidate],
    memos: Mapping[date, Memo],
    seen: frozenset[PaperKey],
    told: tuple[Opinion, ...],
) -> tuple[list[Paper], list[Paper]]:
    """The digest of a day, and all that was new."""
    found = pick(candidates, RULES, seen=seen, today=day, now=now(day), here=Here({}, told[-60:]), memo=memos[day])
    by_key = {candidate.paper.key: candidate.paper for candidate in candidates}
    votes = {c.paper.key: c.signals[-1].votes or 0 for c in candidates}
    new = sorted((key for key in by_key if key not in seen), key=lambda key: -votes[key])
    return [by_key[choice.key] for choice in found.picks], [by_key[key] for key in new]


def disliked(days: Days, memos: Mapping[date, Memo], plain: Run, subject: str) -> tuple[list[int], list[int]]:
    """How many papers of the subject the next digests hold, without and with one vote against the first shown."""
    dates, seen = list(days), frozenset[PaperKey]()
    for place, digest in enumerate(plain.digests[: -AFTER - 1]):
        seen |= {paper.key for paper in digest}
        against = next((paper for paper in digest if is_on(paper, subject)), None)
        if against and place >= WARM_UP:
            told = (Opinion(against, dislikes=1),)
            after = {day: days[day] for day in dates[place + 1 : place + 1 + AFTER]}
            return counted(after, memos, seen, (), subject), counted(after, memos, seen, told, subject)
    return [0], [0]


def vote_down(days: Days, memos: Mapping[date, Memo], plain: Run) -> None:
    """Vote down each paper of each digest by itself, and print what the next digest makes of it."""
    dates, seen = list(days), frozenset[PaperKey]()
    nearest: list[tuple[float, float]] = []
    fates: Counter[str] = Counter()
    for digest, unmoved, day in zip(plain.digests, plain.digests[1:], dates[1:], strict=False):
        seen |= {paper.key for paper in digest}
        lexicon = memos[day].lexicon(days[day])
        usual = [paper.key for paper in unmoved]
        for against in digest:
            near = lexicon.nearness(lexicon.vector(against))
            found, _ = sent(day, days[day], memos, seen, (Opinion(against, dislikes=1),))
            moved = [paper.key for paper in found]
            nearest.append((max(map(near.__getitem__, usual)), max(map(near.__getitem__, moved))))
            fates.update(fate(key, usual, moved) for key in usual if near[key] >= SIMILAR)
    print(f"\none vote against any paper, {len(nearest)} tried")
    row("nearest paper of the next digest", *map(list, zip(*nearest, strict=True)))
    told = ", ".join(f"{name} {count}" for name, count in fates.most_common())
    print(f"papers much like it that were to come next: {fates.total()}; {told}")


def fate(key: PaperKey, usual: Sequence[PaperKey], moved: Sequence[PaperKey]) -> str:
    """What became of one paper of the next digest."""
    if key not in moved:
        return "left out"
    return "lower" if moved.index(key) > usual.index(key) else "as before"


def counted(
    days: Days, memos: Mapping[date, Memo], seen: frozenset[PaperKey], told: tuple[Opinion, ...], subject: str
) -> list[int]:
    """How many papers of the subject each digest holds."""
    found = []
    for day, candidates in days.items():
        shown, _ = sent(day, candidates, memos, seen, told)
        seen |= {paper.key for paper in shown}
        found.append(sum(is_on(paper, subject) for paper in shown))
    return found


def is_on(paper: Paper, subject: str) -> bool:
    """Whether it bears that keyword."""
    return subject in subjects_of(paper)


def subjects_of(paper: Paper) -> set[str]:
    """The words of its keywords, in the singular: "video diffusion models" is of video, of diffusion, and of models."""
    words = {word for keyword in paper.keywords for word in keyword.lower().split() if len(word) > 3}
    return {word.removesuffix("s") for word in words}


def precision(run: Run, subject: str) -> float:
    """The share of what was shown that is on the subject."""
    return fmean(is_on(paper, subject) for digest in run.digests[WARM_UP:] for paper in digest)


def ceiling(run: Run, subject: str) -> float:
    """The share that could have been: what was new and on the subject, at most five a day."""
    return fmean(min(5, sum(is_on(paper, subject) for paper in new)) / 5 for new in run.offered[WARM_UP:])


def kept(run: Run) -> float:
    """The share of the five most voted new papers that were shown."""
    pairs = zip(run.digests[WARM_UP:], run.offered[WARM_UP:], strict=True)
    return fmean(len({p.key for p in shown} & {p.key for p in new[:5]}) / 5 for shown, new in pairs)


def distinct(run: Run) -> float:
    """Keywords in a digest, each once."""
    return fmean(len({word.lower() for p in digest for word in p.keywords}) for digest in run.digests[WARM_UP:])


def now(day: date) -> datetime:
    """When the digest is made."""
    return midnight(day) + timedelta(hours=9)


def row(name: str, before: Sequence[float], after: Sequence[float]) -> None:
    """A line of the table."""
    if not after:
        print(f"{name:34}{fmean(before):>10.3f}")
        return
    differences = [b - a for a, b in zip(before, after, strict=True)]
    low, high = interval(differences)
    print(
        f"{name:34}{fmean(before):>10.3f}{fmean(after):>10.3f}{fmean(differences):>+12.3f}   {low:+.3f} to {high:+.3f}"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
