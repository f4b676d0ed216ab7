"""The workspaces that added Paperboy, their tokens sealed, and the states of those who are about to add it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, select

from bot.model import Installation
from bot.sealing import Sealer
from bot.storage.database import Database, inserting
from bot.storage.tables import installations, oauth_states

STATE_LASTS = timedelta(minutes=10)
"""Between "Add to Slack" and coming back from there."""


class Installations:
    """By platform and workspace. No token is ever stored as it is."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def save(self, installation: Installation) -> None:
        """Keep it, in the place of an earlier one of the same workspace."""
        row = {
            "platform": installation.platform,
            "workspace": installation.workspace,
            "name": installation.name,
            "token": self._sealer.seal(installation.token),
            "refresh_token": self._sealed(installation.refresh_token),
            "expires_at": installation.expires_at,
            "bot_id": installation.bot_id,
            "bot_user_id": installation.bot_user_id,
            "scopes": installation.scopes,
            "installed_by": installation.installed_by,
            "installed_at": installation.installed_at,
        }
        with self._database.writing() as session:
            statement = inserting(session, installations).values(row)
            place = ["platform", "workspace"]
            new = {name: value for name, value in row.items() if name not in place}
            session.execute(statement.on_conflict_do_update(index_elements=place, set_=new))

    def find(self, platform: str, workspace: str) -> Installation | None:
        """Paperboy in that workspace; ``None`` where it was not added."""
        here = (installations.c.platform == platform, installations.c.workspace == workspace)
        with self._database.reading() as session:
            row = session.execute(select(installations).where(*here)).one_or_none()
        return self._opened(row) if row else None

    def remove(self, platform: str, workspace: str) -> None:
        """It was removed there; its token is worth nothing any more."""
        here = (installations.c.platform == platform, installations.c.workspace == workspace)
        with self._database.writing() as session:
            session.execute(delete(installations).where(*here))

    def issue_state(self, now: datetime) -> str:
        """A word that nobody can guess, for one who is about to add Paperboy; good once, for ``STATE_LASTS``."""
        state = secrets.token_urlsafe(32)
        with self._database.writing() as session:
            session.execute(delete(oauth_states).where(oauth_states.c.expires_at <= now))
            row = {"digest": _digest(state), "expires_at": now + STATE_LASTS}
            session.execute(inserting(session, oauth_states).values(row))
        return state

    def take_state(self, state: str, now: datetime) -> bool:
        """Whether it was issued, and not taken or too old; from now on it is taken, for all processes."""
        one = (oauth_states.c.digest == _digest(state), oauth_states.c.expires_at > now)
        with self._database.writing() as session:
            return session.scalar(delete(oauth_states).where(*one).returning(oauth_states.c.digest)) is not None

    def _sealed(self, text: str | None) -> str | None:
        return self._sealer.seal(text) if text else None

    def _opened(self, row: Row[tuple[object, ...]]) -> Installation:
        return Installation(
            platform=row.platform,
            workspace=row.workspace,
            name=row.name,
            token=self._sealer.open(row.token),
            bot_id=row.bot_id,
            bot_user_id=row.bot_user_id,
            scopes=row.scopes,
            installed_by=row.installed_by,
            installed_at=row.installed_at,
            refresh_token=self._sealer.open(row.refresh_token) if row.refresh_token else None,
            expires_at=row.expires_at,
        )


def _digest(state: str) -> str:
    """What is stored of a state: a reader of the database learns nothing that could be used."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
