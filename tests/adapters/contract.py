"""What every adapter must do, whichever platform it speaks for.

An adapter's tests subclass ``AdapterContract`` and provide a ``stage``: the adapter connected to the platform (or to a
local stand-in for it) and a way to see what a person would find in a channel. Nothing here knows any platform.
"""

import asyncio
import contextlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.commands import Caller, Command
from bot.document import Document, Paragraph
from bot.model import Destination
from bot.ports import Adapter
from tests.adapters.scenes import DIGEST, HOSTILE, LONGEST, PRIVATE, WORDS_OF_DIGEST
from tests.fakes import FakeClock


@dataclass(frozen=True)
class Stage:
    """One adapter on its platform.

    ``seen`` lists the messages of a channel, oldest first, as the text that a person reads; ``restarted`` is the same
    adapter in a new process; ``merges_repeats`` is whether the platform itself drops a second message of the same key.
    """

    adapter: Adapter
    here: Destination
    elsewhere: Destination
    clock: FakeClock
    seen: Callable[[Destination], Sequence[str]]
    restarted: Callable[[], Adapter]
    merges_repeats: bool = field(default=False, kw_only=True)


async def nobody_asks(command: Command, caller: Caller) -> Document:
    raise AssertionError(command, caller)


def one_line(text: str) -> str:
    return " ".join(text.split())


