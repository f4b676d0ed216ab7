"""A channel that has another id keeps all that is known of it."""

from datetime import timedelta

import pytest

from bot.model import Destination, Digest, Pick, Receipt, Rules, Schedule, Subscription
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, a_paper, a_sighting

KEY, OTHER = "arxiv:2603.00001", "arxiv:2603.00002"
AFAR = Destination("console", "another", "ml-reading")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def papers(store: Store):
    store.papers.record([a_sighting(a_paper(key.removeprefix("arxiv:"))) for key in (KEY, OTHER)])


def subscribed(store: Store, where: Destination) -> Subscription:
    return store.subscriptions.add(where, "#ml", Schedule(), Rules(), "U1", NOW, NOW)


def posted(store: Store, where: Destination, key: str = KEY) -> Subscription:
    subscription = subscribed(store, where)
    digest = Digest(picks=(Pick(key, 1.0),))
    planned = store.ledger.plan(
        subscription, occurrence=NOW, next_due_at=NOW + timedelta(days=1), digest=digest, now=NOW, skip=None
    )
    assert planned
    taken = store.ledger.claim(planned.id, "me", NOW, MINUTE)
    assert taken
    store.ledger.confirm(taken, 1, Receipt("m1", NOW), NOW, MINUTE)
    return subscription


def test_a_subscription_follows_with_its_posts_its_seen_papers_and_its_votes(store: Store):
    subscription = posted(store, HERE)
    store.people.vote(HERE, "U1", KEY, 1, NOW)

    store.subscriptions.move(HERE, ELSEWHERE)

    found = store.subscriptions.get(ELSEWHERE)
    assert (store.subscriptions.get(HERE), found and found.id) == (None, subscription.id)
    assert (store.ledger.seen(HERE), store.ledger.seen(ELSEWHERE)) == (frozenset(), {KEY})
    assert store.ledger.paper_at(ELSEWHERE, "m1") == KEY
    assert store.people.votes(ELSEWHERE, [KEY]) == {KEY: (1, 0)}
    assert [row.destination for row in store.ledger.recent(9)] == [ELSEWHERE]


def test_what_is_there_already_stays(store: Store):
    posted(store, HERE)
    there = posted(store, ELSEWHERE)
    store.people.vote(HERE, "U1", KEY, -1, NOW)
    store.people.vote(HERE, "U2", KEY, -1, NOW)
    store.people.vote(ELSEWHERE, "U1", KEY, 1, NOW)

    store.subscriptions.move(HERE, ELSEWHERE)

    assert store.subscriptions.all() == [store.subscriptions.by_id(there.id)]
    assert store.people.votes(ELSEWHERE, [KEY]) == {KEY: (1, 1)}
    assert store.people.votes(HERE, [KEY]) == {}
    assert store.ledger.seen(ELSEWHERE) == {KEY}


def test_other_channels_keep_what_is_theirs(store: Store):
    subscription = posted(store, AFAR, OTHER)

    store.subscriptions.move(HERE, ELSEWHERE)
    store.subscriptions.move(AFAR, AFAR)

    found = store.subscriptions.get(AFAR)
    assert found
    assert found.id == subscription.id
    assert store.ledger.seen(AFAR) == {OTHER}
