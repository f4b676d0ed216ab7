"""What the doctor finds in Slack, one trouble at a time."""

from collections.abc import Sequence

import pytest

from bot.commands import Caller
from bot.document import Finding
from bot.model import Destination
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import Office
from tests.adapters.slack.workspace import BOT_SCOPES, Channel
from tests.builders import a_caller


def in_channel(office: Office, channel: Channel) -> Caller:
    return a_caller(destination=office.place(channel), channel_name=f"#{channel.name}")


async def findings(office: Office, channel: Channel | None = None) -> Sequence[Finding]:
    return await office.adapter.check(in_channel(office, channel or office.team.channel("general")))


async def trouble(office: Office, channel: Channel | None = None) -> str:
    """The one thing that is wrong, and what to do."""
    (wrong,) = [finding for finding in await findings(office, channel) if not finding.ok]
    return f"{wrong.what} {''.join(str(getattr(part, 'text', part)) for part in wrong.action)}"


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_all_is_well(office: Office, kind: str):
    found = await findings(office, office.team.channel("place", kind=kind, bot=True))

    assert [finding.ok for finding in found] == [True, True, True]
    assert "paperboy" in found[0].what
    assert "I am in #place" in found[2].what


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_not_in_the_channel(office: Office, kind: str):
    told = await trouble(office, office.team.channel("place", kind=kind, bot=False))

    assert "I am not in #place." in told
    assert "/invite @paperboy" in told


async def test_a_conversation_of_two_needs_no_invitation(office: Office):
    ada = office.team.person("ada")

    assert all(finding.ok for finding in await findings(office, ada.dm))


async def test_an_archived_channel(office: Office):
    old = office.team.channel("old")
    old.archived = True

    assert "#old is archived. Unarchive it" in await trouble(office, old)


async def test_a_channel_where_not_everyone_may_post(office: Office):
    walled = office.team.channel("walled")
    walled.error = "restricted_action"

    assert "Not everyone may post in #walled." in await trouble(office, walled)


async def test_missing_scopes_are_named(office: Office):
    missing = {"users:read", "reactions:read"}
    office.slack.grants("T1")[-1].scopes = tuple(scope for scope in BOT_SCOPES if scope not in missing)

    told = await trouble(office)

    assert "Scopes are missing." in told
    assert "reactions:read, users:read" in told


async def test_scopes_that_are_not_needed_are_no_trouble(office: Office):
    office.slack.grants("T1")[-1].scopes = tuple(scope for scope in BOT_SCOPES if not scope.endswith(":history"))

    (_, scopes, _) = await findings(office)

    assert scopes.ok
    assert "channels:history" in scopes.what


async def test_a_scope_that_is_needed_to_look_at_the_channel(office: Office):
    office.slack.grants("T1")[-1].scopes = tuple(scope for scope in BOT_SCOPES if scope != "groups:read")
    secret = office.team.channel("secret", kind="private", bot=True)

    wrong = [finding.what for finding in await findings(office, secret) if not finding.ok]

    assert wrong == ["Scopes are missing.", "Slack does not tell about #secret: missing_scope."]


async def test_a_revoked_token(office: Office):
    office.slack.revoke_all("T1")

    told = await trouble(office)

    assert "Slack does not let me in: token_revoked." in told
    assert "installs the app" in told


async def test_a_workspace_where_the_token_is_anothers(office: Office):
    caller = a_caller(destination=Destination("slack", "T9", "C1"), channel_name="#general")

    (wrong,) = await office.adapter.check(caller)

    assert not wrong.ok
    assert "another_workspace" in wrong.what


async def test_slack_cannot_be_reached(office: Office):
    await office.slack.stop()

    told = await trouble(office)

    assert "Slack does not answer: not_connected." in told
    assert "whether this machine reaches Slack" in told


@pytest.mark.parametrize("fault", [Fault.unavailable(), Fault.html(), Fault.drops(), Fault.ratelimited()])
@pytest.mark.parametrize("method", ["auth.test", "conversations.info"])
async def test_whatever_slack_answers_the_doctor_has_a_word_for_it(office: Office, method: str, fault: Fault):
    office.slack.fail(method, *[fault] * 3)

    assert "Try again later" in await trouble(office)


async def test_channels_elsewhere_are_not_its_business(office: Office):
    assert await office.adapter.check(a_caller()) == ()
