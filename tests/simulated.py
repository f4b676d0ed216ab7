"""An event loop whose time is simulated: sleeps take no time, and happen in their order."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Where the loop would wait for a timer, the time is set to the timer's instead."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout:
            self.skipped += timeout
            timeout = 0
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(timeout)
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Starts at 0 s. Without threads and sockets: what waits for those would see time fly."""

    def __init__(self) -> None:
        self._simulated = _Skipping()
        super().__init__(self._simulated)

    def time(self) -> float:
        return self._simulated.skipped

    def busy(self, seconds: float) -> None:
        self._simulated.skipped += seconds


def now() -> float:
    """The simulated time, in seconds."""
    return asyncio.get_running_loop().time()


def busy(seconds: float) -> None:
    """Time passes while nothing else can run."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    loop.busy(seconds)


def simulate(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end, in no time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(main)
