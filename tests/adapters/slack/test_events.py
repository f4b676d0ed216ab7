"""What Slack tells by itself: channels that change, an app that is removed, links that are pasted."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.model import Destination
from tests.adapters.slack import delivery
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.morning import Morning
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.shown import shown
from tests.adapters.slack.team import Team
from tests.adapters.slack.workspace import Channel

Act = Callable[[Team, Channel], Awaitable[None]]


@pytest.fixture
def morning(connected: Office) -> Morning:
    return Morning(connected)


@pytest.fixture(params=["public", "private"])
def place(request: pytest.FixtureRequest, morning: Morning) -> Channel:
    """A subscribed channel, of either kind."""
    ada = morning.office.team.person("ada")
    channel = morning.office.team.channel("place", kind=request.param, bot=True, members=(ada.id,))
    morning.subscribe(channel)
    return channel


CLOSED: dict[str, tuple[Act, str, str]] = {
    "archived": (Team.archives, "The channel was archived.", "Unarchive it"),
    "deleted": (Team.deletes, "The channel was deleted.", "Subscribe another channel"),
    "without us": (Team.removes_bot, "I was removed from the channel.", "/invite"),
}


@pytest.mark.parametrize("what", CLOSED)
async def test_a_closed_channel_pauses_and_its_maker_is_told_what_to_do(morning: Morning, place: Channel, what: str):
    act, problem, action = CLOSED[what]

    await act(morning.office.team, place)

    await morning.office.slack.until(morning.told, "a word to Ada")
    pause, (told,) = morning.pause(place), morning.told()
    assert pause
    assert pause.reason.startswith(problem)
    assert action in told
    assert "#place" in told


async def test_the_same_event_twice_is_acted_on_once(morning: Morning, place: Channel):
    team, slack = morning.office.team, morning.office.slack
    body = delivery.event_body(slack, team, {"type": "channel_deleted", "channel": place.id})
    for _ in range(3):
        await slack.sockets.acked(await slack.sockets.send("events_api", body, answers=False))
    await slack.until(morning.told, "a word to Ada")
    morning.store.subscriptions.resume(morning.office.subscription(place).id, morning.office.clock.now())

    await slack.sockets.acked(await slack.sockets.send("events_api", body, answers=False))
    await team.renames(place, "afterwards")  # which is handled after the event before it

    await slack.until(lambda: morning.office.subscription(place).name == "#afterwards", "the new name")
    assert morning.pause(place) is None
    assert len(morning.told()) == 1


async def test_a_channel_that_is_open_again_is_told_of_and_stays_paused(morning: Morning, place: Channel):
    team = morning.office.team
    await team.archives(place)
    await morning.office.slack.until(morning.told, "a word to Ada")

    await team.unarchives(place)

    await morning.office.slack.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "open again" in morning.told()[1]
    assert "/papers resume" in morning.told()[1]
    assert morning.pause(place)


async def test_whoever_invites_us_back_makes_its_maker_hear_how_to_go_on(morning: Morning, place: Channel):
    team = morning.office.team
    await team.removes_bot(place)
    await morning.office.slack.until(morning.told, "a word to Ada")

    await team.invites_bot(place)

    await morning.office.slack.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "/papers resume" in morning.told()[1]


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_a_pause_that_a_refused_post_caused_is_over_likewise(morning: Morning, place: Channel, code: str):
    place.members.remove(morning.office.team.bot.id)
    morning.office.slack.fail("chat.postMessage", Fault.answers(code))
    await morning.at_nine()
    assert morning.pause(place)

    await morning.office.team.invites_bot(place)

    await morning.office.slack.until(lambda: len(morning.told()) == 2, "another word to Ada")
    assert "open again" in morning.told()[1]


async def test_a_subscription_follows_its_channels_name(morning: Morning, place: Channel):
    await morning.office.team.renames(place, "reading")

    await morning.office.slack.until(lambda: morning.office.subscription(place).name == "#reading", "the new name")
    assert morning.told() == []


async def test_a_channel_with_another_id_goes_on_under_it(morning: Morning, place: Channel):
    await morning.office.team.changes_id(place, "CNEW")
    await morning.office.slack.until(
        lambda: morning.store.subscriptions.get(morning.office.place(place)), "the moved subscription"
    )

    await morning.at_nine()

    assert (place.id, len(morning.posts(place))) == ("CNEW", 1)


# Who brings it in


async def test_whoever_brings_it_in_hears_alone_how_to_begin(connected: Office):
    ada = connected.team.person("ada")
    quiet = connected.team.channel("quiet", bot=False)

    await connected.team.invites_bot(quiet, by=ada.id)

    message = await ada.awaits("/papers subscribe", quiet)
    assert message.seen_by == ada.id
    assert "/papers help" in shown(message)
    assert [each for each in quiet.messages if each.seen_by is None] == []


async def test_where_it_is_set_up_already_or_somebody_else_joins_nothing_is_said(morning: Morning):
    ada, office = morning.office.team.person("ada"), morning.office
    known = office.team.channel("known", bot=False)
    morning.subscribe(known)
    await office.team.invites_bot(known, by=ada.id)
    fields = {"channel": morning.general.id, "channel_type": "C", "team": "T1", "inviter": ada.id}
    await office.team.happens("member_joined_channel", user=ada.id, **fields)

    quiet = office.team.channel("quiet", bot=False)
    await office.team.invites_bot(quiet, by=ada.id)
    await ada.awaits("/papers subscribe", quiet)

    assert known.messages == []
    assert morning.general.messages == []


# The app


async def test_a_removed_app_pauses_its_whole_workspace_and_no_other(morning: Morning):
    team, other = morning.office.team, Destination("slack", "T2", "C1")
    random = team.channel("random")
    morning.subscribe()
    morning.subscribe(random)
    like = morning.office.subscription(random)
    elsewhere = morning.store.subscriptions.add(
        other, "#theirs", like.schedule, like.rules, "U9", like.next_due_at, like.created_at
    )

    await team.removes_app()

    await morning.office.slack.until(lambda: morning.pause() and morning.pause(random), "two pauses")
    pause = morning.pause()
    assert pause
    assert "was removed from this Slack workspace" in pause.reason
    assert morning.store.subscriptions.by_id(elsewhere.id) == elsewhere


async def test_a_persons_own_token_that_was_revoked_is_no_matter(morning: Morning):
    morning.subscribe()
    team = morning.office.team
    await team.happens("tokens_revoked", tokens={"oauth": ["U1"], "bot": []})
    await team.renames(morning.general, "afterwards")

    await morning.office.slack.until(
        lambda: morning.office.subscription(morning.general).name == "#afterwards", "the new name"
    )
    assert morning.pause() is None


async def test_an_event_of_no_interest_is_taken_all_the_same(morning: Morning):
    await morning.office.team.happens("pin_added", user="U1", channel_id=morning.general.id)


# Links


ARXIV, FACE = "https://arxiv.org/abs/2603.00001", "https://huggingface.co/papers/2603.00002"


@pytest.fixture
async def unfurling(office: Office):
    office.adapter = office.another(replace(office.options, unfurl=True))
    async with office.running():
        yield office


async def test_pasted_links_to_papers_show_what_they_lead_to(unfurling: Office):
    ada = unfurling.team.person("ada")
    message = await ada.pastes(f"{ARXIV} {FACE} https://arxiv.org/list/cs.CL/recent")

    await unfurling.slack.until(lambda: message.unfurls, "a preview")

    assert set(message.unfurls) == {ARXIV, FACE}
    text = shown(message)
    assert TITLES[0] in text
    assert TITLES[1] in text
    assert "Much is known about this" in text or "We propose a method" in text
    assert "lready" not in text


async def test_a_paper_that_was_posted_here_says_so(unfurling: Office):
    morning = Morning(unfurling)
    morning.subscribe()
    await morning.at_nine()

    message = await unfurling.team.person("ada").pastes(ARXIV)

    await unfurling.slack.until(lambda: message.unfurls, "a preview")
    assert "lready" in shown(message)


async def test_links_to_what_is_not_known_are_left_alone(unfurling: Office):
    ada = unfurling.team.person("ada")
    unknown = await ada.pastes("https://arxiv.org/abs/2603.99999")
    known = await ada.pastes(ARXIV)

    await unfurling.slack.until(lambda: known.unfurls, "a preview")
    assert unknown.unfurls == {}


async def test_a_preview_that_slack_refuses_breaks_nothing(unfurling: Office):
    ada = unfurling.team.person("ada")
    unfurling.slack.fail("chat.unfurl", Fault.answers("cannot_unfurl_url"), Fault.unavailable())
    messages = [await ada.pastes(ARXIV) for _ in range(3)]

    await unfurling.slack.until(lambda: any(each.unfurls for each in messages), "the one that Slack takes")
    assert len(unfurling.slack.calls_of("chat.unfurl")) == 3


async def test_links_are_left_alone_unless_it_is_asked_for(morning: Morning):
    morning.subscribe()
    message = await morning.office.team.person("ada").pastes(ARXIV)
    await morning.office.team.renames(morning.general, "afterwards")

    await morning.office.slack.until(
        lambda: morning.office.subscription(morning.general).name == "#afterwards", "the new name"
    )
    assert (message.unfurls, morning.office.slack.calls_of("chat.unfurl")) == ({}, [])
