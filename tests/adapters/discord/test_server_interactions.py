import asyncio
from collections.abc import Awaitable
from typing import Any

import discord as dpy
import pytest
from discord import app_commands
from discord.http import Route

from tests.adapters.discord.faults import Fault
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.small_bot import Bot, post, refused, v2

CALLBACK = "/interactions/{interaction}/{token}/callback"


def defers(bot: Bot, *, ephemeral: bool) -> None:
    """``/work`` is deferred, and no more; what comes of it is in ``bot.heard``."""

    @bot.tree.command(name="work", description="Work")
    async def work(interaction: dpy.Interaction):
        await interaction.response.defer(ephemeral=ephemeral)


def button(label: str, custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id, **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


async def test_an_answer_that_is_too_late_is_an_unknown_interaction(discord: DiscordServer, bot: Bot, acme: Guild):
    errors = record(bot)
    defers(bot, ephemeral=True)
    await bot.tree.sync()
    gate = discord.hold("POST", CALLBACK)
    asked = await acme.person("ada").asks("work", "general")
    await discord.until(lambda: discord.calls_of("POST", CALLBACK))
    discord.clock.advance(seconds=4)
    gate.set()
    await discord.until(lambda: errors, "the refusal")
    assert (errors, asked.answered) == ([10062], None)


async def test_an_acknowledgement_that_was_taken_and_not_heard_of_is_refused_when_repeated(
    discord: DiscordServer, bot: Bot, acme: Guild, monkeypatch: pytest.MonkeyPatch
):
    real = asyncio.sleep
    monkeypatch.setattr("discord.webhook.async_.asyncio.sleep", lambda _: real(0))
    errors = record(bot)
    defers(bot, ephemeral=True)
    await bot.tree.sync()
    discord.fail("POST", CALLBACK, Fault.unavailable(stored=True))
    await acme.person("ada").types("work", "general")
    await discord.until(lambda: errors, "the refusal")
    assert errors == [40060]
    assert len(discord.calls_of("POST", CALLBACK)) == 2


async def test_a_repeated_follow_up_is_two_messages_and_a_repeated_edit_is_one(
    discord: DiscordServer, bot: Bot, acme: Guild, monkeypatch: pytest.MonkeyPatch
):
    real = asyncio.sleep
    monkeypatch.setattr("discord.webhook.async_.asyncio.sleep", lambda _: real(0))
    defers(bot, ephemeral=True)
    await bot.tree.sync()
    ada = acme.person("ada")
    await ada.types("work", "general")
    discord.fail("PATCH", "/webhooks/{app}/{token}/messages/@original", Fault.unavailable(stored=True))
    discord.fail("POST", "/webhooks/{app}/{token}", Fault.unavailable(stored=True))
    await bot.heard[0].edit_original_response(content="edited")
    await bot.heard[0].followup.send("more", ephemeral=True)
    assert [each.content for each in ada.sees()] == ["edited", "more", "more"]


async def test_a_follow_up_takes_the_place_of_an_answer_that_is_loading(bot: Bot, acme: Guild):
    defers(bot, ephemeral=True)
    await bot.tree.sync()
    ada = acme.person("ada")
    asked = await ada.types("work", "general")
    assert shown(asked.original) == "Paperboy is thinking..."
    await bot.heard[0].followup.send("done")
    assert [(each.content, each.ephemeral) for each in ada.sees()] == [("done", True)]


async def test_a_public_answer_gives_way_to_a_private_one(bot: Bot, acme: Guild):
    defers(bot, ephemeral=False)
    await bot.tree.sync()
    ada, bob = acme.person("ada"), acme.person("bob")
    await ada.types("work", "general")
    await bot.heard[0].delete_original_response()
    await bot.heard[0].followup.send("for you", ephemeral=True)
    assert bob.sees() == []
    assert ada.reads() == "for you"
    await refused(bot.heard[0].edit_original_response(content="x"), 404, 10008)


async def test_the_token_of_an_interaction_is_good_for_a_quarter_of_an_hour(
    discord: DiscordServer, bot: Bot, acme: Guild
):
    defers(bot, ephemeral=True)
    await bot.tree.sync()
    asked = await acme.person("ada").types("work", "general")
    discord.clock.advance(minutes=16)
    await refused(edit(bot, asked.token, {"content": "x"}), 401, 50027)
    await refused(edit(bot, "nobody's", {"content": "x"}), 404, 10015)


async def test_a_private_message_is_updated_by_its_button(bot: Bot, acme: Guild):
    @bot.tree.command(name="open", description="Open")
    async def opened(interaction: dpy.Interaction):
        view = v2({"type": 10, "content": "page 1"}, row(button("Next", "n")), flags=(1 << 15) | (1 << 6))
        await respond(interaction, 4, view)

    bot.on_press = lambda interaction: respond(interaction, 7, v2({"type": 10, "content": "page 2"}))
    await bot.tree.sync()
    ada = acme.person("ada")
    await ada.types("open", "general")
    message = await ada.awaits("page 1")
    asked = await ada.presses("Next", message)
    assert [shown(each) for each in ada.sees()] == ["page 2"]
    assert (asked.message, bot.heard[-1].message.flags.ephemeral) == (message, True)


async def test_a_button_answers_to_the_person_alone_and_leaves_the_message(bot: Bot, acme: Guild):
    general = acme.channel("general")
    bot.on_press = press
    await post(bot, general, v2({"type": 10, "content": "a paper"}, row(button("Why", "w"))))
    (message,) = general.messages
    ada = acme.person("ada")
    await ada.presses("Why", message)
    assert shown(await ada.awaits("because")) == "because"
    assert [shown(each) for each in general.messages] == ["a paper\n[Why]"]


async def press(interaction: dpy.Interaction) -> None:
    await interaction.response.defer(thinking=True, ephemeral=True)
    await interaction.edit_original_response(content="because")


@pytest.mark.parametrize(("kind", "data"), [(6, None), (7, {"content": "x"}), (8, {"choices": []})])
async def test_a_command_takes_no_answer_that_is_for_something_else(
    discord: DiscordServer, bot: Bot, acme: Guild, kind: int, data: dict[str, Any] | None
):
    errors = record(bot)

    @bot.tree.command(name="odd", description="Odd")
    async def odd(interaction: dpy.Interaction):
        await respond(interaction, kind, data)

    await bot.tree.sync()
    await acme.person("ada").asks("odd", "general")
    await discord.until(lambda: errors, "the refusal")
    assert errors == [50035]
    discord.malformed.clear()


async def test_options_arrive_as_the_command_says(bot: Bot, acme: Guild):
    heard = []

    @bot.tree.command(name="all", description="All of them")
    @app_commands.choices(sort=[app_commands.Choice(name="Newest first", value="new")])
    async def everything(
        interaction: dpy.Interaction,
        sort: str,
        many: app_commands.Range[int, 1, 9],
        role: dpy.Role,
        where: dpy.TextChannel,
        who: dpy.Member,
        half: float = 0.5,
    ):
        heard.append((sort, many, role.name, where.id, who.name, half))
        await interaction.response.send_message("ok", ephemeral=True)

    await bot.tree.sync()
    ada, bob = acme.person("ada", manage_guild=True), acme.person("bob")
    given = {"role": acme.role("readers"), "where": acme.channel("random"), "who": bob}
    await ada.types("all", "general", sort="Newest first", many=9, **given)
    assert heard == [("new", 9, "readers", bot.get_guild(int(acme.id)).text_channels[1].id, "bob", 0.5)]
    assert bot.heard[0].permissions.manage_guild
    with pytest.raises(AssertionError, match="must be 1 to 9"):
        await ada.types("all", "general", sort="Newest first", many=10, **given)
    with pytest.raises(AssertionError, match="not offered"):
        await ada.types("all", "general", sort="Oldest first", many=1, **given)
    with pytest.raises(AssertionError, match="is a whole number"):
        await ada.types("all", "general", sort="Newest first", many="1", **given)


async def test_a_command_is_offered_to_those_with_its_permissions(bot: Bot, acme: Guild):
    @bot.tree.command(name="setup", description="Set up")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False)
    async def setup(interaction: dpy.Interaction):
        await interaction.response.send_message(str(interaction.permissions.manage_guild), ephemeral=True)

    await bot.tree.sync()
    ada, bob = acme.person("ada", manage_guild=True), acme.person("bob")
    await ada.types("setup", "general")
    assert await ada.awaits("True")
    with pytest.raises(AssertionError, match="does not see"):
        await bob.types("setup", "general")
    acme.allow_command("setup")
    await bob.types("setup", "general")
    assert await bob.awaits("False")
    with pytest.raises(AssertionError, match="not offered in such a place"):
        await ada.types("setup", ada.dm)


