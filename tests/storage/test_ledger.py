from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import (
    Delivery,
    DeliveryState,
    Destination,
    Digest,
    Part,
    Pause,
    Pick,
    Receipt,
    Rules,
    Schedule,
    Subscription,
)
from bot.storage.deliveries import delivery_key, part_key
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, a_paper, a_sighting

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DIGEST = Digest(picks=(Pick("arxiv:2603.00001", 1.5, ("41 votes",)), Pick("arxiv:2603.00002", 1.0)), considered=9)
RECEIPT = Receipt("m1", NOW)


@pytest.fixture(autouse=True)
def papers(store: Store):
    store.papers.record([a_sighting(a_paper(f"2603.0000{n}")) for n in (1, 2, 3)])


def subscribed(store: Store, destination: Destination = HERE) -> Subscription:
    return store.subscriptions.add(destination, "#reading", Schedule(), Rules(), "U1", NOW, NOW)


def planned(store: Store, subscription: Subscription, skip: str | None = None) -> Delivery:
    due_at = subscription.next_due_at
    delivery = store.ledger.plan(
        subscription, occurrence=due_at, next_due_at=due_at + DAY, digest=DIGEST, now=NOW, skip=skip
    )
    assert delivery is not None
    return delivery


def claimed(store: Store, delivery: Delivery, owner: str = "me") -> Delivery:
    taken = store.ledger.claim(delivery.id, owner, NOW, 5 * MINUTE)
    assert taken is not None
    return taken


def confirmed(store: Store, delivery: Delivery, number: int = 1) -> Delivery | None:
    return store.ledger.confirm(delivery, number, RECEIPT, NOW, 5 * MINUTE)


def test_due_is_what_is_not_paused_longest_due_first(store: Store):
    late = subscribed(store)
    later = store.subscriptions.resume(subscribed(store, ELSEWHERE).id, NOW - DAY)
    assert store.ledger.due(NOW, 9) == [later, late]
    assert store.ledger.due(NOW, 1) == [later]
    assert store.ledger.due(NOW - MINUTE, 9) == [later]
    store.subscriptions.pause(later.id, Pause("Asked for."))
    paused = store.subscriptions.pause(late.id, Pause("Asked for.", NOW + DAY))
    assert store.ledger.due(NOW, 9) == []
    assert store.ledger.due(NOW + DAY, 9) == [paused]


def test_a_plan_freezes_the_digest_and_moves_the_subscription_on(store: Store):
    subscription = subscribed(store)
    delivery = planned(store, subscription)
    assert delivery == Delivery(
        id=delivery.id,
        subscription_id=subscription.id,
        destination=HERE,
        occurrence=NOW,
        state=DeliveryState.PLANNED,
        key=delivery_key(HERE, subscription.id, NOW),
        digest=DIGEST,
        updated_at=NOW,
        deadline=NOW + DAY,
        parts=(Part(1, f"{delivery.key}-1", 2),),
    )
    assert store.ledger.get(delivery.id) == store.ledger.last(subscription.id) == delivery
    assert store.subscriptions.by_id(subscription.id) == replace(subscription, next_due_at=NOW + DAY)


def test_what_someone_else_planned_is_not_planned_again(store: Store):
    subscription = subscribed(store)
    planned(store, subscription)
    again = store.ledger.plan(subscription, occurrence=NOW, next_due_at=NOW + DAY, digest=DIGEST, now=NOW)
    assert again is None
    assert len(store.ledger.recent(9)) == 1


def test_an_occurrence_has_one_row_even_when_its_subscription_was_set_back(store: Store):
    first = planned(store, subscribed(store))
    back = store.subscriptions.resume(first.subscription_id, NOW)
    assert store.ledger.plan(back, occurrence=NOW, next_due_at=NOW + DAY, digest=DIGEST, now=NOW) is None
    assert store.ledger.recent(9) == [first]
    assert store.ledger.due(NOW, 9) == []


def test_a_pause_that_is_over_ends_with_the_next_plan(store: Store):
    subscription = store.subscriptions.pause(subscribed(store).id, Pause("Asked for.", NOW - MINUTE))
    planned(store, subscription)
    after = store.subscriptions.by_id(subscription.id)
    assert after is not None
    assert after.pause is None


def test_a_skipped_occurrence_has_a_row_that_says_why(store: Store):
    delivery = planned(store, subscribed(store), skip="Nothing new.")
    assert (delivery.state, delivery.detail) == (DeliveryState.SKIPPED, "Nothing new.")
    assert store.ledger.claimable(NOW + DAY, 9) == []
    assert store.ledger.claim(delivery.id, "me", NOW, MINUTE) is None


def test_a_claim_has_an_owner_and_a_lease(store: Store):
    delivery = planned(store, subscribed(store))
    assert store.ledger.claimable(NOW, 9) == [delivery]
    taken = store.ledger.claim(delivery.id, "me", NOW, 5 * MINUTE)
    held = {"state": DeliveryState.CLAIMED, "owner": "me", "lease_until": NOW + 5 * MINUTE, "tried_at": NOW}
    assert taken == replace(delivery, **held, attempts=1)
    assert store.ledger.claimable(NOW, 9) == []
    assert store.ledger.claim(delivery.id, "you", NOW, 5 * MINUTE) is None


