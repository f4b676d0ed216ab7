"""The ledger's fault table with Slack's real client: whatever goes wrong on the way, no post is lost or doubled."""

from dataclasses import dataclass, replace

import pytest

from bot.model import DeliveryState
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.morning import Morning, key_of
from tests.adapters.slack.office import Office
from tests.adapters.slack.workspace import BOT_SCOPES

SENT, FAILED, HELD, PLANNED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.PLANNED,
)
BLIND = tuple(scope for scope in BOT_SCOPES if not scope.endswith(":history"))
SOON = 1.0
"""Seconds after which a request without an answer is given up here."""


@dataclass(frozen=True)
class Outcome:
    """What Slack does at the first request; how it ends where the app may read the channel, and where not."""

    fault: Fault
    end: DeliveryState = SENT
    blind: DeliveryState = HELD


FAULTS = {
    "429 with Retry-After": Outcome(Fault.ratelimited(90), blind=SENT),
    "5xx before storing": Outcome(Fault.unavailable(503)),
    "5xx after storing": Outcome(Fault.unavailable(502, stored=True)),
    "connection dropped before storing": Outcome(Fault.drops()),
    "connection dropped after storing": Outcome(Fault.drops(stored=True)),
    "silence before storing": Outcome(Fault.silent(stored=False)),
    "silence after storing": Outcome(Fault.silent()),
    "a page of HTML with status 200, before storing": Outcome(Fault.html()),
    "a page of HTML with status 200, after storing": Outcome(Fault.html(stored=True)),
    "fatal_error before storing": Outcome(Fault.answers("fatal_error")),
    "fatal_error after storing": Outcome(Fault.answers("fatal_error", stored=True)),
    "internal_error before storing": Outcome(Fault.answers("internal_error")),
    "a full workspace": Outcome(Fault.answers("message_limit_exceeded"), blind=SENT),
    "blocks that Slack refuses": Outcome(Fault.answers("invalid_blocks"), FAILED, FAILED),
    "a refusal that nobody knows": Outcome(Fault.answers("a_new_error"), FAILED, FAILED),
}


@pytest.fixture
async def morning(office: Office):
    adapter = office.another(timeout=SOON)
    yield Morning(office, adapter)
    await adapter.disconnect()


def reads_nothing(office: Office) -> None:
    """Install the app again without the scopes to read channels."""
    office.slack.grants("T1")[-1].scopes = BLIND


@pytest.mark.parametrize("blind", [False, True], ids=["can be asked", "cannot be asked"])
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_has_its_outcome(morning: Morning, name: str, blind: bool):
    outcome = FAULTS[name]
    morning.subscribe()
    if blind:
        reads_nothing(morning.office)
    morning.office.slack.fail("chat.postMessage", outcome.fault)

    await morning.until_it_has_ended()

    end = outcome.blind if blind else outcome.end
    assert morning.states == [end]
    assert len(morning.posts()) == int(end is SENT or outcome.fault.stored)
    sent_again = end is SENT and not outcome.fault.stored
    assert morning.asked_to_post == 1 + sent_again, "the SDK must never repeat a request"
    assert bool(morning.store.ledger.seen(morning.row.destination)) == (end is SENT)


@pytest.mark.parametrize("place", [1, 2, 4], ids=["head", "first reply", "last reply"])
@pytest.mark.parametrize("stored", [True, False])
async def test_a_lost_answer_anywhere_in_a_thread_is_looked_for_there(morning: Morning, place: int, stored: bool):
    morning.subscribe(layout="thread")
    morning.office.slack.fail("chat.postMessage", *[Fault.none()] * (place - 1), Fault.drops(stored=stored))

    await morning.until_it_has_ended()

    assert morning.states == [SENT]
    head, *replies = morning.posts()
    assert [key_of(post) for post in (head, *replies)] == [part.key for part in morning.row.parts]
    assert [reply.thread_ts for reply in replies] == [head.ts] * 3
    assert morning.asked_to_post == 4 + (not stored)


async def test_what_cannot_be_looked_for_is_held_and_says_which_scope_would_help(morning: Morning):
    morning.subscribe()
    reads_nothing(morning.office)
    morning.office.slack.fail("chat.postMessage", Fault.drops(stored=True))

    await morning.until_it_has_ended()

    assert (morning.row.state, morning.row.retry_at) == (HELD, None)
    assert "channels:history" in morning.row.detail


async def test_a_429_waits_as_long_as_slack_says_and_holds_back_nobody_else(morning: Morning):
    morning.subscribe()
    random = morning.office.team.channel("random")
    morning.subscribe(random)
    morning.office.slack.fail("chat.postMessage", Fault.ratelimited(90))

    await morning.at_nine()
    assert sorted(morning.states) == [PLANNED, SENT]
    await morning.later(seconds=89)
    assert sorted(morning.states) == [PLANNED, SENT]
    await morning.later(seconds=2)

    assert morning.states == [SENT, SENT]
    assert (len(morning.posts()), len(morning.posts(random)), morning.asked_to_post) == (1, 1, 3)


