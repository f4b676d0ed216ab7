"""Writes down how a claim ended, fenced by its owner, and does what follows from it."""

from bot import compose
from bot.deliver.office import Office, log
from bot.deliver.outcomes import LEASE, Settlement
from bot.deliver.outlet import ClaimLostError, Outlet
from bot.document import Document
from bot.errors import NotFound, SendError
from bot.model import Delivery, DeliveryState, Part, Pause, Person, Receipt


class Recorder:
    """The ledger's clerk for one platform."""

    def __init__(self, office: Office, outlet: Outlet) -> None:
        self._office = office
        self._outlet = outlet

    async def confirm(self, delivery: Delivery, part: Part, receipt: Receipt) -> Delivery:
        """The platform has ``part``; what is left of the delivery.

        Raises:
            ClaimLostError: somebody else has taken it over, and will find the message.
        """
        now = self._office.now()
        after = await self._office.in_thread(self._office.ledger.confirm, delivery, part.number, receipt, now, LEASE)
        if after is None:
            raise ClaimLostError
        log.info("confirmed", key=part.key, of=len(after.parts), state=after.state)
        if after.state is DeliveryState.SENT:
            self._office.meter.delivered(self._outlet.platform, after.state)
        return after

    async def settle(self, delivery: Delivery, outcome: Settlement) -> None:
        """It ended without a confirmation; a destination that is gone pauses its subscription, and its maker is told.

        Raises:
            ClaimLostError: somebody else has taken it over.
        """
        recorded = await self._office.in_thread(
            self._office.ledger.finish,
            delivery.id,
            delivery.owner or "",
            outcome.state,
            self._office.now(),
            detail=outcome.detail,
            retry_at=outcome.retry_at,
        )
        if not recorded:
            raise ClaimLostError
        log.info("settled", key=delivery.key, state=outcome.state, detail=outcome.detail, retry_at=outcome.retry_at)
        self._office.meter.delivered(self._outlet.platform, outcome.state)
        if outcome.pause:
            await self._pause(delivery, outcome.pause)

    async def _pause(self, delivery: Delivery, pause: Pause) -> None:
        try:
            paused = await self._office.in_thread(
                self._office.store.subscriptions.pause, delivery.subscription_id, pause
            )
        except NotFound:
            return
        to, maker = paused.destination, paused.created_by
        problem = "Whoever set it up has asked to be forgotten."
        if maker:
            document = compose.stopped(paused, pause.reason, self._office.voice.on(to.platform))
            problem = await self._tell(Person(to.platform, to.workspace, maker), document)
        if problem:
            log.warning("nobody_told", key=delivery.key, problem=problem)
            await self._office.in_thread(
                self._office.ledger.note, delivery.id, f"{pause.reason} Nobody was told: {problem}"
            )

    async def _tell(self, person: Person, document: Document) -> str:
        """Why they could not be told; nothing when they were."""
        try:
            await self._outlet.tell(person, document)
        except SendError as error:
            return str(error)
        return ""
