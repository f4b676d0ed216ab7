"""What there is to choose from: kinds of summaries, and what sources are called."""

from collections.abc import Callable, Mapping

from bot.model import SummaryMode
from bot.ports import Summarizer

SOURCE_LABELS = {
    "huggingface": "Hugging Face Daily",
    "arxiv": "arXiv",
    "sample": "the sample",
    "file": "imported files",
}


def _extractive() -> Summarizer:
    from bot.summarizers.extractive import Extractive

    return Extractive()


def _ai_summary() -> Summarizer:
    from bot.summarizers.huggingface import HuggingFaceSummary

    return HuggingFaceSummary()


def _abstract() -> Summarizer:
    from bot.summarizers.abstract import Abstract

    return Abstract()


SUMMARIZERS: Mapping[SummaryMode, Callable[[], Summarizer]] = {
    "extractive": _extractive,
    "huggingface": _ai_summary,
    "abstract": _abstract,
}
