"""What Discord tells by itself: channels that change, rights that go and come, servers that we join and leave."""

from collections.abc import Callable

import pytest

from adapters.discord.errors import Code, word
from bot.errors import DestinationGone
from bot.model import Destination, Pause
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import Morning
from tests.adapters.discord_posting.office import Office


@pytest.fixture
def morning(connected: Office) -> Morning:
    return Morning(connected)


KINDS: dict[str, Callable[[Office], Channel]] = {
    "a channel": lambda office: office.guild.channel("place"),
    "a thread": lambda office: office.guild.thread("place", office.guild.channel("general")),
    "a forum": lambda office: office.guild.channel("place", "forum"),
}


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, morning: Morning) -> Channel:
    """Something subscribed, of each kind."""
    made = KINDS[request.param](morning.office)
    morning.subscribe(made)
    return made


async def paused(morning: Morning, place: Channel, reason: str) -> None:
    await morning.office.discord.until(morning.told, "a word to Ada")
    pause = morning.pause(place)
    assert pause
    assert pause.reason.startswith(reason)


async def settled(morning: Morning) -> None:
    """All that was told before is done: a person's command comes after it."""
    ada = morning.office.guild.person("ada")
    for _ in range(2):
        await ada.types("papers today", "random")
        await ada.awaits("Sparse Attention", "random")


# Channels


async def test_what_is_deleted_pauses_and_its_maker_is_told_what_to_do(morning: Morning, place: Channel):
    morning.office.guild.delete(place)
    await paused(morning, place, "The thread was deleted." if place.is_thread else "The channel was deleted.")
    (told,) = morning.told()
    assert "#place" in told
    assert "Subscribe another channel" in told


async def test_the_threads_of_a_deleted_channel_are_deleted_with_it(morning: Morning):
    thread = morning.office.guild.thread("ideas", morning.general)
    morning.subscribe(thread)
    morning.office.guild.delete(morning.general)
    await paused(morning, thread, "The thread was deleted.")


async def test_a_subscription_follows_its_channels_name(morning: Morning, place: Channel):
    morning.office.guild.rename(place, "reading")
    await morning.office.discord.until(lambda: morning.office.subscription(place).name == "#reading", "the new name")
    assert morning.told() == []


async def test_a_locked_thread_pauses_and_an_unlocked_one_is_told_of(morning: Morning):
    guild = morning.office.guild
    thread = guild.thread("ideas", morning.general)
    morning.subscribe(thread)
    guild.archive(thread, locked=True)
    await paused(morning, thread, "The thread was locked.")
    guild.unarchive(thread)
    await morning.office.discord.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "open again" in morning.told()[1]
    assert morning.pause(thread)


async def test_an_archived_thread_is_no_reason_to_pause(morning: Morning):
    thread = morning.office.guild.thread("ideas", morning.general)
    morning.subscribe(thread)
    morning.office.guild.archive(thread)
    await settled(morning)
    assert (morning.pause(thread), morning.told()) == (None, [])


async def test_a_post_that_found_its_thread_archived_can_go_on_when_that_is_open(morning: Morning):
    guild = morning.office.guild
    thread = guild.thread("ideas", morning.general)
    subscription = morning.subscribe(thread)
    guild.archive(thread)
    refused = str(DestinationGone(word(Code.THREAD_ARCHIVED), "Open the thread again."))
    morning.store.subscriptions.pause(subscription.id, Pause(refused))
    guild.unarchive(thread)
    await morning.office.discord.until(morning.told, "a word to Ada")
    assert "open again" in morning.told()[0]


# Rights


def needed(place: Channel) -> str:
    return "send_messages_in_threads" if place.is_thread else "send_messages"


async def test_where_we_may_not_post_any_more_it_pauses_and_says_what_is_missing(morning: Morning, place: Channel):
    morning.office.guild.deny_bot(place, needed(place))
    await paused(morning, place, "I may not post there any more:")
    (told,) = morning.told()
    words = {"send_messages": "Create Posts" if place.is_forum else "Send Messages"}
    assert words.get(needed(place), "Send Messages in Threads") in told
    assert "#place" in told


async def test_where_we_may_again_its_maker_hears_how_to_go_on(morning: Morning, place: Channel):
    guild = morning.office.guild
    guild.deny_bot(place, needed(place))
    await paused(morning, place, "I may not post")
    guild.allow_bot(place, needed(place))
    await morning.office.discord.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "#place is open again" in morning.told()[1]
    assert morning.pause(place)
    guild.allow_bot(place, "embed_links")
    await settled(morning)
    assert len(morning.told()) == 2


