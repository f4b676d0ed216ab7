"""Fakes that mirror the ports; no mock of our own code anywhere."""

from datetime import datetime, timedelta

from tests.builders import NOW


class FakeClock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)
