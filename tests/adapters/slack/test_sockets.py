"""Socket Mode: connections that are lost, refreshed and refused; envelopes that come twice; nothing secret in a log."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError

from bot.lifecycle import supervise
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.office import TITLES, Office
from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer

QUICK = {"ping": 0.05, "patience": 0.6}
"""Seconds; so that a lost connection is noticed within a test."""


@pytest.fixture
async def quick(office: Office) -> AsyncIterator[Office]:
    """Connected, with little patience."""
    office.adapter = office.another(**QUICK)
    async with office.running():
        yield office


async def answered(ada: Person) -> None:
    await ada.types("/papers today", "general")
    await ada.awaits(TITLES[0], "general")


@pytest.mark.parametrize("times", [1, 3])
async def test_a_lost_connection_is_opened_again(quick: Office, times: int):
    for time in range(times):
        quick.slack.sockets.drop()
        await quick.slack.until(lambda time=time: quick.slack.sockets.opened >= time + 2, "a new connection")
        await quick.slack.sockets.connected()

    await answered(quick.team.person("ada"))


async def test_a_connection_that_slack_wants_refreshed_is(quick: Office):
    await quick.slack.sockets.disconnect("refresh_requested")

    await quick.slack.until(lambda: quick.slack.sockets.opened >= 2, "a new connection")
    await answered(quick.team.person("ada"))


async def test_a_warned_connection_makes_way_before_it_ends(quick: Office):
    await quick.slack.sockets.disconnect("warning")

    await quick.slack.until(lambda: quick.slack.sockets.opened >= 2, "a new connection")
    await answered(quick.team.person("ada"))


async def test_an_envelope_that_comes_twice_is_acknowledged_twice_and_answered_once(quick: Office):
    ada, slack = quick.team.person("ada"), quick.slack
    await answered(ada)
    envelope = slack.sockets.sent[-1]["envelope_id"]

    await slack.sockets.resend(envelope)
    await slack.sockets.acked(envelope, times=2)
    await ada.types("/papers help", "general")
    await ada.awaits("Paperboy in", "general")

    assert sum(TITLES[0] in text for text in map(str, ada.sees("general"))) == 1


async def test_several_processes_share_the_envelopes(quick: Office):
    other = quick.another(**QUICK)
    running = asyncio.create_task(other.run(quick.handle))
    await quick.slack.sockets.connected(2)
    people = [quick.team.person(f"reader{number}") for number in range(6)]

    for person in people:
        await answered(person)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert all(sum(TITLES[0] in str(message) for message in person.sees("general")) == 1 for person in people)


# Refused


class Waits:
    """How long a supervisor waits before each new try; ends it after so many."""

    def __init__(self, most: int) -> None:
        self.seconds: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._most:
            raise asyncio.CancelledError


@pytest.mark.parametrize("wrong", [{"bot_token": "xoxb-wrong"}, {"app_token": "xapp-wrong"}], ids=["bot", "app"])
async def test_a_wrong_token_is_told_and_tried_again_later_and_later(office: Office, wrong: dict[str, str]):
    adapter = office.another(replace(office.options, **wrong))
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await adapter.run(office.handle)
    before, waits = len(office.slack.calls), Waits(4)

    with pytest.raises(asyncio.CancelledError):
        await supervise(adapter, office.handle, waits)

    assert waits.seconds == [2, 4, 8, 16]
    assert len(office.slack.calls) - before <= 2 * len(waits.seconds)
    assert office.slack.sockets.opened == 0


async def test_slack_that_cannot_be_reached_is_told_at_once(office: Office):
    await office.slack.stop()

    with pytest.raises(OSError, match="Cannot connect"):
        await office.adapter.run(office.handle)


async def test_a_connection_that_stays_lost_is_given_up_so_that_all_begins_anew(office: Office):
    """The SDK alone would ask with a worthless token for ever, and tell nobody."""
    adapter, slack = office.another(**QUICK), office.slack
    running = asyncio.create_task(adapter.run(office.handle))
    await slack.sockets.connected()
    slack.fail("apps.connections.open", *[Fault.answers("invalid_auth")] * 999)
    before = len(slack.calls_of("apps.connections.open"))

    slack.sockets.drop()
    with pytest.raises(ConnectionError):
        await running

    assert len(slack.calls_of("apps.connections.open")) - before < 50, "a loop without a pause"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await adapter.run(office.handle)


async def test_what_is_cancelled_is_closed(office: Office):
    async with office.running():
        session = office.adapter.teams.session
        await answered(office.team.person("ada"))

    await office.slack.until(lambda: not office.slack.sockets.open, "the closed connection")
    assert session.closed
    tasks = [task for task in asyncio.all_tasks() if "slack_sdk" in repr(task.get_coro())]
    assert tasks == []


# Secrets


async def test_no_token_is_in_any_line_of_the_log(
    office: Office, slack: SlackServer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    with caplog.at_level(logging.DEBUG):
        office.adapter = office.another(**QUICK)
        async with office.running():
            await answered(office.team.person("ada"))
            slack.sockets.drop()
            await slack.until(lambda: slack.sockets.opened >= 2, "a new connection")
            slack.fail("chat.postMessage", Fault.drops(), Fault.answers("fatal_error"))
            await office.team.person("ada").opens_home()
        for wrong in ({"bot_token": "xoxb-wrong-one"}, {"app_token": "xapp-wrong-one"}):
            with suppress(SlackApiError):
                await office.another(replace(office.options, **wrong)).run(office.handle)

    written = caplog.text + "".join(capsys.readouterr())
    assert "slack" in written
    secrets = (office.options.bot_token, office.options.app_token, slack.signing_secret, "wrong-one")
    assert [secret for secret in secrets if secret in written] == []
