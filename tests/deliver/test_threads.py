"""A digest as a thread: a head with the titles, and each paper in a message under it, whatever happens between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.parts import threaded
from bot.document import Bullets, Link, PaperCard
from bot.errors import OutcomeUnknown, RetryLater, ThreadGone
from bot.model import DeliveryState, Layout, Pace
from bot.storage.store import Store
from tests.deliver.scene import NINE, Scene, keys

UNKNOWN = OutcomeUnknown("timeout")
BUSY = RetryLater("busy", timedelta(minutes=2))
WELL = (None, True)
HEAD = "1"
"""The id of the first message on the fake platform."""


class Killed(BaseException):
    """The process is no more."""


@pytest.fixture
def thread(scene: Scene) -> Scene:
    """Three papers are due at nine, in a thread."""
    scene.announce(1, 2, 3)
    scene.subscribe(count=3, layout="thread")
    return scene


def whole(scene: Scene) -> bool:
    """The head stands in the channel, each paper under it, once and in order; and all are seen."""
    row, posts = scene.row, scene.platform.posts
    right = [(row.parts[0].key, None), *((part.key, HEAD) for part in row.parts[1:])]
    in_order = [card.number for post in posts for card in post.document.blocks if isinstance(card, PaperCard)]
    ended = (row.state, scene.seen) == (DeliveryState.SENT, keys(1, 2, 3))
    return ended and [(post.key, post.under) for post in posts] == right and in_order == [1, 2, 3]


def use(scene: Scene, layout: Layout) -> None:
    """Somebody changes the subscription's layout."""
    subscription = scene.store.subscriptions.by_id(scene.row.subscription_id)
    assert subscription is not None
    rules = replace(subscription.rules, layout=layout)
    scene.store.subscriptions.change(subscription.id, subscription.schedule, rules, subscription.next_due_at)


async def test_the_head_names_the_papers_and_each_is_a_message_under_it(thread: Scene):
    await thread.at_nine()

    assert whole(thread)
    head, *replies = (post.document for post in thread.platform.posts)
    assert "Papers for" in head.title
    assert " of 4" not in head.title
    (titles,) = (block for block in head.blocks if isinstance(block, Bullets))
    links = [span for line in titles.items for span in line if isinstance(span, Link)]
    assert [link.text for link in links] == [reply.title for reply in replies]
    assert links[0].url.endswith("2603.00001")
    assert all(card.buttons for reply in replies for card in reply.blocks if isinstance(card, PaperCard))


async def test_a_single_paper_is_a_thread_too(scene: Scene):
    scene.announce(1)
    scene.subscribe(layout="thread")

    await scene.at_nine()

    assert [post.under for post in scene.platform.posts] == [None, HEAD]


async def test_nothing_new_is_one_message(scene: Scene):
    scene.subscribe(when_nothing="say", layout="thread")
    scene.clock.advance(hours=5)

    await scene.deliver.tick()

    (post,) = scene.platform.posts
    assert "Nothing new" in post.document.title
    assert (scene.row.head, scene.row.state) == (None, DeliveryState.SENT)


async def test_a_paper_is_seen_when_its_own_message_is_confirmed(thread: Scene):
    thread.platform.failures = [WELL, WELL, (BUSY, False)]
    await thread.at_nine()
    assert (thread.seen, thread.row.confirmed) == (keys(1), 2)

    await thread.later(minutes=2)

    assert whole(thread)


@pytest.mark.parametrize("place", [0, 1, 2, 3])
@pytest.mark.parametrize("stored", [True, False])
async def test_after_a_death_at_any_message_another_process_goes_on_under_the_same_head(
    thread: Scene, place: int, stored: bool
):
    async def live() -> None:
        pass

    async def die() -> None:
        raise Killed

    hooks = thread.platform.after if stored else thread.platform.before
    hooks += [live] * place + [die]
    thread.clock.time = NINE
    await thread.deliver.plan()
    with pytest.raises(Killed):
        await thread.deliver.send()
    assert len(thread.posted) == place + stored

    thread.deliver = thread.process("two")
    await thread.later(minutes=5)

    assert thread.platform.asked == [thread.row.parts[place].key]
    assert whole(thread)


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("stored", [True, False])
async def test_a_lost_answer_is_looked_for_where_the_message_would_stand(thread: Scene, place: int, stored: bool):
    thread.platform.failures = [WELL] * place + [(UNKNOWN, stored)]
    await thread.at_nine()
    assert (thread.row.state, thread.row.confirmed) == (DeliveryState.UNKNOWN, place)

    await thread.later(minutes=1)

    assert thread.platform.asked == [thread.row.parts[place].key]
    assert whole(thread)


