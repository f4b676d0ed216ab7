"""What many ask for at once is made once: the papers of some days by trending score, and their summaries."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from threading import Lock

from bot.model import Paper, PaperKey, Summary, SummaryMode
from bot.storage.papers import Papers
from bot.trend import has_settled, score

FRESH = timedelta(minutes=1)
"""A trending score changes with time alone, too, but not so that anybody sees it within a minute."""
MOST = 32
MOST_SUMMARIES = 2000

Days = tuple[date, date]


class Shelf:
    """Of this process, for all its threads; what changes in the database shows at once, whoever changed it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ordered: OrderedDict[Days, tuple[int, datetime, tuple[Paper, ...]]] = OrderedDict()
        self._summaries: dict[tuple[SummaryMode, Paper], tuple[datetime, Summary]] = {}

    def trending(self, papers: Papers, first: date, last: date, now: datetime) -> tuple[Paper, ...]:
        """The papers announced on a day in [first, last], the highest score first."""
        days, revision = (first, last), papers.revision()
        with self._lock:
            kept = self._ordered.get(days)
        if kept and kept[0] == revision and abs(now - kept[1]) < FRESH:
            return kept[2]
        read = papers.announced if has_settled(last, now) else papers.candidates
        scored = [(-score(candidate, now).score, candidate.paper) for candidate in read(first, last)]
        ordered = tuple(paper for _, paper in sorted(scored, key=lambda item: (item[0], item[1].key)))
        with self._lock:
            self._ordered[days] = (revision, now, ordered)
            self._ordered.move_to_end(days)
            while len(self._ordered) > MOST:
                self._ordered.popitem(last=False)
        return ordered

    def summaries(self, mode: SummaryMode, papers: Iterable[Paper], now: datetime) -> dict[PaperKey, Summary]:
        """What was kept for these papers as they are; not for ever, since a better one may be there after a while."""
        kept = ((paper.key, self._summaries.get((mode, paper))) for paper in papers)
        return {key: found[1] for key, found in kept if found and abs(now - found[0]) < FRESH}

    def keep(
        self, mode: SummaryMode, papers: Iterable[Paper], summaries: Mapping[PaperKey, Summary], now: datetime
    ) -> None:
        """Keep the summaries of these papers."""
        if len(self._summaries) > MOST_SUMMARIES:
            self._summaries = {}
        self._summaries |= {(mode, paper): (now, summaries[paper.key]) for paper in papers if paper.key in summaries}
