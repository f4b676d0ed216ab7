"""What a platform is asked: to connect, to post, to look for a post, to tell somebody something."""

from datetime import datetime
from typing import Protocol

from bot.document import Document
from bot.model import Destination, Pace, Person, Receipt
from bot.ports.given import Handler


class Mail(Protocol):
    """Writes to one person: the adapter of e-mail is one as it is, to ``Person("email", ADDRESS, ADDRESS)``."""

    async def tell(self, person: Person, document: Document) -> None:
        """Send ``document``, which is no digest: without the headers of a list. Its links are in its text.

        Raises:
            SendError: it was not sent, or nobody knows.
        """
        ...


class Platform(Protocol):
    """Something that is connected and asked."""

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        ...

    async def run(self, handle: Handler) -> None:
        """Connect, and answer commands with ``handle`` until cancelled or until there is nobody left to ask."""
        ...


class Adapter(Platform, Protocol):
    """One chat platform."""

    @property
    def pace(self) -> Pace:
        """How fast it lets us send; ``Pace()`` where it sets no limit."""
        ...

    def fits(self, document: Document) -> bool:
        """Whether ``document`` can be one message without losing anything that a reader would miss."""
        ...

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        """Post ``document`` once, marked with ``key``; never retries by itself.

        ``under`` is the message in whose thread it belongs; without one it stands in the channel itself.

        Raises:
            SendError: one of its five kinds, which say what is certain. ``ThreadGone`` only with ``under``, and only
                where the channel itself can still be posted to.
        """
        ...

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        """The message that was posted with ``key`` after ``since``, or ``None`` when it certainly was not.

        ``under`` is the message in whose thread it was posted, if it was posted in one.

        Raises:
            RetryLater, OutcomeUnknown: it did not tell this time.
            CannotTell: it never can.
            DestinationGone, ThreadGone: there is nothing left to look into.
        """
        ...

    async def tell(self, person: Person, document: Document) -> None:
        """Show ``document`` to one person and nobody else: that their channel cannot be posted to any more.

        Raises:
            SendError: they cannot be reached.
        """
        ...
