"""The modal of a channel's settings, over a real socket."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time

import pytest

from adapters.slack import forms
from bot.commands import Caller, Command
from bot.document import Document
from bot.model import Topic
from tests.adapters.slack import delivery
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import shown
from tests.adapters.slack.workspace import Channel, View


async def the_form(person: Person, typed: str = "/papers subscribe", channel: str = "general") -> View:
    await person.types(typed, channel)
    return await person.awaits_modal("These settings match")


@pytest.fixture
def general(connected: Office) -> Channel:
    return connected.team.channel("general")


def held(view: View, name: str) -> str:
    """What stands in a field."""
    value = view.state[name]["setting"]
    chosen = value.get("selected_option") or {}
    return str(value.get("value") or value.get("selected_time") or chosen.get("value"))


async def test_the_modal_opens_before_anything_slow_and_shows_what_would_be(
    connected: Office, slack: SlackServer, ada: Person
):
    gate = slack.hold("users.info")
    before = len(slack.calls)
    await ada.types("/papers subscribe", "general")
    await ada.awaits_modal("Looking…")
    assert slack.calls[before].method == "views.open"
    gate.set()
    view = await ada.awaits_modal("These settings match 3 of 3 papers of the last 3 days.")

    assert "Settings of #general" in shown(view)
    assert [held(view, name) for name in ("count", "at", "zone")] == ["5", "09:00", "Europe/Berlin"]
    assert connected.store.subscriptions.get(connected.place(connected.team.channel("general"))) is None


async def test_it_is_subscribed_by_submitting(connected: Office, ada: Person, general: Channel):
    await the_form(ada)
    await ada.submits(
        None,
        {
            "Topics": "noise, “sparse attention”",
            "Left out": "survey, org:DeepMind",
            "Authors": "Ada Lovelace",
            "Organisations": "Google, Meta",
            "count": "3",
            "at": "07:45",
            "Time zone": "America/New_York",
            "Weekdays": ["Monday", "Thursday"],
            "Layout": "one message with the titles, each paper in its thread",
        },
    )
    view = await ada.awaits_modal("#general is subscribed")
    found = connected.subscription(general)

    kinds = [(topic.kind, topic.value) for topic in found.rules.include]
    assert kinds[:3] == [("text", "noise"), ("text", "sparse attention"), ("author", "Ada Lovelace")]
    assert kinds[3:] == [("organisation", "Google"), ("organisation", "Meta")]
    assert Topic("organisation", "DeepMind") in found.rules.exclude
    assert (found.rules.count, found.rules.layout) == (3, "thread")
    assert (found.schedule.at, found.schedule.zone) == (time(7, 45), "America/New_York")
    assert found.schedule.weekdays == frozenset({0, 3})
    assert "/invite" not in shown(view)
    assert ada.sees("general") == []


async def test_what_stands_in_the_form_is_what_holds_and_comes_back_unchanged(
    connected: Office, ada: Person, general: Channel
):
    typed = 'noise, "a, b", cat:cs.CL, by:"Ada Lovelace", org:Meta, -survey count:7 min:10 at 9:30 weekly fri'
    await ada.types(f"/papers subscribe {typed}", general)
    await ada.awaits("is subscribed", general)
    before = connected.subscription(general)
    view = await the_form(ada, "/papers settings")

    assert "[Save]" in shown(view)
    assert [held(view, name) for name in ("count", "min_votes", "cadence")] == ["7", "10", "weekly"]
    await ada.submits(view)
    await ada.awaits_modal("Nothing to change for #general")
    assert connected.subscription(general) == before


async def test_how_many_would_match_is_told_while_it_is_filled_in(slack: SlackServer, ada: Person):
    view = await the_form(ada)
    await ada.chooses("Topics", "noise", view)
    await ada.awaits_modal("These settings match 1 of 3 papers")
    await ada.chooses("Topics", "noise, cat:zz", view)
    await ada.awaits_modal("zz")
    await ada.chooses("Topics", "noise, ladders", view)
    await ada.awaits_modal("These settings match 1 of 3 papers")
    await ada.chooses("At least so many votes", "41", view)
    await ada.awaits_modal("These settings match 0 of 3 papers")
    assert held(view, "include") == "noise, ladders"
    assert len(slack.calls_of("views.open")) == 1


async def test_what_was_filled_in_last_is_what_is_told(slack: SlackServer, ada: Person):
    view = await the_form(ada)
    gate = slack.hold("views.update")
    for topics in ("noise", "noise, attention", "noise, attention, models"):
        await ada.chooses("Topics", topics, view)
    gate.set()
    await ada.awaits_modal("These settings match 3 of 3")
    await ada.chooses("Topics", "nothing at all", view)
    await ada.awaits_modal("These settings match 0 of 3")


async def test_what_is_told_late_does_not_undo_the_submission(connected: Office, slack: SlackServer, ada: Person):
    view = await the_form(ada)
    gate = slack.hold("conversations.members")
    await ada.chooses("Topics", "noise", view)
    await slack.until(lambda: len(slack.calls_of("conversations.members")) == 1, "the first question")
    submitting = asyncio.ensure_future(ada.submits(view, {"count": "9"}))
    await slack.until(lambda: len(slack.calls_of("conversations.members")) == 2, "the second question")
    gate.set()
    await submitting
    await ada.awaits_modal("#general is subscribed")
    await ada.types("/papers search noise", "general")
    await ada.awaits("Ladders", "general")
    assert "#general is subscribed" in shown(view)
    assert connected.subscription(connected.team.channel("general")).rules.count == 9


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"Topics": "cat:zz"}, "include", "zz"),
        ({"Left out": "noise, cat:zz"}, "exclude", "zz"),
        ({"Topics": "foo:bar"}, "include", "foo"),
        ({"managers": "admins of this workspace"}, "managers", "could not change #general any more"),
        ({"At least so many votes": "20000"}, "min_votes", "10000"),
    ],
)
async def test_what_is_wrong_stands_under_its_field(
    connected: Office, ada: Person, general: Channel, values: dict[str, str], field: str, words: str
):
    view = await the_form(ada)
    await ada.submits(view, values)

    assert list(view.errors) == [field]
    assert words in view.errors[field]
    assert connected.store.subscriptions.get(connected.place(general)) is None


async def test_all_that_is_wrong_is_said_at_once(ada: Person):
    view = await the_form(ada)
    await ada.submits(view, {"Topics": "cat:zz", "Left out": "foo:bar"})
    assert set(view.errors) == {"include", "exclude"}


async def test_zones_are_found_by_a_part_of_their_name(ada: Person):
    view = await the_form(ada)
    offered = [option["value"] for option in await ada.suggests("Time zone", "berl", view)]
    assert offered == ["Europe/Berlin"]
    assert await ada.suggests("Time zone", "qqqq", view) == []


# Who may


async def test_who_may_not_change_it_reads_it_and_who_may(another_office: Callable[..., Awaitable[Office]]):
    office = await another_office(managers=("admins",))
    boss, ada = office.team.person("boss", is_admin=True), office.team.person("ada")
    await boss.types("/papers subscribe noise", "general")
    await boss.awaits("is subscribed", "general")

    await ada.types("/papers settings", "general")
    view = await ada.awaits_modal("Topics: noise")
    assert "submit" not in view.content
    await ada.types("/papers subscribe", "general")
    view = await ada.awaits_modal("You may not change the subscription of #general.")
    assert "submit" not in view.content


async def test_who_loses_the_right_while_the_form_is_open_is_refused(connected: Office, ada: Person, general: Channel):
    view = await the_form(ada)
    boss = connected.team.person("boss", is_admin=True)
    await boss.types("/papers subscribe noise managers:admins", general)
    await boss.awaits("is subscribed", general)
    before = connected.subscription(general)
    await ada.submits(view, {"count": "9"})

    assert "You may not change the subscription of #general." in " ".join(view.errors.values())
    assert connected.subscription(general) == before


async def test_a_channel_that_one_is_not_in_is_neither_shown_nor_changed(connected: Office, ada: Person):
    bob = connected.team.person("bob")
    secret = connected.team.channel("secret", kind="private", bot=True, members=(bob.id,))
    await bob.types("/papers subscribe whistleblowing", secret)
    await bob.awaits("is subscribed", secret)
    before = connected.subscription(secret)

    view = await the_form(ada)
    view.content["private_metadata"] = secret.id
    await ada.chooses("Topics", "noise", view)
    await ada.awaits_modal("You are not in that channel.")
    view.content["private_metadata"] = secret.id
    await ada.submits(view, {"count": "9"})

    assert "You are not in that channel." in " ".join(view.errors.values())
    assert "whistleblowing" not in shown(view)
    assert connected.subscription(secret) == before


async def test_a_private_channel_without_us_is_not_subscribed_by_a_form(connected: Office, ada: Person):
    connected.team.channel("secret", kind="private", bot=False)
    view = await the_form(ada, channel="secret")
    await ada.submits(view)
    assert "Invite me there first" in " ".join(view.errors.values())


async def test_a_public_channel_without_us_is_subscribed_and_told_to_invite_us(connected: Office, ada: Person):
    connected.team.channel("quiet", bot=False)
    view = await the_form(ada, channel="quiet")
    await ada.submits(view)
    await ada.awaits_modal("/invite @paperboy")


async def test_a_conversation_with_us_is_subscribed_by_a_form_but_none_of_others(connected: Office, ada: Person):
    await ada.types("/papers subscribe", ada.dm)
    await ada.submits(await ada.awaits_modal("These settings match"))
    await ada.awaits_modal("is subscribed")
    await ada.closes()

    bob = connected.team.person("bob")
    await ada.types("/papers subscribe", bob.dm)
    view = await ada.awaits_modal("These settings match")
    await ada.submits(view)
    assert "I am not part of that conversation." in " ".join(view.errors.values())


# Slow, late, twice


class Held:
    """A core that waits before it answers."""

    def __init__(self, office: Office) -> None:
        self.answer = office.handle
        self.gate = asyncio.Event()
        self.gate.set()
        office.handle = self  # type: ignore[assignment] # a Handler like any other

    async def __call__(self, command: Command, caller: Caller) -> Document:
        await self.gate.wait()
        return await self.answer(command, caller)


@pytest.fixture
async def slow(office: Office, monkeypatch: pytest.MonkeyPatch) -> Held:
    monkeypatch.setattr(forms, "PROMPT", 0.0)
    monkeypatch.setattr(forms, "SETTLED", 0.0)
    return Held(office)


@pytest.mark.parametrize(
    ("values", "words"),
    [({}, "#general is subscribed"), ({"managers": "admins of this workspace"}, "could not change #general any more")],
)
async def test_a_slow_answer_takes_the_modals_place_later(slow: Held, ada: Person, values: dict[str, str], words: str):
    view = await the_form(ada)
    slow.gate.clear()
    answer = await ada.submits(view, values)
    assert answer["response_action"] == "update"
    assert "Looking…" in shown(view)
    slow.gate.set()
    await ada.awaits_modal(words)


async def test_a_form_that_is_submitted_twice_by_the_network_is_kept_once(
    connected: Office, slack: SlackServer, ada: Person, general: Channel
):
    view = await the_form(ada)
    await ada.submits(view, {"count": "9"})
    again = await delivery.again(slack)

    assert again["response_action"] == "update"
    assert connected.subscription(general).rules.count == 9


@pytest.mark.parametrize(
    "fault", [Fault.answers("expired_trigger_id"), Fault.drops(), Fault.unavailable(), Fault.answers("fatal_error")]
)
async def test_a_form_that_cannot_be_opened_is_said_so(slack: SlackServer, ada: Person, fault: Fault):
    slack.fail("views.open", fault)
    await ada.types("/papers subscribe", "general")
    message = await ada.awaits("Slack did not open the settings.", "general")
    assert message.seen_by == ada.id
    await the_form(ada)


async def test_a_form_that_was_closed_meanwhile_breaks_nothing(slack: SlackServer, ada: Person):
    gate = slack.hold("users.info")
    await ada.types("/papers subscribe", "general")
    await ada.closes(await ada.awaits_modal("Looking…"))
    gate.set()
    await slack.until(lambda: slack.calls_of("views.update"), "the form to be filled")
    assert ada.modal is None
    await the_form(ada)


async def test_the_button_of_the_help_opens_the_form(ada: Person):
    await ada.types("/papers help", "general")
    await ada.presses("Subscribe", await ada.awaits("Paperboy in #general", "general"))
    assert "Settings of #general" in shown(await ada.awaits_modal("These settings match"))


async def test_what_is_pressed_under_the_result_is_about_its_channel(connected: Office, ada: Person, general: Channel):
    view = await the_form(ada)
    await ada.submits(view)
    await ada.presses("Pause", await ada.awaits_modal("#general is subscribed"))
    await ada.awaits_modal("#general is paused")
    assert connected.subscription(general).pause
