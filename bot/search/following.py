"""Indexing beside a long import, in a thread: Tantivy leaves the interpreter to others for most of its work."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

EVERY: Final = 10_000
"""Papers between two catch-ups: fewer make more and smaller segments, which cost more to merge than is gained."""


class Follower:
    """Runs ``catch_up`` in a thread whenever ``every`` more papers were stored and the last one has ended.

    What is left at the end is the caller's to index. Leaving the block waits for the catch-up that runs, and raises
    what it raised unless the block raised itself.
    """

    def __init__(self, catch_up: Callable[[], object], every: int = EVERY) -> None:
        self._catch_up = catch_up
        self._every = every
        self._stored = 0
        self._running: Future[object] | None = None
        self._thread = ThreadPoolExecutor(1, "indexing")

    def stored(self, papers: int) -> None:
        """Say that so many more papers were stored.

        Raises:
            StorageError: whatever the catch-up before raised.
        """
        self._stored += papers
        if self._stored >= self._every and (self._running is None or self._running.done()):
            self._settle()
            self._stored = 0
            self._running = self._thread.submit(self._catch_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
        if error is None:
            self._settle()

    def _settle(self) -> None:
        running, self._running = self._running, None
        if running:
            running.result()
