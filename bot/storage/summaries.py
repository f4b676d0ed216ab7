"""Summaries, kept until the text that they summarize changes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.model import Paper, PaperKey, Summary
from bot.storage.database import Database, chunks, inserting, lock_papers
from bot.storage.lookup import ASKED, paper_id, paper_ids
from bot.storage.tables import identities, papers, summaries

_CACHED = (
    select(identities.c.identity, summaries.c.text, summaries.c.provenance)
    .join(summaries, summaries.c.paper_id == identities.c.paper_id)
    .where(ASKED, summaries.c.name == bindparam("name"))
)


class Summaries:
    """A cache by paper and summarizer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cached(self, keys: Sequence[PaperKey], name: str) -> dict[PaperKey, Summary]:
        """Asked key → what the summarizer ``name`` made of it; what is not there is absent."""
        with self._database.reading() as session:
            return {
                key: Summary(text, provenance)
                for chunk in chunks(dict.fromkeys(keys))
                for key, text, provenance in session.execute(_CACHED, {"keys": chunk, "name": name})
            }

    def keep(self, name: str, paper: Paper, summary: Summary) -> bool:
        """Keep what was made of ``paper`` as it was then; False where its title or abstract is another one by now."""
        same = (papers.c.title == paper.title, papers.c.abstract == paper.abstract)
        with self._database.writing() as session:
            lock_papers(session, exclusive=False)
            row_id = paper_id(session, paper.key)
            if session.scalar(select(papers.c.id).where(papers.c.id == row_id, *same)) is None:
                return False
            row = {"paper_id": row_id, "name": name, "text": summary.text, "provenance": summary.provenance}
            _write(session, [row])
            return True

    def record(self, name: str, made: Mapping[PaperKey, Summary]) -> None:
        """Keep what the summarizer ``name`` made, in one transaction; a paper that is not known has none."""
        with self._database.writing() as session:
            lock_papers(session, exclusive=False)
            ids = paper_ids(session, made)
            by_row = {ids[key]: summary for key, summary in made.items() if key in ids}
            rows = [
                {"paper_id": row_id, "name": name, "text": summary.text, "provenance": summary.provenance}
                for row_id, summary in sorted(by_row.items())
            ]
            if rows:
                _write(session, rows)


def _write(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """A later one replaces an earlier one."""
    statement = inserting(session, summaries)
    new = {"text": statement.excluded.text, "provenance": statement.excluded.provenance}
    session.execute(statement.on_conflict_do_update(index_elements=["paper_id", "name"], set_=new), rows)