async def test_a_role_that_is_taken_deleted_or_changed_counts(morning: Morning):
    office, guild, bot = morning.office, morning.office.guild, morning.office.discord.bot
    secret = guild.channel("secret")
    morning.subscribe(secret)
    for how in ("changed", "taken", "deleted"):
        role = guild.role(f"reader {how}", send_messages=True)
        guild.give_role(bot, role)
        guild.permit(guild.everyone, send_messages=False)
        guild.permit(guild.bot_role, send_messages=False)
        await settled(morning)
        assert morning.pause(secret) is None, how
        told = len(morning.told())
        if how == "changed":
            guild.permit(role, send_messages=False)
        elif how == "taken":
            guild.take_role(bot, role)
        else:
            guild.delete_role(role)
        await office.discord.until(lambda count=told: len(morning.told()) > count, f"a word to Ada: {how}")
        assert morning.pause(secret)
        guild.permit(guild.everyone, send_messages=True)
        await office.discord.until(lambda count=told: len(morning.told()) > count + 1, "another word")
        morning.store.subscriptions.resume(office.subscription(secret).id, office.clock.now())


async def test_what_is_no_matter_to_a_channel_does_not_pause_it(morning: Morning, place: Channel):
    guild = morning.office.guild
    guild.deny_bot(place, "read_message_history", "mention_everyone")
    guild.permit(guild.role("others"), send_messages=False)
    guild.deny_bot(guild.channel("random"), "send_messages")
    await settled(morning)
    assert (morning.pause(place), morning.told()) == (None, [])


async def test_a_pause_that_a_refused_post_caused_is_over_likewise(morning: Morning):
    morning.subscribe()
    morning.office.discord.fail("POST", "/channels/{channel}/messages", Fault.answers(403, 50013))
    await morning.at_nine()
    pause = morning.pause()
    assert pause
    assert pause.reason.startswith("missing_permissions")
    morning.office.guild.allow_bot(morning.general, "send_messages")
    await morning.office.discord.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "open again" in morning.told()[1]


# Servers


async def test_a_server_that_removes_us_pauses_all_of_it_and_no_other(morning: Morning, discord: DiscordServer):
    other = Destination("discord", "999", "1")
    morning.subscribe()
    random = morning.office.guild.channel("random")
    morning.subscribe(random)
    like = morning.office.subscription(random)
    elsewhere = morning.store.subscriptions.add(
        other, "#theirs", like.schedule, like.rules, "9", like.next_due_at, like.created_at
    )
    morning.office.guild.kick_bot()
    await discord.until(lambda: morning.pause() and morning.pause(random), "two pauses")
    pause = morning.pause()
    assert pause
    assert pause.reason.startswith("Paperboy was removed from this server.")
    assert morning.store.subscriptions.by_id(elsewhere.id) == elsewhere


async def test_where_we_are_added_again_their_makers_hear_how_to_go_on(morning: Morning, discord: DiscordServer):
    morning.subscribe()
    morning.office.guild.kick_bot()
    await discord.until(morning.pause, "the pause")
    morning.office.guild.add_bot()
    await discord.until(morning.told, "a word to Ada")
    assert "#general is open again" in morning.told()[0]
    assert morning.pause()


async def test_who_was_paused_by_a_refused_post_hears_of_it_too_when_we_are_added_again(
    morning: Morning, discord: DiscordServer
):
    subscription = morning.subscribe()
    morning.office.guild.kick_bot()
    await discord.until(morning.pause, "the pause")
    refused = str(DestinationGone(word(Code.UNKNOWN_GUILD), "Add Paperboy to the server again."))
    morning.store.subscriptions.pause(subscription.id, Pause(refused))
    morning.office.guild.add_bot()
    await discord.until(morning.told, "a word to Ada")
    assert "#general is open again" in morning.told()[0]


async def test_an_outage_of_discords_is_no_removal(morning: Morning, discord: DiscordServer):
    morning.subscribe()
    morning.office.guild.fails()
    other = discord.add_guild("Other")
    other.channel("general")
    eve = other.person("eve")
    await eve.types("papers today")
    await eve.awaits("Sparse Attention")
    assert morning.pause() is None


async def test_who_adds_us_reads_how_to_begin_where_the_server_is_greeted(connected: Office, discord: DiscordServer):
    new = discord.add_guild("New", joined=False)
    new.system_channel = new.channel("welcome")
    new.add_bot()
    await discord.until(lambda: new.system_channel and new.system_channel.messages, "a word")
    (message,) = new.system_channel.messages
    assert "I post new research papers." in shown(message)
    assert "[Subscribe]" in shown(message)
    eve = new.person("eve", manage_guild=True)
    await eve.presses("Subscribe", message)
    assert (await eve.awaits("#welcome is subscribed", "welcome")).seen_by == eve.id
    del connected


@pytest.mark.parametrize("why", ["no such channel", "not allowed", "set up already"])
async def test_else_nothing_is_said(connected: Office, discord: DiscordServer, why: str):
    new = discord.add_guild("New", joined=False)
    welcome = new.channel("welcome")
    if why != "no such channel":
        new.system_channel = welcome
    if why == "not allowed":
        new.deny_bot(welcome, "send_messages")
    if why == "set up already":
        Morning(connected).subscribe(welcome)
    new.add_bot()
    eve = new.person("eve")
    await eve.types("papers today", welcome)
    await eve.awaits("Sparse Attention", welcome)
    assert welcome.messages == []
