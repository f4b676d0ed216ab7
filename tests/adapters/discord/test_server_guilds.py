import discord as dpy
import pytest

from tests.adapters.discord import rights
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.small_bot import Bot, post, refused, running, v2
from tests.adapters.discord.state import Channel


def agreed(bot: Bot, acme: Guild, channel: Channel) -> bool:
    """Whether the library computes the same permissions for the bot there as the server does."""
    guild = bot.get_guild(int(acme.id))
    place = guild.get_channel_or_thread(int(channel.id))
    known = rights.EVERYTHING & ~rights.bits("connect", "speak", "use_embedded_activities", "change_nickname")
    return place.permissions_for(guild.me).value & known == acme.permissions(bot.server.bot, channel) & known


async def test_permissions_follow_roles_and_overwrites_as_the_library_computes_them(
    discord: DiscordServer, bot: Bot, acme: Guild
):
    general = acme.channel("general")
    changes = [
        lambda: acme.deny_bot(general, "send_messages"),
        lambda: acme.overwrite(general, acme.everyone, deny=["view_channel"]),
        lambda: acme.overwrite(general, acme.bot_role, allow=["view_channel", "manage_messages"]),
        lambda: acme.allow_bot(general, "send_messages"),
        lambda: acme.permit(acme.everyone, embed_links=False),
        lambda: acme.permit(acme.bot_role, embed_links=False, manage_threads=True),
        lambda: acme.give_role(discord.bot, acme.role("all", administrator=True)),
        lambda: acme.take_role(discord.bot, acme.role("all")),
    ]
    assert agreed(bot, acme, general)
    for change in changes:
        change()
        await discord.until(lambda: agreed(bot, acme, general), "the permissions")


