from contextlib import closing
from datetime import timedelta

from sqlalchemy import text

from bot.model import DayState, DeliveryState, Destination, Digest, Pause, Rules, Schedule, SourceDay, Subscription
from bot.storage.database import Database
from bot.storage.schema import HEAD
from bot.storage.store import Store
from bot.storage.watch import OpenDeliveries, Vitals
from tests.builders import ELSEWHERE, HERE, NOW, TODAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def subscribed(store: Store, destination: Destination, due_in: timedelta) -> Subscription:
    return store.subscriptions.add(destination, "#reading", Schedule(), Rules(), "U1", NOW + due_in, NOW)


def test_a_new_installation_has_nothing_open(store: Store):
    nothing = dict.fromkeys((DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.UNKNOWN), OpenDeliveries(0))
    assert store.watch.vitals(NOW) == Vitals(0, None, nothing, ())


def test_what_is_due_is_counted_with_the_oldest(store: Store):
    subscribed(store, HERE, -HOUR)
    subscribed(store, ELSEWHERE, HOUR)

    vitals = store.watch.vitals(NOW)

    assert (vitals.due, vitals.oldest_due) == (1, NOW - HOUR)
    assert store.watch.vitals(NOW + 2 * HOUR).due == 2


def test_a_paused_subscription_is_not_due_until_its_pause_is_over(store: Store):
    paused = subscribed(store, HERE, -HOUR)
    store.subscriptions.pause(paused.id, Pause("holiday", NOW + DAY))

    assert store.watch.vitals(NOW).due == 0
    assert store.watch.vitals(NOW + DAY).due == 1


def test_open_deliveries_are_counted_by_state_with_their_oldest_occurrence(store: Store):
    for place, age in ((HERE, 2 * HOUR), (ELSEWHERE, HOUR)):
        subscription = subscribed(store, place, -age)
        store.ledger.plan(subscription, occurrence=NOW - age, next_due_at=NOW + DAY, digest=Digest(), now=NOW)

    vitals = store.watch.vitals(NOW)

    assert vitals.deliveries[DeliveryState.PLANNED] == OpenDeliveries(2, NOW - 2 * HOUR)
    assert vitals.deliveries[DeliveryState.CLAIMED] == OpenDeliveries(0)


def test_each_source_shows_its_newest_day(store: Store):
    old = SourceDay("arxiv", TODAY - DAY, DayState.FRESH, NOW, papers=9)
    new = SourceDay("arxiv", TODAY, DayState.WAITING, NOW)
    other = SourceDay("huggingface", TODAY - DAY, DayState.FAILED, NOW, problem="It answered 503.", failing_since=NOW)
    for day in (old, new, other):
        store.sources.record_day(day)

    assert store.watch.vitals(NOW).source_days == (new, other)


def test_a_database_that_answers_with_our_schema_has_no_problem(store: Store):
    assert store.problem() is None


def test_a_database_that_another_version_migrated_is_a_problem(database_url: str):
    with Store.open(database_url) as store, closing(Database(database_url)) as database:
        with database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        try:
            assert "Restart Paperboy in the newest version" in (store.problem() or "")
        finally:
            with database.writing() as session:
                session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


def test_a_database_that_does_not_answer_is_a_problem_without_its_password():
    with closing(Store(Database("postgresql://paperboy:hidden@127.0.0.1:1/paperboy"))) as store:
        problem = store.problem()

    assert problem is not None
    assert "127.0.0.1" in problem
    assert "hidden" not in problem
