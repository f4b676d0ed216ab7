"""The sentence of the authors' abstract that says best what is new: no model, no key, the same answer every time."""

from bot.model import Paper, Summary, without_label
from bot.summarizers.extractive.choosing import extract
from bot.summarizers.extractive.trimming import LIMIT

__all__ = ["LIMIT", "PROVENANCE", "PROVENANCE_OF_SAMPLES", "Extractive", "extract"]

PROVENANCE = "extract of the authors' abstract"
PROVENANCE_OF_SAMPLES = "extract of the sample text"


class Extractive:
    """A ``Summarizer``: what the paper does, in the authors' own words."""

    @property
    def name(self) -> str:
        """Stored with each cached summary; a change of what is chosen takes a new name, so that no old one stays."""
        return "extractive-3"

    async def summarize(self, paper: Paper) -> Summary | None:
        """``None`` without an abstract."""
        told, sample = without_label(paper.abstract)
        text = extract(told, paper.title)
        return Summary(text, PROVENANCE_OF_SAMPLES if sample else PROVENANCE) if text else None
