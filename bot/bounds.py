"""How far each number of a subscription may go: one table for what people type and for the configuration."""

from collections.abc import Mapping
from types import MappingProxyType

BOUNDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "count": (1, 20),
        "min_votes": (0, 10_000),
        "window_days": (1, 31),
        "per_topic": (0, 20),
        "catch_up_days": (0, 31),
        "patience_hours": (0, 24),
    }
)
"""The least and the most, both allowed. 20 papers are four messages already; a month is the longest roll-up."""

MAX_TOPICS = 40
"""So many may be asked for, and so many left out: more than that says a category in less."""
