"""What comes twice is done once."""

from adapters.shared.once import KEPT, MOST, Once
from tests.adapters.slack.office import Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.fakes import FakeClock


def test_an_id_is_new_once_and_none_is_always_new():
    once = Once(FakeClock())
    assert [once.first("a"), once.first("b"), once.first("a")] == [True, True, False]
    assert [once.first(""), once.first("")] == [True, True]


def test_it_is_remembered_longer_than_slack_repeats_itself():
    clock = FakeClock()
    once = Once(clock)
    once.first("a")
    clock.advance(minutes=59)
    assert not once.first("a")
    clock.advance(hours=KEPT.total_seconds() / 3600)
    assert once.first("a")


def test_a_flood_does_not_fill_the_memory():
    once = Once(FakeClock())
    for number in range(MOST + 10):
        assert once.first(str(number))
    assert len(once._seen) <= MOST + 1
    assert not once.first(str(MOST + 9))


async def test_a_command_that_is_delivered_twice_is_answered_once(slack: SlackServer, ada: Person):
    await ada.types("/papers save 2603.00001", "general")
    await ada.awaits("Saved:", "general")
    envelope = slack.sockets.sent[-1]["envelope_id"]
    await slack.sockets.resend(envelope)
    assert await slack.sockets.acked(envelope, times=2) is None
    await ada.types("/papers search noise", "general")
    await ada.awaits("Ladders", "general")
    assert len(ada.sees("general")) == 2


async def test_the_same_trigger_in_another_envelope_is_the_same_command(
    connected: Office, slack: SlackServer, ada: Person
):
    await ada.types("/papers subscribe", "general")
    await ada.awaits_modal("These settings match")
    payload = slack.sockets.sent[-1]["payload"]
    await slack.sockets.acked(await slack.sockets.send("slash_commands", payload, answers=True))
    await ada.types("/papers search noise", "general")
    await ada.awaits("Ladders", "general")
    assert len(slack.calls_of("views.open")) == 1
    assert len(ada.sees("general")) == 1
    del connected


async def test_an_event_that_is_delivered_twice_is_done_once(slack: SlackServer, ada: Person):
    await ada.opens_home()
    await ada.awaits_home("Privacy")
    envelope = slack.sockets.sent[-1]["envelope_id"]
    await slack.sockets.resend(envelope)
    await slack.sockets.acked(envelope, times=2)
    await ada.types("/papers search noise", "general")
    await ada.awaits("Ladders", "general")
    assert len(slack.calls_of("views.publish")) == 1
