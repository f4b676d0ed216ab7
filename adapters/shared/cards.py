"""PURE. What a card says on every platform, and how it says less where there is no room."""

from dataclasses import replace

from bot.document import PaperCard
from bot.text import compact, shorten

Less = tuple[int, bool, bool]
"""What is left of a card: characters of its summary, its reasons, the names."""

LESS: tuple[Less, ...] = (
    *((summary, True, True) for summary in (240, 180, 120, 60, 0)),
    (0, False, True),
    (0, False, False),
)
"""Step by step: summaries are shortened and left out, then the reasons go, then who wrote it."""


def lessened(card: PaperCard, less: Less) -> PaperCard:
    """The card with no more than ``less`` leaves of it; the title stays whole."""
    summary, reasons, names = less
    return replace(
        card,
        summary=shorten(card.summary[: 10 * summary], summary),
        reasons=card.reasons if reasons else (),
        byline=card.byline if names else "",
        organisation=card.organisation if names else None,
    )


def counters(card: PaperCard) -> tuple[str, ...]:
    """The counts, each with its word, so that no meaning rests on a sign; "" for one that is not told."""
    return (
        f"▲ {_counted(card.votes, 'vote')}" if card.votes is not None else "",
        _counted(card.comments, "comment") if card.comments else "",
        f"★ {_counted(card.stars, 'star')}" if card.stars else "",
    )


def counted(label: str, count: int) -> str:
    """The label of a button with a count: "👍 Useful · 3"; without one it is the label alone."""
    return f"{label} · {count}" if count else label


def _counted(count: int, word: str) -> str:
    return f"{compact(count)} {word if count == 1 else word + 's'}"
