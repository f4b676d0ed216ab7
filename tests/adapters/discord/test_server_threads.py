from typing import Any

import pytest
from discord.http import Route

from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.small_bot import Bot, post, refused
from tests.adapters.discord.state import Channel

HELLO = {"content": "hello"}


async def start(bot: Bot, channel: Channel, body: dict[str, Any], message: str = "") -> dict[str, Any]:
    """A thread; from a message, where its id is given."""
    below = f"/messages/{message}" if message else ""
    return await bot.http.request(Route("POST", f"/channels/{channel.id}{below}/threads"), json=body)


async def test_a_thread_from_a_message_has_its_id(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    head = await post(bot, general, HELLO)
    thread = await start(bot, general, {"name": "Papers"}, head["id"])
    await post(bot, discord.channel(thread["id"]), {"content": "below"})
    assert (thread["id"], thread["parent_id"], thread["type"]) == (head["id"], general.id, 11)
    assert [each.content for each in general.messages] == ["hello"]
    assert [each.content for each in discord.channel(head["id"]).messages] == ["below"]
    await refused(start(bot, general, {"name": "Again"}, head["id"]), 400, 160004)
    await refused(start(bot, general, {"name": "x" * 101}, head["id"]), 400, 50035)
    discord.malformed.clear()


async def test_the_library_hears_of_a_thread_and_what_becomes_of_it(discord: DiscordServer, bot: Bot, acme: Guild):
    guild = bot.get_guild(int(acme.id))
    thread = acme.thread("reading", acme.channel("general"))
    await discord.until(lambda: guild.get_thread(int(thread.id)), "the thread")
    acme.rename(thread, "done")
    await discord.until(lambda: guild.get_thread(int(thread.id)).name == "done", "its name")
    acme.archive(thread)
    await discord.until(lambda: not guild.threads, "its end")
    acme.unarchive(thread)
    await discord.until(lambda: guild.threads, "its return")
    acme.delete(thread)
    await discord.until(lambda: not guild.threads, "its deletion")


async def test_threads_of_a_channel_that_is_seen_again_are_known(discord: DiscordServer, bot: Bot, acme: Guild):
    general, guild = acme.channel("general"), bot.get_guild(int(acme.id))
    acme.deny_bot(general, "view_channel")
    thread = acme.thread("reading", general)
    assert guild.get_thread(int(thread.id)) is None
    acme.allow_bot(general, "view_channel")
    await discord.until(lambda: guild.get_thread(int(thread.id)), "the thread")


async def test_a_post_in_a_forum_is_a_thread_with_tags(discord: DiscordServer, bot: Bot, acme: Guild):
    forum = acme.channel("papers", kind="forum", tags=["diffusion", "agents"], moderated=["agents"])
    tags = {tag.name: tag.id for tag in forum.tags}
    made = await start(bot, forum, {"name": "Title", "message": HELLO, "applied_tags": [tags["diffusion"]]})
    thread = discord.channel(made["id"])
    assert made["message"]["id"] == made["id"] == thread.messages[0].id
    assert (shown(thread.messages[0]), thread.applied_tags) == ("hello", [tags["diffusion"]])
    await refused(post(bot, forum, HELLO), 400, 50008)
    with pytest.raises(AssertionError, match="only in its posts"):
        await acme.person("ada").types("papers today", "papers")
    await refused(start(bot, forum, {"name": "T", "message": HELLO, "applied_tags": [tags["agents"]]}), 403, 50013)
    await refused(start(bot, forum, {"name": "T", "message": HELLO, "applied_tags": ["1"]}), 400, 50035)
    discord.malformed.clear()


async def test_a_forum_may_demand_a_tag(discord: DiscordServer, bot: Bot, acme: Guild):
    media = acme.channel("covers", kind="media", tags=["any"], needs_tag=True)
    await refused(start(bot, media, {"name": "Title", "message": HELLO}), 400, 40067)
    channel = await discord.until(lambda: bot.get_channel(int(media.id)), "the channel")
    assert (channel.flags.require_tag, [each.name for each in channel.available_tags]) == (True, ["any"])


async def test_threads_are_listed_active_and_archived_the_newest_first(discord: DiscordServer, bot: Bot, acme: Guild):
    forum = acme.channel("papers", kind="forum")
    for number in range(4):
        await start(bot, forum, {"name": f"post {number}", "message": HELLO})
        discord.clock.advance(minutes=1)
    posts = [each for each in acme.channels.values() if each.parent is forum]
    for each in posts[:3]:
        acme.archive(each)
        discord.clock.advance(minutes=1)
    (active,) = await bot.get_guild(int(acme.id)).active_threads()
    channel = bot.get_channel(int(forum.id))
    assert active.name == "post 3"
    assert [each.name async for each in channel.archived_threads()] == ["post 2", "post 1", "post 0"]
    assert [each.name async for each in channel.archived_threads(before=posts[2].archived_at)] == ["post 1", "post 0"]
    page = await bot.http.get_public_archived_threads(int(forum.id), limit=2)
    assert (page["has_more"], len(page["threads"])) == (True, 2)


async def test_a_post_opens_an_archived_thread_and_no_locked_one(discord: DiscordServer, bot: Bot, acme: Guild):
    thread = acme.thread("reading", acme.channel("general"))
    acme.archive(thread)
    await post(bot, thread, HELLO)
    assert not thread.archived
    acme.archive(thread, locked=True)
    await refused(post(bot, thread, HELLO), 400, 50083)
    await refused(bot.http.request(Route("PATCH", f"/channels/{thread.id}"), json={"archived": False}), 403, 50013)
    acme.allow_bot(thread, "manage_threads")
    await post(bot, thread, HELLO)
    assert len(thread.messages) == 2
    assert len(discord.calls_of("POST", "/channels/{channel}/messages")) == 3


async def test_a_bot_opens_the_thread_it_has_made(discord: DiscordServer, bot: Bot, acme: Guild):
    made = await start(bot, acme.channel("papers", kind="forum"), {"name": "Title", "message": HELLO})
    thread = discord.channel(made["id"])
    acme.archive(thread)
    await bot.http.request(Route("PATCH", f"/channels/{thread.id}"), json={"archived": False})
    assert not thread.archived
    own = Route("PATCH", f"/channels/{thread.id}")
    await refused(bot.http.request(own, json={"locked": True}), 403, 50013)


async def test_a_private_thread_is_hidden_from_those_who_are_not_in_it(bot: Bot, acme: Guild):
    secret = acme.thread("secret", acme.channel("general"), private=True)
    await refused(post(bot, secret, HELLO), 403, 50001)
    secret.inside.add(bot.server.bot.id)
    await post(bot, secret, HELLO)
    assert len(secret.messages) == 1


async def test_a_reply_names_what_it_replies_to(discord: DiscordServer, bot: Bot, acme: Guild):
    thread = acme.thread("reading", acme.channel("general"))
    head = await post(bot, thread, HELLO)
    reference = {"message_id": head["id"], "fail_if_not_exists": False}
    reply = await post(bot, thread, {"content": "below", "message_reference": reference})
    assert reply["referenced_message"]["content"] == "hello"
    acme.delete_message(thread.messages[0])
    reply = await post(bot, thread, {"content": "below", "message_reference": reference})
    assert "message_reference" not in reply
    await refused(post(bot, thread, {"content": "x", "message_reference": {"message_id": head["id"]}}), 400, 50035)
    discord.malformed.clear()


async def test_history_comes_by_pages_after_a_time(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    first = await post(bot, general, {"content": "0"})
    for number in range(1, 5):
        discord.clock.advance(minutes=1)
        await post(bot, general, {"content": str(number)})
    page = await bot.http.request(
        Route("GET", f"/channels/{general.id}/messages"), params={"after": first["id"], "limit": 3}
    )
    assert [each["content"] for each in page] == ["3", "2", "1"]
    channel = bot.get_channel(int(general.id))
    assert [each.content async for each in channel.history(limit=2)] == ["4", "3"]


@pytest.mark.parametrize("kind", ["text", "announcement", "forum", "media", "voice", "category"])
async def test_the_library_knows_every_kind_of_channel(discord: DiscordServer, bot: Bot, acme: Guild, kind: str):
    made = acme.channel("new", kind=kind)
    channel = await discord.until(lambda: bot.get_channel(int(made.id)), "the channel")
    if kind not in {"media", "announcement"}:
        assert channel.type.name == kind
    assert (await bot.fetch_channel(int(made.id))).name == "new"
