import discord as dpy
import pytest
from discord import app_commands

from tests.adapters.discord.faults import Fault
from tests.adapters.discord.guild import Guild
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.small_bot import Bot, post, v2

PANEL = [
    {"type": 10, "content": "**A \\*star\\*** <https://a.example> [here](https://b.example)"},
    {"type": 1, "components": [{"type": 2, "style": 2, "label": "Details", "custom_id": "d"}]},
]


async def test_a_bot_logs_in_and_sees_its_guild(discord: DiscordServer, bot: Bot, acme: Guild):
    (guild,) = bot.guilds
    assert (guild.name, str(guild.id)) == ("Acme", acme.id)
    assert {each.name for each in guild.text_channels} == {"general", "random"}
    assert guild.me.guild_permissions.embed_links
    assert discord.gateway.identifies[0]["intents"] == 1


async def test_a_post_is_there_and_comes_back_in_the_history(bot: Bot, acme: Guild):
    general = acme.channel("general")
    await post(bot, general, v2(*PANEL))
    channel = bot.get_channel(int(general.id))
    (message,) = [each async for each in channel.history()]
    assert str(message.id) == general.messages[0].id
    assert shown(general.messages[0]) == "A *star* https://a.example here (https://b.example)\n[Details]"
    assert [each.id for each in message.components] == [1, 2]


async def test_a_message_is_edited_and_deleted(discord: DiscordServer, bot: Bot, acme: Guild):
    channel = bot.get_channel(int(acme.channel("general").id))
    sent = await channel.send("first")
    edited = await sent.edit(content="second")
    assert (edited.content, edited.edited_at) == ("second", discord.clock.now())
    await sent.delete()
    assert acme.channel("general").messages == []


async def test_a_command_is_synced_typed_deferred_and_answered(bot: Bot, acme: Guild):
    group = app_commands.Group(name="papers", description="Papers")

    @group.command(name="today", description="Today")
    async def today(interaction: dpy.Interaction, topic: str, many: int = 1, *, public: bool = False):
        await interaction.response.defer(ephemeral=not public)
        await interaction.edit_original_response(content=f"{topic} {many} {interaction.user.name}")

    bot.tree.add_command(group)
    await bot.tree.sync()
    ada, bob = acme.person("ada"), acme.person("bob")
    asked = await ada.types("papers today", "general", topic="diffusion", many=3)
    reply = await ada.awaits("diffusion 3 ada")
    assert (asked.answered, reply.ephemeral) == (5, True)
    assert bob.sees("general") == acme.channel("general").messages == []
    await ada.types("papers today", "general", topic="all", public=True)
    assert await bob.awaits("all 1 ada")
    with pytest.raises(AssertionError, match="required"):
        await ada.types("papers today", "general")
    with pytest.raises(AssertionError, match="no option 'colour'"):
        await ada.types("papers today", "general", topic="x", colour="red")


async def test_choices_are_offered_while_one_types(bot: Bot, acme: Guild):
    @bot.tree.command(name="search", description="Search")
    async def search(interaction: dpy.Interaction, query: str):
        await interaction.response.send_message(query)

    @search.autocomplete("query")
    async def query(_: dpy.Interaction, words: str):
        return [app_commands.Choice(name=f"{words}usion", value=words)]

    await bot.tree.sync()
    assert await acme.person("ada").completes("search", "query", "diff") == [{"name": "diffusion", "value": "diff"}]


async def test_a_button_opens_a_modal_which_is_submitted(bot: Bot, acme: Guild):
    class Form(dpy.ui.Modal, title="Topics"):
        words = dpy.ui.Label(text="Words", component=dpy.ui.TextInput(default="old"))

        async def on_submit(self, interaction: dpy.Interaction):
            await interaction.response.edit_message(content=self.words.component.value)

    class Panel(dpy.ui.View):
        @dpy.ui.button(label="Topics")
        async def topics(self, interaction: dpy.Interaction, _: dpy.ui.Button):
            await interaction.response.send_modal(Form())

        @dpy.ui.select(placeholder="Colour", options=[dpy.SelectOption(label="Red"), dpy.SelectOption(label="Blue")])
        async def colour(self, interaction: dpy.Interaction, select: dpy.ui.Select):
            await interaction.response.edit_message(content=select.values[0])

    panel = Panel()
    await bot.get_channel(int(acme.channel("general").id)).send("panel", view=panel)
    (message,) = acme.channel("general").messages
    ada = acme.person("ada")
    await ada.presses("Topics", message)
    modal = await ada.awaits_modal("Topics")
    assert shown(modal) == "Topics\nWords\n[old]\n[Submit] [Cancel]"
    await ada.submits(modal, {"Words": "attention"})
    assert (message.content, ada.modal) == ("attention", None)
    await ada.chooses("Colour", ["Blue"], message)
    assert message.content == "Blue"
    panel.stop()


async def test_the_same_nonce_twice_is_one_message(bot: Bot, acme: Guild):
    first = await post(bot, acme.channel("general"), {"content": "x", "nonce": "k1", "enforce_nonce": True})
    second = await post(bot, acme.channel("general"), {"content": "x", "nonce": "k1", "enforce_nonce": True})
    assert first["id"] == second["id"]
    assert len(acme.channel("general").messages) == 1


async def test_a_server_error_can_come_after_the_message_is_stored(discord: DiscordServer, bot: Bot, acme: Guild):
    general = acme.channel("general")
    discord.fail("POST", "/channels/{channel}/messages", Fault.unavailable(stored=True))
    with pytest.raises(dpy.DiscordServerError):
        await post(bot, general, {"content": "x"})
    assert [each.content for each in general.messages] == ["x"]
