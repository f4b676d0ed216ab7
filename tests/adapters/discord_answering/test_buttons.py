"""Buttons, menus and pages under what was posted, over a real socket."""

from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from bot.commands import Caller, Command
from bot.compose.problem import crash
from bot.document import Document
from bot.model import Receipt
from tests.adapters.discord.components import walk
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_answering.posts import a_button, a_digest
from tests.adapters.discord_posting.office import TITLES, Office
from tests.builders import a_paper

SPARSE, LADDERS = TITLES[0], TITLES[1]
CALLBACK = "/interactions/{interaction}/{token}/callback"
ORIGINAL = "/webhooks/{application}/{token}/messages/@original"


@pytest.fixture
async def digest(connected: Office, general: Channel) -> Message:
    return await a_digest(connected, general)


def many(office: Office) -> None:
    office.announce(*(a_paper(f"2603.1{n:04}", title=f"Paper number {n}") for n in range(30)), votes=range(30, 0, -1))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Details", "It is faster, too."),
        ("Save", f"Saved: “{SPARSE}”"),
        ("👍 Useful", f"Useful: “{SPARSE}”"),
        ("👎 Not useful", f"Not useful: “{SPARSE}”"),
        ("More like this", f"Like “{SPARSE}”"),
    ],
)
async def test_what_is_pressed_is_answered_to_the_one_who_pressed_alone(
    ada: Person, bob: Person, digest: Message, label: str, words: str
):
    asked = await ada.presses(label, digest, beside=SPARSE)
    message = await ada.awaits(words)

    assert (asked.answered, message.seen_by) == (5, ada.id)
    assert ada.sees() == [digest, message]
    assert bob.sees() == [digest]


async def test_an_answer_has_buttons_that_work_too(ada: Person, digest: Message):
    await ada.presses("Save", digest, beside=LADDERS)
    await ada.presses("Remove from my list", await ada.awaits("Saved:"))
    await ada.awaits(f"Removed: “{LADDERS}”")
    await ada.presses("Details", digest, beside=SPARSE)
    await ada.presses("Cite", await ada.awaits("It is faster, too."))
    await ada.awaits("@misc{")


async def test_the_menu_of_a_long_digest_does_what_buttons_do(connected: Office, ada: Person, general: Channel):
    many(connected)
    await ada.types("papers-setup subscribe", count=15)
    await ada.awaits("#general is subscribed")
    digest = await a_digest(connected, general)
    menu = next(each for each in walk(digest.components) if each["type"] == 3)
    await ada.chooses(menu["custom_id"], menu["options"][3]["label"], digest)
    words = menu["options"][3]["label"].split(". ", 1)[1]
    assert (await ada.awaits(f"{words}\n")).seen_by == ada.id


# Pages


async def test_pages_of_a_shared_list_turn_for_the_one_who_turns_them(
    connected: Office, discord: DiscordServer, ada: Person
):
    many(connected)
    await ada.types("papers today", public=True)
    shared = await ada.awaits("page 1 of")
    before = shown(shared)
    await ada.presses("Next", shared)
    own = await ada.awaits("page 2 of")

    assert own.seen_by == ada.id
    assert shown(shared) == before
    asked = await ada.presses("Next", own)
    await discord.until(lambda: "page 3 of" in shown(own), "page 3")
    assert asked.answered == 6
    assert ada.sees() == [shared, own]


async def test_a_page_that_cannot_be_had_does_not_take_the_place_of_one_that_can(office: Office):
    many(office)
    whole = office.handle

    async def first_pages_only(command: Command, caller: Caller) -> Document:
        return crash("abcd") if getattr(command, "page", 1) > 1 else await whole(command, caller)

    office.handle = first_pages_only  # type: ignore[assignment] # a Handler like any other
    ada = office.guild.person("ada")
    async with office.running():
        await ada.types("papers today")
        page = await ada.awaits("page 1 of")
        before = shown(page)
        await ada.presses("Next", page)
        answer = await ada.awaits("Something broke on our side")
    assert (answer.seen_by, shown(page)) == (ada.id, before)


