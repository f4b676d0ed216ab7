"""What a person decides about a post that nobody else can decide about."""

from datetime import timedelta

import pytest

from bot.errors import NotFound, OutcomeUnknown, Rejected, UserError
from bot.model import Delivery, DeliveryState
from bot.storage.store import Store
from tests.deliver.scene import Scene, keys

UNKNOWN = OutcomeUnknown("timeout")


@pytest.fixture
async def held(scene: Scene) -> Scene:
    """A post whose answer was lost, on a platform that cannot be asked: it may or may not stand there."""
    return await a_held(scene)


async def a_held(scene: Scene, *, stored: bool = False) -> Scene:
    scene.announce(1, 2, 3)
    scene.subscribe(count=3)
    scene.platform.blind = True
    scene.platform.failures = [(UNKNOWN, stored)]
    await scene.at_nine()
    await scene.later(minutes=5)
    assert (scene.row.state, scene.row.retry_at) == (DeliveryState.UNKNOWN, None)
    return scene


async def test_what_is_not_there_is_sent_again_even_after_its_deadline(held: Scene):
    held.clock.advance(days=3)

    sent = await held.deliver.resend(held.row.id)

    assert (sent.state, len(held.posted), held.seen) == (DeliveryState.SENT, 1, keys(1, 2, 3))


async def test_a_platform_that_can_tell_by_now_is_believed_before_the_person(scene: Scene):
    held = await a_held(scene, stored=True)
    held.platform.blind = False

    sent = await held.deliver.resend(held.row.id)

    assert (sent.state, len(held.posted)) == (DeliveryState.SENT, 1)


async def test_what_failed_is_sent_again_at_a_persons_word(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(Rejected("invalid_blocks"), False)]
    await scene.at_nine()
    assert scene.row.state is DeliveryState.FAILED

    sent = await scene.deliver.resend(scene.row.id)

    assert (sent.state, len(scene.posted)) == (DeliveryState.SENT, 1)


async def test_what_a_person_has_seen_there_counts_as_seen(scene: Scene):
    held = await a_held(scene, stored=True)

    sent = await held.deliver.confirm(held.row.id)

    assert (sent.state, len(held.posted), held.seen) == (DeliveryState.SENT, 1, keys(1, 2, 3))


async def test_after_a_part_that_a_person_has_seen_the_others_are_sent(store: Store):
    held = await a_held(Scene(store, cards=1), stored=True)

    after = await held.deliver.confirm(held.row.id)
    assert (after.state, after.confirmed, held.seen) == (DeliveryState.PLANNED, 1, keys(1))
    await held.deliver.send()

    assert (held.row.state, len(held.posted), held.seen) == (DeliveryState.SENT, 3, keys(1, 2, 3))


async def test_what_is_dropped_is_never_sent_and_its_papers_may_come_again(held: Scene):
    dropped = await held.deliver.drop(held.row.id)
    await held.later(hours=1)

    assert (dropped.state, held.posted, held.seen) == (DeliveryState.SKIPPED, [], frozenset())


async def test_what_was_sent_is_beyond_decisions(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    await scene.at_nine()
    sent = scene.row

    for decide in (scene.deliver.resend, scene.deliver.confirm, scene.deliver.drop):
        with pytest.raises(UserError, match="is sent"):
            await decide(sent.id)
        with pytest.raises(NotFound, match="no delivery 77"):
            await decide(77)
    assert scene.row == sent


async def test_while_it_is_asked_about_nobody_sends_it(held: Scene):
    other = held.process("two")
    taken: list[Delivery | None] = []

    async def meanwhile() -> None:
        with pytest.raises(UserError):
            await other.resend(held.row.id)
        now = held.clock.now()
        taken.append(held.store.ledger.take_over(held.row.id, "three", now, timedelta(minutes=2)))

    held.platform.before = [meanwhile]
    await held.deliver.resend(held.row.id)

    assert (taken, len(held.posted)) == ([None], 1)
