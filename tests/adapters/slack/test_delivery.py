"""Posts as they stand in Slack, and how they are found again."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.adapter import MOST_PAGES, PAGE, SlackAdapter
from adapters.slack.render import DELIVERY
from bot.document import Document
from bot.errors import CannotTell, DestinationGone, OutcomeUnknown, ThreadGone
from bot.model import DeliveryState, Receipt
from tests.adapters.scenes import DIGEST, LONGEST
from tests.adapters.slack.morning import Morning, key_of
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.shown import mentions, shown
from tests.adapters.slack.workspace import BOT_SCOPES, Channel
from tests.builders import a_paper

SENT = DeliveryState.SENT
AGO = timedelta(minutes=5)


class Killed(BaseException):
    """The process is no more."""


class Mortal:
    """An adapter whose process dies when Slack has stored so many posts, before it hears of the last."""

    def __init__(self, adapter: SlackAdapter, posts: int) -> None:
        self._adapter = adapter
        self._left = posts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def send(self, *given: Any, **named: Any) -> Receipt:
        receipt = await self._adapter.send(*given, **named)
        self._left -= 1
        if not self._left:
            raise Killed
        return receipt


@pytest.fixture
def morning(office: Office) -> Morning:
    return Morning(office)


# What is posted


async def test_a_digest_is_one_message_within_slacks_limits(morning: Morning):
    morning.subscribe()

    await morning.at_nine()

    (post,) = morning.posts()
    sent = post.sent
    assert len(sent["blocks"]) <= 40
    assert len(json.dumps(sent["blocks"], ensure_ascii=False).encode()) <= 9_000
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert all(title in sent["text"] for title in TITLES)
    assert post.metadata == {"event_type": DELIVERY, "event_payload": {"key": morning.row.parts[0].key}}
    assert all(title in shown(post) for title in TITLES)


async def test_twenty_long_papers_in_a_weekly_post_lose_none(office: Office, morning: Morning):
    titles = [f"Paper number {number} about " + "very long things " * 12 for number in range(20)]
    papers = [
        a_paper(f"2603.01{number:03}", title=title, abstract="We show. " * 300) for number, title in enumerate(titles)
    ]
    office.announce(*papers, votes=range(200, 180, -1))
    morning.subscribe(count=20)

    await morning.at_nine()

    assert morning.states == [SENT]
    everything = "\n".join(map(shown, morning.posts()))
    assert all(f"Paper number {number} about" in everything for number in range(20))
    assert [key_of(post) for post in morning.posts()] == [part.key for part in morning.row.parts]


async def test_a_hostile_title_rings_nobodys_phone(office: Office, morning: Morning):
    office.announce(a_paper("2603.00666", title="<!channel> & <@UT11> *bold* <https://evil.example|x>"), votes=[99])
    morning.subscribe()

    await morning.at_nine()

    (post,) = morning.posts()
    assert "<!channel> & <@UT11>" in shown(post)
    assert "<https://evil.example|x>" in shown(post)
    assert mentions(post) == []


async def test_a_thread_is_a_head_with_the_titles_and_a_reply_for_each_paper(morning: Morning):
    morning.subscribe(layout="thread")

    await morning.at_nine()

    head, *replies = morning.posts()
    assert all(title in shown(head) for title in TITLES)
    assert [next(title for title in TITLES if title in shown(reply)) for reply in replies] == list(TITLES)
    assert [reply.thread_ts for reply in replies] == [head.ts] * 3
    assert not any(reply.broadcast for reply in replies)
    assert [key_of(post) for post in (head, *replies)] == [part.key for part in morning.row.parts]


async def test_a_thread_goes_on_after_its_process_died_between_two_replies(morning: Morning):
    morning.subscribe(layout="thread")
    morning.deliver = morning.process("one", Mortal(morning.adapter, posts=3))
    with pytest.raises(Killed):
        await morning.at_nine()
    assert (morning.states, len(morning.posts())) == ([DeliveryState.CLAIMED], 3)

    other = morning.office.another()
    morning.deliver = morning.process("two", other)
    await morning.later(minutes=5)
    await other.disconnect()

    assert morning.states == [SENT]
    head, *replies = morning.posts()
    assert [reply.thread_ts for reply in replies] == [head.ts] * 3


# How it is found


@pytest.fixture
def general(office: Office) -> Channel:
    return office.team.channel("general")


def filled(office: Office, channel: Channel, messages: int, **fields: Any) -> None:
    for number in range(messages):
        office.team.post(channel, "UT11", text=f"chatter {number}", **fields)


async def test_a_post_is_found_in_a_private_channel(office: Office):
    secret = office.team.channel("secret", kind="private", bot=True)
    sent = await office.adapter.send(office.place(secret), DIGEST, key="k1")

    found = await office.adapter.find(office.place(secret), "k1", office.clock.now() - AGO)

    assert found
    assert found.message_id == sent.message_id


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_where_the_app_may_not_read_nobody_can_tell(office: Office, kind: Any):
    channel = office.team.channel("place", kind=kind, bot=True)
    office.slack.grants("T1")[-1].scopes = tuple(scope for scope in BOT_SCOPES if not scope.endswith(":history"))

    with pytest.raises(CannotTell):
        await office.adapter.find(office.place(channel), "k1", office.clock.now() - AGO)


async def test_a_post_is_found_below_many_others(office: Office, general: Channel):
    sent = await office.adapter.send(office.place(general), DIGEST, key="k1")
    filled(office, general, 2 * PAGE + 1)

    found = await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)

    assert found
    assert found.message_id == sent.message_id
    assert len(office.slack.calls_of("conversations.history")) == 3


async def test_what_lies_below_too_many_others_is_not_said_to_be_missing(office: Office, general: Channel):
    await office.adapter.send(office.place(general), DIGEST, key="k1")
    filled(office, general, PAGE * MOST_PAGES)

    with pytest.raises(OutcomeUnknown, match="too_many_messages"):
        await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)
    assert len(office.slack.calls_of("conversations.history")) == MOST_PAGES


async def test_exactly_as_many_messages_as_are_looked_at_are_not_too_many(office: Office, general: Channel):
    sent = await office.adapter.send(office.place(general), DIGEST, key="k1")
    filled(office, general, PAGE * MOST_PAGES - 1)

    found = await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)

    assert found
    assert found.message_id == sent.message_id


async def test_a_reply_is_found_in_its_thread_and_only_there(office: Office, general: Channel):
    to, since = office.place(general), office.clock.now() - AGO
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    filled(office, general, PAGE, thread_ts=head.message_id)
    reply = await office.adapter.send(to, DIGEST, key="k2", under=head)

    found = await office.adapter.find(to, "k2", since, under=head)

    assert found
    assert found.message_id == reply.message_id
    assert await office.adapter.find(to, "k2", since) is None
    assert await office.adapter.find(to, "k3", since, under=head) is None


async def test_a_thread_without_its_head_is_gone(office: Office, general: Channel):
    with pytest.raises(ThreadGone):
        await office.adapter.find(
            office.place(general), "k1", office.clock.now() - AGO, under=Receipt("1.000001", office.clock.now())
        )


async def test_a_message_of_another_app_with_our_key_is_not_ours(office: Office, general: Channel):
    metadata = {"event_type": DELIVERY, "event_payload": {"key": "k1"}}
    office.team.post(general, "UT11", text="not ours", metadata=metadata, bot_id="BOTHER")
    office.team.post(general, "UT11", text="a person's", metadata=metadata)

    assert await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO) is None


async def test_what_was_posted_before_is_not_looked_at(office: Office, general: Channel):
    await office.adapter.send(office.place(general), DIGEST, key="k1")
    office.clock.advance(minutes=10)

    assert await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO) is None
    assert await office.adapter.find(office.place(general), "k1", office.clock.now() - 3 * AGO)


@pytest.mark.parametrize("what", ["left", "deleted"])
async def test_in_a_channel_without_us_there_is_nothing_to_look_into(office: Office, general: Channel, what: str):
    if what == "left":
        general.members.remove(office.team.bot.id)
    else:
        general.deleted = True

    with pytest.raises(DestinationGone):
        await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)


# How it is sent


async def test_a_private_word_reaches_one_person_alone(office: Office):
    ada = office.team.person("ada")

    await office.adapter.tell(office.person(ada), Document("For you"))

    assert [shown(message) for message in ada.dm.messages] == ["For you"]
    assert not any(channel.messages for channel in office.team.channels.values() if channel is not ada.dm)


async def test_somebody_who_left_cannot_be_told(office: Office):
    ada = office.team.person("ada")
    del office.team.users[ada.id]

    with pytest.raises(DestinationGone):
        await office.adapter.tell(office.person(ada), Document("For you"))


async def test_the_longest_digest_is_one_message(office: Office, general: Channel):
    await office.adapter.send(office.place(general), LONGEST, key="k" * 25)

    (post,) = general.messages
    assert len(post.blocks) <= 40
    assert all(f"Title number {number}:" in shown(post) for number in range(1, 21))
