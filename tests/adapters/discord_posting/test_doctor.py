"""What the doctor finds in Discord, one trouble at a time; by asking, and from what the gateway has told."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.commands import Caller
from bot.document import Finding
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.office import Office
from tests.builders import a_caller


@pytest.fixture(params=["asking", "connected"])
async def clinic(office: Office, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    if request.param == "asking":
        yield office
        return
    async with office.running():
        yield office


def in_channel(office: Office, channel: Channel) -> Caller:
    return a_caller(destination=office.place(channel), channel_name=f"#{channel.name}")


async def findings(office: Office, channel: Channel | None = None) -> Sequence[Finding]:
    return await office.adapter.check(in_channel(office, channel or office.guild.channel("general")))


async def trouble(office: Office, channel: Channel | None = None) -> str:
    """The one thing that is wrong, and what to do."""
    (wrong,) = [finding for finding in await findings(office, channel) if not finding.ok]
    return f"{wrong.what} {''.join(map(str, wrong.action))}"


@pytest.mark.parametrize("kind", ["text", "announcement", "voice", "forum", "media"])
async def test_all_is_well(clinic: Office, kind: str):
    found = await findings(clinic, clinic.guild.channel("place", kind))

    assert [finding.ok for finding in found] == [True, True]
    assert found[0].what == "Discord knows me as Paperboy."
    assert found[1].what == "I may post in #place."


async def test_a_thread_is_as_good_a_place(clinic: Office):
    thread = clinic.guild.thread("talk", clinic.guild.channel("general"))

    assert [finding.what for finding in await findings(clinic, thread)][1:] == ["I may post in #talk."]


async def test_a_conversation_of_two_needs_no_permission(clinic: Office):
    found = await findings(clinic, clinic.guild.person("ada").dm)

    assert [finding.what for finding in found][1:] == ["I can post in this conversation."]


@pytest.mark.parametrize(
    ("permission", "name"),
    [("view_channel", "View Channel"), ("send_messages", "Send Messages"), ("embed_links", "Embed Links")],
)
async def test_a_missing_permission_is_named(clinic: Office, permission: str, name: str):
    general = clinic.guild.channel("general")
    clinic.guild.deny_bot(general, permission)

    told = await trouble(clinic)

    assert f"In #general I lack the permission {name}." in told
    assert f"Allow Paperboy {name} under Edit Channel, Permissions, then type /papers doctor there." in told


async def test_several_are_named_together(clinic: Office):
    clinic.guild.deny_bot(clinic.guild.channel("general"), "send_messages", "embed_links")

    assert "In #general I lack the permissions Send Messages and Embed Links." in await trouble(clinic)


async def test_a_role_that_lost_its_permissions_is_noticed(clinic: Office):
    for role in (clinic.guild.everyone, clinic.guild.bot_role):
        clinic.guild.permit(role, embed_links=False)

    assert "I lack the permission Embed Links." in await trouble(clinic)


async def test_a_permission_that_is_back_is_noticed_at_once(clinic: Office):
    general = clinic.guild.channel("general")
    clinic.guild.deny_bot(general, "send_messages")
    assert "Send Messages" in await trouble(clinic)

    clinic.guild.allow_bot(general, "send_messages")

    assert all(finding.ok for finding in await findings(clinic))


async def test_permissions_that_are_not_needed_are_no_trouble(clinic: Office):
    general = clinic.guild.channel("general")
    clinic.guild.deny_bot(general, "read_message_history", "create_public_threads")

    (_, channel) = await findings(clinic)

    assert channel.ok
    assert channel.what.endswith("not needed for one message a day: Read Message History and Create Public Threads.")


async def test_a_deleted_channel(clinic: Office):
    old = clinic.guild.channel("old")
    clinic.guild.delete(old)

    assert "#old was deleted. Type /papers-setup subscribe in another channel." in await trouble(clinic, old)


@pytest.mark.parametrize("archived", [True, False])
async def test_a_locked_thread(clinic: Office, archived: bool):
    thread = clinic.guild.thread("talk", clinic.guild.channel("general"))
    if archived:
        clinic.guild.archive(thread, locked=True)
    else:
        clinic.guild.unarchive(thread, locked=True)

    assert "#talk is locked. Unlock the thread" in await trouble(clinic, thread)


async def test_a_forum_that_demands_a_tag_and_has_none_for_us(clinic: Office):
    forum = clinic.guild.channel("f", "forum", tags=("official",), moderated=("official",), needs_tag=True)

    assert "A post in #f needs a tag, and there is none for me. Add a tag" in await trouble(clinic, forum)


async def test_not_in_the_server(clinic: Office):
    clinic.guild.kick_bot()

    assert "I am not in this server. Add Paperboy to this server again" in await trouble(clinic)


async def test_a_refused_token(clinic: Office):
    clinic.discord.token = "another"

    told = await trouble(clinic)

    assert "it refuses my token" in told
    assert "gives it a token that Discord accepts" in told


async def test_discord_cannot_be_reached(office: Office):
    await office.discord.stop()

    told = await trouble(office)

    assert "Discord does not answer: not_connected." in told
    assert "whether this machine reaches Discord" in told


FAULTS = {
    "503": Fault.unavailable(),
    "html": Fault.html(),
    "dropped": Fault.drops(),
    "429": Fault.ratelimited(40),
    "refused": Fault.answers(400, 98765),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("path", ["/users/@me", "/guilds/{guild}", "/channels/{channel}"])
async def test_whatever_discord_answers_the_doctor_has_a_word_for_it(office: Office, path: str, name: str):
    office.discord.fail("GET", path, *[FAULTS[name]] * 3)

    assert "Try again later" in await trouble(office)


async def test_channels_elsewhere_are_not_its_business(office: Office):
    assert await office.adapter.check(a_caller()) == ()


# The invitation


async def test_the_invitation_is_for_the_application_of_the_token(office: Office):
    assert f"client_id={office.discord.application_id}&" in await office.adapter.invite()
