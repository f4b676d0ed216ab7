"""The only place where "now" comes from."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)
