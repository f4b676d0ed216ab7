"""PURE. How long, how often and for how much a source is asked."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how often and for how much a source is asked. Times are seconds.

    ``connect`` bounds opening a connection, ``read`` the silence between two pieces of an answer, ``attempt`` one
    whole attempt (a server that drips bytes for ever ends here), ``total`` all attempts with the waits between them.
    The wait doubles from ``wait_first`` to ``wait_most``, plus up to ``wait_jitter``; a wait that the source asks
    for is kept to the second when it is at most ``wait_asked`` and fits into ``total``.
    """

    connect: float = 10.0
    read: float = 30.0
    attempt: float = 60.0
    total: float = 120.0
    attempts: int = 4
    wait_first: float = 0.5
    wait_most: float = 15.0
    wait_jitter: float = 1.0
    wait_asked: float = 60.0
    max_bytes: int = 64 * 2**20


BRIEF = Limits(
    connect=2.0, read=3.0, attempt=4.0, total=4.5, attempts=2, wait_first=0.2, wait_most=0.5, wait_jitter=0.1
)
"""For a person who waits and has something else to be shown: over within five seconds."""


def wait_before_retry(after: timedelta | None, limits: Limits, left: float) -> bool | float:
    """Whether to try again after a failure: seconds to wait, ``True`` for the usual wait, ``False`` to give up.

    ``after`` is the wait that the source asked for, ``left`` the seconds until ``limits.total`` is spent.
    """
    if after is None:
        return left > 0
    seconds = after.total_seconds()
    return seconds if seconds <= limits.wait_asked and seconds < left else False
