"""From the key that somebody has to the paper that it means, and from rows to records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, select
from sqlalchemy.orm import Session

from bot.model import Destination, Paper, PaperKey
from bot.storage.database import chunks
from bot.storage.drafts import PAPER_COLUMNS
from bot.storage.tables import identities, papers

ASKED = identities.c.identity.in_(bindparam("keys", expanding=True))
"""The names by which papers are asked for, for a statement that is made once."""
_MEANT = select(identities.c.identity, identities.c.paper_id).where(ASKED)
_NAMED = select(identities.c.identity, *PAPER_COLUMNS).join(papers, papers.c.id == identities.c.paper_id).where(ASKED)
"""Made once: to make a statement takes longer than to run it."""


def at_place(table: Table) -> ColumnElement[bool]:
    """The rows of the destination that ``asked_at`` gives, for a statement that is made once."""
    return and_(*(table.c[name] == bindparam(f"to_{name}") for name in ("platform", "workspace", "channel")))


def asked_at(destination: Destination) -> dict[str, str]:
    """What ``at_place`` asks for."""
    return {
        "to_platform": destination.platform,
        "to_workspace": destination.workspace,
        "to_channel": destination.channel,
    }


def paper_ids(session: Session, keys: Collection[PaperKey]) -> dict[PaperKey, int]:
    """The row that each key means, old and weaker keys too; unknown keys are absent."""
    return {
        key: paper_id
        for chunk in chunks(dict.fromkeys(keys))
        for key, paper_id in session.execute(_MEANT, {"keys": chunk})
    }


def papers_by_key(session: Session, keys: Collection[PaperKey]) -> dict[PaperKey, Paper]:
    """The paper that each key means, old and weaker keys too; unknown keys are absent."""
    return {
        key: Paper(*values)
        for chunk in chunks(dict.fromkeys(keys))
        for key, *values in session.execute(_NAMED, {"keys": chunk})
    }


def paper_id(session: Session, key: PaperKey) -> int | None:
    """The same for one key."""
    return paper_ids(session, (key,)).get(key)


def in_chunks(
    session: Session, query: Select[*tuple[Any, ...]], column: ColumnElement[int], ids: Iterable[int]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of ``query`` where ``column`` is one of ``ids``, of which a database takes only so many at once."""
    for chunk in chunks(dict.fromkeys(ids)):
        yield from session.execute(query.where(column.in_(chunk)))


def as_papers(rows: Iterable[Sequence[Any]]) -> list[Paper]:
    """Rows of ``PAPER_COLUMNS``."""
    return [Paper(*row) for row in rows]
