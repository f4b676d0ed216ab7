"""The titles that may be meant by what is typed so far: its words, of which the last one may go on."""

from collections.abc import Iterator
from typing import Final

from bot.model import PaperKey
from bot.search.folding import folded, identifiers, spelled
from bot.search.view import View

MOST_CHARACTERS: Final = 300
"""What is longer is no beginning of a title."""
MOST_WORDS: Final = 30
CONSIDERED: Final = 60
"""Papers among which those that begin with what was typed are put first."""

Named = tuple[str, PaperKey]


def complete(view: View, text: str, limit: int) -> list[Named]:
    """Title and key of at most ``limit`` papers.

    Those that ``text`` names by an id or an address; else the one called exactly so, then those whose title begins with
    it, then those that have all its words in their title. Among equals the newest come first, of a day the most voted.
    """
    text = text[:MOST_CHARACTERS]
    named = view.titled(view.tagged(f"id={identity}" for identity in identifiers(text)), limit)
    return list(dict.fromkeys(named or _by_words(view, text, limit)))[:limit]


def _by_words(view: View, text: str, limit: int) -> Iterator[Named]:
    words = view.analysis.words.analyze(folded(text))[:MOST_WORDS]
    if not words:
        return
    start = spelled(text)
    yield from view.titled(view.tagged([f"title={start}"]), limit)
    found = view.titled(view.titles_with(words, whole=text[-1:].isspace()), max(limit, CONSIDERED))
    yield from sorted(found, key=lambda named: not spelled(named[0]).startswith(start))
