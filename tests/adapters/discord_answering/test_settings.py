"""A channel's settings: options, the panel, its forms; and what we must be allowed before anything is kept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time

import pytest
from structlog.testing import capture_logs

from adapters.discord import forms
from bot.commands import Caller, Command, Edit
from bot.document import Document
from bot.model import Layout, Topic
from tests.adapters.discord import rights
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.person import Person
from tests.adapters.discord.rights import Overwrite
from tests.adapters.discord.server import DiscordServer
from tests.adapters.discord.shown import shown
from tests.adapters.discord.state import Channel, Message
from tests.adapters.discord_posting.office import Office

CALLBACK = "/interactions/{interaction}/{token}/callback"
SUBSCRIBE, SETTINGS = "papers-setup subscribe", "papers-setup settings"


async def the_panel(person: Person, where: Channel | str = "general", text: str = SUBSCRIBE) -> Message:
    await person.types(text, where)
    return await person.awaits("These settings match", where)


async def now_shows(discord: DiscordServer, message: Message, words: str) -> None:
    await discord.until(lambda: words in shown(message), f"{words!r} in:\n{shown(message)}")


# By options


async def test_one_command_without_options_makes_a_good_subscription(connected: Office, ada: Person, general: Channel):
    message = await the_panel(ada)
    found = connected.subscription(general)

    assert "#general is subscribed" in shown(message)
    assert "[Topics …]" in shown(message)
    assert "[Pause]" in shown(message)
    assert message.seen_by == ada.id
    assert (found.name, found.created_by, found.rules.count) == ("#general", ada.id, 5)


async def test_options_are_saved_at_once_all_of_them(connected: Office, ada: Person, general: Channel):
    role = connected.guild.role("readers", mentionable=True)
    await ada.types(
        SUBSCRIBE,
        topics='noise, "sparse attention", cat:cs.CL',
        exclude="survey, author:Hinton",
        sources="huggingface",
        count=7,
        time="7:45",
        zone="America/New_York",
        weekdays="mon, thu",
        cadence="on each of these weekdays",
        layout="one message with the titles, each paper in its thread",
        summary="the beginning of the authors' abstract",
        mention=role,
        min_votes=10,
        window=4,
        per_topic=2,
        nothing="say so",
        catch_up=1,
        patience=0,
        managers="whoever set it up, and admins",
    )
    await ada.awaits("#general is subscribed")
    found = connected.subscription(general)

    assert [str(topic) for topic in found.rules.include] == ["noise", '"sparse attention"', "cs.CL"]
    assert found.rules.exclude == (Topic("text", "survey"), Topic("author", "Hinton"))
    assert (found.rules.sources, found.rules.count, found.rules.min_votes) == (("huggingface",), 7, 10)
    assert (found.rules.layout, found.rules.summary, found.rules.mention) == ("thread", "abstract", role.id)
    assert (found.rules.window_days, found.rules.per_topic, found.rules.when_nothing) == (4, 2, "say")
    assert (found.schedule.at, found.schedule.zone) == (time(7, 45), "America/New_York")
    assert (found.schedule.weekdays, found.rules.managers) == (frozenset({0, 3}), "maker")
    assert (found.schedule.catch_up.days, found.schedule.patience.seconds) == (1, 0)


async def test_settings_change_what_they_name_and_show_the_rest(connected: Office, ada: Person, general: Channel):
    await the_panel(ada)
    await ada.types(SETTINGS, count=3, exclude="none")
    message = await ada.awaits("Changed for #general: papers")
    assert "[Topics …]" in shown(message)
    assert connected.subscription(general).rules.count == 3
    await ada.types(SETTINGS)
    await ada.awaits("Settings of #general")


async def test_settings_of_nothing_offer_to_begin(connected: Office, ada: Person, general: Channel):
    message = await the_panel(ada, text=SETTINGS)
    assert "Subscribe #general" in shown(message)
    assert connected.store.subscriptions.get(connected.place(general)) is None
    await ada.presses("Subscribe", message)
    await now_shows(connected.discord, message, "#general is subscribed")
    assert "[Subscribe]" not in shown(message)


async def test_settings_cannot_be_changed_where_there_are_none(ada: Person):
    await ada.types(SETTINGS, count=3)
    message = await ada.awaits("There is no subscription for #general yet.")
    assert "[Subscribe]" in shown(message)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"topics": "noise, cat:zz"}, "zz"),
        ({"zone": "Middle Earth"}, "no time zone"),
        ({"time": "noonish"}, "no time of day"),
        ({"sources": "nowhere"}, "no source"),
        ({"managers": "admins of this workspace"}, "could not change #general any more"),
    ],
)
async def test_what_makes_no_sense_is_said_and_nothing_is_kept(
    connected: Office, ada: Person, general: Channel, given: dict[str, str], words: str
):
    await ada.types(SUBSCRIBE, **given)
    await ada.awaits(words)
    assert connected.store.subscriptions.get(connected.place(general)) is None


async def test_a_subscription_may_be_announced(connected: Office, ada: Person, bob: Person):
    await ada.types(SUBSCRIBE, topics="noise", public=True)
    message = await bob.awaits("#general is subscribed")
    assert message.seen_by is None
    assert "[Topics …]" not in shown(message)
    del connected


# By the panel


async def test_a_choice_is_kept_at_once_and_shown_in_place(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    asked = await ada.chooses("Weekdays", ["Monday", "Friday"], message)
    await now_shows(discord, message, "Changed for #general: time")

    assert asked.answered == 6
    assert connected.subscription(general).schedule.weekdays == frozenset({0, 4})
    assert ada.sees() == [message]


async def test_a_role_to_call_is_chosen_and_given_up_again(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    role = connected.guild.role("readers", mentionable=True)
    message = await the_panel(ada)
    await ada.chooses("A role to call with each post: none", [role], message)
    await discord.until(lambda: connected.subscription(general).rules.mention == role.id, "the role")
    await ada.chooses("A role to call with each post: none", [], message)
    await discord.until(lambda: connected.subscription(general).rules.mention == "", "no role")


async def test_choices_that_come_fast_are_all_kept(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    for days in (["Monday"], ["Monday", "Tuesday"], ["Sunday"]):
        await ada.chooses("Weekdays", days, message)
    await now_shows(discord, message, "Sunday at 09:00")
    assert connected.subscription(general).schedule.weekdays == frozenset({6})


async def test_pause_and_resume_take_the_panels_place(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    await ada.presses("Pause", message)
    await now_shows(discord, message, "#general is paused")
    assert "[Topics …]" in shown(message)
    assert connected.subscription(general).pause
    await ada.presses("Resume", message)
    await now_shows(discord, message, "#general posts again")
    await ada.presses("Preview", message)
    assert (await ada.awaits("A preview")) is not message


async def test_the_panel_works_after_a_restart(office: Office, discord: DiscordServer):
    ada, general = office.guild.person("ada", manage_guild=True), office.guild.channel("general")
    async with office.running():
        message = await the_panel(ada)
    office.adapter = office.another()
    async with office.running():
        await ada.chooses("Weekdays", ["Sunday"], message)
        await now_shows(discord, message, "Changed for #general")
        await ada.presses("Topics …", message)
        await ada.submits(await ada.awaits_modal("Topics"), {"Topics": "noise"})
        await now_shows(discord, message, "noise")
    assert office.subscription(general).rules.include == (Topic("text", "noise"),)


async def test_a_choice_that_comes_twice_is_made_once(discord: DiscordServer, ada: Person):
    message = await the_panel(ada)
    await ada.chooses("Weekdays", ["Sunday"], message)
    await now_shows(discord, message, "Changed for #general")
    discord.gateway.send_again("INTERACTION_CREATE")
    await ada.types("papers today")
    await ada.awaits("Sparse Attention")
    assert "Changed for #general" in shown(message)


# By its forms

FORMS = {
    "Topics …": ({"Topics": "noise, “sparse attention”", "Left out": "survey", "Authors": "Ada Lovelace"}, "topics"),
    "Papers …": ({"Papers at most": "3", "Layout": "one message with the titles, each paper in its thread"}, "papers"),
    "Time …": ({"Time": "7:45", "Time zone": "America/New_York", "How often": "the first day of each month"}, "time"),
    "More …": ({"After downtime, days": "0", "A late source, hours": "9"}, "late source"),
}


@pytest.mark.parametrize("label", FORMS)
async def test_a_form_changes_several_at_once(connected: Office, discord: DiscordServer, ada: Person, label: str):
    values, words = FORMS[label]
    message = await the_panel(ada)
    opened = await ada.presses(label, message)
    modal = await ada.awaits_modal()
    asked = await ada.submits(modal, values)
    await now_shows(discord, message, "Changed for #general: ")

    assert (opened.answered, asked.answered) == (9, 6)
    assert words in shown(message).split("\n")[0]
    assert ada.sees() == [message]
    del connected


@pytest.mark.parametrize("label", FORMS)
async def test_a_form_submitted_as_it_stands_changes_nothing(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel, label: str
):
    given = {"topics": 'noise, "a, b", cat:cs.CL, by:"Ada Lovelace", org:Meta, -survey', "count": 7, "min_votes": 10}
    await ada.types(SUBSCRIBE, time="9:30", cadence="once a week, on the first of these weekdays", **given)
    message = await ada.awaits("These settings match")
    before = connected.subscription(general)
    await ada.presses(label, message)
    await ada.submits(await ada.awaits_modal())
    await now_shows(discord, message, "Nothing to change for #general")
    assert connected.subscription(general) == before


@pytest.mark.parametrize(
    ("label", "values", "words"),
    [
        ("Topics …", {"Topics": "noise, cat:zz"}, "zz"),
        ("Topics …", {"At least so many votes": "many"}, "whole number"),
        ("Time …", {"Time": "noonish"}, "no time of day"),
        ("Time …", {"Time zone": "Berlin, I think"}, "no time zone"),
        ("More …", {"May be changed by": "admins of this workspace"}, "could not change #general any more"),
    ],
)
async def test_what_makes_no_sense_in_a_form_stands_above_the_settings(
    connected: Office,
    discord: DiscordServer,
    ada: Person,
    general: Channel,
    label: str,
    values: dict[str, str],
    words: str,
):
    message = await the_panel(ada)
    before = connected.subscription(general)
    await ada.presses(label, message)
    await ada.submits(await ada.awaits_modal(), values)
    await now_shows(discord, message, words)
    assert "[Topics …]" in shown(message)
    assert connected.subscription(general) == before


class Held:
    """A core that waits before it answers with a form."""

    def __init__(self, office: Office) -> None:
        self.answer = office.handle
        self.gate = asyncio.Event()
        office.handle = self  # type: ignore[assignment] # a Handler like any other

    async def __call__(self, command: Command, caller: Caller) -> Document:
        if isinstance(command, Edit) and caller.user_id:
            await self.gate.wait()
        return await self.answer(command, caller)


async def test_a_form_that_is_not_ready_in_time_says_so(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forms, "PROMPT", 0.05)
    held, ada = Held(office), office.guild.person("ada", manage_guild=True)
    held.gate.set()
    async with office.running():
        message = await the_panel(ada)
        held.gate.clear()
        asked = await ada.presses("Topics …", message)
        answer = await ada.awaits("The form did not open.")
        held.gate.set()
        assert (asked.answered, answer.seen_by) == (5, ada.id)
        monkeypatch.setattr(forms, "PROMPT", 2.0)
        await ada.presses("Topics …", message)
        await ada.awaits_modal("Topics")


async def test_a_form_whose_answer_was_lost_is_open(discord: DiscordServer, ada: Person):
    message = await the_panel(ada)
    discord.fail("POST", CALLBACK, Fault.unavailable(500, stored=True))
    await ada.presses("Topics …", message)
    await ada.submits(await ada.awaits_modal("Topics"), {"Topics": "noise"})
    await now_shows(discord, message, "Changed for #general: topics")


async def test_a_form_that_discord_refuses_is_said_not_to_open(discord: DiscordServer, ada: Person):
    message = await the_panel(ada)
    discord.fail("POST", CALLBACK, Fault.answers(400, 50035, "Invalid Form Body"))
    with capture_logs() as logs:
        await ada.presses("Topics …", message)
        await ada.awaits("The form did not open.")
    assert [line["event"] for line in logs] == ["not_answered"]


async def test_a_form_that_is_submitted_twice_by_the_network_is_kept_once(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    await ada.presses("Papers …", message)
    await ada.submits(await ada.awaits_modal(), {"Papers at most": "9"})
    await now_shows(discord, message, "Changed for #general: papers")
    discord.gateway.send_again("INTERACTION_CREATE")
    await ada.types("papers today")
    await ada.awaits("Sparse Attention")
    assert "Changed for #general: papers" in shown(message)
    assert connected.subscription(general).rules.count == 9


# Who may


async def test_who_does_not_manage_the_server_is_refused_whatever_discord_lets_them_use(
    connected: Office, ada: Person, bob: Person, general: Channel
):
    connected.guild.allow_command("papers-setup")
    await bob.types(SUBSCRIBE, topics="noise")
    await bob.awaits("You may not change the subscription of #general.")
    assert connected.store.subscriptions.get(connected.place(general)) is None
    await ada.types(SUBSCRIBE, topics="noise")
    await ada.awaits("#general is subscribed")
    await bob.types(SETTINGS)
    message = await bob.awaits("Topics: noise")
    assert "[Topics …]" not in shown(message)


@pytest.mark.parametrize("how", [{"administrator": True}, {"owner": True}])
async def test_who_runs_the_server_may_do_everything(connected: Office, how: dict[str, bool], general: Channel):
    boss = connected.guild.person("boss", **how)
    await boss.types(SUBSCRIBE, managers="admins of this workspace")
    await boss.awaits("#general is subscribed")
    assert connected.subscription(general).rules.managers == "admins"


async def test_who_loses_the_right_while_the_panel_is_open_is_refused(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    connected.guild.permit(connected.guild.role("ada's"), manage_guild=False)
    await ada.chooses("Weekdays", ["Sunday"], message)
    await now_shows(discord, message, "You may not change the subscription of #general.")
    assert "[Topics …]" not in shown(message)
    assert connected.subscription(general).schedule.weekdays == frozenset(range(5))


# What we must be allowed

LACKING: list[tuple[Layout, str, str]] = [
    ("message", "send_messages", "Send Messages"),
    ("message", "embed_links", "Embed Links"),
    ("thread", "create_public_threads", "Create Public Threads"),
    ("thread", "send_messages_in_threads", "Send Messages in Threads"),
]
WORDS = {
    "message": "all papers in one message",
    "thread": "one message with the titles, each paper in its thread",
}


@pytest.mark.parametrize(("layout", "name", "words"), LACKING)
async def test_what_is_missing_is_named_before_anything_is_kept(
    connected: Office, ada: Person, general: Channel, layout: Layout, name: str, words: str
):
    connected.guild.deny_bot(general, name)
    await ada.types(SUBSCRIBE, layout=WORDS[layout])
    message = await ada.awaits("I lack the permission")

    assert f"I lack the permission {words}." in shown(message)
    assert f"Allow Paperboy {words}" in shown(message)
    assert connected.store.subscriptions.get(connected.place(general)) is None
    connected.guild.allow_bot(general, name)
    await ada.types(SUBSCRIBE, layout=WORDS[layout])
    await ada.awaits("#general is subscribed")


async def test_all_that_is_missing_is_named_at_once(connected: Office, ada: Person, general: Channel):
    connected.guild.deny_bot(general, "send_messages", "embed_links")
    await ada.types(SUBSCRIBE)
    await ada.awaits("I lack the permissions Send Messages and Embed Links.")


async def test_another_layout_is_refused_where_it_cannot_be_and_the_rest_is_not(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel
):
    message = await the_panel(ada)
    connected.guild.deny_bot(general, "create_public_threads")
    await ada.presses("Papers …", message)
    await ada.submits(await ada.awaits_modal(), {"Layout": WORDS["thread"]})
    await now_shows(discord, message, "Create Public Threads")
    assert "[Topics …]" in shown(message)
    assert connected.subscription(general).rules.layout == "message"
    await ada.types(SETTINGS, count=3)
    await ada.awaits("Changed for #general")


async def test_what_is_good_to_have_is_said_and_no_reason_to_refuse(connected: Office, ada: Person, general: Channel):
    connected.guild.deny_bot(general, "read_message_history")
    message = await the_panel(ada)
    assert "#general is subscribed" in shown(message)
    assert "Allow me Read Message History too" in shown(message)


async def test_a_role_that_does_not_ring_is_said_so(connected: Office, ada: Person, general: Channel):
    connected.guild.deny_bot(general, "mention_everyone")
    quiet, loud = connected.guild.role("quiet"), connected.guild.role("loud", mentionable=True)
    await ada.types(SUBSCRIBE, mention=quiet)
    assert "Posts will not ring for quiet yet" in shown(await ada.awaits("#general is subscribed"))
    await ada.types(SETTINGS, mention=loud, count=3)
    assert "will not ring" not in shown(await ada.awaits("Changed for #general"))


async def test_everyone_is_never_called(connected: Office, ada: Person, general: Channel):
    await ada.types(SUBSCRIBE, mention=connected.guild.everyone)
    await ada.awaits("Not everyone can be called.")
    assert connected.store.subscriptions.get(connected.place(general)) is None
    await ada.types(SUBSCRIBE)
    message = await ada.awaits("#general is subscribed")
    await ada.chooses("A role to call with each post: none", [connected.guild.everyone], message)
    await now_shows(connected.discord, message, "Not everyone can be called.")
    assert connected.subscription(general).rules.mention == ""


async def test_a_locked_thread_is_not_subscribed(connected: Office, ada: Person, general: Channel):
    thread = connected.guild.thread("ideas", general)
    connected.guild.unarchive(thread, locked=True)
    await ada.types(SUBSCRIBE, thread)
    await ada.awaits("#ideas is locked.", thread)


# Another channel


@pytest.fixture
def forum(connected: Office) -> Channel:
    return connected.guild.channel("papers", "forum", tags=["diffusion"])


async def test_a_forum_is_set_up_from_elsewhere(
    connected: Office, discord: DiscordServer, ada: Person, general: Channel, forum: Channel
):
    await ada.types(SUBSCRIBE, general, channel=forum, topics="noise")
    message = await ada.awaits("#papers is subscribed")
    assert connected.subscription(forum).name == "#papers"
    assert connected.store.subscriptions.get(connected.place(general)) is None

    await ada.chooses("Weekdays", ["Sunday"], message)
    await now_shows(discord, message, "Changed for #papers")
    await ada.presses("Topics …", message)
    await ada.submits(await ada.awaits_modal("Topics"), {"Topics": "diffusion"})
    await now_shows(discord, message, "Changed for #papers: topics")
    await ada.presses("Pause", message)
    await now_shows(discord, message, "#papers is paused")
    found = connected.subscription(forum)
    assert (found.schedule.weekdays, str(found.rules.include[0])) == (frozenset({6}), "diffusion")
    assert found.pause
    await ada.types("papers-setup resume", general, channel=forum)
    await ada.awaits("#papers posts again")
    await ada.types("papers status", general, channel=forum)
    status = await ada.awaits("Status of #papers")
    await ada.presses("Settings", status)
    await ada.awaits("Settings of #papers")
    await ada.types("papers-setup unsubscribe", general, channel=forum)
    await ada.awaits("#papers gets no more papers")


async def test_what_is_missing_in_a_forum_is_named_as_it_is_called_there(
    connected: Office, discord: DiscordServer, ada: Person, forum: Channel
):
    connected.guild.deny_bot(forum, "send_messages")
    await ada.types(SUBSCRIBE, channel=forum)
    await ada.awaits("In #papers I lack the permission Create Posts.")
    connected.guild.deny_bot(forum, "view_channel")
    await discord.until(lambda: not connected.guild.sees(discord.bot, forum), "the forum to be hidden")
    await ada.types(SUBSCRIBE, channel=forum)
    await ada.awaits("View Channel")
    assert connected.store.subscriptions.get(connected.place(forum)) is None


async def test_a_channel_that_one_cannot_see_is_neither_shown_nor_changed(
    connected: Office, discord: DiscordServer, ada: Person, another_channel: Channel
):
    message = await the_panel_of(another_channel, ada)
    before = connected.subscription(another_channel)
    hidden = Overwrite(ada.guild.id, 0, deny=rights.bits("view_channel"))
    another_channel.overwrites[hidden.id] = hidden
    connected.guild.tell_changed(another_channel)
    connected.guild.allow_bot(another_channel, "view_channel")
    for press in ("Preview", "Pause"):
        await ada.presses(press, message)
        await ada.awaits("You cannot see that channel.")
        assert connected.subscription(another_channel) == before
        discord.changed()


async def the_panel_of(channel: Channel, person: Person) -> Message:
    """Shown in another one."""
    await person.types(SUBSCRIBE, "general", channel=channel)
    return await person.awaits(f"#{channel.name} is subscribed")


@pytest.fixture
def another_channel(connected: Office) -> Channel:
    return connected.guild.channel("random")


async def test_the_installation_may_have_another_idea_of_what_time_it_is(
    another_office: Callable[..., Awaitable[Office]],
):
    office = await another_office(zone="Europe/Berlin")
    ada = office.guild.person("ada", manage_guild=True)
    await the_panel(ada)
    assert office.subscription(office.guild.channel("general")).schedule.zone == "Europe/Berlin"
