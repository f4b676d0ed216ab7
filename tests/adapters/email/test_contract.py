"""The contract of every adapter, over real SMTP; but into a mailbox nobody can look, and that is what it says."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.document import Document
from bot.errors import CannotTell
from bot.model import Destination
from tests.adapters.contract import AdapterContract, Stage
from tests.adapters.email.office import ADA, GRACE, Office, place
from tests.adapters.scenes import DIGEST


class TestEmail(AdapterContract):
    @pytest.fixture
    async def stage(self, office: Office) -> AsyncIterator[Stage]:
        others = []

        def seen(to: Destination) -> list[str]:
            return [mail.shown for mail in office.server.to(to.channel)]

        def restarted():
            others.append(office.another())
            return others[-1]

        yield Stage(office.adapter, place(ADA), place(GRACE), office.clock, seen, restarted)
        for other in others:
            await other.disconnect()

    async def test_a_post_is_found_by_its_key(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")

        with pytest.raises(CannotTell):
            await stage.adapter.find(stage.here, "k1", stage.clock.now() - timedelta(minutes=5))

    async def test_a_post_is_found_after_a_restart(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")

        with pytest.raises(CannotTell):
            await stage.restarted().find(stage.here, "k1", stage.clock.now() - timedelta(minutes=5))

    async def test_nothing_else_is_found(self, stage: Stage):
        """Above all it must not say that something is certainly not there."""
        with pytest.raises(CannotTell):
            await stage.adapter.find(stage.here, "k2", stage.clock.now())

    async def test_a_post_from_before_the_time_asked_for_is_not_found(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")
        stage.clock.advance(hours=1)

        with pytest.raises(CannotTell):
            await stage.adapter.find(stage.here, "k1", stage.clock.now())

    async def test_a_channel_nobody_posted_to_has_nothing_to_find(self, stage: Stage):
        with pytest.raises(CannotTell):
            await stage.adapter.find(stage.here, "k1", stage.clock.now() - timedelta(days=1))

    async def test_keys_of_posts_sent_at_once_lead_to_their_own_posts(self, stage: Stage):
        """The key is in the receipt, and in the mail."""
        receipts = [await stage.adapter.send(stage.here, Document(key), key=key) for key in ("k1", "k2")]

        assert [receipt.message_id for receipt in receipts] == ["<k1@example.org>", "<k2@example.org>"]

    async def test_a_post_under_another_is_found_there_and_nowhere_else(self, stage: Stage):
        head = await stage.adapter.send(stage.here, DIGEST, key="k1")
        reply = await stage.adapter.send(stage.here, Document("under it"), key="k2", under=head)

        assert reply.message_id != head.message_id
        with pytest.raises(CannotTell):
            await stage.adapter.find(stage.here, "k2", stage.clock.now() - timedelta(minutes=5), under=head)

    async def test_the_longest_key_of_a_delivery_comes_back(self, stage: Stage):
        key = "d" * 25
        receipt = await stage.adapter.send(stage.here, DIGEST, key=key)

        assert receipt.message_id == f"<{key}@example.org>"
