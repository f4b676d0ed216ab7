"""What is in doubt: asked about, taken over, never sent blindly; a process that was frozen sends nothing."""

from datetime import timedelta

import pytest

from bot.deliver import LEASE, Deliver
from bot.errors import DestinationGone, OutcomeUnknown, Throttled
from bot.model import DeliveryState, Paper, Summary
from bot.storage.store import Store
from tests.deliver.scene import NINE, Scene, keys
from tests.fakes import FakeSummarizer

UNKNOWN = OutcomeUnknown("timeout")
MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """The process is no more: nothing catches this."""


class SlowSummarizer(FakeSummarizer):
    """So slow that other things happen while a message is being put together."""

    def __init__(self) -> None:
        self.meanwhile: list[Deliver] = []
        self.hour = lambda: None

    async def summarize(self, paper: Paper) -> Summary | None:
        del paper
        self.hour()
        while self.meanwhile:
            other = self.meanwhile.pop()
            await other.reconcile()
            await other.tick()
        return None


@pytest.fixture
def dying(scene: Scene) -> Scene:
    async def die() -> None:
        raise Killed

    scene.announce(1)
    scene.subscribe()
    scene.platform.after = [die]
    return scene


async def test_what_a_dead_process_had_posted_is_found_and_not_posted_again(dying: Scene):
    await dead(dying)
    assert (dying.row.state, dying.seen) == (DeliveryState.CLAIMED, frozenset())

    dying.deliver = dying.process("two")
    await dying.later(minutes=5)

    assert (dying.row.state, len(dying.posted), dying.seen) == (DeliveryState.SENT, 1, keys(1))


async def test_what_a_dead_process_had_not_posted_is_posted(scene: Scene):
    async def die() -> None:
        raise Killed

    scene.announce(1)
    scene.subscribe()
    scene.platform.before = [die]
    await dead(scene)
    assert scene.posted == []

    scene.deliver = scene.process("two")
    await scene.later(minutes=5)

    assert (scene.row.state, len(scene.posted), scene.row.attempts) == (DeliveryState.SENT, 1, 2)


async def test_a_lease_that_runs_is_left_alone(dying: Scene):
    await dead(dying)

    dying.deliver = dying.process("two")
    await dying.later(minutes=1)

    assert (dying.row.state, dying.platform.asked) == (DeliveryState.CLAIMED, [])


async def test_what_a_dead_process_may_have_posted_where_nobody_can_tell_is_held(dying: Scene):
    dying.platform.blind = True
    await dead(dying)
    dying.deliver = dying.process("two")

    for _ in range(5):
        await dying.later(hours=1)

    assert (dying.row.state, dying.row.retry_at) == (DeliveryState.UNKNOWN, None)
    assert len(dying.posted) == len(dying.platform.asked) == 1
    assert dying.seen == frozenset()


async def test_a_platform_that_cannot_be_reached_is_asked_until_it_can(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(UNKNOWN, True)]
    scene.platform.find_failures = [OutcomeUnknown("http_503")] * 3 + [Throttled("429", 10 * MINUTE)]
    await scene.at_nine()
    assert scene.platform.asked == []

    for _ in range(10):
        await scene.later(minutes=10)

    assert (scene.row.state, len(scene.posted), len(scene.platform.asked)) == (DeliveryState.SENT, 1, 5)


async def test_a_channel_that_is_gone_when_it_is_looked_into_ends_it(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.platform.failures = [(UNKNOWN, False)]
    scene.platform.find_failures = [DestinationGone("channel_not_found", "Invite me.")]
    await scene.at_nine()

    await scene.later(minutes=1)

    assert scene.row.state is DeliveryState.FAILED
    paused = scene.store.subscriptions.by_id(subscription.id)
    assert paused is not None
    assert paused.pause is not None
    assert len(scene.platform.told) == 1


async def test_of_two_processes_that_reconcile_one_asks(dying: Scene):
    await dead(dying)
    one, two = dying.process("two"), dying.process("three")
    dying.clock.advance(minutes=5)

    await one.reconcile()
    await two.reconcile()

    assert len(dying.platform.asked) == 1
    assert dying.row.state is DeliveryState.SENT


async def test_a_process_that_was_frozen_past_its_lease_sends_nothing(store: Store):
    scene = Scene(store)
    scene.announce(1)
    scene.summarizer = slow = SlowSummarizer()
    frozen, other = scene.process("frozen"), scene.process("other")
    scene.subscribe()
    scene.clock.time = NINE
    await frozen.plan()
    slow.hour = lambda: scene.clock.advance(hours=1)
    slow.meanwhile = [other]

    await frozen.send()

    assert (len(scene.posted), scene.row.state, scene.row.attempts) == (1, DeliveryState.SENT, 2)


async def test_a_process_that_was_frozen_and_lost_nothing_goes_on(store: Store):
    scene = Scene(store)
    scene.announce(1)
    scene.summarizer = slow = SlowSummarizer()
    frozen = scene.process("frozen")
    scene.subscribe()
    scene.clock.time = NINE
    await frozen.plan()
    slow.hour = lambda: scene.clock.advance(hours=1)

    await frozen.send()

    assert (len(scene.posted), scene.row.state, scene.row.attempts) == (1, DeliveryState.SENT, 1)


async def test_who_hears_of_his_post_too_late_records_nothing_twice(scene: Scene):
    other = scene.process("other")

    async def freeze() -> None:
        scene.clock.advance(hours=1)
        await other.reconcile()

    scene.announce(1)
    scene.subscribe()
    scene.platform.after = [freeze]

    await scene.at_nine()

    assert (len(scene.posted), scene.row.state, scene.seen) == (1, DeliveryState.SENT, keys(1))


@pytest.mark.parametrize("jump", [timedelta(days=-1), -LEASE, LEASE, timedelta(hours=5)])
async def test_a_clock_that_jumps_while_a_message_is_on_its_way_posts_once(dying: Scene, jump: timedelta):
    await dead(dying)
    dying.clock.time += jump
    dying.deliver = dying.process("two")

    for _ in range(26):
        await dying.later(hours=1)

    first = dying.rows[0]
    assert first.state is DeliveryState.SENT
    assert dying.posted.count(first.parts[0].key) == 1


async def dead(scene: Scene) -> None:
    """The process dies in its first send."""
    scene.clock.time = NINE
    await scene.deliver.plan()
    with pytest.raises(Killed):
        await scene.deliver.send()


async def test_a_task_that_was_late_does_not_take_a_later_claim_of_its_own_process_for_its_own(store: Store):
    scene = Scene(store)
    scene.announce(1)
    scene.summarizer = slow = SlowSummarizer()
    frozen = scene.process("frozen")
    scene.subscribe()
    scene.clock.time = NINE
    await frozen.plan()
    slow.hour = lambda: scene.clock.advance(hours=1)
    slow.meanwhile = [frozen]

    await frozen.send()

    assert (len(scene.posted), scene.row.state) == (1, DeliveryState.SENT)
