"""Search over everything collected: one index, derived from the database and rebuildable from it."""

from bot.search.index import SearchIndex
from bot.search.records import Hit, PaperLog, Query, Results

__all__ = ["Hit", "PaperLog", "Query", "Results", "SearchIndex"]
