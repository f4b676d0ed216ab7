"""Into how many messages a digest goes. PURE."""

from collections.abc import Callable
from itertools import accumulate

Fits = Callable[[slice, tuple[int, int]], bool]
"""Whether these picks fit into a message, as a part like (2, 3)."""


def sizes(picks: int, fits: Fits) -> tuple[int, ...]:
    """How many picks each part holds: the fewest parts that fit, and as even as can be.

    A single pick that does not fit by itself is left to the adapter, which shortens it.
    """
    for of in range(1, picks):
        even = _even(picks, of)
        ends = (0, *accumulate(even))
        if all(fits(slice(ends[n - 1], ends[n]), (n, of)) for n in range(1, of + 1)):
            return even
    return (1,) * picks or (0,)


def threaded(picks: int) -> tuple[int, ...]:
    """The head of a thread, which holds no pick, and a part for each; nothing to say is one message."""
    return (0, *(1,) * picks)


def apart(picks: int) -> tuple[int, ...]:
    """A part for each pick; nothing to say is one message."""
    return (1,) * picks or (0,)


def _even(picks: int, of: int) -> tuple[int, ...]:
    """The larger ones first: 5 in 3 is 2, 2, 1."""
    least, more = divmod(picks, of)
    return (least + 1,) * more + (least,) * (of - more)
