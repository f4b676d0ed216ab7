"""Summaries, kept until the text that they summarize changes."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.model import PaperKey, Summary
from bot.storage.database import Database, inserting, lock_papers
from bot.storage.lookup import in_chunks, paper_id, paper_ids
from bot.storage.tables import summaries


class Summaries:
    """A cache by paper and summarizer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cached(self, keys: Sequence[PaperKey], name: str) -> dict[PaperKey, Summary]:
        """Asked key → what the summarizer ``name`` made of it; what is not there is absent."""
        query = select(summaries.c.paper_id, summaries.c.text, summaries.c.provenance).where(summaries.c.name == name)
        with self._database.reading() as session:
            ids = paper_ids(session, keys)
            rows = in_chunks(session, query, summaries.c.paper_id, ids.values())
            found = {row_id: Summary(text, provenance) for row_id, text, provenance in rows}
        return {key: found[row_id] for key, row_id in ids.items() if row_id in found}

    def record(self, key: PaperKey, name: str, summary: Summary) -> None:
        """Keep a summary; nothing happens when the paper is not known."""
        with self._database.writing() as session:
            lock_papers(session, exclusive=False)
            row_id = paper_id(session, key)
            if row_id is None:
                return
            new = {"text": summary.text, "provenance": summary.provenance}
            statement = inserting(session, summaries).values(paper_id=row_id, name=name, **new)
            session.execute(statement.on_conflict_do_update(index_elements=["paper_id", "name"], set_=new))
