"""The ledger's fault table with the real discord.py: whatever goes wrong on the way, no post is lost or doubled."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.errors import Throttled
from bot.model import DeliveryState
from tests.adapters.discord.faults import Fault
from tests.adapters.discord.state import Channel
from tests.adapters.discord_posting.morning import POST, START, Morning, keyed
from tests.adapters.discord_posting.office import Office
from tests.adapters.scenes import DIGEST

SENT, FAILED, HELD, PLANNED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.PLANNED,
)
SOON = 1.0
"""Seconds after which a request without an answer is given up here."""


@dataclass(frozen=True)
class Outcome:
    """What Discord does at the first request; how it ends where the bot may read the channel, and where not.

    ``again``: the library itself sends it once more; in a forum, where that would be a second post, it must not.
    """

    fault: Fault
    end: DeliveryState = SENT
    blind: DeliveryState = HELD
    again: bool = False


FAULTS = {
    "429 that the library waits out": Outcome(Fault.ratelimited(0.01), blind=SENT, again=True),
    "429 that lasts too long to wait": Outcome(Fault.ratelimited(90), blind=SENT),
    "500 before storing": Outcome(Fault.broken(), blind=SENT, again=True),
    "500 after storing": Outcome(Fault.broken(stored=True), blind=SENT, again=True),
    "502 after storing": Outcome(Fault.unavailable(502, stored=True), blind=SENT, again=True),
    "503 before storing": Outcome(Fault.unavailable(503)),
    "503 after storing": Outcome(Fault.unavailable(503, stored=True)),
    "connection dropped before storing": Outcome(Fault.drops()),
    "connection dropped after storing": Outcome(Fault.drops(stored=True)),
    "silence before storing": Outcome(Fault.silent(stored=False)),
    "silence after storing": Outcome(Fault.silent()),
    "a page of HTML with status 200, before storing": Outcome(Fault.html()),
    "a page of HTML with status 200, after storing": Outcome(Fault.html(stored=True)),
    "a proxy that refuses": Outcome(replace(Fault.html(), status=403), blind=SENT),
    "too many threads in the server": Outcome(Fault.answers(400, 160006), blind=SENT),
    "Discord's API is overloaded": Outcome(Fault.answers(400, 130000), blind=SENT),
    "AutoMod": Outcome(Fault.answers(400, 200000), FAILED, FAILED),
    "a refusal that nobody knows": Outcome(Fault.answers(400, 999999), FAILED, FAILED),
}


@pytest.fixture
def morning(office: Office) -> Morning:
    return Morning(office, office.another(timeout=SOON))


def reads_nothing(morning: Morning, channel: Channel | None = None) -> None:
    """Take the permission to read what was said."""
    morning.office.guild.deny_bot(channel or morning.general, "read_message_history")


@pytest.mark.parametrize("blind", [False, True], ids=["can be asked", "cannot be asked"])
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_has_its_outcome(morning: Morning, name: str, blind: bool):
    outcome = FAULTS[name]
    morning.subscribe()
    if blind:
        reads_nothing(morning)
    morning.office.discord.fail("POST", POST, outcome.fault)

    await morning.until_it_has_ended()

    end = outcome.blind if blind else outcome.end
    assert morning.states == [end]
    assert len(morning.posts()) == int(end is SENT or outcome.fault.stored)
    sent_again = outcome.again or (end is SENT and not outcome.fault.stored)
    assert morning.asked_to_post == 1 + sent_again
    assert bool(morning.store.ledger.seen(morning.row.destination)) == (end is SENT)


IN_A_FORUM = [name for name, each in FAULTS.items() if each.again or each.fault.stored or each.fault.kind == "drop"]


@pytest.mark.parametrize("blind", [False, True], ids=["can be asked", "cannot be asked"])
@pytest.mark.parametrize("name", IN_A_FORUM)
async def test_a_fault_in_a_forum_has_its_outcome_and_nothing_is_sent_again_by_the_library(
    morning: Morning, name: str, blind: bool
):
    outcome = FAULTS[name]
    forum = morning.office.guild.channel("papers", "forum")
    morning.subscribe(forum)
    if blind:
        reads_nothing(morning, forum)
    morning.office.discord.fail("POST", START, outcome.fault)

    await morning.until_it_has_ended()

    certain = outcome.fault.status in {400, 403, 429}
    end = outcome.end if certain or not blind else HELD
    assert morning.states == [end]
    assert len(morning.threads(forum)) == int(end is SENT or outcome.fault.stored)
    assert morning.asked_to_post == 1 + (end is SENT and not outcome.fault.stored)


@pytest.mark.parametrize("place", [1, 2, 4], ids=["head", "first reply", "last reply"])
@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("kind", ["text", "forum", "thread"])
async def test_a_lost_answer_anywhere_in_a_thread_is_looked_for_there(
    morning: Morning, place: int, stored: bool, kind: str
):
    guild = morning.office.guild
    channel = guild.thread("talk", morning.general) if kind == "thread" else guild.channel(f"a {kind}", kind)
    morning.subscribe(channel, layout="thread")
    lost = Fault.drops(stored=stored)
    if kind == "forum" and place == 1:
        morning.office.discord.fail("POST", START, lost)
    else:
        before = place - 1 - (kind == "forum")
        morning.office.discord.fail("POST", POST, *[Fault.none()] * before, lost)

    await morning.until_it_has_ended()

    assert morning.states == [SENT]
    everything = [message for each in (channel, *morning.threads(channel)) for message in each.messages]
    assert [keyed(message) for message in everything] == morning.keys
    assert len(morning.threads(channel)) == (kind != "thread")


async def test_a_lost_answer_to_the_start_of_a_thread_starts_no_other(morning: Morning):
    morning.subscribe(layout="thread")
    morning.office.discord.fail("POST", "/channels/{channel}/messages/{message}/threads", Fault.drops(stored=True))

    await morning.until_it_has_ended()

    assert morning.states == [SENT]
    (thread,) = morning.threads()
    assert [keyed(message) for message in (*morning.posts(), *thread.messages)] == morning.keys


async def test_what_cannot_be_looked_for_is_held_and_says_which_permission_would_help(morning: Morning):
    morning.subscribe()
    reads_nothing(morning)
    morning.office.discord.fail("POST", POST, Fault.drops(stored=True))

    await morning.until_it_has_ended()

    assert (morning.row.state, morning.row.retry_at) == (HELD, None)
    assert "Read Message History" in morning.row.detail


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_a_ban_by_cloudflare_holds_back_everybody(office: Office, kind: str):
    place = office.place(office.guild.channel("place", kind))
    office.discord.fail("POST", START if kind == "forum" else POST, Fault.banned(600))

    with pytest.raises(Throttled) as told:
        await office.adapter.send(place, DIGEST, key="k1")

    assert (told.value.everywhere, told.value.after) == (True, timedelta(minutes=10))


async def test_a_429_for_everything_holds_back_everybody(office: Office):
    place = office.place(office.guild.channel("papers", "forum"))
    office.discord.fail("POST", START, Fault.ratelimited(7, everywhere=True))

    with pytest.raises(Throttled) as told:
        await office.adapter.send(place, DIGEST, key="k1")

    assert (told.value.everywhere, told.value.after) == (True, timedelta(seconds=7))


async def test_a_429_waits_as_long_as_discord_says_and_holds_back_nobody_else(morning: Morning):
    morning.subscribe()
    random = morning.office.guild.channel("random")
    morning.subscribe(random)
    morning.office.discord.fail("POST", POST, Fault.ratelimited(90))

    await morning.at_nine()
    assert sorted(morning.states) == [PLANNED, SENT]
    await morning.later(seconds=89)
    assert sorted(morning.states) == [PLANNED, SENT]
    await morning.later(seconds=2)

    assert morning.states == [SENT, SENT]
    assert (len(morning.posts()), len(morning.posts(random)), morning.asked_to_post) == (1, 1, 3)


@pytest.mark.parametrize("blind", [False, True])
async def test_refused_connections_are_tried_again_until_discord_is_back(morning: Morning, blind: bool):
    morning.subscribe()
    if blind:
        reads_nothing(morning)
    await morning.office.discord.stop()
    await morning.at_nine()
    await morning.later(minutes=1)
    assert (morning.states, morning.posts()) == ([PLANNED], [])

    await morning.office.discord.start()
    await morning.later(minutes=5)

    assert (morning.states, len(morning.posts())) == ([SENT], 1)


TROUBLE = {
    "503": Fault.unavailable(503),
    "dropped": Fault.drops(),
    "silence": Fault.silent(stored=False),
    "html": Fault.html(),
    "429": Fault.ratelimited(40),
    "a refusal that nobody knows": Fault.answers(400, 999999),
}


@pytest.mark.parametrize("name", TROUBLE)
@pytest.mark.parametrize("path", ["/users/@me", "/channels/{channel}"])
async def test_before_a_post_nothing_can_be_in_doubt(morning: Morning, name: str, path: str):
    """Whatever becomes of the questions that come first, no message has left."""
    morning.subscribe()
    reads_nothing(morning)
    morning.office.discord.fail("GET", path, *[TROUBLE[name]] * 2)  # aiohttp asks twice where a connection is dropped

    await morning.at_nine()
    assert (morning.states, morning.asked_to_post) == ([PLANNED], 0)
    for _ in range(2):
        await morning.later(minutes=5)

    assert (morning.states, len(morning.posts())) == ([SENT], 1)


@pytest.mark.parametrize("name", TROUBLE)
async def test_while_discord_does_not_tell_a_post_in_doubt_is_not_sent_again(morning: Morning, name: str):
    morning.subscribe()
    morning.office.discord.fail("POST", POST, Fault.drops(stored=True))
    morning.office.discord.fail("GET", POST, *[TROUBLE[name]] * 9)
    await morning.at_nine()

    for minutes in (1, 5, 15):
        await morning.later(minutes=minutes)
        assert (morning.states, morning.asked_to_post) == ([HELD], 1)
    morning.office.discord._faults.clear()  # aiohttp asks twice where a connection was dropped: reading harms nobody
    await morning.later(minutes=60)

    assert (morning.states, len(morning.posts()), morning.asked_to_post) == ([SENT], 1, 1)