async def test_an_older_message_keeps_its_form(
    another_office: Callable[..., Awaitable[Office]], discord: DiscordServer
):
    office = await another_office(embeds=True)
    many(office)
    ada = office.guild.person("ada")
    await ada.types("papers today")
    page = await ada.awaits("page 1 of")
    await ada.presses("Next", page)
    await discord.until(lambda: "page 2 of" in shown(page), "page 2")
    assert (page.is_v2, len(page.embeds)) == (False, 1)


async def test_a_page_that_discord_refuses_is_a_message_of_its_own(
    connected: Office, discord: DiscordServer, ada: Person
):
    many(connected)
    await ada.types("papers today")
    page = await ada.awaits("page 1 of")
    discord.fail("PATCH", ORIGINAL, Fault.answers(400, 50035, "Invalid Form Body"))
    await ada.presses("Next", page)
    assert (await ada.awaits("page 2 of")) is not page


# What is old, wrong, late or twice


@pytest.mark.parametrize("custom_id", ["9|what|is|this", "-", "1zz|", "k1~1zz", "x~~1sh|arxiv:2603.00001", "menu~"])
async def test_a_button_of_another_version_says_so(connected: Office, ada: Person, general: Channel, custom_id: str):
    message = await a_button(connected, general, custom_id)
    await ada.presses("Press", message)
    answer = await ada.awaits("another version of Paperboy")
    assert answer.seen_by == ada.id
    assert ada.sees() == [message, answer]


async def test_a_setting_of_another_version_says_so(connected: Office, ada: Person, general: Channel):
    message = await a_button(connected, general, "form:whatever")
    await ada.presses("Press", message)
    await ada.awaits("another version of Paperboy")


async def test_buttons_work_after_a_restart_and_months_later(office: Office):
    general = office.guild.channel("general")
    async with office.running():
        digest = await a_digest(office, general)
    await office.adapter.disconnect()
    office.adapter = office.another()
    office.clock.advance(days=200)
    ada = office.guild.person("ada")
    async with office.running():
        await ada.presses("Save", digest, beside=SPARSE)
        await ada.awaits(f"Saved: “{SPARSE}”")


async def test_a_press_that_is_delivered_twice_is_done_once(discord: DiscordServer, ada: Person, digest: Message):
    await ada.presses("Save", digest, beside=SPARSE)
    await ada.awaits("Saved:")
    discord.gateway.send_again("INTERACTION_CREATE")
    await ada.presses("Save", digest, beside=LADDERS)
    await ada.awaits(f"Saved: “{LADDERS}”")
    assert ada.reads().count(f"Saved: “{SPARSE}”") == 1
    assert [call.status for call in discord.calls_of("POST", CALLBACK)] == [200, 200]


async def test_a_press_whose_acknowledgement_was_lost_is_answered(discord: DiscordServer, ada: Person, digest: Message):
    discord.fail("POST", CALLBACK, Fault.unavailable(500, stored=True))
    await ada.presses("Save", digest, beside=SPARSE)
    await ada.awaits("Saved:")
    assert [call.status for call in discord.calls_of("POST", CALLBACK)] == [500, 400]


async def test_an_answer_that_was_dismissed_is_no_trouble(discord: DiscordServer, ada: Person, digest: Message):
    discord.fail("PATCH", ORIGINAL, Fault.answers(404, 10008))
    with capture_logs() as logs:
        await ada.presses("Save", digest, beside=SPARSE)
        await discord.until(lambda: logs, "the log")
    assert [(line["event"], line["problem"]) for line in logs] == [("not_answered", "unknown_message")]


async def test_in_a_thread_it_is_answered_there(connected: Office, ada: Person, general: Channel):
    head = await a_digest(connected, general)
    under = Receipt(head.id, connected.clock.now())
    reply = await a_digest(connected, general, "k3", under)
    await ada.presses("Save", reply, beside=SPARSE)
    assert (await ada.awaits("Saved:", reply.channel)).seen_by == ada.id
    assert reply.channel is not general


async def test_a_button_that_was_shared_is_refused_to_who_may_not(connected: Office, ada: Person, bob: Person):
    await ada.types("papers-setup subscribe", topics="noise", public=True)
    message = await bob.awaits("[Pause]")
    await bob.presses("Pause", message)
    answer = await bob.awaits("You may not change the subscription of #general.")
    assert answer.seen_by == bob.id
    assert connected.subscription(message.channel).pause is None