async def test_in_a_thread_another_permission_is_needed(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    thread = acme.thread("reading", general)
    acme.deny_bot(general, "send_messages_in_threads")
    await refused(post(bot, thread, {"content": "x"}), 403, 50013)
    await post(bot, general, {"content": "x"})
    acme.allow_bot(general, "send_messages_in_threads")
    acme.deny_bot(general, "send_messages")
    await post(bot, thread, {"content": "x"})
    await refused(post(bot, general, {"content": "x"}), 403, 50013)
    assert discord.limits.invalid == 2


async def test_what_cannot_be_seen_is_missing_access_and_what_is_gone_is_unknown(bot: Bot, acme: Guild):
    general, random = acme.channel("general"), acme.channel("random")
    acme.deny_bot(general, "view_channel")
    await refused(post(bot, general, {"content": "x"}), 403, 50001)
    acme.delete(random)
    await refused(post(bot, random, {"content": "x"}), 404, 10003)
    await refused(bot.fetch_channel(1), 404, 10003)
    acme.allow_bot(general, "view_channel")
    await refused(bot.http.get_message(general.id, 1), 404, 10008)


async def test_without_the_history_there_is_nothing_and_no_word_of_it(bot: Bot, acme: Guild):
    general = acme.channel("general")
    sent = await post(bot, general, {"content": "x"})
    acme.deny_bot(general, "read_message_history")
    assert await bot.http.logs_from(general.id, 100) == []
    await refused(bot.http.get_message(general.id, sent["id"]), 403, 50013)


async def test_embeds_need_a_permission_and_components_need_none(bot: Bot, acme: Guild):
    general = acme.channel("general")
    acme.deny_bot(general, "embed_links")
    await refused(post(bot, general, {"embeds": [{"title": "x"}]}), 403, 50013)
    await post(bot, general, v2({"type": 10, "content": "x"}))
    assert len(general.messages) == 1


async def test_the_library_hears_what_becomes_of_channels_and_guilds(discord: DiscordServer, bot: Bot, acme: Guild):
    guild = bot.get_guild(int(acme.id))
    acme.channel("new")
    await discord.until(lambda: len(guild.channels) == 3, "the new channel")
    acme.rename(acme.channel("general"), "lobby")
    await discord.until(lambda: "lobby" in {each.name for each in guild.channels}, "the new name")
    acme.delete(acme.channel("lobby"))
    await discord.until(lambda: len(guild.channels) == 2, "the deletion")
    acme.fails()
    await discord.until(lambda: guild.unavailable, "the outage")
    acme.kick_bot()
    await discord.until(lambda: not bot.guilds, "the end")
    await refused(post(bot, acme.channel("random"), {"content": "x"}), 403, 50001)
    acme.add_bot()
    await discord.until(lambda: bot.guilds, "the return")


async def test_a_role_is_made_and_deleted(discord: DiscordServer, bot: Bot, acme: Guild):
    guild = bot.get_guild(int(acme.id))
    readers = acme.role("readers", mentionable=True)
    await discord.until(lambda: guild.get_role(int(readers.id)), "the role")
    acme.delete_role(readers)
    await discord.until(lambda: not guild.get_role(int(readers.id)), "the end of the role")


async def test_a_new_guild_is_joined(discord: DiscordServer, bot: Bot):
    other = discord.add_guild("Other", joined=False)
    lobby = other.channel("lobby")
    other.system_channel = lobby
    assert len(bot.guilds) == 1
    other.add_bot()
    guild = await discord.until(lambda: bot.get_guild(int(other.id)), "the guild")
    assert (guild.name, guild.system_channel.name) == ("Other", "lobby")
    assert (await bot.fetch_guild(int(other.id))).name == "Other"


async def test_a_person_is_written_to_unless_they_refuse(bot: Bot, acme: Guild):
    ada = acme.person("ada")
    user = await bot.fetch_user(int(ada.id))
    await user.send("hello")
    assert [each.content for each in ada.dm.messages] == ["hello"]
    ada.user.refuses = True
    await refused(user.send("again"), 403, 50007)
    ada.leaves()
    await refused(user.send("again"), 403, 50278)


@pytest.mark.parametrize(
    ("allowed", "rings"),
    [
        (None, {"everyone", "readers", "ada"}),
        ({"parse": []}, set()),
        ({"parse": [], "roles": ["readers"]}, {"readers"}),
        ({"parse": ["users"]}, {"ada"}),
        ({"parse": ["everyone", "roles"]}, {"everyone", "readers"}),
    ],
)
async def test_who_is_named_rings_where_that_is_allowed(
    bot: Bot, acme: Guild, allowed: dict[str, list[str]] | None, rings: set[str]
):
    readers, ada = acme.role("readers", mentionable=True), acme.person("ada")
    ids = {"readers": readers.id, "ada": ada.id, "everyone": "everyone"}
    body = v2({"type": 10, "content": f"@everyone <@&{readers.id}> <@{ada.id}> <@123>"})
    if allowed is not None:
        body["allowed_mentions"] = {**allowed, "roles": [ids[each] for each in allowed.get("roles", [])]}
    await post(bot, acme.channel("general"), body)
    (message,) = acme.channel("general").messages
    assert set(message.rings) == {ids[each] for each in rings}
    assert (f"@{ada.id}!" in shown(message)) == ("ada" in rings)


async def test_a_role_that_is_not_for_mentioning_rings_only_by_permission(bot: Bot, acme: Guild):
    readers, general = acme.role("readers"), acme.channel("general")
    acme.permit(acme.everyone, mention_everyone=False)
    await post(bot, general, {"content": f"<@&{readers.id}>", "allowed_mentions": {"parse": [], "roles": [readers.id]}})
    assert general.messages[0].rings == []
    acme.permit(acme.bot_role, mention_everyone=True)
    await post(bot, general, {"content": f"<@&{readers.id}>", "allowed_mentions": {"parse": [], "roles": [readers.id]}})
    assert general.messages[1].rings == [readers.id]


async def test_messages_are_heard_of_by_those_who_ask_for_them(discord: DiscordServer, acme: Guild):
    heard = []

    class Curious(Bot):
        async def on_message(self, message: dpy.Message):
            heard.append(message.content)
            discord.changed()

    async with running(Curious(discord, intents=dpy.Intents(guilds=True, guild_messages=True))) as bot:
        await post(bot, acme.channel("general"), {"content": "x"})
        await discord.until(lambda: heard == ["x"], "the message")
