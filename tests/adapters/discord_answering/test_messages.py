"""The commands in the menu of a message: *Save papers* and *Find similar*."""

import pytest

from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel
from tests.adapters.discord_answering.posts import a_digest
from tests.adapters.discord_posting.morning import Morning
from tests.adapters.discord_posting.office import TITLES, Office

SPARSE, LADDERS, SMALL = TITLES
LINK = "https://arxiv.org/abs/2603.00001"
ONE = f"Look at {LINK}v2!"
BOTH = f"{ONE} and <https://huggingface.co/papers/2603.00002>, or https://example.org"


async def test_a_paper_that_a_message_links_to_is_saved(ada: Person, bob: Person):
    asked = await ada.uses("Save papers", bob.says(ONE))
    answer = await ada.awaits(f"Saved: “{SPARSE}”")
    assert (asked.answered, answer.seen_by) == (5, ada.id)


async def test_several_are_saved_at_once(ada: Person):
    await ada.uses("Save papers", ada.says(BOTH))
    words = shown(await ada.awaits("2 papers"))
    assert f"Saved: “{SPARSE}”" in words
    assert f"Saved: “{LADDERS}”" in words


async def test_the_neighbours_of_the_first_are_found(ada: Person):
    await ada.uses("Find similar", ada.says(BOTH))
    answer = await ada.awaits(f"Like “{SPARSE}”")
    assert LADDERS in shown(answer)


@pytest.mark.parametrize("command", ["Save papers", "Find similar"])
async def test_a_message_without_a_paper_says_so(ada: Person, command: str):
    await ada.uses(command, ada.says("Call 2603-00001, or see https://example.org/2603.00001"))
    await ada.awaits("This message links to no paper that I know.")


@pytest.mark.parametrize("field", ["title", "description", "url"])
async def test_links_in_what_is_attached_count(ada: Person, field: str):
    message = ada.says("")
    message.embeds = [{"type": "rich", field: LINK}]
    await ada.uses("Save papers", message)
    await ada.awaits(f"Saved: “{SPARSE}”")


async def test_on_a_digest_of_ours_they_are_all_its_papers(connected: Office, ada: Person, general: Channel):
    digest = await a_digest(connected, general)
    await ada.uses("Save papers", digest)
    words = shown(await ada.awaits("3 papers"))
    assert all(f"Saved: “{title}”" in words for title in TITLES)


async def test_on_a_message_of_one_paper_of_ours_it_is_that_one(connected: Office, ada: Person):
    morning = Morning(connected)
    morning.subscribe(layout="thread")
    await morning.at_nine()
    thread = next(each for each in connected.guild.channels.values() if each.is_thread)
    reply = next(message for message in thread.messages if LADDERS in shown(message))
    reply.components.clear()
    await ada.uses("Find similar", reply)
    await ada.awaits(f"Like “{LADDERS}”", thread)


async def test_one_that_is_delivered_twice_is_done_once(discord: DiscordServer, ada: Person):
    await ada.uses("Save papers", ada.says(ONE))
    await ada.awaits("Saved:")
    discord.gateway.send_again("INTERACTION_CREATE")
    await ada.uses("Save papers", ada.says("https://arxiv.org/abs/2603.00003"))
    await ada.awaits(f"Saved: “{SMALL}”")
    assert "Already on your list" not in ada.reads()


@pytest.mark.parametrize("text", [f"**[A paper]({LINK})**", f"see [it](<{LINK}>), please", f"({LINK})", f"<{LINK}>"])
async def test_a_link_is_found_in_whatever_markup(ada: Person, text: str):
    await ada.uses("Save papers", ada.says(text))
    await ada.awaits(f"Saved: “{SPARSE}”")
