from datetime import timedelta

from structlog.testing import capture_logs

from bot.prune import Prune
from bot.storage.pruning import Ages, Pruned
from bot.storage.store import Store
from tests.builders import NOW, a_sighting, a_signal
from tests.fakes import FakeClock

HOUR = timedelta(hours=1)


async def test_a_round_prunes_what_is_old_and_says_how_much(sqlite_store: Store):
    old = NOW - timedelta(days=20)
    sqlite_store.papers.record([a_sighting(signal=a_signal(hours, old + hours * HOUR)) for hours in range(4)])

    with capture_logs() as logs:
        done = await Prune(sqlite_store, Ages(), FakeClock()).round()

    assert done == Pruned(signals=2)
    assert [(line["event"], line["signals"]) for line in logs] == [("pruned", 2)]


async def test_a_round_that_finds_nothing_says_nothing(sqlite_store: Store):
    with capture_logs() as logs:
        done = await Prune(sqlite_store, Ages(), FakeClock()).round()

    assert (done, logs) == (Pruned(), [])
