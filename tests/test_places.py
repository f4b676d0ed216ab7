"""What a platform tells of its channels."""

import pytest

from bot.compose import Voice
from bot.document import Document
from bot.errors import OutcomeUnknown
from bot.model import Destination, Pause, Person, Subscription
from bot.places import Places
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, a_subscription

ARCHIVED = "The channel was archived."
MEND = "Unarchive it, then resume."


class Told:
    def __init__(self) -> None:
        self.people: list[tuple[Person, Document]] = []
        self.failure: Exception | None = None

    async def __call__(self, person: Person, document: Document) -> None:
        if self.failure:
            raise self.failure
        self.people.append((person, document))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def places(store: Store, told: Told) -> Places:
    return Places(store, Voice(), told)


def subscribed(store: Store, where: Destination = HERE, by: str = "U1") -> Subscription:
    like = a_subscription()
    return store.subscriptions.add(where, "#ml", like.schedule, like.rules, by, like.next_due_at, NOW)


def kept(store: Store, where: Destination = HERE) -> Subscription:
    found = store.subscriptions.get(where)
    assert found
    return found


async def test_a_subscription_follows_its_channels_name(store: Store, places: Places):
    subscribed(store)
    await places.renamed(HERE, "#reading")
    await places.renamed(ELSEWHERE, "#nobody")
    assert kept(store).name == "#reading"


async def test_a_channel_with_another_id_keeps_its_subscription(store: Store, places: Places):
    subscription = subscribed(store)
    await places.moved(HERE, ELSEWHERE)
    assert store.subscriptions.get(HERE) is None
    assert kept(store, ELSEWHERE).id == subscription.id


async def test_a_closed_channel_pauses_and_who_set_it_up_is_told_once(store: Store, places: Places, told: Told):
    subscribed(store)
    await places.closed(HERE, ARCHIVED, MEND)
    await places.closed(HERE, ARCHIVED, MEND)
    await places.closed(ELSEWHERE, ARCHIVED, MEND)

    assert kept(store).pause == Pause(f"{ARCHIVED} {MEND}")
    ((person, document),) = told.people
    assert person == Person("console", "local", "U1")
    assert document.private
    assert ARCHIVED.rstrip(".") in str(document)


async def test_a_channel_that_opens_again_stays_paused_and_its_maker_is_told(store: Store, places: Places, told: Told):
    subscribed(store)
    await places.closed(HERE, ARCHIVED, MEND)
    await places.opened(HERE, "Something else.")
    assert len(told.people) == 1

    await places.opened(HERE, ARCHIVED)

    assert kept(store).pause
    assert "open again" in told.people[-1][1].title


async def test_a_pause_that_somebody_asked_for_is_left_alone(store: Store, places: Places, told: Told):
    subscription = subscribed(store)
    store.subscriptions.pause(subscription.id, Pause("holidays"))
    await places.closed(HERE, ARCHIVED, MEND)
    assert kept(store).pause == Pause("holidays")
    assert told.people == []


async def test_a_maker_who_cannot_be_told_or_is_forgotten_changes_nothing(store: Store, places: Places, told: Told):
    subscribed(store)
    subscribed(store, ELSEWHERE, by="")
    told.failure = OutcomeUnknown("cannot_dm_bot")
    await places.closed(HERE, ARCHIVED, MEND)
    await places.closed(ELSEWHERE, ARCHIVED, MEND)
    assert kept(store).pause
    assert kept(store, ELSEWHERE).pause


async def test_whoever_brings_it_to_a_channel_hears_how_to_begin_unless_that_was_done(store: Store, places: Places):
    subscribed(store)
    assert await places.welcome(HERE) is None
    document = await places.welcome(ELSEWHERE)
    assert document
    assert document.private
    assert "subscribe" in str(document)


async def test_leaving_a_workspace_pauses_all_of_it_and_nothing_else(store: Store, places: Places, told: Told):
    other = Destination("console", "another", "ml-reading")
    for where in (HERE, ELSEWHERE, other):
        subscribed(store, where)
    await places.left("console", "local", "Paperboy was removed from this workspace.")
    assert [bool(kept(store, where).pause) for where in (HERE, ELSEWHERE, other)] == [True, True, False]
    assert told.people == []


async def test_a_workspace_knows_its_subscribed_channels_paused_ones_too(store: Store, places: Places):
    for where in (HERE, ELSEWHERE, Destination("console", "another", "ml-reading")):
        subscribed(store, where)
    await places.closed(ELSEWHERE, ARCHIVED, MEND)
    assert await places.subscribed("console", "local") == [HERE, ELSEWHERE]
    assert await places.subscribed("console", "nowhere") == []