def test_only_the_owner_may_confirm_or_finish(store: Store):
    taken = claimed(store, planned(store, subscribed(store)))
    assert confirmed(store, replace(taken, owner="you")) is None
    assert not store.ledger.finish(taken.id, "you", DeliveryState.FAILED, NOW)
    assert store.ledger.get(taken.id) == taken
    assert store.ledger.seen(HERE) == frozenset()
    sent = confirmed(store, taken)
    part = replace(taken.parts[0], receipt=RECEIPT)
    assert sent == replace(taken, state=DeliveryState.SENT, owner=None, lease_until=None, parts=(part,))
    assert sent == store.ledger.get(taken.id)
    assert not store.ledger.finish(taken.id, "me", DeliveryState.FAILED, NOW)


@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.SENT])
def test_a_claim_cannot_be_finished_as_what_needs_a_claim_or_a_receipt(store: Store, state: DeliveryState):
    taken = claimed(store, planned(store, subscribed(store)))
    with pytest.raises(ValueError, match="claim"):
        store.ledger.finish(taken.id, "me", state, NOW)
    assert store.ledger.get(taken.id) == taken


@pytest.mark.parametrize("state", sorted(set(DeliveryState) - {DeliveryState.SENT, DeliveryState.CLAIMED}))
def test_papers_are_seen_only_when_the_post_is_confirmed(store: Store, state: DeliveryState):
    taken = claimed(store, planned(store, subscribed(store)))
    assert store.ledger.finish(taken.id, "me", state, NOW, detail="channel_not_found")
    assert store.ledger.seen(HERE) == frozenset()
    finished = store.ledger.get(taken.id)
    assert finished is not None
    assert (finished.state, finished.detail) == (state, "channel_not_found")


def test_a_channel_has_seen_what_was_sent_there(store: Store):
    taken = claimed(store, planned(store, subscribed(store)))
    confirmed(store, taken)
    assert store.ledger.seen(HERE) == {"arxiv:2603.00001", "arxiv:2603.00002"}
    assert store.ledger.seen(ELSEWHERE) == frozenset()
    assert store.ledger.seen_at(HERE, "arxiv:2603.00001") == store.ledger.get(taken.id)
    assert store.ledger.seen_at(HERE, "arxiv:2603.00003") is None
    assert store.ledger.seen_at(ELSEWHERE, "arxiv:2603.00001") is None


def test_a_paper_stays_seen_when_it_gets_another_key(store: Store):
    by_doi = a_paper(arxiv_id=None, key="doi:10.1000/x", doi="10.1000/x")
    store.papers.record([a_sighting(by_doi, source="crossref", source_id="77")])
    subscription = subscribed(store)
    digest = Digest(picks=(Pick("doi:10.1000/x", 1.0),))
    delivery = store.ledger.plan(subscription, occurrence=NOW, next_due_at=NOW + DAY, digest=digest, now=NOW)
    assert delivery is not None
    store.papers.record([a_sighting(a_paper("2603.00009", doi="10.1000/x"))])
    confirmed(store, claimed(store, delivery))
    assert store.ledger.seen(HERE) == {"arxiv:2603.00009"}
    store.papers.record([a_sighting(a_paper("2603.00009", doi="10.1000/x"), source="file", source_id="5")])
    assert store.ledger.seen_at(HERE, "doi:10.1000/x") == store.ledger.get(delivery.id)


def test_a_retry_waits_for_its_time(store: Store):
    taken = claimed(store, planned(store, subscribed(store)))
    again_at = NOW + 10 * MINUTE
    store.ledger.finish(taken.id, "me", DeliveryState.PLANNED, NOW, detail="ratelimited", retry_at=again_at)
    assert store.ledger.claimable(NOW, 9) == []
    assert store.ledger.claim(taken.id, "me", NOW, MINUTE) is None
    (waiting,) = store.ledger.claimable(again_at, 9)
    assert (waiting.retry_at, waiting.detail, waiting.digest) == (again_at, "ratelimited", DIGEST)
    second = store.ledger.claim(taken.id, "me", again_at, MINUTE)
    assert second is not None
    assert (second.attempts, second.retry_at) == (2, None)


def test_the_ledger_outlives_its_subscription(store: Store):
    subscription = subscribed(store)
    taken = claimed(store, planned(store, subscription))
    store.subscriptions.remove(subscription.id)
    assert confirmed(store, taken)
    assert store.ledger.recent(9, HERE)[0].destination == HERE
    assert store.ledger.seen(HERE) == {"arxiv:2603.00001", "arxiv:2603.00002"}


def test_recent_is_newest_first_of_one_destination_or_all(store: Store):
    here, there = planned(store, subscribed(store)), planned(store, subscribed(store, ELSEWHERE))
    assert store.ledger.recent(9) == [there, here]
    assert store.ledger.recent(1) == [there]
    assert store.ledger.recent(9, HERE) == [here]
    assert store.ledger.last(999) is None
    assert store.ledger.get(999) is None


def test_a_key_is_short_and_made_of_nothing_but_the_facts():
    key = delivery_key(HERE, 7, NOW)
    assert key == delivery_key(HERE, 7, NOW.astimezone())
    assert len(part_key(key, 20)) == 25
    assert key.isalnum()
    others = {delivery_key(ELSEWHERE, 7, NOW), delivery_key(HERE, 8, NOW), delivery_key(HERE, 7, NOW + MINUTE)}
    assert len(others - {key}) == 3