@pytest.mark.parametrize("stored", [True, False])
async def test_a_thread_goes_on_where_a_person_has_decided_about_one_message(thread: Scene, stored: bool):
    thread.platform.blind = True
    thread.platform.failures = [WELL, WELL, (UNKNOWN, stored)]
    await thread.at_nine()
    await thread.later(minutes=5)
    assert (thread.row.state, thread.row.retry_at) == (DeliveryState.UNKNOWN, None)

    decide = thread.deliver.confirm if stored else thread.deliver.resend
    await decide(thread.row.id)
    await thread.deliver.send()

    assert whole(thread)


async def test_under_a_head_that_only_a_person_has_seen_nothing_can_be_put_so_the_papers_stand_in_the_channel(
    thread: Scene,
):
    thread.platform.blind = True
    thread.platform.failures = [(UNKNOWN, True)]
    await thread.at_nine()
    await thread.later(minutes=5)

    await thread.deliver.confirm(thread.row.id)
    await thread.deliver.send()

    assert [post.under for post in thread.platform.posts] == [None] * 4
    assert (thread.row.state, thread.seen) == (DeliveryState.SENT, keys(1, 2, 3))


async def test_whoever_deletes_the_head_gets_no_more_of_that_digest_but_the_next_one(thread: Scene):
    thread.platform.failures = [WELL, WELL, (BUSY, False)]
    await thread.at_nine()
    thread.platform.deleted = {HEAD}

    await thread.later(minutes=2)

    assert (thread.states, len(thread.posted), thread.seen) == ([DeliveryState.FAILED], 2, keys(1))
    subscription = thread.store.subscriptions.by_id(thread.row.subscription_id)
    assert subscription is not None
    assert (subscription.pause, thread.platform.told) == (None, [])
    await thread.later(days=1)
    thread.announce(4)
    await thread.later(hours=3)
    assert (thread.states[1:], thread.seen) == ([DeliveryState.SENT], keys(1, 2, 3, 4))


@pytest.mark.parametrize("stored", [True, False])
async def test_a_message_in_doubt_under_a_head_that_was_deleted_is_not_sent_again(thread: Scene, stored: bool):
    thread.platform.failures = [WELL, (UNKNOWN, stored)]
    await thread.at_nine()
    thread.platform.deleted = {HEAD}

    for minutes in (1, 5, 60):
        await thread.later(minutes=minutes)

    assert (thread.states, len(thread.posted)) == ([DeliveryState.FAILED], 1 + stored)
    assert thread.row.detail == str(ThreadGone("thread_not_found"))


@pytest.mark.parametrize("place", [0, 1, 3])
async def test_what_was_planned_as_a_thread_stays_one_whatever_the_layout_is_by_now(thread: Scene, place: int):
    thread.platform.failures = [WELL] * place + [(BUSY, False)]
    await thread.at_nine()
    use(thread, "message")

    await thread.later(minutes=2)

    assert whole(thread)


async def test_what_was_planned_as_one_message_stays_one(scene: Scene):
    scene.announce(1, 2, 3)
    scene.subscribe(count=3)
    scene.platform.failures = [(BUSY, False)]
    await scene.at_nine()
    use(scene, "thread")

    await scene.later(minutes=2)

    (post,) = scene.platform.posts
    assert (post.under, scene.seen) == (None, keys(1, 2, 3))


async def test_each_message_of_a_thread_waits_for_its_turn(store: Store):
    scene = Scene(store)
    scene.announce(1, 2, 3)
    scene.subscribe(count=3, layout="thread")
    scene.platform.pace = Pace(per_destination=(1, 0.01))
    scene.deliver = scene.process("paced")

    await scene.at_nine()

    assert whole(scene)


@given(picks=st.integers(0, 20))
def test_a_thread_has_a_head_and_a_part_for_each_pick(picks: int):
    head, *others = threaded(picks)

    assert (head, others) == (0, [1] * picks)
