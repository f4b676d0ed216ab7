"""The gateway: connections that are lost, resumed and replaced; sessions that are over; shards; doing without."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.rest import OneTry
from bot.errors import OutcomeUnknown
from tests.adapters.discord.faults import Fault
from tests.adapters.discord_posting.morning import POST, Morning, keyed
from tests.adapters.discord_posting.office import Office, answered
from tests.adapters.scenes import DIGEST
from tests.builders import a_caller

# What a client is


def intents(office: Office) -> int:
    (identify,) = office.discord.gateway.identifies
    return int(identify["intents"])


async def test_only_what_a_server_shows_of_itself_is_asked_for(connected: Office):
    assert intents(connected) == discord.Intents(guilds=True).value


async def test_neither_messages_nor_people_are_kept(connected: Office):
    client = connected.adapter.client
    assert client
    guild = client.get_guild(int(connected.guild.id))
    assert guild
    ada = connected.guild.person("ada")
    await answered(ada)

    assert list(client.cached_messages) == []
    assert [member.id for member in guild.members] == [int(connected.discord.bot.id)]
    assert client.allowed_mentions
    assert client.allowed_mentions.to_dict() == {"parse": []}


async def test_a_place_that_the_gateway_tells_of_is_not_asked_about(connected: Office):
    general = connected.guild.channel("general")
    forum = connected.guild.channel("papers", "forum", tags=("attention",))
    await connected.discord.until(lambda: seen(connected, forum.id), "the forum")

    for place in (general, forum):
        await connected.adapter.send(connected.place(place), DIGEST, key=f"k{place.id}"[:25])

    assert connected.discord.calls_of("GET", "/channels/{channel}") == []
    assert connected.discord.calls_of("GET", "/guilds/{guild}") == []


def seen(office: Office, channel: str) -> bool:
    client = office.adapter.client
    return bool(client and client.get_channel(int(channel)))


async def test_a_post_needs_no_connection(office: Office):
    general = office.guild.channel("general")

    await office.adapter.send(office.place(general), DIGEST, key="k1")

    assert len(general.messages) == 1
    assert (office.discord.gateway.opened, office.adapter.client) == (0, None)
    asked = [f"{call.method} {call.path.split('/')[1]}" for call in office.discord.calls]
    assert asked == ["GET users", "GET channels", "POST channels"]


async def test_what_is_known_of_a_channel_is_remembered_for_a_while(office: Office):
    general = office.place(office.guild.channel("general"))
    for number in range(3):
        await office.adapter.send(general, DIGEST, key=f"k{number}")
    assert len(office.discord.calls_of("GET", "/channels/{channel}")) == 1

    office.clock.advance(minutes=11)
    await office.adapter.send(general, DIGEST, key="k9")

    assert len(office.discord.calls_of("GET", "/channels/{channel}")) == 2


async def test_sessions_close_and_open_again(office: Office):
    general = office.place(office.guild.channel("general"))
    await office.adapter.disconnect()
    for number in range(2):
        await office.adapter.send(general, DIGEST, key=f"k{number}")
        await office.adapter.disconnect()
        await office.adapter.disconnect()

    assert len(office.discord.calls_of("GET", "/users/@me")) == 2


async def test_who_waits_while_another_logs_in_logs_in_no_second_time(office: Office):
    general, random = (office.place(office.guild.channel(name)) for name in ("general", "random"))

    await asyncio.gather(*(office.adapter.send(place, DIGEST, key=f"k-{place.channel}") for place in (general, random)))

    assert len(office.discord.calls_of("GET", "/users/@me")) == 1


async def test_addresses_are_those_of_the_configuration(office: Office):
    office.another(
        replace(office.options, api_base_url="https://proxy.example/api/v10/", gateway_url="wss://g.example")
    )

    assert Route("GET", "/gateway").url == "https://proxy.example/api/v10/gateway"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "wss://g.example"


# Lost and found


@pytest.fixture
async def quick(office: Office) -> AsyncIterator[Office]:
    """Connected; that the gateway says nothing is noticed soon."""
    office.adapter = office.another(silence=0.3)
    office.discord.gateway.interval = 0.1
    async with office.running():
        yield office


@pytest.mark.parametrize("times", [1, 3])
async def test_a_lost_connection_is_resumed_and_nothing_that_happened_meanwhile_is_lost(connected: Office, times: int):
    gateway = connected.discord.gateway
    for time in range(times):
        gateway.drop()
        made = connected.guild.channel(f"made {time}")
        await connected.discord.until(lambda time=time: len(gateway.resumes) > time, "the session to be resumed")
        await connected.discord.until(lambda made=made: seen(connected, made.id), "what happened meanwhile")

    assert len(gateway.identifies) == 1
    await answered(connected.guild.person("ada"))


async def test_a_connection_that_discord_wants_replaced_is(connected: Office):
    connected.discord.gateway.reconnect()

    await connected.discord.until(lambda: connected.discord.gateway.resumes, "the session to be resumed")
    await answered(connected.guild.person("ada"))


@pytest.mark.parametrize("resumable", [True, False])
async def test_after_an_invalid_session_all_is_as_before(
    connected: Office, resumable: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)  # the library waits five seconds by itself
    gateway, puts = connected.discord.gateway, connected.discord.commands.syncs

    gateway.invalid_session(resumable=resumable)

    again = gateway.resumes if resumable else gateway.identifies
    await connected.discord.until(lambda: len(again) == (1 if resumable else 2), "a session again")
    await answered(connected.guild.person("ada"))
    assert connected.discord.commands.syncs == puts, "commands are synced only when they changed"


async def at_once(*_: Any, **__: Any) -> None:
    """In the place of a wait."""


async def test_a_connection_that_says_nothing_any_more_is_replaced(quick: Office):
    quick.discord.gateway.zombie()

    await quick.discord.until(lambda: quick.discord.gateway.resumes, "the session to be resumed")
    await answered(quick.guild.person("ada"))


async def test_an_interaction_that_comes_twice_is_answered_once(connected: Office):
    ada = connected.guild.person("ada")
    await answered(ada)

    connected.discord.gateway.send_again("INTERACTION_CREATE")
    await ada.types("papers help", "general")
    await ada.awaits("Paperboy in", "general")

    assert len(connected.discord.calls_of("POST", "/interactions/{interaction}/{token}/callback")) == 2


async def test_posts_go_out_while_the_gateway_is_away(connected: Office):
    morning = Morning(connected)
    morning.subscribe()
    connected.discord.gateway.refuses = True
    connected.discord.gateway.drop()

    await morning.at_nine()

    assert len(morning.posts()) == 1


async def test_a_post_that_is_under_way_outlives_the_connection(office: Office):
    adapter = office.another(patience=0.5)
    gate = office.discord.hold("POST", POST)
    sending = asyncio.create_task(adapter.send(office.place(office.guild.channel("general")), DIGEST, key="k1"))
    await office.discord.until(lambda: office.discord.calls_of("POST", POST), "the post")
    office.discord.gateway.refuses = True
    with pytest.raises(ConnectionError):
        await adapter.run(office.handle)

    gate.set()

    assert (await sending).message_id == office.guild.channel("general").messages[0].id


@pytest.mark.parametrize("kind", ["text", "announcement", "forum"])
async def test_threads_are_the_same_in_a_channel_that_the_gateway_tells_of(connected: Office, kind: str):
    channel = connected.guild.channel("place", kind)
    await connected.discord.until(lambda: seen(connected, channel.id), "the channel")
    morning = Morning(connected)
    morning.subscribe(channel, layout="thread")

    await morning.at_nine()

    (thread,) = morning.threads(channel)
    assert [keyed(post) for post in (*channel.messages, *thread.messages)] == morning.keys
    assert connected.discord.calls_of("GET", "/channels/{channel}") == []


async def test_what_the_gateway_told_before_it_was_lost_is_not_believed(connected: Office):
    """A channel may have been closed meanwhile, and nobody has told us."""
    general, discord_ = connected.guild.channel("general"), connected.discord
    discord_.gateway.refuses = True
    discord_.gateway.drop()
    client: Any = connected.adapter.client
    await discord_.until(lambda: not any(client.sockets), "the connection to be lost")

    await connected.adapter.check(a_caller(destination=connected.place(general)))

    assert len(discord_.calls_of("GET", "/channels/{channel}")) == 1


# Many servers


@pytest.mark.parametrize("shards", [2, "auto"])
async def test_each_shard_answers_for_its_own_servers(office: Office, shards: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    office.discord.shards = 2
    other = office.discord.add_guild("Babbage")
    other.channel("general")
    office.adapter = office.another(replace(office.options, shards=shards))

    async with office.running(sessions=2):
        for guild in (office.guild, other):
            await answered(guild.person("ada"))
            await office.adapter.send(office.place(guild.channel("general")), DIGEST, key=f"k-{guild.id}")

    assert [identify["shard"] for identify in office.discord.gateway.identifies] == [[0, 2], [1, 2]]
    assert office.discord.calls_of("GET", "/channels/{channel}") == []


@pytest.mark.parametrize("shards", [1, "auto"])
async def test_a_shard_whose_connection_is_lost_resumes_it(office: Office, shards: Any):
    office.adapter = office.another(replace(office.options, shards=shards))

    async with office.running():
        office.discord.gateway.drop()
        await office.discord.until(lambda: office.discord.gateway.resumes, "the session to be resumed")
        await answered(office.guild.person("ada"))


async def test_shards_go_to_the_configured_gateway_whatever_discord_recommends(office: Office):
    answer = {"url": "wss://gateway.discord.example", "shards": 1, "session_start_limit": {}}
    office.adapter = office.another(replace(office.options, shards="auto"))
    office.discord.fail("GET", "/gateway/bot", answers(answer))

    async with office.running():
        assert office.discord.gateway.opened == 1


def answers(answer: dict[str, Any]) -> Fault:
    return replace(Fault.answers(200, 0), body=json.dumps(answer).encode())


# Never again by itself


async def test_what_must_not_be_repeated_ends_when_the_library_would_rewind_it():
    once = OneTry()
    once.reset(seek=0)

    with pytest.raises(OutcomeUnknown):
        once.reset(seek=1)
