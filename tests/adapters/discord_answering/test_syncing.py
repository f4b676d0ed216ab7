"""The commands that Discord keeps: changed only where they are not ours already."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from adapters.discord import tree
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord_posting.office import Office

COMMANDS = "/applications/{application}/commands"


async def asked_again(office: Office, times: int) -> None:
    await office.discord.until(lambda: len(office.discord.calls_of("GET", COMMANDS)) == times, "the question")


async def test_at_the_first_start_they_are_told(connected: Office, discord: DiscordServer):
    assert discord.commands.syncs == 1
    assert tree.same(tree.commands({"huggingface": "Hugging Face Daily"}), discord.commands.everywhere.values())
    del connected


async def test_a_restart_changes_nothing(office: Office, discord: DiscordServer):
    async with office.running():
        pass
    before = discord.commands.everywhere
    office.adapter = office.another()
    async with office.running():
        await asked_again(office, 2)
    assert (discord.commands.syncs, discord.commands.everywhere) == (1, before)


async def test_a_session_that_is_lost_changes_nothing(connected: Office, discord: DiscordServer):
    discord.gateway.invalid_session()
    await asked_again(connected, 2)
    ada = connected.guild.person("ada")
    await ada.types("papers today")
    await ada.awaits("Sparse Attention")
    assert discord.commands.syncs == 1


async def test_many_shards_tell_them_once_and_all_of_them_answer(office: Office, discord: DiscordServer):
    other = discord.add_guild("Other")
    other.channel("general")
    sharded = office.another(replace(office.options, shards=2))
    async with office.running(sharded, sessions=2):
        for guild in (office.guild, other):
            ada = guild.person("ada", manage_guild=True)
            await ada.types("papers today")
            await ada.awaits("Sparse Attention")
            await ada.types("papers-setup subscribe")
            await ada.awaits("#general is subscribed")
            await ada.presses("Pause", await ada.awaits("[Pause]"))
            await ada.awaits("#general is paused")
    assert discord.commands.syncs == 1


async def test_what_another_version_told_is_replaced(office: Office, discord: DiscordServer):
    async with office.running():
        pass
    discord.commands.everywhere["search"]["description"] = "Other words."
    discord.commands.store({"type": 1, "name": "papers-old", "description": "Gone."}, None)
    office.adapter = office.another()
    async with office.running():
        await discord.until(lambda: discord.commands.syncs == 2, "the commands")
    assert "papers-old" not in discord.commands.everywhere
    assert discord.commands.everywhere["search"]["description"] == "Search all papers that were collected."


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_what_discord_does_not_take_stays_until_the_next_start(
    office: Office, discord: DiscordServer, method: str
):
    async with office.running():
        pass
    discord.commands.everywhere["search"]["description"] = "Other words."
    discord.fail(method, COMMANDS, Fault.answers(403, 50001))
    office.adapter = office.another()
    with capture_logs() as logs:
        async with office.running():
            await discord.until(lambda: any(line["event"] == "commands_not_synced" for line in logs), "the log")
            ada = office.guild.person("ada")
            await ada.types("papers today")
            await ada.awaits("Sparse Attention")
    assert [line["problem"] for line in logs if line["event"] == "commands_not_synced"] == ["missing_access"]
    office.adapter = office.another()
    async with office.running():
        await discord.until(lambda: discord.commands.syncs == 2, "the commands")


async def test_a_command_that_we_do_not_know_any_more_says_so(connected: Office, discord: DiscordServer):
    old = {"type": 1, "name": "papers-old", "description": "Gone.", "options": [], "contexts": [0]}
    discord.commands.store(old, None)
    ada = connected.guild.person("ada")
    await ada.types("papers-old")
    message = await ada.awaits("This command is from another version of Paperboy.")
    assert message.seen_by == ada.id
