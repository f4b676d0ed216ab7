"""Each paper in a message of its own: no head, nothing lost of it, and no paper twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.parts import apart
from bot.document import Document, Facts, PaperCard
from bot.errors import OutcomeUnknown, RetryLater
from bot.model import DeliveryState, Layout
from tests.deliver.scene import Scene, keys

BUSY = RetryLater("busy", timedelta(minutes=2))
WELL = (None, True)
TITLES = [f"A Study of 2603.{number:05}" for number in (1, 2, 3)]


@pytest.fixture
def three(scene: Scene) -> Scene:
    """Three papers are due at nine, each in a message of its own; a role is called."""
    scene.announce(1, 2, 3)
    scene.subscribe(count=3, layout="papers", mention="4711")
    return scene


def titles(scene: Scene) -> list[str]:
    return [post.document.title for post in scene.platform.posts]


def small_print(document: Document) -> list[str]:
    return [str(span) for block in document.blocks if isinstance(block, Facts) for item in block.items for span in item]


def use(scene: Scene, layout: Layout) -> None:
    """Somebody changes the subscription's layout."""
    subscription = scene.store.subscriptions.by_id(scene.row.subscription_id)
    assert subscription is not None
    rules = replace(subscription.rules, layout=layout)
    scene.store.subscriptions.change(subscription.id, subscription.schedule, rules, subscription.next_due_at)


async def test_each_paper_is_a_message_called_after_it_and_stands_in_the_channel_itself(three: Scene):
    await three.at_nine()

    posts = three.platform.posts
    assert titles(three) == TITLES
    assert [post.under for post in posts] == [None] * 3
    assert [post.key for post in posts] == [part.key for part in three.row.parts]
    assert [sum(isinstance(block, PaperCard) for block in post.document.blocks) for post in posts] == [1, 1, 1]
    assert (three.row.head, three.row.state, three.seen) == (None, DeliveryState.SENT, keys(1, 2, 3))


async def test_the_first_says_what_was_chosen_from_what_and_calls_and_the_others_only_their_place(three: Scene):
    await three.at_nine()

    documents = [post.document for post in three.platform.posts]
    assert [small_print(each) for each in documents] == [
        ["paper 1 of 3", "3 of 3 new", "huggingface"],
        ["paper 2 of 3"],
        ["paper 3 of 3"],
    ]
    assert [each.notify for each in documents] == ["4711", "", ""]


async def test_a_single_paper_has_no_place(scene: Scene):
    scene.announce(1)
    scene.subscribe(layout="papers")

    await scene.at_nine()

    (post,) = scene.platform.posts
    assert post.document.title == TITLES[0]
    assert small_print(post.document) == ["1 of 1 new", "huggingface"]


async def test_nothing_new_is_one_message(scene: Scene):
    scene.subscribe(when_nothing="say", layout="papers", mention="4711")
    scene.clock.advance(hours=5)

    await scene.deliver.tick()

    (post,) = scene.platform.posts
    assert "Nothing new" in post.document.title
    assert (post.document.notify, scene.row.state) == ("", DeliveryState.SENT)


async def test_a_retry_goes_on_with_the_paper_that_was_not_accepted(three: Scene):
    three.platform.failures = [WELL, (BUSY, False)]
    await three.at_nine()
    assert (titles(three), three.seen) == (TITLES[:1], keys(1))

    await three.later(minutes=2)

    assert (titles(three), three.seen) == (TITLES, keys(1, 2, 3))


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_lost_answer_is_asked_about_and_no_paper_comes_twice(three: Scene, place: int, stored: bool):
    three.platform.failures = [WELL] * place + [(OutcomeUnknown("timeout"), stored)]
    await three.at_nine()
    assert three.row.state is DeliveryState.UNKNOWN

    await three.later(minutes=1)

    assert three.platform.asked == [three.row.parts[place].key]
    assert (titles(three), three.row.state) == (TITLES, DeliveryState.SENT)


async def test_a_message_for_each_stays_one_whatever_the_layout_is_by_now(three: Scene):
    three.platform.failures = [WELL, (BUSY, False)]
    await three.at_nine()
    use(three, "thread")

    await three.later(minutes=2)

    assert [post.under for post in three.platform.posts] == [None] * 3
    assert (len(three.posted), three.seen) == (3, keys(1, 2, 3))


@pytest.mark.parametrize("planned", ["message", "thread"])
async def test_what_was_planned_otherwise_stays_so(scene: Scene, planned: Layout):
    scene.announce(1, 2, 3)
    scene.subscribe(count=3, layout=planned)
    scene.platform.failures = [(BUSY, False)]
    await scene.at_nine()
    use(scene, "papers")

    await scene.later(minutes=2)

    assert [post.under for post in scene.platform.posts] == ([None] if planned == "message" else [None, *["1"] * 3])
    assert scene.seen == keys(1, 2, 3)


@given(picks=st.integers(0, 20))
def test_there_is_a_part_for_each_pick_and_one_for_nothing(picks: int):
    assert apart(picks) == ((1,) * picks if picks else (0,))
