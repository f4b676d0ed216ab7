"""Asks the platform what became of deliveries in doubt. It records and never sends: that is the senders' part."""

import asyncio

from bot.deliver.office import Office, guarded, log
from bot.deliver.outcomes import LEASE, Settlement, not_told, send_again
from bot.deliver.outlet import ClaimLostError, Outlet
from bot.deliver.recording import Recorder
from bot.errors import SendError
from bot.model import Delivery, DeliveryState

AT_ONCE = 32


class Inquiry:
    """Asks one platform."""

    def __init__(self, office: Office, outlet: Outlet, recorder: Recorder) -> None:
        self._office = office
        self._outlet = outlet
        self._recorder = recorder

    async def reconcile(self) -> None:
        """Settle everything that is in doubt and may be asked about now: leases that ran out, unknown outcomes."""
        while taken := await self._take_over():
            await asyncio.gather(*(guarded("inquiry_broke", held.key, self.resolve(held)) for held in taken))

    async def _take_over(self) -> list[Delivery]:
        office, platforms = self._office, [self._outlet.platform]
        if self._outlet.stopping:
            return []
        doubtful = await office.in_thread(office.ledger.in_doubt, office.now(), AT_ONCE, platforms=platforms)
        tried = [
            await office.in_thread(office.ledger.take_over, one.id, office.new_claim(), office.now(), LEASE)
            for one in doubtful
        ]
        return [taken for taken in tried if taken]

    async def resolve(self, held: Delivery) -> None:
        """Ask for the one part that may or may not stand there, and record the answer."""
        try:
            if not await self.found(held):
                await self._recorder.settle(held, send_again(held, "It had not arrived.", self._office.now()))
        except SendError as error:
            await self._recorder.settle(held, not_told(error, held, self._office.now()))
        except ClaimLostError:
            log.warning("claim_lost", key=held.key)

    async def found(self, held: Delivery) -> bool:
        """Whether the platform has the part in doubt; then it is confirmed, and the rest, if any, is free to be sent.

        Raises:
            SendError: the platform did not tell.
            ClaimLostError: somebody else has taken it over.
        """
        part = held.next_part
        receipt = await self._outlet.find(held, part) if part else None
        if part is None or receipt is None:
            return False
        after = await self._recorder.confirm(held, part, receipt)
        if after.next_part:
            await self._recorder.settle(after, Settlement(DeliveryState.PLANNED))
        return True