class AdapterContract:
    """Subclass as ``TestX`` with a fixture ``stage``."""

    def test_its_platform_is_the_one_in_its_destinations(self, stage: Stage):
        assert stage.adapter.platform == stage.here.platform == stage.elsewhere.platform

    async def test_a_post_is_there_once_its_receipt_is(self, stage: Stage):
        receipt = await stage.adapter.send(stage.here, DIGEST, key="k1")

        assert receipt.message_id
        assert receipt.at == stage.clock.now()
        assert len(stage.seen(stage.here)) == 1
        assert not stage.seen(stage.elsewhere)

    async def test_every_word_of_a_digest_is_shown_in_its_order(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")

        (shown,) = map(one_line, stage.seen(stage.here))
        places = [shown.find(words) for words in WORDS_OF_DIGEST]
        missing = [words for words, place in zip(WORDS_OF_DIGEST, places, strict=True) if place < 0]
        assert not missing, shown
        assert places == sorted(places)

    async def test_a_post_is_found_by_its_key(self, stage: Stage):
        receipt = await stage.adapter.send(stage.here, DIGEST, key="k1")

        found = await stage.adapter.find(stage.here, "k1", stage.clock.now() - timedelta(minutes=5))

        assert found is not None
        assert found.message_id == receipt.message_id

    async def test_a_post_is_found_after_a_restart(self, stage: Stage):
        receipt = await stage.adapter.send(stage.here, DIGEST, key="k1")

        found = await stage.restarted().find(stage.here, "k1", stage.clock.now() - timedelta(minutes=5))

        assert found is not None
        assert found.message_id == receipt.message_id

    async def test_nothing_else_is_found(self, stage: Stage):
        since = stage.clock.now() - timedelta(minutes=5)
        await stage.adapter.send(stage.here, DIGEST, key="k1")

        assert await stage.adapter.find(stage.here, "k2", since) is None
        assert await stage.adapter.find(stage.here, "k", since) is None
        assert await stage.adapter.find(stage.elsewhere, "k1", since) is None

    async def test_a_post_from_before_the_time_asked_for_is_not_found(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")
        stage.clock.advance(hours=1)

        assert await stage.adapter.find(stage.here, "k1", stage.clock.now()) is None

    async def test_a_channel_nobody_posted_to_has_nothing_to_find(self, stage: Stage):
        assert await stage.adapter.find(stage.here, "k1", stage.clock.now() - timedelta(days=1)) is None

    async def test_each_post_has_an_id_of_its_own(self, stage: Stage):
        first = await stage.adapter.send(stage.here, DIGEST, key="k1")
        second = await stage.adapter.send(stage.here, DIGEST, key="k2")

        assert first.message_id != second.message_id

    async def test_send_does_not_repeat_itself_and_does_not_hold_back(self, stage: Stage):
        await stage.adapter.send(stage.here, DIGEST, key="k1")
        await stage.adapter.send(stage.here, DIGEST, key="k1")

        assert len(stage.seen(stage.here)) == (1 if stage.merges_repeats else 2)

    async def test_posts_stand_in_the_order_in_which_they_were_sent(self, stage: Stage):
        for number in range(5):
            await stage.adapter.send(stage.here, Document(f"number {number}"), key=f"k{number}")

        assert [one_line(text)[:8] for text in stage.seen(stage.here)] == [f"number {number}" for number in range(5)]

    async def test_posts_sent_at_once_all_arrive_whole_and_in_their_own_channel(self, stage: Stage):
        channels = {number: stage.here if number % 2 else stage.elsewhere for number in range(10)}

        receipts = await asyncio.gather(
            *(
                stage.adapter.send(channel, Document(f"number {number}", (Paragraph(("whole",)),)), key=f"k{number}")
                for number, channel in channels.items()
            )
        )

        assert len(receipts) == len(channels)
        for channel in (stage.here, stage.elsewhere):
            sent = {f"number {number} whole" for number, to in channels.items() if to == channel}
            assert {one_line(text) for text in stage.seen(channel)} == sent

    async def test_keys_of_posts_sent_at_once_lead_to_their_own_posts(self, stage: Stage):
        keys = [f"k{number}" for number in range(6)]
        receipts = await asyncio.gather(*(stage.adapter.send(stage.here, Document(key), key=key) for key in keys))

        since = stage.clock.now() - timedelta(minutes=5)
        found = [await stage.adapter.find(stage.here, key, since) for key in keys]

        assert [receipt and receipt.message_id for receipt in found] == [receipt.message_id for receipt in receipts]

    async def test_a_post_under_another_is_found_there_and_nowhere_else(self, stage: Stage):
        since = stage.clock.now() - timedelta(minutes=5)
        head = await stage.adapter.send(stage.here, DIGEST, key="k1")
        other = await stage.adapter.send(stage.here, DIGEST, key="k2")
        reply = await stage.adapter.send(stage.here, Document("under it"), key="k3", under=head)

        found = await stage.adapter.find(stage.here, "k3", since, under=head)

        assert found is not None
        assert found.message_id == reply.message_id
        assert reply.message_id not in {head.message_id, other.message_id}
        assert await stage.adapter.find(stage.here, "k4", since, under=head) is None

    @pytest.mark.parametrize("document", HOSTILE)
    async def test_a_hostile_document_is_posted_and_harmless(self, stage: Stage, document: Document):
        await stage.adapter.send(stage.here, document, key="k1")

        (shown,) = stage.seen(stage.here)
        harmful = {c for c in shown if (unicodedata.category(c) == "Cc" and c != "\n") or "\u202a" <= c <= "\u202e"}
        assert not harmful
        assert shown.encode()

    async def test_the_longest_digest_is_posted_with_every_title(self, stage: Stage):
        await stage.adapter.send(stage.here, LONGEST, key="k1")

        shown = one_line(" ".join(stage.seen(stage.here)))
        assert all(f"Title number {number}" in shown for number in range(1, 21))

    @pytest.mark.parametrize("document", [Document("Nothing new today"), PRIVATE])
    async def test_a_title_alone_is_a_message_and_so_is_a_private_document(self, stage: Stage, document: Document):
        await stage.adapter.send(stage.here, document, key="k1")

        (shown,) = stage.seen(stage.here)
        assert document.title in shown

    async def test_the_longest_key_of_a_delivery_comes_back(self, stage: Stage):
        key = "d" * 25
        receipt = await stage.adapter.send(stage.here, DIGEST, key=key)

        found = await stage.adapter.find(stage.here, key, stage.clock.now() - timedelta(minutes=5))

        assert found is not None
        assert found.message_id == receipt.message_id

    async def test_it_runs_until_it_is_cancelled(self, stage: Stage):
        running = asyncio.create_task(stage.adapter.run(nobody_asks))
        await asyncio.sleep(0)
        running.cancel()

        with contextlib.suppress(asyncio.CancelledError):
            await running
        assert running.cancelled()
