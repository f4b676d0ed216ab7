"""The ledger of what models cost: for each workspace and day one row, which no call takes beyond the day's allowance.

A call is paid for before it is made, with the most that it can cost (``reserve``), and set right once it is known what
it did cost (``settle``). What a process that was killed had reserved stays spent until the day is over.
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, select, update

from bot.model.spending import Cost, Spent
from bot.storage.database import Database, inserting
from bot.storage.people import Workspace
from bot.storage.tables import spending

_COUNTED = ("calls", "tokens_in", "tokens_out", "micros", "held_tokens", "held_micros")


class Spending:
    """What each workspace spends; days are those of UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, workspace: Workspace, day: date, cost: Cost, allowed: Cost) -> bool:
        """Hold ``cost``; False, and nothing held, where the day would cost more than ``allowed``.

        Of calls made at once, in one process or in several, those that fit are let through, and no others.
        """
        platform, name = workspace
        tokens = spending.c.tokens_in + spending.c.tokens_out + spending.c.held_tokens + cost.tokens
        micros = spending.c.micros + spending.c.held_micros + cost.micros
        held = {
            "held_tokens": spending.c.held_tokens + cost.tokens,
            "held_micros": spending.c.held_micros + cost.micros,
        }
        fits = and_(_of(workspace, day), tokens <= allowed.tokens, micros <= allowed.micros)
        with self._database.writing() as session:
            empty = {"platform": platform, "workspace": name, "day": day} | dict.fromkeys(_COUNTED, 0)
            session.execute(inserting(session, spending).values(empty).on_conflict_do_nothing())
            return session.scalar(update(spending).where(fits).values(held).returning(spending.c.day)) is not None

    def settle(self, workspace: Workspace, day: date, held: Cost, spent: Spent) -> None:
        """In the place of what was ``held`` on ``day``: what was ``spent``; nothing, where the call cost nothing."""
        new = {
            "calls": spending.c.calls + spent.calls,
            "tokens_in": spending.c.tokens_in + spent.tokens_in,
            "tokens_out": spending.c.tokens_out + spent.tokens_out,
            "micros": spending.c.micros + spent.micros,
            "held_tokens": spending.c.held_tokens - held.tokens,
            "held_micros": spending.c.held_micros - held.micros,
        }
        with self._database.writing() as session:
            session.execute(update(spending).where(_of(workspace, day)).values(new))

    def of(self, workspace: Workspace, day: date) -> Spent:
        """What a workspace has spent on a day."""
        query = select(*(spending.c[name] for name in _COUNTED)).where(_of(workspace, day))
        with self._database.reading() as session:
            row = session.execute(query).one_or_none()
        if row is None:
            return Spent()
        calls, tokens_in, tokens_out, micros, held_tokens, held_micros = row
        return Spent(calls, tokens_in, tokens_out, micros, Cost(held_tokens, held_micros))


def _of(workspace: Workspace, day: date) -> ColumnElement[bool]:
    platform, name = workspace
    return and_(spending.c.platform == platform, spending.c.workspace == name, spending.c.day == day)
