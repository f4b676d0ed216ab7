"""What Discord refuses: the places that it pauses, a token, a form."""

from dataclasses import replace

import pytest

from bot.errors import RetryLater
from bot.model import DeliveryState
from tests.adapters.discord.faults import Fault
from tests.adapters.discord_posting.morning import POST, Morning, keyed
from tests.adapters.discord_posting.office import Office
from tests.adapters.scenes import DIGEST

SENT, FAILED, PLANNED = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.PLANNED

REFUSED = {
    50001: ("missing_access", "View Channel"),
    50013: ("missing_permissions", "Allow Paperboy"),
    10003: ("unknown_channel", "another channel"),
    50008: ("not_a_text_channel", "another channel"),
    50083: ("thread_archived", "Open the thread again"),
    999999: ("discord_999999", "Allow Paperboy"),
}


@pytest.mark.parametrize("code", REFUSED)
async def test_what_a_person_must_mend_pauses_the_subscription_and_its_maker_is_told_once(morning: Morning, code: int):
    word, action = REFUSED[code]
    morning.subscribe()
    morning.office.discord.fail("POST", POST, Fault.answers(403, code))

    await morning.until_it_has_ended()

    pause, told = morning.pause(), morning.told()
    assert morning.states == [FAILED]
    assert morning.posts() == []
    assert pause
    assert pause.reason.startswith(word)
    assert len(told) == 1
    assert action in told[0]
    assert "#general" in told[0]
    assert morning.asked_to_post == 1, "a refusal is never a reason to ask again"


async def test_what_discord_itself_says_of_a_place_pauses_it(morning: Morning):
    guild = morning.office.guild
    hidden, gone, mute, bare = (guild.channel(name) for name in ("hidden", "gone", "mute", "bare"))
    locked = guild.thread("locked", morning.general)
    places = (hidden, gone, mute, bare, locked)
    for channel in places:
        morning.subscribe(channel)
    guild.deny_bot(hidden, "view_channel")
    guild.deny_bot(mute, "send_messages", "embed_links")
    guild.archive(locked, locked=True)
    guild.delete(gone)
    guild.delete(bare)

    await morning.until_it_has_ended()

    reasons = {channel.name: pause.reason for channel in places if (pause := morning.pause(channel))}
    assert {name: reason.partition(".")[0] for name, reason in reasons.items()} == {
        "hidden": "missing_access",
        "gone": "unknown_channel",
        "mute": "missing_permissions",
        "bare": "unknown_channel",
        "locked": "thread_archived",
    }
    assert "Allow Paperboy Send Messages and Embed Links under" in reasons["mute"]
    assert len(morning.told()) == len(places)


async def test_in_a_server_that_we_were_removed_from_it_says_so(morning: Morning):
    morning.subscribe()
    morning.office.guild.kick_bot()

    await morning.until_it_has_ended()

    pause = morning.pause()
    assert pause
    assert pause.reason.startswith("unknown_guild. Add Paperboy to this server again")
    assert morning.asked_to_post == 0


async def test_a_refused_token_pauses_nobody_and_is_rarely_tried(morning: Morning):
    random = morning.office.guild.channel("random")
    morning.subscribe()
    morning.subscribe(random)
    morning.office.discord.token, good = "another", morning.office.discord.token
    await morning.at_nine()
    for seconds in (10, 20, 20):
        await morning.later(seconds=seconds)
    assert morning.states == [PLANNED, PLANNED]
    assert "gives it a token" in morning.rows[0].detail
    assert len(morning.office.discord.calls) == 1, "every refusal counts towards a ban"

    morning.office.discord.token = good
    await morning.later(minutes=10)

    assert morning.states == [SENT, SENT]


async def test_a_token_that_is_taken_back_while_we_run_pauses_nobody(morning: Morning):
    await morning.adapter.send(morning.office.place(morning.general), DIGEST, key="k1")
    morning.subscribe()
    morning.office.discord.token, good = "another", morning.office.discord.token
    await morning.at_nine()
    asked = len(morning.office.discord.calls)
    with pytest.raises(RetryLater, match="token_refused"):
        await morning.adapter.send(morning.office.place(morning.office.guild.channel("random")), DIGEST, key="k2")
    assert (morning.states, len(morning.office.discord.calls)) == ([PLANNED], asked)

    morning.office.discord.token = good
    await morning.later(minutes=10)

    assert morning.states == [SENT]


async def test_components_that_discord_refuses_are_sent_as_embeds(morning: Morning):
    morning.subscribe()
    morning.office.discord.fail("POST", POST, Fault.answers(400, 50035))

    await morning.at_nine()

    (post,) = morning.posts()
    assert (morning.states, morning.asked_to_post) == ([SENT], 2)
    assert post.embeds
    assert not post.is_v2
    assert (keyed(post), post.nonce) == (morning.keys[0], morning.keys[0])


async def test_a_form_that_is_refused_in_either_way_is_a_bug_of_ours(morning: Morning):
    morning.subscribe()
    morning.office.discord.fail("POST", POST, *[Fault.answers(400, 50035)] * 2)

    await morning.until_it_has_ended()

    assert (morning.states, morning.pause(), morning.asked_to_post) == ([FAILED], None, 2)


async def test_where_embeds_are_wanted_nothing_else_is_tried(office: Office):
    morning = Morning(office, office.another(replace(office.options, embeds=True)))
    morning.subscribe()

    await morning.at_nine()

    (post,) = morning.posts()
    assert post.embeds
    assert (keyed(post), morning.asked_to_post) == (morning.keys[0], 1)
