"""E-mail as an ``Adapter``: an address is a workspace of its own, and a delivery's key is the mail's ``Message-ID``."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime

from adapters.email import render
from adapters.email.doctor import Doctor
from adapters.email.errors import MailError, as_send_error
from adapters.email.smtp import Connections
from adapters.email.wiring import PLATFORM, Options
from bot.addresses import read_address
from bot.commands import Caller
from bot.document import Document, Finding
from bot.errors import CannotTell, DestinationGone, UserError
from bot.model import Destination, Pace, Person, Receipt
from bot.ports import Clock, Handler, Links

_LOOK = (
    "No mail server tells whether a mail has arrived: ask whoever reads the mailbox, then confirm it or send it again."
)
_NO_ADDRESS = "Sign up with another address."


class EmailAdapter:
    """One sender, at one mail server."""

    def __init__(self, options: Options, links: Links, clock: Clock) -> None:
        self._options = options
        self._links = links
        self._clock = clock
        self._connections = Connections(options)

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        return PLATFORM

    @property
    def pace(self) -> Pace:
        """As fast as whoever runs this says that their mail server takes it."""
        return Pace(overall=(self._options.per_second, 1.0))

    async def run(self, handle: Handler) -> None:  # noqa: ARG002 - what people ask comes over the pages
        """Nothing: mail goes out when there is some. Ends when it is cancelled, and gives the connections back."""
        try:
            await asyncio.Event().wait()
        finally:
            await self.disconnect()

    async def disconnect(self) -> None:
        """Give the connections back; the next mail opens new ones."""
        await self._connections.close()

    def fits(self, document: Document) -> bool:
        """Whether it is one mail without losing anything."""
        return render.fits(document, self._options)

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        """One digest, as mail of a list that one click ends; ``under``: in the conversation of that mail.

        Raises:
            SendError: see ``adapters.email.errors``.
        """
        address = _address(to.channel)
        envelope = render.Envelope(
            to=address,
            message_id=render.message_id(key, self._options),
            at=self._clock.now(),
            under=under.message_id if under else "",
            settings=self._links.of("settings", address),
            unsubscribe=self._links.of("unsubscribe", address),
        )
        return await self._sent(document, envelope)

    async def find(
        self,
        to: Destination,  # noqa: ARG002 - nothing is looked for
        key: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        *,
        under: Receipt | None = None,  # noqa: ARG002
    ) -> Receipt | None:
        """It can never be told.

        Raises:
            CannotTell: always.
        """
        raise CannotTell("nobody can look into a mailbox", _LOOK)

    async def tell(self, person: Person, document: Document) -> None:
        """A letter to one person, which belongs to no list.

        Raises:
            SendError: it was not sent, or nobody knows.
        """
        own = render.message_id(secrets.token_hex(12), self._options)
        await self._sent(document, render.Envelope(_address(person.user_id), own, self._clock.now()))

    async def check(self, caller: Caller) -> Sequence[Finding]:
        """For the doctor."""
        return await Doctor(self._connections, self._options)(caller)

    async def _sent(self, document: Document, envelope: render.Envelope) -> Receipt:
        mail = render.mail(document, envelope, self._options)
        try:
            await self._connections.send(envelope.to, mail)
        except MailError as error:
            raise as_send_error(error) from error
        return Receipt(envelope.message_id, self._clock.now())


def _address(text: str) -> str:
    """As mail servers take it.

    Raises:
        DestinationGone: it is no address: nothing ever arrives there.
    """
    try:
        return read_address(text)
    except UserError as error:
        raise DestinationGone("no mail address", _NO_ADDRESS) from error
