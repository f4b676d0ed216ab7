"""The clock, and whoever measures what happens."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Literal, Protocol

from bot.model import DeliveryState


class Clock(Protocol):
    """The only place where "now" comes from."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...


RoundOutcome = Literal["ok", "partial", "failed"]
"""What a round of collecting came to: every source answered, some did, none did."""


ModelOutcome = Literal["shown", "discarded", "over_budget", "busy", "slow", "down", "refused", "unreadable"]
"""What asking a model came to; the last five: there was no answer."""


class Meter(Protocol):
    """Takes note of what happens, for whoever watches this installation; costs next to nothing and never raises."""

    def delivered(self, platform: str, state: DeliveryState) -> None:
        """A delivery came into ``state``, and the ledger says so."""
        ...

    def throttled(self, platform: str) -> None:
        """The platform answered that we post too fast (429)."""
        ...

    def collected(self, outcome: RoundOutcome) -> None:
        """A round of collecting is over."""
        ...

    def asked(self, outcome: ModelOutcome) -> None:
        """A model was asked for something, or would have been."""
        ...

    def spent(self, tokens_in: int, tokens_out: int, micros: int) -> None:
        """A model was paid: tokens that it read and wrote, and millionths of the currency."""
        ...

    def sending(self, platform: str) -> AbstractContextManager[object]:
        """Measures how long a send takes, well or badly ended."""
        ...

    def searching(self) -> AbstractContextManager[object]:
        """Measures how long a search takes."""
        ...


class NoMeter:
    """Nobody watches."""

    def delivered(self, platform: str, state: DeliveryState) -> None:
        """Take no note."""

    def throttled(self, platform: str) -> None:
        """Take no note."""

    def collected(self, outcome: RoundOutcome) -> None:
        """Take no note."""

    def asked(self, outcome: ModelOutcome) -> None:
        """Take no note."""

    def spent(self, tokens_in: int, tokens_out: int, micros: int) -> None:
        """Take no note."""

    def sending(self, platform: str) -> AbstractContextManager[object]:  # noqa: ARG002 - the signature is Meter's
        """Measure nothing."""
        return nullcontext()

    def searching(self) -> AbstractContextManager[object]:
        """Measure nothing."""
        return nullcontext()
