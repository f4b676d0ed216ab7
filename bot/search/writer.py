"""Bringing the index up to the database's revision."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.errors import SourceUnavailable
from bot.model import Paper
from bot.ports.meaning import Embedder
from bot.search.engine import NO_ROW, WRITER_MEMORY, create_index, document, open_index
from bot.search.folding import encodable
from bot.search.meaning import log_silence, text_of, writer
from bot.search.records import PaperLog, Progress

BATCH: Final = 2_000
"""Papers asked of the database at a time."""


class CatchUp:
    """One catch-up of the index at ``path`` with all that ``papers`` changed after revision ``start``.

    ``None`` for ``start`` makes a new index in the folder ``path``; ``embedder``, if there is one, makes the vectors.
    There is one commit, at the end: killed before it, the index is what it was. Memory is bounded by
    ``WRITER_MEMORY`` and some 100 bytes a paper. ``lacking``: some papers got no vector, the model did not answer.

    Raises:
        ValueError, OSError: Tantivy cannot open or write the index.
    """

    def __init__(self, papers: PaperLog, path: Path, start: int | None, embedder: Embedder | None) -> None:
        self.lacking = False
        self._papers = papers
        self._start = start or 0
        self._target = papers.revision()
        # two threads write two segments: welcome when all is written, a burden with a handful of papers
        self._vectors = writer(path, embedder) if embedder else None
        index, threads = (create_index(path), 2) if start is None else (open_index(path), 1)
        self._writer = index.writer(WRITER_MEMORY, threads)

    def write(self, progress: Progress) -> tuple[int, int]:
        """Write all and commit once; the number of papers written, and the revision that the index then shows."""
        if self._start:
            for key in self._papers.vanished_since(self._start):
                self._writer.delete_documents_by_term("key", encodable(key))
        written, reached = 0, self._start
        for batch in _batches(self._papers, self._start):
            for (_, paper), row in zip(batch, self._rows([paper for _, paper in batch]), strict=True):
                self._writer.delete_documents_by_term("key", encodable(paper.key))
                self._writer.add_document(document(paper, row))
            written, reached = written + len(batch), batch[-1][0]
            progress(min(reached, self._target) - self._start, self._target - self._start)
        if self._vectors:
            self._vectors.flush()
        self._writer.commit()
        return written, max(reached, self._target)

    def _rows(self, papers: Sequence[Paper]) -> Sequence[int]:
        """Where the vectors of ``papers`` lie; ``NO_ROW`` where the model does not answer, which is noted."""
        try:
            if self._vectors and not self.lacking:
                return self._vectors.rows([*map(text_of, papers)])
        except SourceUnavailable as error:
            self.lacking = True
            log_silence(error)
        return [NO_ROW] * len(papers)

    def merge(self) -> None:
        """Wait until small segments are merged into larger ones."""
        self._writer.wait_merging_threads()

    def close(self) -> None:
        """Let go of the index; what was not committed is gone."""
        if self._vectors:
            self._vectors.close()
        del self._writer  # which frees Tantivy's lock at once, whoever still holds a traceback to here


def _batches(papers: PaperLog, start: int) -> Iterator[Sequence[tuple[int, Paper]]]:
    while batch := papers.changed_since(start, BATCH):
        yield batch
        start = batch[-1][0]
