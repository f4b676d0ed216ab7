"""Who asks, and where: what an interaction says of a person and of a channel that they name."""

from typing import Any

import pytest

from tests.adapters.discord import rights, shapes
from tests.adapters.discord.person import Person
from tests.adapters.discord.state import COMMAND, Channel
from tests.adapters.discord_posting.office import Office

VIEW, ALL, NOTHING = str(rights.bits("view_channel")), str(rights.bits("administrator")), "0"


async def names(person: Person, channel: Channel, permissions: str, where: Channel | None = None) -> None:
    """``/papers status`` about a channel of which Discord says what the person may do there."""
    place = where or person.guild.channel("general")
    command, path = person._command("papers status", place)
    data: dict[str, Any] = person._data(command, path, [{"name": "channel", "type": 7, "value": channel.id}])
    told = shapes.channel(channel) | {"permissions": permissions}
    await person._acknowledged(
        await person._does(COMMAND, place, data | {"resolved": {"channels": {channel.id: told}}})
    )


@pytest.mark.parametrize(
    ("permissions", "words"),
    [(VIEW, "Status of #random"), (ALL, "Status of #random"), (NOTHING, "You cannot see that channel.")],
)
async def test_whether_a_channel_is_seen_is_for_discord_to_say(
    connected: Office, bob: Person, permissions: str, words: str
):
    await names(bob, connected.guild.channel("random"), permissions)
    assert (await bob.awaits(words)).seen_by == bob.id


async def test_a_hidden_thread_is_named_by_its_own_name_to_who_sees_it(
    connected: Office, bob: Person, general: Channel
):
    thread = connected.guild.thread("ideas", general, private=True)
    await names(bob, thread, VIEW)
    await bob.awaits("Status of #ideas")


async def test_from_a_conversation_with_us_no_channel_is_seen(connected: Office, bob: Person):
    command, path = bob._command("papers status", bob.dm)
    number = connected.guild.channel("random").id
    data = bob._data(command, path, [{"name": "channel", "type": 7, "value": number}])
    await bob._acknowledged(await bob._does(COMMAND, bob.dm, data))
    await bob.awaits("You cannot see that channel.", bob.dm)


async def test_one_persons_list_in_one_server_is_not_that_in_another(connected: Office, bob: Person):
    await bob.types("papers save", paper="2603.00001")
    await bob.awaits("Saved:")
    other = connected.discord.add_guild("Other")
    other.channel("general")
    there = other.person("bob")
    await there.types("papers saved")
    await there.awaits("Your reading list")
    assert "Sparse Attention" not in there.reads()
    await bob.types("papers saved", bob.dm)
    await bob.awaits("Your reading list", bob.dm)
    assert "Sparse Attention" not in bob.reads(bob.dm)


@pytest.mark.parametrize("may", [{}, {"manage_channels": True}, {"manage_messages": True}])
async def test_other_rights_do_not_make_a_manager(connected: Office, may: dict[str, bool]):
    connected.guild.allow_command("papers-setup")
    eve = connected.guild.person("eve", **may)
    for command in ("subscribe", "pause", "resume", "unsubscribe"):
        await eve.types(f"papers-setup {command}")
        await eve.awaits("You may not change the subscription of #general.")
        assert len(eve.sees()) > 0
        connected.guild.channel("general").all.clear()


async def test_in_the_conversation_with_us_a_person_may_do_everything(connected: Office, bob: Person):
    await bob.types("papers-setup subscribe", bob.dm, managers="admins of this workspace")
    await bob.awaits("this conversation is subscribed", bob.dm)
    await bob.types("papers-setup pause", bob.dm, length="3d")
    await bob.awaits("is paused", bob.dm)
    assert connected.subscription(bob.dm).rules.managers == "admins"


async def test_in_a_server_that_has_our_commands_and_not_us_all_works_but_posting(connected: Office):
    other = connected.discord.add_guild("Other", joined=False)
    general = other.channel("general")
    eve = other.person("eve", manage_guild=True)
    await eve.types("papers today", general)
    await eve.awaits("Sparse Attention", general)
    await eve.types("papers-setup subscribe", general)
    await eve.awaits("I cannot see #general.", general)
    assert connected.store.subscriptions.get(connected.place(general)) is None
