"""What people type after the slash command, over a real socket."""

from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from bot.model import Schedule
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import shown
from tests.builders import a_paper

SPARSE = "2603.00001"
READING = [
    ("today", "Sparse Attention at Scale"),
    ("yesterday", "Mon 2 Mar"),
    ("date 2026-03-03", "Ladders of Noise"),
    ("week", "Sparse Attention at Scale"),
    ("week 2026-W10", "Sparse Attention at Scale"),
    ("month", "Sparse Attention at Scale"),
    ("month 2026-03", "Sparse Attention at Scale"),
    ("top", "Sparse Attention at Scale"),
    ("top 7d", "Sparse Attention at Scale"),
    ("top here", "#general"),
    ("search noise", "Ladders of Noise"),
    ("search author:Lovelace sort:votes since:2w", "Sparse Attention at Scale"),
    (f"show {SPARSE}", "We propose a method that does better. It is faster, too."),
    (f"similar {SPARSE}", "Like “Sparse Attention at Scale”"),
    (f"cite {SPARSE}", "@misc{"),
    (f"why {SPARSE}", "no subscription"),
    (f"save {SPARSE}", "Saved: “Sparse Attention at Scale”"),
    ("saved", "Your reading list"),
    ("saved export bibtex", "Your reading list is empty"),
    ("", "Paperboy in #general"),
    ("help", "/papers search"),
    ("preview", "Nothing is posted here yet"),
    ("status", "general"),
    ("doctor", "for #general"),
    ("forget-me", "Delete what is stored about you?"),
    ("pause 3d", "no subscription"),
    ("resume", "no subscription"),
    ("unsubscribe", "no subscription"),
]


@pytest.mark.parametrize(("typed", "words"), READING)
async def test_every_command_is_answered_to_the_one_who_asked_alone(
    connected: Office, ada: Person, typed: str, words: str
):
    bob = connected.team.person("bob")
    assert await ada.types(f"/papers {typed}".strip(), "general") == {}
    message = await ada.awaits(words, "general")

    assert message.seen_by == ada.id
    assert bob.sees("general") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("TODAY", "Sparse Attention at Scale"),
        ("Search “ladders of noise”", "Ladders of Noise"),
        (f"show <https://arxiv.org/abs/{SPARSE}v2|arxiv.org/abs/{SPARSE}v2>", "It is faster, too."),
        (f"show <https://huggingface.co/papers/{SPARSE}>", "It is faster, too."),
        (f"show {SPARSE}v3", "It is faster, too."),
        (f"  show   https://www.alphaxiv.org/abs/{SPARSE} ", "It is faster, too."),
    ],
)
async def test_what_people_type_is_understood(ada: Person, typed: str, words: str):
    await ada.types(f"/papers {typed}", "general")
    assert (await ada.awaits(words, "general")).seen_by == ada.id


async def test_a_typo_gets_the_nearest_command_and_no_usage(ada: Person):
    await ada.types("/papers serch noise", "general")
    message = await ada.awaits("Did you mean search noise?", "general")

    assert message.seen_by == ada.id
    assert "forget-me" not in shown(message)


async def test_an_answer_is_shared_by_who_asks_for_it(connected: Office, ada: Person):
    bob = connected.team.person("bob")
    await ada.types("/papers today --post", "general")
    assert (await bob.awaits("Sparse Attention at Scale", "general")).seen_by is None


@pytest.mark.parametrize("typed", ["saved --post", "forget-me --post", "show 9901.99999 --post", "serch x --post"])
async def test_what_is_private_stays_so_whatever_is_asked(connected: Office, ada: Person, typed: str):
    await ada.types(f"/papers {typed}", "general")
    await connected.slack.until(lambda: ada.sees("general"), "an answer")
    assert [message.seen_by for message in ada.sees("general")] == [ada.id]


async def test_yesterday_is_that_of_the_one_who_asks(connected: Office):
    connected.clock.advance(hours=15)  # 23:00 in London, and Wednesday in Berlin
    for name, zone, words in (("eve", "Europe/London", "Mon 2 Mar"), ("ada", "Europe/Berlin", "Sparse Attention")):
        person = connected.team.person(name, tz=zone)
        await person.types("/papers yesterday", "general")
        assert (await person.awaits(words, "general")).seen_by == person.id


async def test_a_zone_that_nobody_knows_is_no_obstacle(connected: Office):
    lost = connected.team.person("lost", tz="Mars/Olympus")
    await lost.types("/papers yesterday", "general")
    await lost.awaits("Mon 2 Mar", "general")
    await lost.types("/papers subscribe noise", "general")
    await lost.awaits("#general is subscribed", "general")


