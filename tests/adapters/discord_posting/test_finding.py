"""How posts are found again."""

from datetime import timedelta

import pytest

from adapters.discord.history import MOST_PAGES, PAGE
from bot.document import Document
from bot.errors import CannotTell, DestinationGone, OutcomeUnknown
from bot.model import DeliveryState
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import POST
from tests.adapters.discord_posting.office import Office
from tests.adapters.scenes import DIGEST

SENT = DeliveryState.SENT
AGO = timedelta(minutes=5)


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
