from datetime import UTC, datetime, timedelta
from itertools import groupby

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Signal
from bot.storage.pruning import Ages
from bot.storage.store import Store
from bot.storage.tables import METADATA
from tests.builders import NOW, a_paper, a_sighting

KEY = a_paper().key
DAY = timedelta(days=1)
AGES = Ages(signals=3 * DAY)

counts = st.sampled_from([None, 0, 1, 2])
hours = st.integers(0, 8 * 24)


@st.composite
def series(draw: st.DrawFn) -> list[Signal]:
    ages = draw(st.sets(hours, max_size=25))
    return [Signal("huggingface", NOW - timedelta(hours=age), draw(counts), draw(counts)) for age in sorted(ages)][::-1]


def emptied(store: Store) -> None:
    with store.pruning._database.writing() as session:
        session.execute(METADATA.tables["papers"].delete())


def prune(store: Store, now: datetime) -> None:
    for _ in store.pruning.steps(AGES, now):
        pass


def kept(signals: list[Signal], now: datetime) -> list[Signal]:
    """The rule again, in other words: of each old day the last; of those, each that differs from the one before."""
    border = datetime.combine((now - AGES.signals).date(), datetime.min.time(), UTC)
    days = [list(of_a_day) for _, of_a_day in groupby(signals, key=lambda signal: signal.at.date())]
    thin = [s for day in days for s in (day[-1:] if day[0].at < border else day)]
    thin = thin if not signals or signals[0] in thin else [signals[0], *thin]
    counted = [(s.votes, s.comments, s.stars) for s in thin]
    return [
        s
        for place, s in enumerate(thin)
        if place in {0, len(thin) - 1} or s.at >= border or counted[place] != counted[place - 1]
    ]


@given(signals=series(), later=st.integers(1, 5))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pruning_day_by_day_leaves_the_same_as_pruning_once(sqlite_store: Store, signals: list[Signal], later: int):
    emptied(sqlite_store)
    sqlite_store.papers.record([a_sighting(signal=signal) for signal in signals])
    for day in range(later + 1):
        prune(sqlite_store, NOW + day * DAY)
        assert sqlite_store.papers.signals(KEY) == tuple(kept(signals, NOW + day * DAY))
