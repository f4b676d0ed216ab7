from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.errors import NotFound, UserError
from bot.model import Destination, Pause, Rules, Schedule, Subscription, SummaryMode, Topic
from bot.storage.store import Store
from tests.builders import ELSEWHERE, HERE, NOW

SCHEDULE = Schedule(time(7, 30), "Europe/Berlin", "weekly", frozenset({4}), timedelta(days=1), timedelta(minutes=90))
RULES = Rules(
    count=3,
    sources=("huggingface",),
    include=(Topic("text", "diffusion models"), Topic("author", "Ada")),
    exclude=(Topic("category", "cs.CV"),),
    min_votes=4,
    per_topic=2,
    summary="abstract",
    when_nothing="say",
)
LATER = NOW + timedelta(days=1)


def added(store: Store, destination: Destination = HERE) -> Subscription:
    return store.subscriptions.add(destination, "#reading", SCHEDULE, RULES, "U1", NOW, NOW)


def test_a_subscription_comes_back_as_it_was_made(store: Store):
    made = added(store)
    expected = Subscription(made.id, HERE, "#reading", SCHEDULE, RULES, "U1", NOW, NOW)
    assert made == store.subscriptions.get(HERE) == store.subscriptions.by_id(made.id) == expected


def test_a_destination_has_at_most_one(store: Store):
    added(store)
    with pytest.raises(UserError, match="already"):
        added(store)
    assert len(store.subscriptions.all()) == 1


def test_what_was_never_made_is_not_there(store: Store):
    assert store.subscriptions.get(HERE) is None
    assert store.subscriptions.by_id(1) is None
    assert store.subscriptions.all() == []


def test_all_can_be_narrowed_to_a_workspace(store: Store):
    here, there = added(store), added(store, ELSEWHERE)
    away = added(store, replace(HERE, workspace="remote"))
    assert store.subscriptions.all() == [here, there, away]
    assert store.subscriptions.all(("console", "remote")) == [away]


def test_a_change_keeps_the_rest(store: Store):
    made = added(store)
    changed = store.subscriptions.change(made.id, Schedule(), Rules(), LATER)
    assert changed == replace(made, schedule=Schedule(), rules=Rules(), next_due_at=LATER)
    assert store.subscriptions.get(HERE) == changed


def test_a_pause_lasts_until_it_is_resumed(store: Store):
    made = added(store)
    pause = Pause("The channel is gone.", LATER)
    store.subscriptions.pause(made.id, pause)
    assert store.subscriptions.get(HERE) == replace(made, pause=pause)
    store.subscriptions.resume(made.id, LATER)
    assert store.subscriptions.get(HERE) == replace(made, next_due_at=LATER)


def test_what_was_removed_cannot_be_changed(store: Store):
    made = added(store)
    store.subscriptions.remove(made.id)
    store.subscriptions.remove(made.id)
    assert store.subscriptions.get(HERE) is None
    with pytest.raises(NotFound, match="no more"):
        store.subscriptions.change(made.id, Schedule(), Rules(), LATER)
    with pytest.raises(NotFound, match="no more"):
        store.subscriptions.pause(made.id, Pause("x"))
    with pytest.raises(NotFound, match="no more"):
        store.subscriptions.resume(made.id, LATER)


def test_an_id_is_never_given_twice(store: Store):
    first = added(store)
    store.subscriptions.remove(first.id)
    assert added(store).id > first.id


def test_those_that_want_a_kind_of_summary_soon_are_found(store: Store):
    def subscribed(channel: str, summary: SummaryMode, due: datetime) -> Subscription:
        to, rules = replace(HERE, channel=channel), Rules(summary=summary)
        return store.subscriptions.add(to, channel, Schedule(), rules, "U1", due, NOW)

    late = subscribed("late", "model", NOW + timedelta(minutes=20))
    early = subscribed("early", "model", NOW)
    subscribed("another", "extractive", NOW)
    subscribed("tomorrow", "model", NOW + timedelta(days=1))
    store.subscriptions.pause(subscribed("paused", "model", NOW).id, Pause("someone asked"))
    soon = NOW + timedelta(minutes=30)
    assert store.subscriptions.due_with_summary("model", soon, 9) == [early, late]
    assert store.subscriptions.due_with_summary("model", soon, 1) == [early]
