"""One platform as deliveries see it: at its pace, within a time-out, and with no error but a ``SendError``."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

from bot.deliver.office import Office, log
from bot.deliver.outcomes import CLOCKS_APART, LEASE, ROOM, SEND_TIMEOUT
from bot.document import Document
from bot.errors import OutcomeUnknown, RetryLater, SendError, Throttled
from bot.model import Delivery, Destination, Part, Person, Receipt
from bot.pacing import Pacer
from bot.ports import Adapter

T = TypeVar("T")


class ClaimLostError(Exception):
    """The lease ran out, and somebody else has taken the delivery over: it is theirs now."""


class Outlet:
    """Sends to one platform, and asks it. ``stop`` lets nothing begin any more."""

    def __init__(self, office: Office, adapter: Adapter) -> None:
        self._office = office
        self._adapter = adapter
        self._pacer = Pacer(adapter.pace, monotonic=time.monotonic, sleep=asyncio.sleep, reserve=self._reserve)
        self._waiting: set[asyncio.Task[None]] = set()
        self.stopping = False

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        return self._adapter.platform

    def fits(self, document: Document) -> bool:
        """Whether ``document`` can be one message."""
        return self._adapter.fits(document)

    def stop(self) -> None:
        """Send back everybody who waits for a turn; sends that are under way go on to their end."""
        self.stopping = True
        for task in self._waiting:
            task.cancel()

    async def send(self, delivery: Delivery, part: Part, document: Document) -> Receipt:
        """Post one part, once, when it is its turn and the claim is still ours.

        Raises:
            SendError: what is certain about it.
            ClaimLostError: nothing was sent, and nothing may be recorded.
        """
        async with self._turn(delivery.destination):
            await self._make_sure_of(delivery)
            with self._office.meter.sending(self.platform):
                to, under = delivery.destination, delivery.under(part)
                return await self._answered(self._adapter.send(to, document, key=part.key, under=under))

    async def find(self, delivery: Delivery, part: Part) -> Receipt | None:
        """The message of ``part``, or ``None`` when it certainly is not there.

        Raises:
            SendError: the platform did not tell.
        """
        since = (delivery.tried_at or delivery.occurrence) - CLOCKS_APART
        async with self._turn(delivery.destination):
            to, under = delivery.destination, delivery.under(part)
            return await self._answered(self._adapter.find(to, part.key, since, under=under))

    async def tell(self, person: Person, document: Document) -> None:
        """Show something to one person.

        Raises:
            SendError: they could not be told.
        """
        await self._answered(self._adapter.tell(person, document))

    async def _answered(self, request: Coroutine[Any, Any, T]) -> T:
        """Whatever goes wrong once the request has left, the outcome is unknown, unless the adapter knows more."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                return await request
        except Throttled as error:
            self._slow_down(error)
            raise
        except SendError:
            raise
        except TimeoutError as error:
            raise OutcomeUnknown(f"No answer within {SEND_TIMEOUT.total_seconds():.0f} s.") from error
        except Exception as error:
            log.exception("adapter_broke", platform=self.platform)
            raise OutcomeUnknown("Paperboy broke while it posted; its log says how.") from error

    def _slow_down(self, error: Throttled) -> None:
        """Everybody waits, if the platform says so; what is for one destination is that delivery's own ``retry_at``."""
        self._office.meter.throttled(self.platform)
        if error.everywhere:
            self._pacer.penalize(None, error.after.total_seconds())

    async def _make_sure_of(self, delivery: Delivery) -> None:
        """The lease has room for a send, however long this process was frozen or had to wait for its turn."""
        now, until = self._office.now(), delivery.lease_until
        if until and now + ROOM <= until <= now + LEASE:
            return
        if not await self._office.in_thread(self._office.ledger.renew, delivery.id, delivery.owner or "", now, LEASE):
            raise ClaimLostError

    @asynccontextmanager
    async def _turn(self, destination: Destination) -> AsyncIterator[None]:
        async with AsyncExitStack() as turn:
            await self._unless_stopped(turn.enter_async_context(self._pacer.turn(destination)))
            yield

    async def _unless_stopped(self, turn: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(turn)
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        if self.stopping:
            task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            if self.stopping:
                raise RetryLater("Paperboy was stopped", timedelta()) from None
            raise

    async def _reserve(self, number: int, interval: timedelta) -> timedelta:
        """Turns of this platform, shared with all processes on this database."""
        return await self._office.in_thread(self._office.store.budget.take, f"send:{self.platform}", number, interval)
