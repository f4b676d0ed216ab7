from datetime import timedelta

import pytest

from bot.bootstrap import App, load_settings
from bot.model import Delivery, DeliveryState
from bot.selection import choose
from tests.cli.conftest import Paperboy


@pytest.fixture
def held(paperboy: Paperboy) -> Delivery:
    """A post of which nobody knows whether it was posted: the process died in its send."""
    paperboy("collect")
    paperboy("subscriptions", "add", "count:2")
    app = App(load_settings(None))
    (subscription,) = app.store.subscriptions.all()
    now = app.clock.now()
    digest = choose(app.store, subscription, now, now, app.sources)
    row = app.store.ledger.plan(
        subscription, occurrence=now, next_due_at=subscription.next_due_at, digest=digest, now=now
    )
    assert row
    app.store.ledger.claim(row.id, "dead", now, timedelta(minutes=2))
    app.store.ledger.finish(row.id, "dead", DeliveryState.UNKNOWN, now, detail="No answer within 30 s.")
    app.close()
    return row


def test_a_post_in_doubt_is_listed_with_what_to_do(paperboy: Paperboy, held: Delivery):
    listed = " ".join(paperboy("deliveries").out.split())

    assert "unknown" in listed
    assert f"deliveries resend {held.id}" in listed
    assert "#terminal" in listed


def test_a_post_in_doubt_is_sent_at_a_persons_word(paperboy: Paperboy, held: Delivery):
    outcome = paperboy("deliveries", "resend", str(held.id))

    assert (outcome.code, "sent" in outcome.err) == (0, True)
    assert state(paperboy) == "sent"
    assert paperboy("deliveries", "resend", str(held.id)).code == 1


def test_a_post_in_doubt_that_somebody_has_seen_is_confirmed(paperboy: Paperboy, held: Delivery):
    assert paperboy("deliveries", "confirm", str(held.id)).code == 0

    assert state(paperboy) == "sent"


def test_a_post_in_doubt_is_dropped(paperboy: Paperboy, held: Delivery):
    assert paperboy("deliveries", "drop", str(held.id)).code == 0

    assert state(paperboy) == "skipped"
    again = paperboy("deliveries", "drop", str(held.id))
    assert (again.code, "nothing to drop" in again.err) == (1, True)


@pytest.mark.parametrize("word", ["resend", "confirm", "drop"])
def test_a_delivery_that_is_not_there_is_an_error_with_a_way_on(paperboy: Paperboy, word: str):
    outcome = paperboy("deliveries", word, "7")

    assert outcome.code == 1
    assert "paperboy deliveries" in outcome.err


def state(paperboy: Paperboy) -> object:
    (row,) = paperboy("deliveries", "--json").data()
    return row["state"]
