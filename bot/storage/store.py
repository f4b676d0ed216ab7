"""The store: one database, its parts, each call a short transaction. Synchronous; call it through a thread."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from bot.sealing import Sealer
from bot.storage import schema
from bot.storage.budget import SharedBudget
from bot.storage.database import Database
from bot.storage.installations import Installations
from bot.storage.ledger import Ledger
from bot.storage.papers import Papers
from bot.storage.people import People
from bot.storage.pruning import Pruning
from bot.storage.sources import Sources
from bot.storage.spending import Spending
from bot.storage.subscriptions import Subscriptions
from bot.storage.summaries import Summaries
from bot.storage.watch import Watch


class Store:
    """Everything that Paperboy remembers. Safe to use from several threads, and by several processes at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.papers = Papers(database)
        self.sources = Sources(database)
        self.summaries = Summaries(database)
        self.people = People(database)
        self.subscriptions = Subscriptions(database)
        self.ledger = Ledger(database)
        self.budget = SharedBudget(database)
        self.spending = Spending(database)
        self.watch = Watch(database)
        self.pruning = Pruning(database)

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open ``sqlite:///FILE`` (made where there is none) or ``postgresql://…``, and migrate it.

        Raises:
            StorageError: it cannot be opened, is no database of ours or newer than this code; says what to do.
        """
        database = Database(url)
        try:
            schema.bring_up(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def installations(self, sealer: Sealer) -> Installations:
        """The workspaces that added Paperboy, their tokens sealed by ``sealer``."""
        return Installations(self._database, sealer)

    def snapshot(self) -> AbstractContextManager[None]:
        """A block in which this thread reads the database as it is at one moment: quicker, and of one piece."""
        return self._database.snapshot()

    @property
    def name(self) -> str:
        """The URL of the database, without its password: for messages."""
        return self._database.name

    def problem(self) -> str | None:
        """What keeps the database from being used right now, in one sentence; ``None`` when all is well."""
        return schema.problem(self._database)

    def close(self) -> None:
        """Give back every connection; the store cannot be used afterwards."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
