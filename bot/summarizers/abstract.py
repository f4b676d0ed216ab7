"""The beginning of the authors' abstract, for channels that want no choice made."""

from bot.model import Paper, Summary
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
        whole = " ".join(paper.abstract.split())
        text = shorten(whole, LIMIT)
        provenance = "authors' abstract" if text == whole else "beginning of the authors' abstract"
        return Summary(text, provenance) if text else None
