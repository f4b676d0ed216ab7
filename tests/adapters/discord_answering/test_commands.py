"""What people type, over a real socket."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.model import Schedule
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.person import Person
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.office import TITLES, Office
from tests.builders import a_paper

SPARSE = "2603.00001"
CALLBACK = "/interactions/{interaction}/{token}/callback"
ORIGINAL = "/webhooks/{application}/{token}/messages/@original"
READING: list[tuple[str, dict[str, Any], str]] = [
    ("search", {"query": "noise"}, "Ladders of Noise"),
    ("search", {"author": "Lovelace", "sort": "the most voted", "since": "2w"}, "Sparse Attention at Scale"),
    ("search", {"query": "noise", "scope": "Hugging Face Daily"}, "Ladders of Noise"),
    ("papers today", {}, "Sparse Attention at Scale"),
    ("papers yesterday", {}, "Mon 2 Mar"),
    ("papers date", {"day": "2026-03-03"}, "Ladders of Noise"),
    ("papers week", {}, "Sparse Attention at Scale"),
    ("papers week", {"week": "2026-W10"}, "Sparse Attention at Scale"),
    ("papers month", {"month": "2026-03"}, "Sparse Attention at Scale"),
    ("papers top", {}, "Sparse Attention at Scale"),
    ("papers top", {"days": "2 weeks", "here": True}, "#general"),
    ("papers search", {"query": "noise"}, "Ladders of Noise"),
    ("papers show", {"paper": SPARSE}, "We propose a method that does better. It is faster, too."),
    ("papers similar", {"paper": f"arxiv:{SPARSE}"}, "Like “Sparse Attention at Scale”"),
    ("papers cite", {"paper": f"https://arxiv.org/abs/{SPARSE}v2"}, "@misc{"),
    ("papers why", {"paper": SPARSE}, "no subscription"),
    ("papers save", {"paper": SPARSE}, "Saved: “Sparse Attention at Scale”"),
    ("papers unsave", {"paper": SPARSE}, "Not on your list"),
    ("papers saved", {}, "Your reading list"),
    ("papers saved", {"export": "BibTeX"}, "Your reading list is empty"),
    ("papers vote", {"paper": SPARSE, "vote": "useful"}, "Useful: “Sparse Attention at Scale”"),
    ("papers help", {}, "Paperboy in #general"),
    ("papers email", {"address": "me@example.org"}, "Paperboy sends no mail here."),
    ("papers preview", {}, "Nothing is posted here yet"),
    ("papers status", {}, "Status of #general"),
    ("papers doctor", {}, "for #general"),
    ("papers forget-me", {}, "Delete what is stored about you?"),
    ("papers forget-me", {"confirm": True}, "You are forgotten"),
    ("papers-setup pause", {"length": "3d"}, "no subscription"),
    ("papers-setup resume", {}, "no subscription"),
    ("papers-setup unsubscribe", {}, "no subscription"),
]


@pytest.mark.parametrize("case", range(len(READING)), ids=[f"{text} {given}" for text, given, _ in READING])
async def test_every_command_is_answered_to_the_one_who_asked_alone(ada: Person, bob: Person, case: int):
    text, given, words = READING[case]
    await ada.types(text, "general", **given)
    message = await ada.awaits(words)

    assert message.seen_by == ada.id
    assert message.is_v2
    assert ada.sees() == [message]
    assert bob.sees() == []


async def test_a_typo_gets_the_nearest_and_no_usage(ada: Person):
    await ada.types("search", "general", query="nurse", since="somday")
    message = await ada.awaits("since does not understand")
    assert message.seen_by == ada.id
    await ada.types("papers date", "general", day="2026-13-99")
    await ada.awaits("For example: date 2026-03-03")


@pytest.mark.parametrize(
    ("text", "given"),
    [("papers today", {}), ("papers show", {"paper": SPARSE}), ("search", {"query": "sparse"})],
)
async def test_an_answer_is_shared_by_who_asks_for_it(ada: Person, bob: Person, text: str, given: dict[str, str]):
    await ada.types(text, "general", public=True, **given)
    message = await bob.awaits("Sparse Attention at Scale")
    assert message.seen_by is None
    assert ada.sees() == [message]


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("papers show", {"paper": "9901.99999"}, "No paper"),
        ("papers show", {"paper": "not at all"}, "is no id"),
        ("papers-setup resume", {}, "no subscription"),
        ("papers-setup subscribe", {"topics": "cat:zz"}, "zz"),
    ],
)
async def test_what_is_private_stays_so_whatever_is_asked(
    discord: DiscordServer, ada: Person, bob: Person, text: str, given: dict[str, str], words: str
):
    await ada.types(text, "general", public=True, **given)
    message = await ada.awaits(words)
    await discord.until(lambda: ada.sees() == [message], "nothing else")
    assert message.seen_by == ada.id
    assert bob.sees() == []


async def test_the_day_is_that_of_the_installation(another_office: Callable[..., Awaitable[Office]]):
    office = await another_office(zone="Pacific/Auckland")  # thirteen hours ahead
    ada = office.guild.person("ada")
    office.clock.advance(hours=5)
    await ada.types("papers yesterday")
    await ada.awaits("Sparse Attention at Scale")


async def test_a_zone_that_nobody_knows_is_no_obstacle(another_office: Callable[..., Awaitable[Office]]):
    office = await another_office(zone="Mars/Olympus")
    ada = office.guild.person("ada", manage_guild=True)
    await ada.types("papers yesterday")
    await ada.awaits("Mon 2 Mar")
    await ada.types("papers-setup subscribe", topics="noise")
    await ada.awaits("#general is subscribed")


async def test_many_papers_are_one_message_whose_pages_turn_in_place(
    connected: Office, discord: DiscordServer, ada: Person
):
    connected.announce(
        *(a_paper(f"2603.1{n:04}", title=f"Paper number {n}") for n in range(30)), votes=range(30, 0, -1)
    )
    await ada.types("papers today")
    message = await ada.awaits("page 1 of")
    await ada.presses("Next", message)
    await discord.until(lambda: "page 2 of" in shown(message), "page 2")
    await ada.types("papers date", day="today", page=3)
    await ada.awaits("page 3 of")
    assert message in ada.sees()


async def test_a_conversation_with_us_is_a_place_like_any_other(connected: Office, ada: Person):
    await ada.types("papers today", ada.dm)
    await ada.awaits("Sparse Attention at Scale", ada.dm)
    await ada.types("papers-setup subscribe", ada.dm, topics="noise")
    await ada.awaits("is subscribed", ada.dm)
    assert connected.subscription(ada.dm).destination.workspace == "@me"


async def test_in_a_thread_it_works_as_well(connected: Office, ada: Person, general: Channel):
    thread = connected.guild.thread("ideas", general)
    await ada.types("papers-setup subscribe", thread, topics="noise")
    await ada.awaits("#ideas is subscribed", thread)
    assert connected.subscription(thread).schedule == Schedule()


# A list to take away


async def test_a_reading_list_that_is_too_long_for_a_message_is_a_file(connected: Office, ada: Person):
    papers = [a_paper(f"2603.1{n:04}", title=f"Paper number {n}") for n in range(60)]
    connected.announce(*papers, votes=range(60))
    for paper in papers:
        connected.store.people.save(connected.person(ada), paper.key, connected.clock.now())
    for kind, name in (("BibTeX", "reading-list.bib"), ("RIS", "reading-list.ris"), ("CSL-JSON", "reading-list.json")):
        await ada.types("papers saved", export=kind)
        message = await ada.awaits(f"[file {name}]")
        assert message.files == [name]
        assert "60 papers" in shown(message)


async def test_a_short_one_is_shown(ada: Person):
    await ada.types("papers save", paper=SPARSE)
    await ada.awaits("Saved:")
    await ada.types("papers saved", export="BibTeX")
    assert (await ada.awaits("@misc{")).files == []


# Acknowledged first


async def test_a_command_is_acknowledged_before_anything_is_done(discord: DiscordServer, ada: Person):
    gate = discord.hold("POST", CALLBACK)
    asked = await ada.asks("papers save", paper=SPARSE)
    await discord.until(lambda: discord.calls_of("POST", CALLBACK), "the acknowledgement")
    assert discord.calls_of("PATCH", ORIGINAL) == []
    gate.set()
    await ada.awaits("Saved:")
    assert asked.answered == 5
    assert [call.method for call in discord.calls if "interactions" in call.path or "webhooks" in call.path] == [
        "POST",
        "PATCH",
    ]


async def test_a_command_that_is_delivered_twice_is_done_once(discord: DiscordServer, ada: Person):
    await ada.types("papers save", paper=SPARSE)
    await ada.awaits("Saved:")
    discord.gateway.send_again("INTERACTION_CREATE")
    await ada.types("papers today")
    await ada.awaits(TITLES[1])
    assert "Already on your list" not in ada.reads()
    assert [call.status for call in discord.calls_of("POST", CALLBACK)] == [200, 200]


async def test_an_acknowledgement_whose_answer_was_lost_is_one(discord: DiscordServer, ada: Person):
    discord.fail("POST", CALLBACK, Fault.unavailable(502, stored=True))
    await ada.types("papers today")
    await ada.awaits(TITLES[0])
    assert [call.status for call in discord.calls_of("POST", CALLBACK)] == [502, 400]
    assert len(ada.sees()) == 1


@pytest.mark.parametrize("stored", [True, False])
async def test_an_acknowledgement_without_an_answer_may_have_arrived(discord: DiscordServer, ada: Person, stored: bool):
    discord.fail("POST", CALLBACK, Fault.drops(stored=stored))
    with capture_logs() as logs:
        await ada.asks("papers today")
        if stored:
            await ada.awaits(TITLES[0])
        else:
            await discord.until(lambda: any(line["event"] == "not_answered" for line in logs), "the log")
    assert [line["event"] for line in logs] == ["not_acknowledged"] + ["not_answered"] * (not stored)
    await ada.types("search", query="noise")
    await ada.awaits(TITLES[1])


async def test_a_page_in_place_of_the_answer_to_an_acknowledgement_is_no_trouble(discord: DiscordServer, ada: Person):
    discord.fail("POST", CALLBACK, Fault.html(stored=True))
    await ada.types("papers today")
    await ada.awaits(TITLES[0])


async def test_what_comes_too_late_is_not_done(connected: Office, discord: DiscordServer, ada: Person):
    gate = discord.hold("POST", CALLBACK)
    await ada.asks("papers save", paper=SPARSE)
    await discord.until(lambda: discord.calls_of("POST", CALLBACK), "the acknowledgement")
    with capture_logs() as logs:
        discord.fail("POST", CALLBACK, Fault.answers(404, 10062))
        gate.set()
        await discord.until(lambda: logs, "the log")
    assert [(line["event"], line["problem"]) for line in logs] == [("not_acknowledged", "discord_10062")]
    assert connected.store.people.saved_count(connected.person(ada)) == 0


@pytest.mark.parametrize(
    "fault", [Fault.drops(), Fault.answers(404, 10015), Fault.answers(401, 50027), Fault.banned(), Fault.html()]
)
async def test_an_answer_that_fails_breaks_nothing(discord: DiscordServer, ada: Person, fault: Fault):
    discord.fail("PATCH", ORIGINAL, fault)
    await ada.types("papers today")
    await discord.until(lambda: discord.calls_of("PATCH", ORIGINAL), "the answer")
    await ada.types("search", query="noise")
    await ada.awaits(TITLES[1])


async def test_an_answer_is_sent_again_where_discord_stumbles_and_is_one_answer(discord: DiscordServer, ada: Person):
    discord.fail("PATCH", ORIGINAL, Fault.unavailable(500, stored=True))
    await ada.types("papers today")
    await discord.until(lambda: len(discord.calls_of("PATCH", ORIGINAL)) == 2, "the answer again")
    assert len(ada.sees()) == 1


async def test_what_discord_refuses_for_its_form_is_shown_as_it_was_done_of_old(discord: DiscordServer, ada: Person):
    discord.fail("PATCH", ORIGINAL, Fault.answers(400, 50035, "Invalid Form Body"))
    await ada.types("papers today")
    message = await ada.awaits(TITLES[0])
    assert (message.is_v2, len(message.embeds)) == (False, 1)


async def test_an_installation_may_ask_for_that(another_office: Callable[..., Awaitable[Office]]):
    office = await another_office(embeds=True)
    ada = office.guild.person("ada", manage_guild=True)
    await ada.types("papers today")
    assert not (await ada.awaits(TITLES[0])).is_v2
    await ada.types("papers show", paper="9901.99999", public=True)
    assert not (await ada.awaits("No paper")).is_v2
    await ada.types("papers help")
    await ada.presses("Subscribe", await ada.awaits("Paperboy in #general"))
    panel = await ada.awaits("#general is subscribed")
    await ada.chooses("Weekdays", ["Sunday"], panel)
    await office.discord.until(lambda: "Changed for #general" in shown(panel), "the change")


async def test_a_private_answer_to_all_is_said_once_at_most(discord: DiscordServer, ada: Person):
    discord.fail("POST", "/webhooks/{application}/{token}", Fault.unavailable(500, stored=True))
    await ada.types("papers show", public=True, paper="9901.99999")
    await ada.awaits("No paper")
    await ada.types("papers today")
    await ada.awaits(TITLES[0])
    assert len(discord.calls_of("POST", "/webhooks/{application}/{token}")) == 1
