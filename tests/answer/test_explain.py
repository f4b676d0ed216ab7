from datetime import timedelta

from bot.commands import Changes, Preview, Save, Settings, Subscribe, Why
from bot.compose import digest
from bot.document import Paragraph
from bot.model import Receipt, Topic
from bot.selection import choose, dress
from tests.answer.room import Room, keys
from tests.builders import HERE, NOW, TODAY, a_paper

KEY = "arxiv:2603.00001"


async def post(room: Room) -> None:
    """What is due tomorrow at nine is posted, and confirmed."""
    subscription = room.store.subscriptions.get(HERE)
    assert subscription
    due, now = subscription.next_due_at, subscription.next_due_at
    chosen = choose(room.store, subscription, due, now, [room.source])
    later = due + timedelta(days=1)
    ledger = room.store.ledger
    planned = ledger.plan(subscription, occurrence=due, next_due_at=later, digest=chosen, now=now)
    assert planned
    claimed = ledger.claim(planned.id, "me", now, timedelta(minutes=2))
    assert claimed
    assert ledger.confirm(claimed, 1, Receipt("1", now), now, timedelta(minutes=2))


async def test_a_preview_is_exactly_the_next_post_to_one_person(room: Room):
    room.announce("2603.00001", "2603.00002")
    await room.ask(Subscribe())
    subscription = room.store.subscriptions.get(HERE)
    assert subscription
    chosen = choose(room.store, subscription, subscription.next_due_at, NOW, [room.source])
    entries = await dress(room.store, chosen.picks, room.desk.summarizers, "extractive")
    post = digest(subscription, chosen, entries, subscription.next_due_at, room.desk.voice)
    preview = await room.ask(Preview(), can_manage=False)
    assert preview.private
    assert preview.title == post.title
    assert preview.blocks[1 : 1 + len(post.blocks)] == post.blocks
    assert isinstance(preview.blocks[0], Paragraph)


async def test_a_preview_tells_the_near_misses_and_why(room: Room):
    room.announce(a_paper("2603.00001", title="Diffusion"), votes=50)
    room.announce(a_paper("2603.00002", title="Few Like This"), votes=4)
    await room.ask(Subscribe(Changes(min_votes=10)))
    assert "- Few Like This: has 4 votes, fewer than 10" in await room.read(Preview())


async def test_a_preview_without_a_subscription_shows_what_a_plain_one_would_post(room: Room):
    room.announce("2603.00001")
    document = await room.ask(Preview(), can_manage=False)
    assert keys(document) == [KEY]
    assert "Nothing is posted here yet" in await room.read(Preview())
    assert room.store.subscriptions.get(HERE) is None


async def test_a_preview_of_nothing_says_that_nothing_would_be_posted(room: Room):
    await room.ask(Subscribe())
    assert "nothing would be posted" in await room.read(Preview())


async def test_a_weekend_is_covered_once_by_mondays_post(room: Room):
    await room.ask(Subscribe())
    room.clock.advance(days=3)
    room.announce("2603.00001", day=TODAY + timedelta(days=3))
    room.clock.advance(days=2)
    assert keys(await room.ask(Preview())) == [KEY]


async def test_a_paper_saved_here_says_so_in_its_reasons(room: Room):
    room.announce("2603.00001")
    await room.ask(Subscribe())
    await room.ask(Save(KEY), user_id="U2")
    assert "saved by 1 person here" in await room.read(Preview())


async def test_why_not_is_answered_with_the_one_reason(room: Room):
    room.announce(a_paper("2603.00001", title="Turnips"))
    await room.ask(Subscribe(Changes(include=(Topic("text", "diffusion"),))))
    text = await room.read(Why(KEY))
    assert "the next post leaves it out: it matches no topic." in text
    assert "It was announced on Tue 3 Mar 2026 by Hugging Face Daily." in text


async def test_why_a_paper_comes_next_is_answered_with_its_place_and_reasons(room: Room):
    room.announce("2603.00001", votes=41)
    await room.ask(Subscribe())
    assert "it is number 1 of the next post, because: 41 votes" in await room.read(Why(KEY))


async def test_why_a_paper_was_posted_is_remembered_whatever_changes(room: Room):
    room.announce("2603.00001", votes=41)
    await room.ask(Subscribe())
    await post(room)
    await room.ask(Settings(Changes(include=(Topic("text", "turnips"),))))
    text = await room.read(Why(KEY))
    assert "It was posted here with the digest of <2026-03-04 08:00Z Europe/Berlin datetime>. Because: 41 votes" in text
    assert "As things stand" not in text


async def test_why_tells_what_the_last_post_left_out(room: Room):
    room.announce("2603.00001", votes=3)
    room.announce("2603.00002", votes=30)
    await room.ask(Subscribe(Changes(min_votes=10)))
    await post(room)
    assert "left it out: it has 3 votes, fewer than 10." in await room.read(Why(KEY))


async def test_why_of_a_paper_from_long_ago_names_the_days(room: Room):
    room.announce("2603.00001", day=TODAY - timedelta(days=40))
    await room.ask(Subscribe())
    text = await room.read(Why(KEY))
    assert "it was not announced from 2026-03-" in text


async def test_why_without_a_subscription_says_how_to_get_one(room: Room):
    room.announce("2603.00001")
    assert "There is no subscription for #ml-reading yet." in await room.read(Why(KEY))
