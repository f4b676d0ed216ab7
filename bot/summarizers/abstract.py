"""The beginning of the authors' abstract, for channels that want no choice made."""

from bot.model import Paper, Summary, without_label
from bot.text import shorten

LIMIT = 300
"""Characters of a summary."""


class Abstract:
    """A ``Summarizer``: the abstract itself, shortened."""

    @property
    def name(self) -> str:
        """Stored with each cached summary."""
        return "abstract"

    async def summarize(self, paper: Paper) -> Summary | None:
        """``None`` without an abstract."""
        whole, sample = without_label(paper.abstract)
        text = shorten(whole, LIMIT)
        origin = "sample text" if sample else "authors' abstract"
        return Summary(text, origin if text == whole else f"beginning of the {origin}") if text else None
