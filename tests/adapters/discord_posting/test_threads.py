"""A digest as a thread: a head, and a reply for each paper; and where there are no threads."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.discord import posting
from adapters.discord.adapter import DiscordAdapter
from bot.document import Document
from bot.errors import DestinationGone, ThreadGone
from bot.model import DeliveryState, Receipt
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.morning import POST, Morning, keyed
from tests.adapters.discord_posting.office import TITLES, Office
from tests.adapters.scenes import DIGEST

SENT = DeliveryState.SENT
AGO = timedelta(minutes=5)
THREAD = "/channels/{channel}/messages/{message}/threads"


class Killed(BaseException):
    """The process is no more."""


class Mortal:
    """An adapter whose process dies when Discord has stored so many posts, before it hears of the last."""

    def __init__(self, adapter: DiscordAdapter, posts: int) -> None:
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


@pytest.mark.parametrize("kind", ["text", "announcement"])
async def test_a_thread_is_a_head_with_the_titles_and_a_reply_for_each_paper(morning: Morning, kind: str):
    channel = morning.office.guild.channel("news", kind)
    morning.subscribe(channel, layout="thread")

    await morning.at_nine()

    (head,), (thread,) = morning.posts(channel), morning.threads(channel)
    assert all(title in shown(head) for title in TITLES)
    assert [next(title for title in TITLES if title in shown(reply)) for reply in thread.messages] == list(TITLES)
    assert thread.id == head.id
    assert [keyed(post) for post in (head, *thread.messages)] == morning.keys


async def test_a_thread_is_called_like_its_head_and_started_once(office: Office, general: Channel):
    head = await office.adapter.send(office.place(general), Document("Papers of the day"), key="k1")
    for key in ("k2", "k3"):
        await office.adapter.send(office.place(general), DIGEST, key=key, under=head)

    (thread,) = Morning(office).threads()
    assert thread.name == "Papers of the day"
    assert len(thread.messages) == 2
    assert len(office.discord.calls_of("POST", THREAD)) == 1
    assert [call.status for call in office.discord.calls_of("POST", POST)] == [200] * 3


async def test_a_name_is_cut_to_what_a_thread_can_have(office: Office, general: Channel):
    head = await office.adapter.send(office.place(general), Document("A very long\n title " * 30), key="k1")
    await office.adapter.send(office.place(general), DIGEST, key="k2", under=head)

    (thread,) = Morning(office).threads()
    assert thread.name.startswith("A very long")
    assert len(thread.name) <= 100


async def test_heads_that_nobody_answers_are_not_remembered_for_ever(
    office: Office, general: Channel, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(posting, "MOST_HEADS", 2)
    head, *_ = [await office.adapter.send(office.place(general), DIGEST, key=f"k{number}") for number in range(3)]
    await office.adapter.send(office.place(general), DIGEST, key="k9", under=head)

    (thread,) = Morning(office).threads()
    assert thread.name == "Papers"


async def test_a_thread_goes_on_after_its_process_died_between_two_replies(morning: Morning):
    morning.subscribe(layout="thread")
    morning.deliver = morning.process("one", Mortal(morning.adapter, posts=3))
    with pytest.raises(Killed):
        await morning.at_nine()
    assert morning.states == [DeliveryState.CLAIMED]

    other = morning.office.another()
    morning.deliver = morning.process("two", other)
    await morning.later(minutes=5)

    assert morning.states == [SENT]
    (head,), (thread,) = morning.posts(), morning.threads()
    assert [keyed(post) for post in (head, *thread.messages)] == morning.keys


async def test_a_thread_is_started_after_its_process_died_before_the_first_reply(morning: Morning):
    morning.subscribe(layout="thread")
    morning.deliver = morning.process("one", Mortal(morning.adapter, posts=1))
    with pytest.raises(Killed):
        await morning.at_nine()

    other = morning.office.another()
    morning.deliver = morning.process("two", other)
    await morning.later(minutes=5)

    assert morning.states == [SENT]
    (head,), (thread,) = morning.posts(), morning.threads()
    assert thread.id == head.id
    assert [keyed(post) for post in (head, *thread.messages)] == morning.keys


def in_a_thread(office: Office, general: Channel) -> Channel:
    return office.guild.thread("talk", general)


def in_a_conversation(office: Office, _: Channel) -> Channel:
    return office.guild.person("ada").dm


def beside_voices(office: Office, _: Channel) -> Channel:
    return office.guild.channel("speaking", "voice")


FLAT = [in_a_thread, in_a_conversation, beside_voices]


@pytest.mark.parametrize("place", FLAT, ids=lambda place: place.__name__)
async def test_where_there_are_no_threads_replies_point_at_their_head(office: Office, general: Channel, place: Any):
    channel = place(office, general)
    to, since = office.place(channel), office.clock.now() - AGO
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    reply = await office.adapter.send(to, DIGEST, key="k2", under=head)

    first, second = channel.messages
    assert (first.replies_to, second.replies_to) == (None, first.id)
    found = await office.adapter.find(to, "k2", since, under=head)
    assert found
    assert found.message_id == reply.message_id


async def test_a_head_that_discord_does_not_let_us_point_at_is_not_pointed_at(office: Office):
    dm = office.guild.person("ada").dm
    head = await office.adapter.send(office.place(dm), Document("Papers"), key="k1")
    office.discord.fail("POST", POST, Fault.answers(400, 160002))

    await office.adapter.send(office.place(dm), DIGEST, key="k2", under=head)

    assert [message.replies_to for message in dm.messages] == [None, None]


async def test_a_reply_that_may_not_read_its_head_is_posted_without_pointing_at_it(office: Office, general: Channel):
    thread = office.guild.thread("talk", general)
    office.guild.deny_bot(general, "read_message_history")
    head = await office.adapter.send(office.place(thread), Document("Papers"), key="k1")
    await office.adapter.send(office.place(thread), DIGEST, key="k2", under=head)

    assert [message.replies_to for message in thread.messages] == [None, None]


def delete_the_head(office: Office, head: Message) -> None:
    office.guild.delete_message(head)


def delete_the_thread(office: Office, head: Message) -> None:
    office.guild.delete(office.guild.channels[head.id])


def lock_the_thread(office: Office, head: Message) -> None:
    office.guild.archive(office.guild.channels[head.id], locked=True)


def lock_the_open_thread(office: Office, head: Message) -> None:
    office.guild.unarchive(office.guild.channels[head.id], locked=True)


@pytest.mark.parametrize(
    "closed", [delete_the_thread, lock_the_thread, lock_the_open_thread], ids=lambda how: how.__name__
)
@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_thread_that_somebody_closed_takes_no_more_and_its_channel_does(office: Office, kind: str, closed: Any):
    channel = office.guild.channel("place", kind)
    to = office.place(channel)
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    await office.adapter.send(to, DIGEST, key="k2", under=head)
    closed(office, Message(head.message_id, channel, office.discord.bot, head.at))

    with pytest.raises(ThreadGone):
        await office.adapter.send(to, DIGEST, key="k3", under=head)
    assert await office.adapter.send(to, DIGEST, key="k4")


async def test_a_head_that_was_deleted_before_its_first_reply_takes_none(office: Office, general: Channel):
    to = office.place(general)
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    office.guild.delete_message(general.messages[0])

    with pytest.raises(ThreadGone):
        await office.adapter.send(to, DIGEST, key="k2", under=head)
    with pytest.raises(ThreadGone):
        await office.adapter.find(to, "k2", office.clock.now() - AGO, under=head)


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_thread_that_is_gone_with_its_channel_is_the_channels_end(office: Office, kind: str):
    channel = office.guild.channel("place", kind)
    to = office.place(channel)
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    await office.adapter.send(to, DIGEST, key="k2", under=head)
    office.guild.delete(channel)

    with pytest.raises(DestinationGone, match="unknown_channel"):
        await office.adapter.send(to, DIGEST, key="k3", under=head)
    with pytest.raises(DestinationGone, match="unknown_channel"):
        await office.adapter.find(to, "k3", office.clock.now() - AGO, under=head)


async def test_what_is_missing_for_a_thread_is_named(office: Office, general: Channel):
    office.guild.deny_bot(general, "create_public_threads")
    head = await office.adapter.send(office.place(general), Document("Papers"), key="k1")

    with pytest.raises(DestinationGone) as told:
        await office.adapter.send(office.place(general), DIGEST, key="k2", under=head)

    assert told.value.code == "missing_permissions"
    assert "Allow Paperboy Create Public Threads under" in told.value.action
