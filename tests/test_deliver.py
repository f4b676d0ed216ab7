from datetime import timedelta

import pytest

from bot.compose import Voice
from bot.deliver import MAX_ATTEMPTS, Deliver, settle
from bot.errors import DestinationGone, NotFound, OutcomeUnknown, Rejected, RetryLater, SendError
from bot.model import DayState, DeliveryState, Destination, Pause, Rules, Schedule, SourceDay, Subscription
from bot.storage.store import Store
from tests.builders import HERE, NOW, a_delivery, a_paper, a_sighting
from tests.fakes import FakeAdapter, FakeClock, FakeSource, FakeSummarizer

NINE = NOW + timedelta(hours=1)
LATER = RetryLater("ratelimited", timedelta(minutes=2))
GONE = DestinationGone("channel_not_found", "Invite me to the channel, then resume.")


class Scene:
    """A store with papers, a platform, and a clock that stands at eight; subscriptions are due at nine."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FakeClock()
        self.platform = FakeAdapter(self.clock)
        self.source = FakeSource()
        self.deliver = self.process("one")

    def process(self, owner: str) -> Deliver:
        """Another process on the same database."""
        adapters = {self.platform.platform: self.platform}
        return Deliver(
            self.store, adapters, [self.source], {"extractive": FakeSummarizer()}, self.clock, Voice(), owner
        )

    def announce(self, *numbers: int) -> None:
        """These papers are on the list of the day at which the clock stands."""
        now = self.clock.now()
        papers = [a_paper(f"2603.{number:05}") for number in numbers]
        self.store.papers.record([a_sighting(paper, now.date()) for paper in papers])
        self.store.sources.record_day(SourceDay("huggingface", now.date(), DayState.FRESH, now, len(numbers)))

    def subscribe(self, to: Destination = HERE, **rules: object) -> Subscription:
        return self.store.subscriptions.add(to, "#ml", Schedule(), Rules(**rules), "U1", NINE, NOW)

    def states(self) -> list[tuple[DeliveryState, str]]:
        return [(row.state, row.detail) for row in reversed(self.store.ledger.recent(100))]


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


async def test_a_due_subscription_is_posted_once(scene: Scene):
    scene.announce(1, 2)
    scene.subscribe()
    scene.clock.advance(hours=1)

    await scene.deliver.tick()
    await scene.deliver.tick()

    assert len(scene.platform.posts) == 1
    assert scene.states() == [(DeliveryState.SENT, "")]
    assert scene.store.ledger.seen(HERE) == {"arxiv:2603.00001", "arxiv:2603.00002"}


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
    (state, reason), *others = scene.states()
    assert (state, others) == (DeliveryState.SKIPPED, [])
    assert reason


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
    assert scene.states() == []

    scene.clock.advance(hours=3)
    await scene.deliver.tick()
    assert [state for state, _ in scene.states()] == [DeliveryState.SENT]


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
    assert [state for state, _ in scene.states()] == [DeliveryState.SKIPPED]


async def test_what_was_certainly_not_accepted_is_sent_again_at_its_time_and_is_the_same_digest(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(LATER, False)]
    scene.clock.advance(hours=1)
    await scene.deliver.tick()
    scene.announce(2)

    await scene.deliver.tick()
    assert scene.platform.posts == []

    scene.clock.advance(minutes=2)
    await scene.deliver.tick()
    (post,) = scene.platform.posts
    (row,) = scene.store.ledger.recent(2)
    assert (row.state, row.attempts, row.parts[0].key) == (DeliveryState.SENT, 2, post.key)
    assert "2603.00001" in str(post.document)
    assert "2603.00002" not in str(post.document)


async def test_a_platform_that_never_accepts_is_given_up(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(LATER, False)] * 50
    scene.clock.advance(hours=1)

    for _ in range(MAX_ATTEMPTS + 3):
        await scene.deliver.tick()
        scene.clock.advance(minutes=2)

    ((state, detail),) = scene.states()
    assert state is DeliveryState.FAILED
    assert f"{MAX_ATTEMPTS} attempts" in detail
    assert scene.store.ledger.seen(HERE) == frozenset()


async def test_a_deleted_channel_pauses_its_subscription(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.platform.failures = [(GONE, False)]
    scene.clock.advance(hours=1)

    await scene.deliver.tick()

    paused = scene.store.subscriptions.by_id(subscription.id)
    assert paused is not None
    assert paused.pause is not None
    assert "Invite me" in paused.pause.reason
    assert [state for state, _ in scene.states()] == [DeliveryState.FAILED]


async def test_a_rejected_payload_fails_this_post_and_leaves_the_subscription_on(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.platform.failures = [(Rejected("invalid_blocks"), False)]
    scene.clock.advance(hours=1)

    await scene.deliver.tick()

    assert scene.states() == [(DeliveryState.FAILED, "invalid_blocks")]
    after = scene.store.subscriptions.by_id(subscription.id)
    assert after is not None
    assert after.pause is None


@pytest.mark.parametrize("stored", [True, False])
async def test_an_unknown_outcome_is_never_sent_again_blindly(scene: Scene, stored: bool):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(OutcomeUnknown("timeout"), stored)]
    scene.clock.advance(hours=1)

    for _ in range(3):
        await scene.deliver.tick()
        scene.clock.advance(minutes=10)

    assert len(scene.platform.posts) == int(stored)
    assert scene.states() == [(DeliveryState.UNKNOWN, "timeout")]
    assert scene.store.ledger.seen(HERE) == frozenset()


async def test_one_broken_channel_delays_no_other(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.subscribe(Destination("console", "local", "other"))
    scene.platform.failures = [(ZeroDivisionError("a bug"), False)]
    scene.clock.advance(hours=1)

    await scene.deliver.tick()

    assert len(scene.platform.posts) == 1


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

    assert scene.states() == []


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


async def test_a_platform_that_is_switched_off_keeps_its_deliveries(scene: Scene):
    scene.announce(1)
    scene.subscribe(Destination("elsewhere", "local", "x"))
    scene.clock.advance(hours=1)

    await scene.deliver.tick()

    assert scene.states() == [(DeliveryState.PLANNED, "")]


@pytest.mark.parametrize(
    ("error", "state", "pauses"),
    [
        (RetryLater("x", timedelta(minutes=1)), DeliveryState.PLANNED, False),
        (RetryLater("x", timedelta(days=30)), DeliveryState.FAILED, False),
        (GONE, DeliveryState.FAILED, True),
        (Rejected("x"), DeliveryState.FAILED, False),
        (OutcomeUnknown("x"), DeliveryState.UNKNOWN, False),
    ],
)
def test_each_error_has_its_place_in_the_table(error: SendError, state: DeliveryState, pauses: bool):
    outcome = settle(error, a_delivery(), NOW + timedelta(days=3), NOW)

    assert (outcome.state, outcome.pause is not None) == (state, pauses)
