"""What a person does with a delivery: post one now, and decide about one that nobody else can decide about."""

from collections.abc import Mapping
from datetime import timedelta

from bot.deliver.asking import Inquiry
from bot.deliver.office import Office, log
from bot.deliver.outcomes import LEASE
from bot.deliver.outlet import ClaimLostError
from bot.deliver.planning import Planner
from bot.deliver.sending import Sender
from bot.errors import NotFound, SendError, UserError
from bot.model import Delivery, DeliveryState, Receipt

TIME = timedelta(hours=1)
"""What a person sends again may be tried for this long."""
LIST = "List them: paperboy deliveries."


class ByHand:
    """At a person's word. What is claimed here is fenced like any other claim."""

    def __init__(
        self,
        office: Office,
        planner: Planner,
        senders: Mapping[str, Sender],
        inquiries: Mapping[str, Inquiry],
    ) -> None:
        self._office = office
        self._planner = planner
        self._senders = senders
        self._inquiries = inquiries

    async def post_now(self, subscription_id: int) -> Delivery:
        """See ``Deliver.post_now``."""
        subscription = await self._office.in_thread(self._office.store.subscriptions.by_id, subscription_id)
        if subscription is None:
            raise NotFound(f"There is no subscription {subscription_id}.", "List them: paperboy subscriptions list.")
        sender = self._sender(subscription.destination.platform)
        planned = await self._planner.plan_now(subscription)
        if planned is None:
            raise NotFound("Another process is posting this subscription right now.", "Look: paperboy deliveries.")
        office = self._office
        claimed = await office.in_thread(office.ledger.claim, planned.id, office.new_claim(), office.now(), LEASE)
        if claimed:
            await sender.deliver(claimed, subscription, by_hand=True)
        return await self._known(planned.id)

    async def resend(self, delivery_id: int) -> Delivery:
        """See ``Deliver.resend``. Asked first: a platform that can tell by now knows better than a person."""
        known = await self._known(delivery_id)
        sender = self._sender(known.destination.platform)
        held = await self._reclaimed(known, DeliveryState.UNKNOWN, DeliveryState.FAILED)
        if not await self._found(held):
            subscription = await self._office.in_thread(self._office.store.subscriptions.by_id, held.subscription_id)
            await sender.deliver(held, subscription, by_hand=True)
        return await self._known(delivery_id)

    async def confirm(self, delivery_id: int) -> Delivery:
        """See ``Deliver.confirm``. Where several messages are missing, the person has seen the one in doubt only.

        A thread whose head was seen like this goes on in the channel itself: nobody knows the head's id.
        """
        held = await self._reclaimed(await self._known(delivery_id), DeliveryState.UNKNOWN)
        office, part = self._office, held.next_part
        if part:
            receipt = Receipt.of_a_person(office.now())
            after = await office.in_thread(office.ledger.confirm, held, part.number, receipt, office.now(), LEASE)
            if after and after.next_part:
                await office.in_thread(
                    office.ledger.finish, held.id, held.owner or "", DeliveryState.PLANNED, office.now()
                )
        return await self._known(delivery_id)

    async def drop(self, delivery_id: int) -> Delivery:
        """See ``Deliver.drop``."""
        known = await self._known(delivery_id)
        dropped = await self._office.in_thread(
            self._office.ledger.drop, known.id, self._office.now(), "Dropped by hand."
        )
        if dropped is None:
            raise UserError(f"Delivery {known.id} is {known.state}: there is nothing to drop.", LIST)
        return dropped

    async def _found(self, held: Delivery) -> bool:
        try:
            return await self._inquiries[held.destination.platform].found(held)
        except SendError as error:
            log.info("platform_did_not_tell", key=held.key, error=str(error))
            return False
        except ClaimLostError:
            return True  # whoever has taken it over goes on with it

    async def _reclaimed(self, known: Delivery, *states: DeliveryState) -> Delivery:
        office, now = self._office, self._office.now()
        held = None
        if known.state in states:
            held = await office.in_thread(office.ledger.reclaim, known.id, office.new_claim(), now, LEASE, now + TIME)
        if held is None:
            wanted = " or ".join(state.value for state in states)
            raise UserError(f"Delivery {known.id} is {known.state}, not {wanted}.", LIST)
        return held

    async def _known(self, delivery_id: int) -> Delivery:
        found = await self._office.in_thread(self._office.ledger.get, delivery_id)
        if found is None:
            raise NotFound(f"There is no delivery {delivery_id}.", LIST)
        return found

    def _sender(self, platform: str) -> Sender:
        if platform not in self._senders:
            raise UserError(f"Paperboy is not connected to {platform} here.", f"Set its token; see [{platform}].")
        return self._senders[platform]
