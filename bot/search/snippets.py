"""The few words of an abstract around what was looked for."""

from collections.abc import Sequence
from typing import Final

import tantivy
from tantivy import Occur
from tantivy import Query as Terms

from bot.model import without_label
from bot.text import shorten

LONGEST: Final = 200
"""Characters of a snippet, its dots included."""
_ROOM: Final = LONGEST - 2  # for an ellipsis at either end


class Snippets:
    """Makes the snippets of one answer."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, stems: Sequence[str]) -> None:
        terms = [(Occur.Should, Terms.term_query(schema, "text", stem, "freq")) for stem in stems]
        self._generator = tantivy.SnippetGenerator.create(searcher, Terms.boolean_query(terms), schema, "text")
        self._generator.set_max_num_chars(_ROOM)

    def of(self, abstract: str) -> str:
        """Where most of the words stand in ``abstract``, else its beginning; never longer than ``LONGEST``."""
        one_line, _ = without_label(abstract)
        if len(one_line) <= LONGEST:
            return one_line
        holder = tantivy.Document()
        holder.add_text("text", one_line)
        snippet = self._generator.snippet_from_doc(holder)
        if not snippet.highlighted():
            return shorten(one_line, LONGEST)
        return _framed(one_line, snippet.fragment().strip())


def _framed(text: str, fragment: str) -> str:
    before = "" if text.startswith(fragment) else "…"
    return f"{before}{fragment}" if text.endswith(fragment) else f"{before}{fragment.rstrip(' ,;:')}…"