async def test_a_command_in_the_menu_of_a_message_gets_the_message(bot: Bot, acme: Guild):
    heard = []

    @bot.tree.context_menu(name="Save papers")
    async def save(interaction: dpy.Interaction, message: dpy.Message):
        heard.append(message.content)
        await interaction.response.send_message("saved", ephemeral=True)

    await bot.tree.sync()
    ada, bob = acme.person("ada"), acme.person("bob")
    await ada.uses("Save papers", bob.says("look at 2603.00001"))
    assert heard == ["look at 2603.00001"]
    assert await ada.awaits("saved")
    with pytest.raises(AssertionError, match="no command 'Save'"):
        await ada.types("Save papers", "general")


async def test_a_command_in_a_direct_conversation_has_no_guild(bot: Bot, acme: Guild):
    @bot.tree.command(name="hello", description="Hello")
    async def hello(interaction: dpy.Interaction):
        await interaction.response.send_message(f"{interaction.guild_id} {interaction.context.dm_channel}")

    await bot.tree.sync()
    ada = acme.person("ada")
    await ada.types("hello", ada.dm)
    assert await ada.awaits("None True", ada.dm)


async def test_a_command_that_was_not_synced_is_not_there(acme: Guild, bot: Bot):
    bot.tree.add_command(app_commands.Group(name="papers", description="Papers"))
    with pytest.raises(AssertionError, match="no command 'papers'"):
        await acme.person("ada").types("papers today", "general")


