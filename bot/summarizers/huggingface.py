"""The summary that Hugging Face's own model wrote, for the papers that have one."""

from bot.model import Paper, Summary


class HuggingFaceSummary:
    """A ``Summarizer``: what came with the paper; asks nobody."""

    @property
    def name(self) -> str:
        """Stored with each cached summary."""
        return "huggingface"

    async def summarize(self, paper: Paper) -> Summary | None:
        """``None`` where there is none (yet): it often comes a day after the paper."""
        text = " ".join((paper.ai_summary or "").split())
        model = f" ({paper.ai_summary_model})" if paper.ai_summary_model else ""
        return Summary(text, f"Hugging Face summary{model}") if text else None
