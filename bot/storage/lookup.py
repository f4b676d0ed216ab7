"""From the key that somebody has to the paper that it means, and from rows to records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
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
    rows = in_chunks(session, select(papers.c.id, *PAPER_COLUMNS), papers.c.id, ids)
    return {row_id: Paper(*values) for row_id, *values in rows}


def in_chunks(
    session: Session, query: Select[*tuple[Any, ...]], column: ColumnElement[int], ids: Iterable[int]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of ``query`` where ``column`` is one of ``ids``, of which a database takes only so many at once."""
    for chunk in chunks(dict.fromkeys(ids)):
        yield from session.execute(query.where(column.in_(chunk)))


def as_papers(rows: Iterable[Sequence[Any]]) -> list[Paper]:
    """Rows of ``PAPER_COLUMNS``."""
    return [Paper(*row) for row in rows]
