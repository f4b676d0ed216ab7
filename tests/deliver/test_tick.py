import pytest

from bot.errors import NotFound, UserError
from bot.model import DeliveryState, Destination, Pause, Rules, Schedule
from tests.builders import HERE, NOW
from tests.deliver.scene import NINE, Scene, keys

OTHER = Destination("console", "local", "other")


async def test_a_due_subscription_is_posted_once(scene: Scene):
    scene.announce(1, 2)
    scene.subscribe()
    scene.clock.advance(hours=1)

    await scene.deliver.tick()
    await scene.deliver.tick()

    assert len(scene.platform.posts) == 1
    assert scene.states == [DeliveryState.SENT]
    assert scene.seen == keys(1, 2)


async def test_nothing_is_posted_before_its_time(scene: Scene):
    scene.announce(1)
    scene.subscribe()

    await scene.deliver.tick()

    assert scene.platform.posts == []


async def test_the_next_digest_repeats_no_paper(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.clock.advance(hours=1)
    await scene.deliver.tick()
    scene.clock.advance(days=1)
    scene.announce(2)

    await scene.deliver.tick()

    first, second = (row.digest.picks for row in reversed(scene.store.ledger.recent(2)))
    assert [pick.key for pick in first] == ["arxiv:2603.00001"]
    assert [pick.key for pick in second] == ["arxiv:2603.00002"]


async def test_nothing_new_is_silent_but_recorded(scene: Scene):
    scene.subscribe()
    scene.clock.advance(hours=5)

    await scene.deliver.tick()

    assert scene.platform.posts == []
    assert scene.row.state is DeliveryState.SKIPPED
    assert scene.row.detail


async def test_nothing_new_is_said_where_the_channel_wants_it(scene: Scene):
    scene.subscribe(when_nothing="say")
    scene.clock.advance(hours=5)

    await scene.deliver.tick()

    (post,) = scene.platform.posts
    assert "Nothing new" in post.document.title


async def test_a_source_that_is_late_is_waited_for_as_long_as_the_patience_lasts(scene: Scene):
    scene.subscribe(when_nothing="say")
    scene.clock.advance(hours=1)

    await scene.deliver.tick()
    assert scene.states == []

    scene.clock.advance(hours=3)
    await scene.deliver.tick()
    assert scene.states == [DeliveryState.SENT]


async def test_after_downtime_there_is_one_post(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.clock.advance(days=2, hours=4)

    await scene.deliver.tick()
    await scene.deliver.tick()

    assert len(scene.platform.posts) == 1


async def test_what_lies_behind_the_catch_up_window_is_recorded_not_posted(scene: Scene):
    scene.announce(1)
    weekly = Schedule(cadence="weekly", weekdays=frozenset({1}))
    scene.store.subscriptions.add(HERE, "#ml", weekly, Rules(), "U1", NINE, NOW)
    scene.clock.advance(days=5)

    await scene.deliver.tick()

    assert scene.platform.posts == []
    assert scene.states == [DeliveryState.SKIPPED]


async def test_two_processes_post_one_digest(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    other = scene.process("two")
    scene.clock.advance(hours=1)

    await scene.deliver.tick()
    await other.tick()

    assert len(scene.platform.posts) == 1


async def test_a_paused_subscription_posts_nothing(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.store.subscriptions.pause(subscription.id, Pause("holidays"))
    scene.clock.advance(hours=1)

    await scene.deliver.tick()

    assert scene.states == []


async def test_a_post_on_demand_leaves_the_schedule_as_it_is(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()

    delivery = await scene.deliver.post_now(subscription.id)

    assert delivery.state is DeliveryState.SENT
    after = scene.store.subscriptions.by_id(subscription.id)
    assert after is not None
    assert after.next_due_at == NINE


async def test_a_post_on_demand_of_no_subscription_says_how_to_list_them(scene: Scene):
    with pytest.raises(NotFound, match="subscriptions list"):
        await scene.deliver.post_now(77)


async def test_a_platform_that_is_not_connected_here_is_left_to_a_process_that_is(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe(Destination("elsewhere", "local", "x"))

    await scene.at_nine()

    assert scene.states == []
    assert scene.store.ledger.due(NINE, 9) == [subscription]
    with pytest.raises(UserError, match="not connected to elsewhere"):
        await scene.deliver.post_now(subscription.id)


async def test_a_digest_that_nobody_could_be_sent_in_time_is_skipped_not_posted_after_the_next(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.clock.time = NINE
    await scene.deliver.plan()

    await scene.later(days=1, hours=4)

    first, second = scene.rows
    assert (first.state, second.state) == (DeliveryState.SKIPPED, DeliveryState.SENT)
    assert scene.posted == [second.parts[0].key]


async def test_what_was_planned_before_a_pause_is_not_posted_during_it(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.clock.time = NINE
    await scene.deliver.plan()
    scene.store.subscriptions.pause(subscription.id, Pause("holidays"))

    await scene.deliver.send()

    assert (scene.posted, scene.row.state) == ([], DeliveryState.SKIPPED)


async def test_a_paused_subscription_is_posted_when_a_person_asks_for_it(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.store.subscriptions.pause(subscription.id, Pause("holidays"))

    delivery = await scene.deliver.post_now(subscription.id)

    assert delivery.state is DeliveryState.SENT


async def test_what_is_planned_of_a_subscription_that_ends_is_skipped(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.clock.time = NINE
    await scene.deliver.plan()
    scene.store.subscriptions.remove(subscription.id)

    await scene.deliver.send()

    assert (scene.posted, scene.row.state) == ([], DeliveryState.SKIPPED)


async def test_a_subscription_that_cannot_be_planned_keeps_back_no_other(scene: Scene):
    scene.announce(1)
    scene.subscribe(schedule=Schedule(zone="Nowhere/Land"))
    scene.subscribe(OTHER)

    await scene.at_nine()

    assert [post.to for post in scene.platform.posts] == [OTHER]


async def test_many_are_planned_and_sent_by_one_tick(scene: Scene):
    scene.announce(1)
    for number in range(300):
        scene.subscribe(Destination("console", "local", f"c{number}"))

    await scene.at_nine()

    assert len(set(scene.posted)) == len(scene.posted) == 300
