import asyncio
from typing import Any

import aiohttp
import discord as dpy
import pytest
from discord.http import Route

from tests.adapters.discord.call import Call
from tests.adapters.discord.faults import DiscordError, Fault
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.pace import Limits
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.small_bot import Bot, post, refused

POSTS = "/channels/{channel}/messages"
HELLO = {"content": "hello"}


@pytest.mark.parametrize(
    ("fault", "stored"),
    [
        (Fault.drops(), 0),
        (Fault.drops(stored=True), 1),
        (Fault.unavailable(), 0),
        (Fault.unavailable(stored=True), 1),
        (Fault.answers(403, 50013), 0),
        (Fault.answers(400, 50035, stored=True), 1),
        (Fault.banned(), 0),
    ],
)
async def test_a_fault_comes_before_or_after_the_message_is_stored(
    discord: DiscordServer, bot: Bot, acme: Guild, fault: Fault, stored: int
):
    general = acme.channel("general")
    discord.fail("POST", POSTS, fault)
    with pytest.raises((dpy.HTTPException, aiohttp.ClientError)):
        await post(bot, general, HELLO)
    assert len(general.messages) == stored
    await post(bot, general, HELLO)
    assert len(general.messages) == stored + 1


async def test_the_library_repeats_what_failed_and_a_nonce_makes_it_one_message(
    discord: DiscordServer, bot: Bot, acme: Guild, monkeypatch: pytest.MonkeyPatch
):
    real = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", lambda _: real(0))
    general = acme.channel("general")
    discord.fail("POST", POSTS, Fault.broken(stored=True), Fault.unavailable(502, stored=True))
    await post(bot, general, HELLO)
    assert len(general.messages) == 3
    discord.fail("POST", POSTS, Fault.broken(stored=True), Fault.unavailable(502, stored=True))
    await post(bot, general, {"content": "once", "nonce": "k", "enforce_nonce": True})
    assert len(general.messages) == 4
    assert [each.status for each in discord.calls_of("POST", POSTS)] == [500, 502, 200] * 2


async def test_a_page_of_html_with_status_200_is_no_message(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.fail("POST", POSTS, Fault.html(stored=True))
    assert await post(bot, acme.channel("general"), HELLO) == "<!DOCTYPE html><html><body>Hello</body></html>"
    assert len(acme.channel("general").messages) == 1


async def test_a_fault_is_for_requests_of_its_kind_in_their_order(discord: DiscordServer, bot: Bot, acme: Guild):
    general, random = acme.channel("general"), acme.channel("random")
    discord.fail("POST", f"/channels/{random.id}/messages", Fault.none(), Fault.answers(403, 50013))
    await post(bot, general, HELLO)
    await post(bot, random, HELLO)
    await refused(post(bot, random, HELLO), 403, 50013)
    assert [each.path for each in discord.calls_of("POST", POSTS)] == [
        f"/channels/{each.id}/messages" for each in (general, random, random)
    ]


async def test_silence_ends_with_the_patience_of_who_asks(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.fail("POST", POSTS, Fault.silent())
    posting = asyncio.create_task(post(bot, acme.channel("general"), HELLO))
    await discord.until(lambda: acme.channel("general").messages)
    posting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await posting


async def test_a_request_can_be_held_on_its_way(discord: DiscordServer, bot: Bot, acme: Guild):
    gate = discord.hold("POST", POSTS)
    posting = asyncio.create_task(post(bot, acme.channel("general"), HELLO))
    await discord.until(lambda: discord.calls_of("POST", POSTS))
    assert acme.channel("general").messages == []
    gate.set()
    await posting
    assert len(acme.channel("general").messages) == 1


async def test_a_limit_of_discords_own_is_waited_out_and_a_ban_is_raised(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    discord.fail("POST", POSTS, Fault.ratelimited(0.01), Fault.none(), Fault.banned())
    await post(bot, general, HELLO)
    assert [each.status for each in discord.calls_of("POST", POSTS)] == [429, 200]
    assert (await refused(post(bot, general, HELLO), 429, 0)).response.headers["Retry-After"] == "600"


async def test_posts_to_one_channel_are_counted_and_the_library_keeps_to_it(
    discord: DiscordServer, bot: Bot, acme: Guild
):
    discord.limits.on, discord.limits.posts = True, (2, 0.2)
    for _ in range(5):
        await post(bot, acme.channel("general"), HELLO)
    assert [each.status for each in discord.calls_of("POST", POSTS)] == [200] * 5
    assert discord.limits.refused == []


async def test_too_many_requests_are_refused_whoever_waits_for_nothing(discord: DiscordServer, bot: Bot, acme: Guild):
    discord.limits.on, discord.limits.overall = True, (3, 60.0)
    discord.limits.posts = (2, 60.0)
    general, random = acme.channel("general"), acme.channel("random")
    answers = [await asked(discord, general.id) for _ in range(3)]
    assert [status for status, _, _ in answers] == [200, 200, 429]
    assert [headers["X-RateLimit-Remaining"] for _, headers, _ in answers] == ["1", "0", "0"]
    status, headers, body = await asked(discord, random.id)
    assert (status, headers["X-RateLimit-Global"], body["global"]) == (429, "true", True)
    assert "Via" in headers
    assert len(discord.limits.refused) == discord.limits.invalid == 2
    assert len(bot.guilds) == 1


async def asked(discord: DiscordServer, channel: str) -> tuple[int, Any, Any]:
    """A post by somebody who does not look at headers."""
    auth = {"Authorization": f"Bot {discord.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{discord.api_url}/channels/{channel}/messages", json=HELLO, headers=auth) as answer,
    ):
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status, answer.headers, await answer.json()


async def test_five_posts_fit_into_five_seconds_and_then_five_more(discord: DiscordServer):
    now = 0.0
    counted = Limits(lambda: now)
    counted.on = True
    call = Call(discord, "POST", "/channels/1/messages", discord.clock.now(), params={"channel": "1"}, pattern=POSTS)
    for _ in range(5):
        counted.count(call)
    with pytest.raises(DiscordError):
        counted.count(call)
    now = 5.0
    assert counted.count(call)["X-RateLimit-Remaining"] == "4"


async def test_who_does_not_say_who_they_are_is_not_let_in(discord: DiscordServer, bot: Bot):
    bot.http.token = "another"
    await refused(bot.http.request(Route("GET", "/users/@me")), 401, 0)
    await refused(bot.http.request(Route("GET", "/no/such/thing")), 404, 0)
    bot.http.token = discord.token
