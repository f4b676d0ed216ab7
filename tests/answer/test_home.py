"""The caller's own page, the form of a channel's settings, and a paper at a glance."""

from datetime import timedelta

import pytest

from bot.commands import Changes, Edit, Glance, Home, Pause, Save, Settings, Subscribe
from bot.document import Actions, Document, Form
from bot.model import DeliveryState, Destination, Digest, Pick, Receipt, Topic
from bot.storage.ledger import Plan
from tests.answer.room import Room, keys
from tests.builders import ELSEWHERE, HERE, NOW
from tests.compose.plain import plain

OTHER_WORKSPACE = Destination("console", "another", "ml-reading")
DIFFUSION = Topic("text", "diffusion")


def form(document: Document) -> Form:
    (found,) = (block for block in document.blocks if isinstance(block, Form))
    return found


def channels(document: Document) -> set[tuple[str, str | None]]:
    rows = (block for block in document.blocks if isinstance(block, Actions))
    return {(button.label, button.channel) for row in rows for button in row.buttons if button.channel}


async def test_a_home_shows_what_somebody_set_up_and_saved_and_nothing_of_others(room: Room):
    room.announce("2603.00001", "2603.00002")
    await room.ask(Subscribe())
    await room.ask(Subscribe(), destination=ELSEWHERE, user_id="U2")
    await room.ask(Subscribe(), destination=OTHER_WORKSPACE)
    await room.ask(Save("arxiv:2603.00002"))
    await room.ask(Save("arxiv:2603.00001"), user_id="U2")

    page = await room.ask(Home())

    assert channels(page) == {("Edit", HERE.channel), ("Pause", HERE.channel)}
    assert keys(page) == ["arxiv:2603.00002"]
    assert page.private


async def test_a_paused_channel_can_be_resumed_from_home(room: Room):
    await room.ask(Subscribe())
    await room.ask(Pause())

    page = await room.ask(Home())

    assert ("Resume", HERE.channel) in channels(page)
    assert "paused (someone here asked for it)" in plain(page)


async def test_home_tells_the_last_digest_and_the_next(room: Room):
    await room.ask(Subscribe())
    (subscription,) = room.store.subscriptions.all()
    due = NOW - timedelta(days=1)
    room.store.ledger.plan(
        subscription, occurrence=due, next_due_at=subscription.next_due_at, digest=_nothing(), now=due, skip="quiet"
    )

    text = plain(await room.ask(Home()))

    assert "Last digest" in text
    assert "Next" in text
    assert "in #ml-reading" in text


async def test_a_home_without_anything_says_how_to_begin(room: Room):
    text = plain(await room.ask(Home()))

    assert "/papers subscribe" in text
    assert "/papers save" in text


async def test_the_form_of_a_new_subscription_has_the_defaults_and_keeps_nothing(room: Room):
    document = await room.ask(Edit())

    values = form(document).values
    assert (values.count, values.zone, values.layout, values.managers) == (5, "Europe/Berlin", "message", "everyone")
    assert not form(document).exists
    assert form(document).sources == (("huggingface", "Hugging Face Daily"),)
    assert room.store.subscriptions.all() == []


async def test_changes_are_tried_out_in_the_form_and_not_kept(room: Room):
    room.announce("2603.00001", "2603.00002")
    await room.ask(Subscribe())

    tried = form(await room.ask(Edit(Changes(include=(DIFFUSION,), count=3))))

    assert (tried.values.include, tried.values.count, tried.exists) == ((DIFFUSION,), 3, True)
    assert tried.fit == "match 0 of 2 papers of the last 3 days"
    kept = room.store.subscriptions.get(HERE)
    assert kept
    assert kept.rules.include == ()


async def test_every_value_of_a_form_makes_the_same_subscription_again(room: Room):
    await room.ask(Subscribe(Changes(include=(DIFFUSION,), count=3, layout="thread", patience_hours=2)))
    before = room.store.subscriptions.get(HERE)

    await room.ask(Settings(form(await room.ask(Edit())).values))

    assert room.store.subscriptions.get(HERE) == before


async def test_only_a_manager_is_given_the_form(room: Room):
    assert "may not" in (await room.ask(Edit(), can_manage=False)).title


@pytest.mark.parametrize(
    ("managers", "user", "is_admin", "may"),
    [
        ("everyone", "U2", False, True),
        ("maker", "U1", False, True),
        ("maker", "U2", False, False),
        ("maker", "U2", True, True),
        ("admins", "U1", False, False),
        ("admins", "U2", True, True),
    ],
)
async def test_a_subscription_has_a_rule_of_its_own_for_who_may_change_it(
    room: Room, managers: str, user: str, is_admin: bool, may: bool
):
    await room.ask(Subscribe(Changes(managers=managers)), is_admin=True)  # type: ignore[arg-type] # one of the three

    await room.ask(Pause(), user_id=user, is_admin=is_admin)

    subscription = room.store.subscriptions.get(HERE)
    assert subscription
    assert (subscription.pause is not None) == may


async def test_nobody_locks_themselves_out(room: Room):
    refused = await room.ask(Subscribe(Changes(managers="admins")))
    assert "could not change" in plain(refused)
    await room.ask(Subscribe())
    refused = await room.ask(Settings(Changes(managers="admins")))
    assert "could not change" in plain(refused)
    assert refused.trouble == "managers"
    kept = room.store.subscriptions.get(HERE)
    assert kept
    assert kept.rules.managers == "everyone"


async def test_a_glance_tells_that_a_paper_was_posted_here(room: Room):
    room.announce("2603.00001")
    await room.ask(Subscribe())
    key = "arxiv:2603.00001"
    assert "Already shared" not in plain(await room.ask(Glance(key)))
    (subscription,) = room.store.subscriptions.all()
    digest = _nothing(Pick(key, 1.0))
    plan = Plan(subscription, NOW, subscription.next_due_at, subscription.next_due_at, digest, sizes=(1,))
    (planned,) = room.store.ledger.plan_all([plan], NOW)
    claimed = room.store.ledger.claim(planned.id, "me", NOW, timedelta(minutes=2))
    assert claimed
    sent = room.store.ledger.confirm(claimed, 1, Receipt("m1", NOW), NOW, timedelta(minutes=2))
    assert sent
    assert sent.state is DeliveryState.SENT

    assert "Already shared here with the digest of" in plain(await room.ask(Glance(key)))
    assert "Already shared" not in plain(await room.ask(Glance(key), destination=ELSEWHERE))
    assert room.store.ledger.paper_at(HERE, "m1") == key
    assert room.store.ledger.paper_at(ELSEWHERE, "m1") is None


def _nothing(*picks: Pick) -> Digest:
    return Digest(picks=picks, considered=len(picks))
