"""Posts as they stand in Discord, and how they are found again."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.discord import posting
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.history import MOST_PAGES, PAGE
from bot.document import Document
from bot.errors import CannotTell, DestinationGone, OutcomeUnknown, RetryLater, ThreadGone
from bot.model import DeliveryState, Destination, Receipt
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.morning import POST, Morning, keyed
from tests.adapters.discord_posting.office import TITLES, Office
from tests.adapters.scenes import DIGEST, LONGEST
from tests.builders import a_paper

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


@pytest.fixture
def morning(office: Office) -> Morning:
    return Morning(office)


@pytest.fixture
def general(office: Office) -> Channel:
    return office.guild.channel("general")


# What is posted


async def test_a_digest_is_one_message_with_its_key_as_nonce_and_in_its_buttons(morning: Morning):
    morning.subscribe()

    await morning.at_nine()

    (post,) = morning.posts()
    assert all(title in shown(post) for title in TITLES)
    assert post.is_v2
    assert post.payload["allowed_mentions"] == {"parse": []}
    assert (post.nonce, post.payload["enforce_nonce"], keyed(post)) == (morning.keys[0], True, morning.keys[0])


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
    assert [keyed(post) for post in morning.posts()] == morning.keys


async def test_a_hostile_title_rings_nobodys_phone(office: Office, morning: Morning):
    office.announce(a_paper("2603.00666", title="@everyone <@&1> <@2> **bold** [x](https://evil.example)"), votes=[99])
    morning.subscribe()

    await morning.at_nine()

    (post,) = morning.posts()
    assert "everyone" in shown(post)
    assert post.rings == []


async def test_only_the_role_that_was_chosen_is_called(office: Office, morning: Morning):
    readers = office.guild.role("readers", mentionable=True)
    office.announce(a_paper("2603.00666", title="@everyone read this"), votes=[99])
    morning.subscribe(mention=readers.id)

    await morning.at_nine()

    (post,) = morning.posts()
    assert post.rings == [readers.id]


async def test_each_paper_can_be_a_message_of_its_own(morning: Morning):
    morning.subscribe(layout="papers")

    await morning.at_nine()

    assert [next(title for title in TITLES if title in shown(post)) for post in morning.posts()] == list(TITLES)
    assert [keyed(post) for post in morning.posts()] == morning.keys
    assert morning.threads() == []


async def test_a_direct_conversation_can_be_subscribed(office: Office, morning: Morning):
    ada = office.guild.person("ada")
    morning.subscribe(ada.dm)

    await morning.at_nine()

    (post,) = ada.dm.messages
    assert all(title in shown(post) for title in TITLES)
    assert await office.adapter.find(office.place(ada.dm), morning.keys[0], office.clock.now() - AGO)


async def test_the_longest_digest_is_one_message(office: Office, general: Channel):
    await office.adapter.send(office.place(general), LONGEST, key="k" * 25)

    (post,) = general.messages
    assert all(f"Title number {number}:" in shown(post) for number in range(1, 21))


# Threads


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


# How it is found


def filled(office: Office, channel: Channel, messages: int) -> None:
    ada = office.guild.person("ada")
    for number in range(messages):
        ada.says(f"chatter {number}", channel)


@pytest.mark.parametrize("kind", ["text", "announcement", "voice"])
async def test_where_the_bot_may_not_read_nobody_can_tell(office: Office, kind: str):
    channel = office.guild.channel("place", kind)
    await office.adapter.send(office.place(channel), DIGEST, key="k1")
    office.guild.deny_bot(channel, "read_message_history")

    with pytest.raises(CannotTell):
        await office.adapter.find(office.place(channel), "k1", office.clock.now() - AGO)


async def test_that_reading_was_forbidden_meanwhile_is_noticed(office: Office, general: Channel):
    to, since = office.place(general), office.clock.now() - AGO
    assert await office.adapter.find(to, "k1", since) is None
    office.guild.deny_bot(general, "read_message_history")

    with pytest.raises(CannotTell):
        await office.adapter.find(to, "k1", since)


async def test_a_post_is_found_below_many_others(office: Office, general: Channel):
    filled(office, general, 2 * PAGE)
    sent = await office.adapter.send(office.place(general), DIGEST, key="k1")
    filled(office, general, PAGE)

    found = await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)

    assert found
    assert found.message_id == sent.message_id
    assert len(office.discord.calls_of("GET", POST)) == 3


async def test_what_lies_beyond_too_many_others_is_not_said_to_be_missing(office: Office, general: Channel):
    filled(office, general, PAGE * MOST_PAGES)

    with pytest.raises(OutcomeUnknown, match="too_many_messages"):
        await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)
    assert len(office.discord.calls_of("GET", POST)) == MOST_PAGES


async def test_a_reply_is_found_in_its_thread_and_only_there(office: Office, general: Channel):
    to, since = office.place(general), office.clock.now() - AGO
    head = await office.adapter.send(to, Document("Papers"), key="k1")
    reply = await office.adapter.send(to, DIGEST, key="k2", under=head)

    found = await office.adapter.find(to, "k2", since, under=head)

    assert found
    assert found.message_id == reply.message_id
    assert await office.adapter.find(to, "k2", since) is None
    assert await office.adapter.find(to, "k3", since, under=head) is None


async def test_where_no_reply_was_ever_posted_there_is_none(office: Office, general: Channel):
    to = office.place(general)
    head = await office.adapter.send(to, Document("Papers"), key="k1")

    assert await office.adapter.find(to, "k2", office.clock.now() - AGO, under=head) is None


async def test_a_message_of_somebody_else_with_our_key_is_not_ours(office: Office, general: Channel):
    sent = await office.adapter.send(office.place(general), DIGEST, key="k1")
    (post,) = general.messages
    post.author = office.discord.user("impostor")

    assert await office.adapter.find(office.place(general), "k1", sent.at - AGO) is None


async def test_what_was_posted_before_is_not_looked_at(office: Office, general: Channel):
    await office.adapter.send(office.place(general), DIGEST, key="k1")
    office.clock.advance(minutes=10)

    assert await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO) is None
    found = await office.adapter.find(office.place(general), "k1", office.clock.now() - 3 * AGO)
    assert found
    assert office.clock.now() - found.at - 2 * AGO < timedelta(seconds=1)


@pytest.mark.parametrize("what", ["kicked", "deleted", "hidden"])
async def test_in_a_channel_without_us_there_is_nothing_to_look_into(office: Office, general: Channel, what: str):
    if what == "kicked":
        office.guild.kick_bot()
    elif what == "deleted":
        office.guild.delete(general)
    else:
        office.guild.deny_bot(general, "view_channel")

    with pytest.raises(DestinationGone):
        await office.adapter.find(office.place(general), "k1", office.clock.now() - AGO)


# How it is sent


async def test_a_repeat_within_minutes_is_the_first_message(office: Office, general: Channel):
    first = await office.adapter.send(office.place(general), DIGEST, key="k1")
    second = await office.adapter.send(office.place(general), DIGEST, key="k1")

    assert first == second
    assert len(general.messages) == 1


async def test_a_channel_of_another_server_is_never_posted_to(office: Office):
    other = office.discord.add_guild("Babbage").channel("general")
    place = Destination("discord", office.guild.id, other.id)

    with pytest.raises(DestinationGone, match="unknown_channel"):
        await office.adapter.send(place, DIGEST, key="k1")
    assert other.messages == []


@pytest.mark.parametrize("channel", ["", "general", "#general", "1" * 30, "../users/@me", "\uff11\uff12"])
async def test_what_is_no_id_is_asked_of_nobody(office: Office, channel: str):
    with pytest.raises(DestinationGone, match="unknown_channel"):
        await office.adapter.send(Destination("discord", office.guild.id, channel), DIGEST, key="k1")
    assert office.discord.calls == []


async def test_a_private_word_reaches_one_person_alone(office: Office):
    ada = office.guild.person("ada")

    await office.adapter.tell(office.person(ada), Document("For you"))

    assert ["For you" in shown(message) for message in ada.dm.messages] == [True]
    assert not any(channel.messages for channel in office.guild.channels.values())


async def test_a_private_word_is_not_doubled_by_the_library(office: Office):
    ada = office.guild.person("ada")
    office.discord.fail("POST", POST, Fault.broken(stored=True))

    await office.adapter.tell(office.person(ada), Document("For you"))

    assert len(ada.dm.messages) == 1


async def test_somebody_who_takes_no_messages_is_said_to_be_so(office: Office):
    ada = office.guild.person("ada")
    ada.user.refuses = True

    with pytest.raises(DestinationGone, match="Allow direct messages"):
        await office.adapter.tell(office.person(ada), Document("For you"))


@pytest.mark.parametrize("code", [10013, 50033, 50035])
async def test_somebody_whom_discord_does_not_know_cannot_be_told(office: Office, code: int):
    office.discord.fail("POST", "/users/@me/channels", Fault.answers(400, code))

    with pytest.raises(DestinationGone):
        await office.adapter.tell(office.person(office.guild.person("ada")), Document("For you"))


@pytest.mark.parametrize("fault", [Fault.unavailable(), Fault.drops(), Fault.html()], ids=["503", "dropped", "html"])
async def test_that_a_conversation_could_not_be_opened_says_nothing_of_the_person(office: Office, fault: Fault):
    office.discord.fail("POST", "/users/@me/channels", fault)

    with pytest.raises(RetryLater):
        await office.adapter.tell(office.person(office.guild.person("ada")), Document("For you"))
