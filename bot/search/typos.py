"""PURE but for the look-ups it is given. The known word that someone probably meant."""

import string
from collections.abc import Callable, Iterable, Iterator

from bot.nearest import edits

SHORTEST = 4
"""Characters of a word below which every word is a neighbour of every other."""
SHORTEST_FOR_TWO = 6
"""Characters of a word from which two slips are believed."""

_TWO = 2
_LETTERS = string.ascii_lowercase


def nearest(
    word: str, occurrences: Callable[[str], int], beginning_with: Callable[[str], Iterable[tuple[str, int]]]
) -> str | None:
    """The known word one slip away from ``word``, else two, the most frequent first; ``None`` if there is none.

    A slip is a letter too many, too few, wrong, or changed with its neighbour (Damerau). ``occurrences`` tells how
    many papers hold a word; ``beginning_with`` the known words with a prefix. Two slips leave the first letter alone.
    """
    if len(word) < SHORTEST or any(character.isdigit() for character in word):
        return None
    near = [(occurrences(other), other) for other in sorted(set(_one_slip(word)))]
    best = max(near, default=(0, ""))
    if best[0] > 0:
        return best[1]
    return _two_slips(word, beginning_with(word[0])) if len(word) >= SHORTEST_FOR_TWO else None


def _one_slip(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]


def _two_slips(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    letters = set(word)
    near = (
        (count, other)
        for other, count in known
        # a slip changes the length by one and the letters by two at most: most words fall out before the costly part
        if abs(len(other) - len(word)) <= _TWO
        and len(letters.symmetric_difference(other)) <= 2 * _TWO
        and edits(word, other) <= _TWO
    )
    return max(near, default=(0, None))[1]
