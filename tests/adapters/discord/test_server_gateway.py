from typing import Any

import discord as dpy
import pytest

from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.small_bot import Bot, running
from tests.adapters.discord.state import Interaction
from tests.fakes import FakeClock


async def pinged(discord: DiscordServer, bot: Bot, acme: Guild, where: str = "general") -> Interaction:
    """Ada has typed /ping, and was answered."""
    if "ping" not in discord.commands.everywhere:

        @bot.tree.command(name="ping", description="Ping")
        async def ping(interaction: dpy.Interaction):
            await interaction.response.send_message("pong", ephemeral=True)

        await bot.tree.sync()
    return await acme.person("ada").types("ping", where)


async def test_a_dropped_connection_is_resumed_with_what_was_missed(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.gateway.drop()
    acme.rename(acme.channel("general"), "lobby")
    await discord.until(lambda: discord.gateway.resumes and discord.gateway.standing(), "the session to be resumed")
    await discord.until(lambda: {each.name for each in bot.guilds[0].channels} == {"lobby", "random"}, "the new name")
    assert len(discord.gateway.identifies) == 1
    assert (await pinged(discord, bot, acme, "lobby")).answered == 4


async def test_a_session_is_resumed_where_the_gateway_asks_for_it(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.gateway.reconnect()
    await discord.until(lambda: discord.gateway.resumes and discord.gateway.standing(), "the session to be resumed")
    await pinged(discord, bot, acme)
    assert (discord.gateway.opened, bot.readies) == (2, 1)


async def test_a_session_that_is_over_is_begun_anew_and_ready_comes_again(
    discord: DiscordServer, bot: Bot, acme: Guild, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot, "before_identify_hook", no_wait)
    discord.gateway.invalid_session()
    await discord.until(lambda: bot.readies == 2, "the second time that it is ready")
    assert len(discord.gateway.identifies) == 2
    await pinged(discord, bot, acme)


async def test_a_session_that_is_over_may_be_resumed_where_the_gateway_says_so(discord: DiscordServer, bot: Bot):
    discord.gateway.invalid_session(resumable=True)
    await discord.until(lambda: discord.gateway.resumes and discord.gateway.standing(), "the session to be resumed")
    assert (len(discord.gateway.identifies), bot.readies) == (1, 1)


async def test_a_connection_that_stands_and_is_dead_is_left(discord: DiscordServer, acme: Guild):
    discord.gateway.interval = 0.05
    async with running(Bot(discord, heartbeat_timeout=0.2)) as bot:
        await discord.until(lambda: discord.gateway.heartbeats >= 3, "heartbeats")
        discord.gateway.zombie()
        acme.rename(acme.channel("general"), "lobby")
        await discord.until(lambda: discord.gateway.resumes, "another connection")
        await discord.until(lambda: bot.guilds[0].channels[0].name == "lobby", "what was missed")


async def test_an_event_comes_twice_and_the_second_answer_is_refused(discord: DiscordServer, bot: Bot, acme: Guild):
    codes = []

    async def refused(_: dpy.Interaction, error: dpy.app_commands.AppCommandError):
        codes.append(error.original.code)
        discord.changed()

    bot.tree.on_error = refused
    first = await pinged(discord, bot, acme)
    discord.gateway.send_again("INTERACTION_CREATE")
    await discord.until(lambda: len(bot.heard) == 2, "the event")
    await discord.until(lambda: codes, "the refusal")
    assert codes == [40060]
    assert {str(each.id) for each in bot.heard} == {first.id}
    assert len(acme.person("ada").sees("general")) == 1


async def test_guilds_are_shared_among_shards(discord: DiscordServer, acme: Guild, monkeypatch: pytest.MonkeyPatch):
    class Sharded(Bot, dpy.AutoShardedClient):
        pass

    discord.shards = 2
    other = discord.add_guild("Other")
    monkeypatch.setattr(Sharded, "before_identify_hook", no_wait)
    async with running(Sharded(discord)) as bot:
        assert sorted(each["shard"] for each in discord.gateway.identifies) == [[0, 2], [1, 2]]
        assert {each.shard_id for each in bot.guilds} == {0, 1}
        before = [each.seq for each in discord.gateway.sessions]
        other.channel("news")
        grown = [each.seq - seen for each, seen in zip(discord.gateway.sessions, before, strict=True)]
        assert sorted(grown) == [0, 1]
        await pinged(discord, bot, acme)


async def test_the_gateway_can_be_down_when_the_bot_comes(discord: DiscordServer):
    discord.gateway.refuses = True
    bot = Bot(discord)
    with pytest.raises(AttributeError):
        await bot.start(discord.token)
    await bot.close()
    discord.gateway.refuses = False
    async with running(Bot(discord)):
        assert discord.gateway.opened == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"intents": dpy.Intents.all()}, dpy.PrivilegedIntentsRequired),
        ({"shard_id": 2, "shard_count": 1}, dpy.ConnectionClosed),
    ],
)
async def test_a_bot_is_sent_away_for_what_it_identifies_with(
    discord: DiscordServer, wrong: dict[str, Any], error: type[Exception]
):
    client = dpy.Client(**{"intents": dpy.Intents(guilds=True)} | wrong)
    with pytest.raises(error):
        await client.start(discord.token)
    await client.close()


@pytest.mark.usefixtures("discord")
async def test_a_wrong_token_is_no_login():
    client = dpy.Client(intents=dpy.Intents.none())
    with pytest.raises(dpy.LoginFailure):
        await client.start("another")
    await client.close()


async def test_a_discord_that_was_down_is_there_again_with_what_it_had():
    async with DiscordServer(FakeClock()) as discord:
        acme = discord.add_guild("Acme")
        acme.channel("general")
        with discord.addressed():
            async with running(Bot(discord)) as bot:
                await discord.stop()
                assert discord.gateway.standing() == []
                await discord.start()
                await discord.until(discord.gateway.standing, "the bot to be back")
                assert len(discord.gateway.resumes) == 1
                await pinged(discord, bot, acme)


async def no_wait(*_: Any, **__: Any) -> None:
    """In place of the five seconds between two identifications."""
