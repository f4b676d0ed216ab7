"""In whatever order and batches sightings arrive, the same papers come out."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Sighting
from bot.storage.store import Store
from tests.builders import TODAY
from tests.storage.sightings import sightings


@contextmanager
def fresh(sqlite_template: Path) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "paperboy.db")
        with Store.open(f"sqlite:///{folder}/paperboy.db") as store:
            yield store


def everything(store: Store, seen: Sequence[Sighting]) -> object:
    """All that can be read of these papers, by the keys they were sighted under."""
    found = store.papers.many([s.paper.key for s in seen])
    return (
        found,
        {key: store.papers.signals(key) for key in found},
        store.papers.candidates(TODAY - timedelta(days=9), TODAY),
        store.papers.count(),
    )


def recorded(sqlite_template: Path, batches: Sequence[Sequence[Sighting]]) -> object:
    with fresh(sqlite_template) as store:
        for batch in batches:
            store.papers.record(batch)
        return everything(store, sorted((s for batch in batches for s in batch), key=lambda s: s.paper.key))


@st.composite
def two_ways(draw: st.DrawFn) -> tuple[list[list[Sighting]], list[list[Sighting]]]:
    seen = draw(st.lists(sightings(), min_size=1, max_size=6))
    return _batches(draw, seen), _batches(draw, draw(st.permutations(seen)))


def _batches(draw: st.DrawFn, seen: Sequence[Sighting]) -> list[list[Sighting]]:
    cuts = sorted(draw(st.sets(st.integers(1, len(seen)))) | {0, len(seen)})
    return [list(seen[a:b]) for a, b in pairwise(cuts)]


@settings(max_examples=40)
@given(two_ways())
def test_order_and_batches_do_not_matter(
    sqlite_template: Path, ways: tuple[list[list[Sighting]], list[list[Sighting]]]
):
    one, other = ways
    assert recorded(sqlite_template, one) == recorded(sqlite_template, other)


@settings(max_examples=40)
@given(st.lists(st.lists(sightings(), max_size=3), max_size=4))
def test_an_index_that_follows_the_changes_holds_exactly_the_papers(
    sqlite_template: Path, batches: list[list[Sighting]]
):
    with fresh(sqlite_template) as store:
        index, revision = {}, 0
        for batch in batches:
            store.papers.record(batch)
            for key in store.papers.vanished_since(revision):
                index.pop(key, None)
            for changed_at, paper in store.papers.changed_since(revision, 99):
                index[paper.key] = paper
                revision = changed_at
        assert revision == store.papers.revision()
        assert index == {p.key: p for _, p in store.papers.changed_since(0, 99)}
        assert len(index) == store.papers.count()