REFUSED = {
    "channel_not_found": "with /invite",
    "not_in_channel": "with /invite",
    "is_archived": "Unarchive",
    "restricted_action": "Ask an admin",
    "restricted_action_read_only_channel": "Ask an admin",
    "token_revoked": "installs the app",
    "account_inactive": "installs the app",
    "missing_scope": "adds the scope",
}


@pytest.mark.parametrize("code", REFUSED)
async def test_what_a_person_must_mend_pauses_the_subscription_and_its_maker_is_told_once(morning: Morning, code: str):
    morning.subscribe()
    morning.office.slack.fail("chat.postMessage", Fault.answers(code))

    await morning.until_it_has_ended()

    pause, told = morning.pause(), morning.told()
    assert morning.states == [FAILED]
    assert morning.posts() == []
    assert pause
    assert pause.reason.startswith(code)
    assert len(told) == 1
    assert REFUSED[code] in told[0]
    assert "#general" in told[0]


async def test_what_slack_itself_says_of_a_place_pauses_it(morning: Morning):
    team = morning.office.team
    quiet, old, gone, walled = (team.channel(name) for name in ("quiet", "old", "gone", "walled"))
    for channel in (quiet, old, gone, walled):
        morning.subscribe(channel)
    quiet.members.remove(team.bot.id)
    old.archived = gone.deleted = True
    walled.error = "restricted_action"

    await morning.until_it_has_ended()

    reasons = [pause.reason.partition(".")[0] for pause in map(morning.pause, (quiet, old, gone, walled)) if pause]
    assert reasons == ["not_in_channel", "is_archived", "channel_not_found", "restricted_action"]
    assert len(morning.told()) == 4


async def test_a_revoked_token_pauses_and_nobody_can_be_told(morning: Morning):
    morning.subscribe()
    morning.office.slack.revoke_all("T1")

    await morning.until_it_has_ended()

    pause = morning.pause()
    assert pause
    assert pause.reason.startswith("token_revoked")
    assert "Nobody was told" in morning.row.detail
    assert morning.asked_to_post == 0


async def test_the_command_in_what_to_do_is_the_one_of_this_installation(office: Office):
    adapter = office.another(replace(office.options, command="/reading"))
    morning = Morning(office, adapter)
    morning.subscribe()
    office.slack.fail("chat.postMessage", Fault.answers("is_archived"))

    await morning.at_nine()
    await adapter.disconnect()

    pause = morning.pause()
    assert pause
    assert "/reading subscribe" in pause.reason


@pytest.mark.parametrize("blind", [False, True])
async def test_refused_connections_are_tried_again_until_slack_is_back(morning: Morning, blind: bool):
    morning.subscribe()
    if blind:
        reads_nothing(morning.office)
    await morning.office.slack.stop()
    await morning.at_nine()
    await morning.later(minutes=1)
    assert (morning.states, morning.posts()) == ([PLANNED], [])

    await morning.office.slack.start()
    await morning.later(minutes=5)

    assert (morning.states, len(morning.posts())) == ([SENT], 1)


TROUBLE = {
    "5xx": Fault.unavailable(503),
    "dropped": Fault.drops(),
    "silence": Fault.silent(stored=False),
    "HTML": Fault.html(),
    "fatal_error": Fault.answers("fatal_error"),
    "429": Fault.ratelimited(30),
    "a refusal that nobody knows": Fault.answers("a_new_error"),
}


@pytest.mark.parametrize("name", TROUBLE)
async def test_before_a_post_nothing_can_be_in_doubt(morning: Morning, name: str):
    """Whatever becomes of the question who we are, no message has left."""
    morning.subscribe()
    reads_nothing(morning.office)
    morning.office.slack.fail("auth.test", TROUBLE[name])

    await morning.at_nine()
    assert (morning.states, morning.asked_to_post) == ([PLANNED], 0)
    await morning.later(minutes=5)

    assert (morning.states, len(morning.posts())) == ([SENT], 1)


@pytest.mark.parametrize("name", [name for name in TROUBLE if name != "a refusal that nobody knows"])
async def test_while_slack_does_not_tell_a_post_in_doubt_is_not_sent_again(morning: Morning, name: str):
    morning.subscribe()
    morning.office.slack.fail("chat.postMessage", Fault.drops(stored=True))
    morning.office.slack.fail("conversations.history", *[TROUBLE[name]] * 9)
    await morning.at_nine()

    for minutes in (1, 5, 15):
        await morning.later(minutes=minutes)
        assert (morning.states, morning.asked_to_post) == ([HELD], 1)
    morning.office.slack._faults.clear()  # aiohttp asks twice where a connection was dropped: reading harms nobody
    await morning.later(minutes=60)

    assert (morning.states, len(morning.posts()), morning.asked_to_post) == ([SENT], 1, 1)
