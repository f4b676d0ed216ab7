from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.parts import sizes
from bot.document import PaperCard
from bot.errors import OutcomeUnknown, Rejected, RetryLater
from bot.model import DeliveryState
from bot.storage.store import Store
from tests.deliver.scene import Scene, keys

UNKNOWN = OutcomeUnknown("timeout")


@pytest.fixture
async def long(store: Store) -> Scene:
    """Five papers are due at nine, of which two fit into a message."""
    scene = Scene(store, cards=2)
    scene.announce(1, 2, 3, 4, 5)
    scene.subscribe(count=5)
    return scene


def cards(scene: Scene) -> list[list[int | None]]:
    """The numbers of the papers in each message."""
    blocks = [post.document.blocks for post in scene.platform.posts]
    return [[block.number for block in message if isinstance(block, PaperCard)] for message in blocks]


async def test_a_digest_that_is_too_long_comes_in_parts_that_go_on_counting(long: Scene):
    await long.at_nine()

    assert cards(long) == [[1, 2], [3, 4], [5]]
    assert [post.document.title[-6:] for post in long.platform.posts] == ["1 of 3", "2 of 3", "3 of 3"]
    assert long.posted == [part.key for part in long.row.parts]
    assert (long.row.state, long.seen) == (DeliveryState.SENT, keys(1, 2, 3, 4, 5))


async def test_a_retry_goes_on_with_the_part_that_was_not_accepted(long: Scene):
    long.platform.failures = [(None, True), (RetryLater("busy", timedelta(minutes=2)), False)]
    await long.at_nine()
    assert (cards(long), long.row.state, long.seen) == ([[1, 2]], DeliveryState.PLANNED, keys(1, 2))
    long.announce(6, 7, 8)

    await long.later(minutes=2)

    assert cards(long) == [[1, 2], [3, 4], [5]]
    assert long.seen == keys(1, 2, 3, 4, 5)


@pytest.mark.parametrize("stored", [True, False])
async def test_no_part_is_sent_before_the_one_before_it_is_confirmed(long: Scene, stored: bool):
    long.platform.failures = [(None, True), (UNKNOWN, stored)]
    await long.at_nine()
    assert cards(long) == [[1, 2], [3, 4]][: 1 + stored]
    assert (long.row.state, long.row.confirmed) == (DeliveryState.UNKNOWN, 1)

    await long.later(minutes=1)

    assert long.platform.asked == [long.row.parts[1].key]
    assert cards(long) == [[1, 2], [3, 4], [5]]
    assert (long.row.state, long.seen) == (DeliveryState.SENT, keys(1, 2, 3, 4, 5))


async def test_what_stands_there_is_seen_though_the_rest_could_not_be_posted(long: Scene):
    long.platform.failures = [(None, True), (Rejected("invalid_blocks"), False)]

    await long.at_nine()

    assert (long.row.state, long.row.confirmed) == (DeliveryState.FAILED, 1)
    assert long.seen == keys(1, 2)


async def test_what_fits_into_one_message_is_one_message(store: Store):
    scene = Scene(store, cards=5)
    scene.announce(1, 2, 3, 4, 5)
    scene.subscribe(count=5)

    await scene.at_nine()

    (post,) = scene.platform.posts
    assert " of " not in post.document.title
    assert len(scene.row.parts) == 1


@given(picks=st.integers(0, 40), room=st.integers(1, 12))
def test_parts_are_as_few_and_as_even_as_can_be(picks: int, room: int):
    found = sizes(picks, lambda run, _: run.stop - run.start <= room)

    assert sum(found) == picks
    assert max(found) <= room
    assert max(found) - min(found) <= 1
    assert len(found) == max(1, -(-picks // room))


def test_a_pick_that_fits_nowhere_is_a_part_of_its_own():
    assert sizes(3, lambda _, __: False) == (1, 1, 1)