async def test_another_name_of_the_command_is_said_wherever_a_command_is(
    another_office: Callable[..., Awaitable[Office]],
):
    office = await another_office(command="/reading")
    ada = office.team.person("ada")
    await ada.types("/reading", "general")
    assert "/papers" not in shown(await ada.awaits("/reading search", "general"))
    await ada.types("/reading preview", "general")
    assert "/papers" not in shown(await ada.awaits("/reading subscribe", "general"))
    await ada.types("/reading subscribe noise", office.team.channel("quiet", bot=False))
    assert "/papers" not in shown(await ada.awaits("/reading doctor", "quiet"))


# Subscriptions, typed


async def test_a_subscription_is_set_up_changed_and_ended_by_typing(connected: Office, ada: Person):
    general = connected.team.channel("general")
    for typed, words in (
        ("subscribe noise, attention at 9:30", "#general is subscribed"),
        ("settings count:7", "7 at most"),
        ("preview", "A preview"),
        (f"why {SPARSE}", "attention"),
        ("pause 3d", "paused"),
        ("resume", "Next post"),
        ("status", "Status of"),
    ):
        await ada.types(f"/papers {typed}", general)
        assert (await ada.awaits(words, general)).seen_by == ada.id
    found = connected.subscription(general)
    assert (found.name, found.created_by, found.schedule.zone) == ("#general", ada.id, "Europe/Berlin")
    assert (found.rules.count, found.schedule.at.isoformat()) == (7, "09:30:00")
    await ada.types("/papers unsubscribe", general)
    await connected.slack.until(lambda: not connected.store.subscriptions.get(connected.place(general)), "the end")


async def test_a_private_channel_is_known_by_its_name_where_we_are_in_it(connected: Office, ada: Person):
    secret = connected.team.channel("secret", kind="private", bot=True)
    await ada.types("/papers subscribe noise", secret)
    await ada.awaits("#secret is subscribed", secret)
    assert connected.subscription(secret).name == "#secret"


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_a_channel_without_us_is_subscribed_and_told_to_invite_us(connected: Office, ada: Person, kind: str):
    quiet = connected.team.channel("quiet", kind=kind, bot=False)  # type: ignore[arg-type] # one of the two
    await ada.types("/papers subscribe noise", quiet)
    message = await ada.awaits("/invite @paperboy", quiet)

    assert "is subscribed" in shown(message)
    assert connected.subscription(quiet).schedule == Schedule(zone="Europe/Berlin")


async def test_a_conversation_with_us_can_be_subscribed(ada: Person):
    await ada.types("/papers subscribe noise", ada.dm)
    message = await ada.awaits("is subscribed", ada.dm)
    assert "/invite" not in shown(message)


# Acknowledged first


@pytest.mark.parametrize("method", ["users.info", "auth.test"])
async def test_a_command_is_acknowledged_before_anybody_is_asked(
    connected: Office, slack: SlackServer, ada: Person, method: str
):
    if method == "auth.test":
        connected.clock.advance(minutes=11)  # who we are was asked long ago
    gate = slack.hold(method)
    await ada.types("/papers today", "general")
    assert ada.sees("general") == []
    gate.set()
    await ada.awaits("Sparse Attention at Scale", "general")


@pytest.mark.parametrize(
    "fault", [Fault.unavailable(500), Fault.ratelimited(), Fault.drops(), Fault.answers("expired_url"), Fault.html()]
)
async def test_an_answer_that_fails_is_not_sent_again_and_breaks_nothing(
    slack: SlackServer, ada: Person, fault: Fault, caplog: pytest.LogCaptureFixture
):
    slack.fail("response_url", fault)
    with capture_logs() as logs, caplog.at_level("ERROR"):
        await ada.types("/papers today", "general")
        await slack.until(lambda: any(line["event"] == "not_answered" for line in logs), "the log")
        await ada.types("/papers search noise", "general")
        await ada.awaits("Ladders of Noise", "general")
    assert len(ada.sees("general")) == 1
    assert caplog.records == []


@pytest.mark.parametrize("fault", [Fault.unavailable(), Fault.drops(), Fault.answers("user_not_found"), Fault.html()])
async def test_who_cannot_be_looked_up_is_answered_all_the_same(slack: SlackServer, ada: Person, fault: Fault):
    slack.fail("users.info", fault)
    await ada.types("/papers today", "general")
    await ada.awaits("Sparse Attention at Scale", "general")


async def test_many_papers_are_one_message_whose_pages_turn_in_place(connected: Office, ada: Person):
    papers = [a_paper(f"2603.1{number:04}", title=f"Paper number {number}") for number in range(30)]
    connected.announce(*papers, votes=range(30, 0, -1))
    await ada.types("/papers today", "general")
    message = await ada.awaits("Paper number", "general")
    first = shown(message)
    await ada.presses("Next", message)
    await connected.slack.until(lambda: shown(message) != first, "the next page")
    assert ada.sees("general") == [message]
