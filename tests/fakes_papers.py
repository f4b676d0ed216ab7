"""The papers of a database, in memory, as the search index sees them."""

from collections.abc import Sequence

from bot.model import Paper, PaperKey


class FakePapers:
    """Mirrors ``bot.search.PaperLog``: each change of a paper has a revision of its own."""

    def __init__(self, *papers: Paper) -> None:
        self._revision = 0
        self._changed: dict[PaperKey, tuple[int, Paper]] = {}
        self._vanished: dict[PaperKey, int] = {}
        self.put(*papers)

    def put(self, *papers: Paper) -> None:
        for paper in papers:
            self._revision += 1
            self._changed[paper.key] = (self._revision, paper)

    def merge(self, weaker: PaperKey, into: Paper) -> None:
        """One work was known under two keys; from now on it is ``into``."""
        del self._changed[weaker]
        self.put(into)
        self._vanished[weaker] = self._revision

    def revision(self) -> int:
        return self._revision

    def changed_since(self, revision: int, limit: int) -> Sequence[tuple[int, Paper]]:
        later = [changed for changed in self._changed.values() if changed[0] > revision]
        return sorted(later, key=lambda changed: changed[0])[:limit]

    def vanished_since(self, revision: int) -> Sequence[PaperKey]:
        return [key for key, at in self._vanished.items() if at > revision]
