"""Fault by outcome: whatever goes wrong on the way, no post is lost or doubled, and each ends in a named state."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.deliver import MAX_ATTEMPTS
from bot.errors import DestinationGone, OutcomeUnknown, Rejected, RetryLater, SendError, Throttled
from bot.model import DeliveryState, Destination, Subscription
from bot.storage.store import Store
from tests.builders import HERE
from tests.deliver.scene import Scene, keys

SENT, FAILED, HELD = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN
OTHER = Destination("console", "local", "other")
LATER = RetryLater("unreachable", timedelta(minutes=2))
GONE = DestinationGone("channel_not_found", "Invite me to the channel.")


@dataclass(frozen=True)
class Fault:
    """What the platform does, whether it has stored the message by then, and how it ends.

    ``blind`` is the end where the platform cannot be asked for a message.
    """

    error: Exception
    end: DeliveryState
    blind: DeliveryState
    stored: bool


FAULTS = {
    "429 with Retry-After": Fault(Throttled("rate_limited", timedelta(minutes=2)), SENT, SENT, stored=False),
    "connection refused": Fault(LATER, SENT, SENT, stored=False),
    "5xx before storing": Fault(OutcomeUnknown("http_503"), SENT, HELD, stored=False),
    "5xx after storing": Fault(OutcomeUnknown("http_502"), SENT, HELD, stored=True),
    "time-out before storing": Fault(TimeoutError(), SENT, HELD, stored=False),
    "time-out after storing": Fault(TimeoutError(), SENT, HELD, stored=True),
    "connection dropped after storing": Fault(OutcomeUnknown("ServerDisconnectedError"), SENT, HELD, stored=True),
    "the adapter breaks before storing": Fault(ZeroDivisionError("a bug"), SENT, HELD, stored=False),
    "the adapter breaks after storing": Fault(ZeroDivisionError("a bug"), SENT, HELD, stored=True),
    "channel gone": Fault(GONE, FAILED, FAILED, stored=False),
    "payload rejected": Fault(Rejected("invalid_blocks"), FAILED, FAILED, stored=False),
}


@pytest.mark.parametrize("blind", [False, True], ids=["can be asked", "cannot be asked"])
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_has_its_outcome(scene: Scene, name: str, blind: bool):
    fault = FAULTS[name]
    scene.announce(1)
    scene.subscribe()
    scene.platform.blind = blind
    scene.platform.failures = [(fault.error, fault.stored)]

    await until_it_has_ended(scene)

    end = fault.blind if blind else fault.end
    assert scene.states == [end]
    assert len(scene.posted) == int(end is SENT or fault.stored)
    assert scene.seen == (keys(1) if end is SENT else set())


@pytest.mark.parametrize("place", [1, 2, 3], ids=["head", "first reply", "last reply"])
@pytest.mark.parametrize("blind", [False, True], ids=["can be asked", "cannot be asked"])
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_anywhere_in_a_thread_has_the_same_outcome(scene: Scene, name: str, blind: bool, place: int):
    fault = FAULTS[name]
    scene.announce(1, 2)
    scene.subscribe(layout="thread")
    scene.platform.blind = blind
    scene.platform.failures = [(None, True)] * (place - 1) + [(fault.error, fault.stored)]

    await until_it_has_ended(scene)

    end = fault.blind if blind else fault.end
    assert scene.states == [end]
    parts, before = [part.key for part in scene.row.parts], place - 1
    assert scene.posted == parts[: 3 if end is SENT else before + fault.stored]
    assert [post.under for post in scene.platform.posts] == [None, "1", "1"][: len(scene.posted)]
    assert scene.seen == (keys(1, 2) if end is SENT else keys(*range(1, before)))


async def until_it_has_ended(scene: Scene) -> None:
    await scene.at_nine()
    for minutes in (1, 2, 5, 30, 120):
        await scene.later(minutes=minutes)


async def test_what_was_not_accepted_is_sent_again_at_its_time_and_is_the_same_digest(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(LATER, False)]
    await scene.at_nine()
    scene.announce(2)

    await scene.later(minutes=1)
    assert scene.posted == []
    await scene.later(minutes=1)

    (post,) = scene.platform.posts
    assert (scene.row.attempts, scene.row.parts[0].key) == (2, post.key)
    assert "2603.00001" in str(post.document)
    assert "2603.00002" not in str(post.document)


async def test_a_platform_that_never_accepts_is_given_up(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(LATER, False)] * 99
    await scene.at_nine()

    for _ in range(MAX_ATTEMPTS):
        await scene.later(hours=1)

    assert scene.row.state is FAILED
    assert f"{MAX_ATTEMPTS} attempts" in scene.row.detail
    assert scene.seen == frozenset()


async def test_a_daily_post_is_never_tried_after_the_next_one_is_due(scene: Scene):
    scene.announce(1)
    scene.subscribe()
    scene.platform.failures = [(RetryLater("maintenance", timedelta(hours=23)), False), (LATER, False)]
    await scene.at_nine()
    await scene.later(hours=23, minutes=59)
    assert scene.row.state is FAILED
    assert "maintenance" not in scene.row.detail

    scene.announce(2)
    await scene.later(minutes=1)

    assert [row.state for row in scene.rows] == [FAILED, SENT]
    assert len(scene.posted) == 1


async def test_a_deleted_channel_pauses_its_subscription_and_who_set_it_up_is_told(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.platform.failures = [(GONE, False)]

    await scene.at_nine()

    paused = known(scene.store, subscription)
    assert paused.pause is not None
    assert "Invite me" in paused.pause.reason
    ((person, document),) = scene.platform.told
    assert (person.platform, person.workspace, person.user_id) == ("console", "local", "U1")
    assert document.private
    assert "Invite me to the channel" in str(document)


@pytest.mark.parametrize("error", [OutcomeUnknown("cannot_dm_bot"), TimeoutError(), ZeroDivisionError("a bug")])
async def test_whoever_cannot_be_told_is_noted_and_nothing_else_suffers(scene: Scene, error: Exception):
    scene.announce(1)
    scene.subscribe(HERE)
    scene.subscribe(OTHER)
    scene.platform.failures = [(GONE, False)]
    scene.platform.tell_failure = error

    await scene.at_nine()

    failed, sent = sorted(scene.rows, key=lambda row: row.state)
    assert (failed.state, sent.state) == (FAILED, SENT)
    assert "Nobody was told" in failed.detail
    assert [post.to for post in scene.platform.posts] == [sent.destination]


async def test_a_rejected_payload_leaves_the_subscription_on(scene: Scene):
    scene.announce(1)
    subscription = scene.subscribe()
    scene.platform.failures = [(Rejected("invalid_blocks"), False)]

    await scene.at_nine()

    assert known(scene.store, subscription).pause is None
    assert scene.row.detail == "invalid_blocks"


@pytest.mark.parametrize("error", [ZeroDivisionError("a bug"), LATER, GONE, OutcomeUnknown("timeout")])
async def test_one_broken_channel_delays_no_other(scene: Scene, error: SendError):
    scene.announce(1)
    scene.subscribe(HERE)
    scene.subscribe(OTHER)
    scene.platform.failures = [(error, False)]

    await scene.at_nine()

    assert len(scene.posted) == 1


async def test_what_cannot_be_put_together_was_certainly_not_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    scene.announce(1)
    scene.subscribe()
    scene.clock.time += timedelta(hours=1)
    await scene.deliver.plan()
    with monkeypatch.context() as broken:
        broken.setattr("bot.deliver.sending.compose.digest", lambda *_: 1 / 0)
        await scene.deliver.send()
    assert (scene.row.state, scene.platform.asked) == (DeliveryState.PLANNED, [])

    await scene.later(minutes=5)

    assert (scene.row.state, len(scene.posted)) == (SENT, 1)


def known(store: Store, subscription: Subscription) -> Subscription:
    found = store.subscriptions.by_id(subscription.id)
    assert found is not None
    return found
