"""What grows without end is thinned, a little at a time, beside everything else."""

import asyncio
from dataclasses import asdict

import structlog

from bot.ports import Clock
from bot.storage.pruning import Ages, Pruned
from bot.storage.store import Store

log = structlog.get_logger(__name__)


class Prune:
    """One round over everything that is older than ``ages``."""

    def __init__(self, store: Store, ages: Ages, clock: Clock) -> None:
        self._store = store
        self._ages = ages
        self._clock = clock

    async def round(self) -> Pruned:
        """Prune in short transactions; between any two of them it may be cancelled, and the next round goes on.

        Raises:
            StorageError: the database cannot be used; what was done stays done.
        """
        steps = self._store.pruning.steps(self._ages, self._clock.now())
        total = Pruned()
        while (done := await asyncio.to_thread(next, steps, None)) is not None:
            total += done
        if total != Pruned():
            log.info("pruned", **asdict(total))
        return total
