"""Who asks, and where: permissions, zones, workspaces that never see each other."""

from collections.abc import Awaitable, Callable

import pytest

from adapters.slack.callers import Asker, Callers
from adapters.slack.teams import OneToken, Teams
from adapters.slack.wiring import Options
from bot.errors import NotAllowed
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import shown
from tests.adapters.slack.team import Team

Offices = Callable[..., Awaitable[Office]]

# Who may change a channel's subscription


@pytest.mark.parametrize(
    ("managers", "person", "may"),
    [
        (("everyone",), {}, True),
        (("admins",), {}, False),
        (("admins",), {"is_admin": True}, True),
        (("admins",), {"is_owner": True}, True),
        (("U7",), {}, False),
        (("U7",), {"id": "U7"}, True),
        (("admins", "U7"), {"id": "U7"}, True),
        ((), {"is_admin": True}, False),
    ],
)
async def test_who_may_manage_is_what_the_configuration_says(
    another_office: Offices, managers: tuple[str, ...], person: dict[str, object], may: bool
):
    office = await another_office(managers=managers)
    ada = office.team.person("ada", **person)
    for typed in ("subscribe noise", "settings count:3", "pause", "resume", "unsubscribe"):
        count = len(ada.sees("general"))
        await ada.types(f"/papers {typed}", "general")
        await office.slack.until(lambda before=count: len(ada.sees("general")) > before, "an answer")
        refused = "You may not change the subscription of #general." in shown(ada.sees("general")[-1])
        assert refused is not may, typed


async def test_a_button_that_was_posted_for_others_is_refused_when_it_is_pressed(another_office: Offices):
    office = await another_office(managers=("admins",))
    boss, ada = office.team.person("boss", is_admin=True), office.team.person("ada")
    await boss.types("/papers subscribe noise", "general")
    await boss.awaits("is subscribed", "general")
    await boss.types("/papers settings count:4 --post", "general")
    message = await ada.awaits("[Pause]", "general")

    await ada.presses("Pause", message)
    answer = await ada.awaits("You may not change the subscription of #general.", "general")
    assert answer.seen_by == ada.id
    assert office.subscription(office.team.channel("general")).pause is None


async def test_who_becomes_an_admin_is_known_as_one_after_a_while(another_office: Offices):
    office = await another_office(managers=("admins",))
    ada = office.team.person("ada")
    await ada.types("/papers subscribe noise", "general")
    await ada.awaits("You may not change", "general")
    ada.user.is_admin = True
    office.clock.advance(minutes=11)
    await ada.types("/papers subscribe noise", "general")
    await ada.awaits("#general is subscribed", "general")


async def test_who_cannot_be_looked_up_is_no_admin(another_office: Offices, slack: SlackServer):
    office = await another_office(managers=("admins",))
    boss = office.team.person("boss", is_admin=True)
    slack.fail("users.info", Fault.unavailable())
    await boss.types("/papers subscribe noise", "general")
    await boss.awaits("You may not change", "general")
    await boss.types("/papers subscribe noise", "general")
    await boss.awaits("#general is subscribed", "general")


async def test_a_person_is_looked_up_once_in_a_while(slack: SlackServer, ada: Person):
    for typed, words in (("today", TITLES[0]), ("search noise", "Search"), ("saved", "Your reading list")):
        await ada.types(f"/papers {typed}", "general")
        await ada.awaits(words, "general")
    assert len(slack.calls_of("users.info")) == 1


# Where


@pytest.fixture
async def callers(office: Office) -> Callers:
    options = Options("socket", api_base_url=office.slack.api_url)
    return Callers(office.adapter.teams, options, office.clock)


async def test_a_member_is_found_however_large_the_channel_is(office: Office, callers: Callers):
    ada = office.team.person("ada")
    crowd = office.team.channel("crowd", members=tuple(f"UX{number}" for number in range(2500)))
    crowd.members.append(ada.id)
    found = await callers.at(Asker("T1", ada.id), crowd.id)
    assert (found.destination, found.channel_name) == (office.place(crowd), "#crowd")


@pytest.mark.parametrize(
    ("method", "fault", "words"),
    [
        ("conversations.info", Fault.answers("channel_not_found"), "I cannot see that channel."),
        ("conversations.info", Fault.answers("missing_scope"), "I cannot see that channel."),
        ("conversations.members", Fault.unavailable(), "Slack did not tell"),
        ("conversations.members", Fault.drops(), "Slack did not tell"),
        ("conversations.members", Fault.ratelimited(), "Slack did not tell"),
        ("auth.test", Fault.answers("token_revoked"), "I cannot see that channel."),
    ],
)
async def test_what_slack_does_not_tell_is_not_allowed(
    office: Office, callers: Callers, slack: SlackServer, method: str, fault: Fault, words: str
):
    ada = office.team.person("ada")
    slack.fail(method, fault, fault)  # what is only read may be asked for once more, by the HTTP client itself
    with pytest.raises(NotAllowed, match=words):
        await callers.at(Asker("T1", ada.id), office.team.channel("general").id)


