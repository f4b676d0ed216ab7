"""From the key that somebody has to the paper that it means, and from rows to records."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bot.model import Paper, PaperKey
from bot.storage.database import chunks
from bot.storage.drafts import PAPER_COLUMNS
from bot.storage.tables import identities, papers


def paper_ids(session: Session, keys: Collection[PaperKey]) -> dict[PaperKey, int]:
    """The row that each key means, old and weaker keys too; unknown keys are absent."""
    return {
        key: paper_id
        for chunk in chunks(dict.fromkeys(keys))
        for key, paper_id in session.execute(
            select(identities.c.identity, identities.c.paper_id).where(identities.c.identity.in_(chunk))
        )
    }


def paper_id(session: Session, key: PaperKey) -> int | None:
    """The same for one key."""
    return paper_ids(session, (key,)).get(key)


def papers_by_id(session: Session, ids: Iterable[int]) -> dict[int, Paper]:
    """The papers of these rows."""
    found = {}
    for chunk in chunks(dict.fromkeys(ids)):
        for row_id, *values in session.execute(select(papers.c.id, *PAPER_COLUMNS).where(papers.c.id.in_(chunk))):
            found[row_id] = Paper(*values)
    return found


def as_papers(rows: Iterable[Row[tuple[object, ...]] | Sequence[object]]) -> list[Paper]:
    """Rows of ``PAPER_COLUMNS``."""
    return [Paper(*row) for row in rows]
