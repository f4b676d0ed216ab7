"""Parts, leases that ran out, and what a person does with a delivery that is held."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import Delivery, DeliveryState, Destination, Digest, Pick, Receipt, Rules, Schedule
from bot.storage.ledger import Plan
from bot.storage.pruning import Ages
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW, a_paper, a_sighting

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEASE = 2 * MINUTE
KEYS = tuple(f"arxiv:2603.0000{n}" for n in range(1, 6))
DIGEST = Digest(picks=tuple(Pick(key, 1.0) for key in KEYS), considered=9)


@pytest.fixture(autouse=True)
def papers(store: Store):
    store.papers.record([a_sighting(a_paper(key.removeprefix("arxiv:"))) for key in KEYS])


def planned(store: Store, to: Destination = HERE, *, sizes: tuple[int, ...] = (2, 2, 1), days: int = 1) -> Delivery:
    subscription = store.subscriptions.add(to, "#reading", Schedule(), Rules(), "U1", NOW, NOW)
    plan = Plan(subscription, NOW, NOW + DAY, NOW + days * DAY, DIGEST, sizes)
    (delivery,) = store.ledger.plan_all([plan], NOW)
    return delivery


def claimed(store: Store, delivery: Delivery, at: datetime = NOW) -> Delivery:
    taken = store.ledger.claim(delivery.id, "me", at, LEASE)
    assert taken is not None
    return taken


def confirm(store: Store, delivery: Delivery, number: int, at: datetime = NOW) -> Delivery:
    after = store.ledger.confirm(delivery, number, Receipt(f"m{number}", at), at, LEASE)
    assert after is not None
    return after


def state(store: Store, delivery: Delivery) -> DeliveryState:
    found = store.ledger.get(delivery.id)
    assert found is not None
    return found.state


def test_the_parts_of_a_plan_hold_its_picks_in_order_each_with_a_key(store: Store):
    delivery = planned(store)
    assert [[pick.key for pick in delivery.picks_of(part)] for part in delivery.parts] == [
        [*KEYS[:2]],
        [*KEYS[2:4]],
        [KEYS[4]],
    ]
    keys = [part.key for part in delivery.parts]
    assert keys == [f"{delivery.key}-{number}" for number in (1, 2, 3)]
    assert all(len(key) <= 25 for key in keys)


def test_a_part_is_seen_when_it_is_confirmed_and_the_last_one_ends_the_delivery(store: Store):
    taken = claimed(store, planned(store))
    first = confirm(store, taken, 1, NOW + MINUTE)
    assert (first.state, first.confirmed, first.lease_until) == (DeliveryState.CLAIMED, 1, NOW + MINUTE + LEASE)
    assert first.next_part == first.parts[1]
    assert store.ledger.seen(HERE) == set(KEYS[:2])
    last = confirm(store, confirm(store, first, 2), 3)
    assert (last.state, last.owner, last.next_part) == (DeliveryState.SENT, None, None)
    assert [part.receipt for part in last.parts] == [Receipt(f"m{n}", NOW + (n == 1) * MINUTE) for n in (1, 2, 3)]
    assert last == store.ledger.get(taken.id)
    assert store.ledger.seen(HERE) == set(KEYS)


def test_what_was_confirmed_stays_so_when_the_rest_fails(store: Store):
    taken = claimed(store, planned(store))
    confirm(store, taken, 1)
    assert store.ledger.finish(taken.id, "me", DeliveryState.FAILED, NOW, detail="invalid_blocks")
    assert store.ledger.seen(HERE) == set(KEYS[:2])


def test_many_plans_are_written_at_once_and_those_that_others_planned_are_left_out(store: Store):
    first = store.subscriptions.add(HERE, "#a", Schedule(), Rules(), "U1", NOW, NOW)
    second = store.subscriptions.add(ELSEWHERE, "#b", Schedule(), Rules(), "U1", NOW, NOW)
    plans = [Plan(each, NOW, NOW + DAY, NOW + DAY, DIGEST) for each in (first, second)]
    assert len(store.ledger.plan_all(plans[:1], NOW)) == 1
    (delivery,) = store.ledger.plan_all(plans, NOW)
    assert delivery.destination == ELSEWHERE
    assert store.ledger.due(NOW, 9) == []


def test_due_goes_on_after_the_last_one_and_names_platforms(store: Store):
    places = [Destination(platform, "w", f"c{n}") for n in range(3) for platform in ("slack", "discord")]
    made = [store.subscriptions.add(to, "#a", Schedule(), Rules(), "U1", NOW, NOW) for to in places]
    first = store.ledger.due(NOW, 4)
    assert first + store.ledger.due(NOW, 4, after=first[-1]) == made
    assert store.ledger.due(NOW, 9, platforms=["slack"]) == made[::2]
    assert store.ledger.due(NOW, 9, platforms=[]) == []


def test_the_next_claims_are_those_with_the_nearest_deadline_of_a_platform(store: Store):
    late, soon = planned(store, days=3), planned(store, ELSEWHERE, days=1)
    planned(store, Destination("slack", "w", "c"), days=1)
    (first,) = store.ledger.claim_next("console", "me", NOW, LEASE, 1)
    assert (first.id, first.owner, first.attempts, first.tried_at) == (soon.id, "me", 1, NOW)
    assert [each.id for each in store.ledger.claim_next("console", "me", NOW, LEASE, 9)] == [late.id]
    assert store.ledger.claim_next("console", "me", NOW, LEASE, 9) == []


def test_a_lease_that_ran_out_is_in_doubt_and_is_taken_over_once(store: Store):
    taken = claimed(store, planned(store))
    assert store.ledger.in_doubt(NOW + MINUTE, 9) == []
    assert store.ledger.take_over(taken.id, "you", NOW + MINUTE, LEASE) is None
    assert store.ledger.in_doubt(NOW + LEASE, 9) == [taken]
    assert store.ledger.in_doubt(NOW + LEASE, 9, platforms=["slack"]) == []
    over = store.ledger.take_over(taken.id, "you", NOW + LEASE, LEASE)
    changes = {"owner": "you", "lease_until": NOW + 2 * LEASE, "updated_at": NOW + LEASE}
    assert over == replace(taken, **changes)
    assert store.ledger.take_over(taken.id, "they", NOW + LEASE, LEASE) is None
    assert store.ledger.confirm(taken, 1, Receipt("m1", NOW), NOW, LEASE) is None


def test_a_lease_that_ran_out_is_never_claimed_to_send(store: Store):
    taken = claimed(store, planned(store))
    assert store.ledger.claimable(NOW + DAY, 9) == []
    assert store.ledger.claim(taken.id, "you", NOW + DAY, LEASE) is None
    assert store.ledger.claim_next("console", "you", NOW + DAY, LEASE, 9) == []


def test_a_lease_is_renewed_by_who_holds_it_until_somebody_takes_it_over(store: Store):
    taken = claimed(store, planned(store))
    assert not store.ledger.renew(taken.id, "you", NOW + MINUTE, LEASE)
    assert store.ledger.renew(taken.id, "me", NOW + DAY, LEASE)
    assert store.ledger.in_doubt(NOW + DAY, 9) == []
    assert store.ledger.take_over(taken.id, "you", NOW + DAY + LEASE, LEASE)
    assert not store.ledger.renew(taken.id, "me", NOW + DAY + LEASE, LEASE)


def test_an_unknown_one_is_asked_about_at_its_time_or_held(store: Store):
    asked, held = planned(store), planned(store, ELSEWHERE)
    for each, retry_at in ((asked, NOW + MINUTE), (held, None)):
        claimed(store, each)
        store.ledger.finish(each.id, "me", DeliveryState.UNKNOWN, NOW, detail="timeout", retry_at=retry_at)
    assert store.ledger.in_doubt(NOW, 9) == []
    assert [each.id for each in store.ledger.in_doubt(NOW + MINUTE, 9)] == [asked.id]
    assert store.ledger.take_over(held.id, "you", NOW + DAY, LEASE) is None
    assert store.ledger.take_over(asked.id, "you", NOW + MINUTE, LEASE)
    assert [each.id for each in store.ledger.held(ELSEWHERE)] == [held.id]
    assert store.ledger.held(HERE) == []


@pytest.mark.parametrize("end", [DeliveryState.UNKNOWN, DeliveryState.FAILED])
def test_a_person_may_send_again_what_is_held_or_failed(store: Store, end: DeliveryState):
    taken = claimed(store, planned(store))
    assert store.ledger.reclaim(taken.id, "by hand", NOW, LEASE, NOW + DAY) is None
    confirm(store, taken, 1)
    store.ledger.finish(taken.id, "me", end, NOW, detail="timeout")
    again = store.ledger.reclaim(taken.id, "by hand", NOW + DAY, LEASE, NOW + 2 * DAY)
    assert again is not None
    assert (again.state, again.owner, again.deadline) == (DeliveryState.CLAIMED, "by hand", NOW + 2 * DAY)
    assert (again.attempts, again.confirmed, again.tried_at) == (1, 1, NOW)


def test_a_person_may_drop_what_is_held_or_waits_but_nothing_that_is_being_sent(store: Store):
    waiting, sending = planned(store), claimed(store, planned(store, ELSEWHERE))
    dropped = store.ledger.drop(waiting.id, NOW, "Dropped.")
    assert dropped is not None
    assert (dropped.state, dropped.detail) == (DeliveryState.SKIPPED, "Dropped.")
    assert store.ledger.drop(sending.id, NOW, "Dropped.") is None
    store.ledger.finish(sending.id, "me", DeliveryState.UNKNOWN, NOW)
    assert store.ledger.drop(sending.id, NOW, "Dropped.")
    assert store.ledger.seen(ELSEWHERE) == frozenset()


def test_the_first_try_stays_on_record_whatever_the_clock_does(store: Store):
    delivery = planned(store)
    for at, first in ((NOW + DAY, NOW + DAY), (NOW, NOW), (NOW + 2 * DAY, NOW)):
        assert claimed(store, delivery, at).tried_at == first
        store.ledger.finish(delivery.id, "me", DeliveryState.PLANNED, at)


def test_more_can_be_said_of_one_that_is_over_and_of_no_other(store: Store):
    taken = claimed(store, planned(store))
    store.ledger.note(taken.id, "too early")
    store.ledger.finish(taken.id, "me", DeliveryState.FAILED, NOW, detail="gone")
    store.ledger.note(taken.id, "gone, and nobody could be told")
    found = store.ledger.get(taken.id)
    assert found is not None
    assert (found.state, found.detail) == (DeliveryState.FAILED, "gone, and nobody could be told")


def test_what_many_channels_saw_is_read_at_once_as_far_as_it_was_announced_then(store: Store):
    for to in (HERE, ELSEWHERE):
        confirm(store, claimed(store, planned(store, to)), 1)
    nobody = Destination("console", "local", "new")
    seen = store.ledger.seen_among([HERE, ELSEWHERE, nobody], NOW.date(), NOW.date())
    assert seen == {HERE: frozenset(KEYS[:2]), ELSEWHERE: frozenset(KEYS[:2]), nobody: frozenset()}
    before = NOW.date() - DAY
    assert store.ledger.seen_among([HERE], before, before) == {HERE: frozenset()}


def test_the_parts_go_with_their_delivery(store: Store):
    old = planned(store)
    store.ledger.drop(old.id, NOW, "Dropped.")
    store.subscriptions.remove(old.subscription_id)

    for _ in store.pruning.steps(Ages(), NOW + 999 * DAY):
        pass
    assert store.ledger.get(old.id) is None
    assert state(store, planned(store)) is DeliveryState.PLANNED
