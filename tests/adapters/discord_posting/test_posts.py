"""Posts as they stand in Discord, and how they are sent."""

from datetime import timedelta

import pytest

from bot.document import Document
from bot.errors import DestinationGone, RetryLater
from bot.model import DeliveryState, Destination
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import POST, Morning, keyed
from tests.adapters.discord_posting.office import TITLES, Office
from tests.adapters.scenes import DIGEST, LONGEST
from tests.builders import a_paper

SENT = DeliveryState.SENT
AGO = timedelta(minutes=5)


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