async def test_commands_that_are_replaced_keep_their_ids_and_others_go(discord: DiscordServer, bot: Bot):
    defers(bot, ephemeral=True)
    (first,) = await bot.tree.sync()
    (again,) = await bot.tree.fetch_commands()
    bot.tree.clear_commands(guild=None)
    assert first.id == again.id
    assert await bot.tree.sync() == []
    assert discord.commands.syncs == 2


async def test_a_modal_is_filled_in_and_what_discord_would_not_submit_is_not(bot: Bot, acme: Guild):
    fields = [
        {"type": 10, "content": "Say *what*"},
        label("Words", {"type": 4, "custom_id": "words", "style": 1, "min_length": 3, "value": "old"}),
        label("Days", {"type": 3, "custom_id": "days", "options": [option("Mon"), option("Tue")], "max_values": 2}),
    ]
    heard = []

    async def pressed(interaction: dpy.Interaction):
        await respond(interaction, 9, {"custom_id": "form", "title": "Settings", "components": fields})

    async def submitted(interaction: dpy.Interaction):
        heard.append(interaction.data["components"])
        await respond(interaction, 6, None)

    bot.on_press, bot.on_submit = pressed, submitted
    await post(bot, acme.channel("general"), v2({"type": 10, "content": "x"}, row(button("Settings", "s"))))
    ada = acme.person("ada")
    await ada.presses("Settings", acme.channel("general").messages[0])
    modal = await ada.awaits_modal("Say what")
    assert "Words\n[old]\nDays\n[]" in shown(modal)
    with pytest.raises(AssertionError, match="'Days' must be filled in"):
        await ada.submits(modal)
    with pytest.raises(AssertionError, match="3 to 4000, not 2"):
        await ada.submits(modal, {"Words": "ab", "Days": ["Mon"]})
    await ada.submits(modal, {"Words": "abc", "Days": ["Tue", "Mon"]})
    text, words, days = heard[0]
    assert (text["type"], words["component"]["value"], days["component"]["values"]) == (10, "abc", ["tue", "mon"])
    assert ada.modal is None


async def test_what_nobody_could_press_or_choose_is_refused(bot: Bot, acme: Guild):
    general = acme.channel("general")
    link = {"type": 2, "style": 5, "label": "Read", "url": "https://a.example"}
    select = {"type": 3, "custom_id": "c", "placeholder": "Colour", "options": [option("Red")]}
    await post(
        bot, general, {"content": "x", "components": [row(link, button("Old", "o", disabled=True)), row(select)]}
    )
    (message,) = general.messages
    ada = acme.person("ada")
    for label_, words in (("Read", "opens an address"), ("Old", "greyed out"), ("New", "no button 'New'")):
        with pytest.raises(AssertionError, match=words):
            await ada.presses(label_, message)
    with pytest.raises(AssertionError, match="'Blue' is not offered"):
        await ada.chooses("Colour", "Blue", message)
    acme.overwrite(general, acme.everyone, deny=["view_channel"])
    with pytest.raises(AssertionError, match="does not see"):
        await ada.chooses("Colour", "Red", message)


def label(words: str, component: dict[str, Any]) -> dict[str, Any]:
    return {"type": 18, "label": words, "component": component}


def option(words: str) -> dict[str, Any]:
    return {"label": words, "value": words.lower()}


def record(bot: Bot) -> list[int]:
    """The codes of what commands were refused."""
    codes: list[int] = []

    async def on_error(_: dpy.Interaction, error: app_commands.AppCommandError) -> None:
        codes.append(error.original.code)
        bot.server.changed()

    bot.tree.on_error = on_error
    return codes


async def respond(interaction: dpy.Interaction, kind: int, data: dict[str, Any] | None) -> None:
    """An answer of any type, as it is."""
    route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
    await interaction.client.http.request(route, json={"type": kind, "data": data} if data else {"type": kind})


def edit(bot: Bot, token: str, body: dict[str, Any]) -> Awaitable[Any]:
    return bot.http.request(Route("PATCH", f"/webhooks/{bot.application_id}/{token}/messages/@original"), json=body)
