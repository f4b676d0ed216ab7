"""The word that was probably meant. PURE."""

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that needs the fewest edits; ``None`` when even that one is another word.

    One edit (a letter more, less or other, or two neighbours swapped) for words of up to four letters, two up to
    eight, else three. Of equals, one with the same first letter, then the first in order.
    """
    word = word.casefold()
    ranked = [(edits(word, choice.casefold()), word[:1] != choice[:1].casefold(), choice) for choice in choices]
    if not ranked:
        return None
    best = min(ranked, key=lambda entry: entry[:2])
    return best[2] if best[0] <= _allowed(word) else None


def _allowed(word: str) -> int:
    return min(3, 1 + (len(word) - 1) // 4)


def edits(one: str, other: str) -> int:
    """Optimal string alignment distance: Levenshtein's, and a swap of neighbours counts once."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, against in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != against))
            if i and j and letter == other[j - 1] and one[i - 1] == against:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