async def test_a_private_channel_without_us_is_called_this_channel(office: Office, callers: Callers):
    ada = office.team.person("ada")
    secret = office.team.channel("secret", kind="private", bot=False)
    found = await callers.of(Asker("T1", ada.id, secret.id, "privategroup"))
    assert found.channel_name == "this channel"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("directmessage", "this conversation"),
        ("mpdm-ada--bob--eve-1", "this conversation"),
        ("general", "#general"),
    ],
)
async def test_a_place_is_called_as_people_call_it(office: Office, callers: Callers, name: str, said: str):
    found = await callers.of(Asker("T1", office.team.person("ada").id, "C1", name))
    assert found.channel_name == said


# Workspaces


class TwoTokens:
    """The tokens of an installation in two workspaces."""

    def __init__(self, *teams: Team) -> None:
        self._teams = {team.id: team for team in teams}

    async def of(self, team: str, *_: object) -> str | None:
        return self._teams[team].bot_token if team in self._teams else None

    async def remove(self, team: str) -> None:
        del self._teams[team]


@pytest.fixture
async def two(slack: SlackServer, another_office: Offices) -> tuple[Person, Person]:
    """A person of the same id in each of two workspaces, in a channel of the same id in each."""
    other = slack.add_workspace("T2", "Rival")
    ada = slack.workspace("T1").person("ada", id="USAME")
    eve = other.person("eve", id="USAME")
    spy = other.channel("general", bot=True)
    general = slack.workspace("T1").channel("general")
    del other.channels[spy.id]
    spy.id = general.id
    other.channels[spy.id] = spy
    await another_office(tokens=TwoTokens(slack.workspace("T1"), other))
    return ada, eve


async def test_one_workspace_never_sees_the_data_of_another(two: tuple[Person, Person]):
    ada, eve = two
    for typed, words in (
        ("subscribe whistleblowing", "#general is subscribed"),
        ("save 2603.00001", "Saved:"),
        ("status", "#general"),
    ):
        await ada.types(f"/papers {typed}", "general")
        await ada.awaits(words, "general")
    for typed, words in (
        ("saved", "Your reading list is empty"),
        ("", "has no subscription yet"),
        ("why 2603.00001", "no subscription"),
        ("top here", "Nobody has voted here"),
        ("forget-me confirm", "0 saved papers"),
    ):
        await eve.types(f"/papers {typed}".strip(), "general")
        await eve.awaits(words, "general")
    await eve.opens_home()
    words = eve.reads("general") + shown(await eve.awaits_home("Privacy"))
    assert "whistleblowing" not in words
    assert TITLES[0] not in words

    await ada.types("/papers saved", "general")
    assert TITLES[0] in shown(await ada.awaits("1 paper · ", "general"))


async def test_a_vote_counts_in_its_own_workspace_only(two: tuple[Person, Person]):
    ada, eve = two
    await ada.types("/papers preview --post", "general")
    await ada.presses("👍 Useful", await ada.awaits(TITLES[0], "general"))
    await ada.awaits("1 useful, 0 not useful", "general")
    await eve.types("/papers top here", "general")
    await eve.awaits("Nobody has voted here", "general")
    await eve.types("/papers show 2603.00001", "general")
    assert "· 1]" not in shown(await eve.awaits("It is faster, too.", "general"))


async def test_a_workspace_that_is_not_ours_is_not_answered(slack: SlackServer, two: tuple[Person, Person]):
    del two
    stranger = slack.add_workspace("T3", "Strangers").person("mallory")
    stranger.team.channel("general", bot=True)
    await stranger.types("/papers today", "general")
    assert all(call.grant is None or call.grant.team != "T3" for call in slack.calls)


async def test_the_token_of_another_workspace_is_not_used(office: Office, slack: SlackServer):
    other = slack.add_workspace("T2", "Rival")
    options = Options("socket", bot_token=other.bot_token, api_base_url=slack.api_url)
    teams = Teams(options, OneToken(other.bot_token), office.clock)
    callers = Callers(teams, options, office.clock)
    with pytest.raises(NotAllowed):
        await callers.at(Asker("T1", "U1"), office.team.channel("general").id)
    await teams.close()
