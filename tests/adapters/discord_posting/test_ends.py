"""Connections that are refused, given up or ended; nothing secret in a log."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from adapters.discord.adapter import DiscordAdapter
from bot.commands import Caller, Command
from bot.document import Document
from bot.lifecycle import supervise
from tests.adapters.discord_posting.office import Office, answered
from tests.adapters.scenes import DIGEST


class Waits:
    """How long a supervisor waits before each new try; ends it after so many."""

    def __init__(self, most: int) -> None:
        self.seconds: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._most:
            raise asyncio.CancelledError


SHARDS: Any = pytest.mark.parametrize("shards", ["one", "auto", 1])


@SHARDS
async def test_a_wrong_token_is_told_and_tried_again_later_and_later(office: Office, shards: Any):
    adapter = office.another(replace(office.options, token="wrong", shards=shards))
    with pytest.raises(discord.LoginFailure):
        await adapter.run(office.handle)
    before, waits = len(office.discord.calls), Waits(4)

    with pytest.raises(asyncio.CancelledError):
        await supervise(adapter, office.handle, waits)

    assert waits.seconds == [2, 4, 8, 16]
    assert len(office.discord.calls) - before == len(waits.seconds)
    assert office.discord.gateway.opened == 0


@pytest.mark.parametrize("code", [4004, 4013, 4014])
@SHARDS
async def test_a_connection_that_discord_refuses_for_good_ends_this_attempt(office: Office, code: int, shards: Any):
    adapter = office.another(replace(office.options, shards=shards))
    running = asyncio.create_task(adapter.run(office.handle))
    await office.discord.gateway.connected()
    await office.discord.gateway.close_with(code)

    with pytest.raises(discord.ClientException):
        await running
    assert adapter.client is None


@SHARDS
async def test_discord_that_cannot_be_reached_is_told_at_once(office: Office, shards: Any):
    adapter = office.another(replace(office.options, shards=shards))
    await office.discord.stop()

    with pytest.raises(OSError, match="Cannot connect"):
        await adapter.run(office.handle)


@SHARDS
async def test_a_gateway_that_cannot_be_reached_at_first_is_told_and_connected_to_later(office: Office, shards: Any):
    """discord.py itself ends with an AttributeError there, or tries for ever."""
    adapter = office.another(replace(office.options, shards=shards), patience=0.5)
    office.discord.gateway.refuses = True
    with pytest.raises(ConnectionError, match="gateway could not be reached"):
        await adapter.run(office.handle)

    office.discord.gateway.refuses = False
    office.adapter = office.another(replace(office.options, shards=shards))
    async with office.running():
        await answered(office.guild.person("ada"))


def passing(monkeypatch: pytest.MonkeyPatch, clock: Callable[[], float]) -> None:
    """Time passes as ``clock`` has it, where the connection is watched: connecting may take as long as it takes."""
    monkeypatch.setattr("adapters.discord.client.time", SimpleNamespace(monotonic=clock))


async def test_that_the_library_gives_up_at_the_first_try_is_told_in_other_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.0)
    office.discord.gateway.refuses = True

    with pytest.raises(ConnectionError, match="gateway could not be reached") as told:
        await office.adapter.run(office.handle)

    assert isinstance(told.value.__cause__, AttributeError)


@SHARDS
async def test_a_connection_that_stays_lost_is_given_up_so_that_all_begins_anew(
    office: Office, shards: Any, monkeypatch: pytest.MonkeyPatch
):
    lost: list[float] = []
    passing(monkeypatch, lambda: time.monotonic() - lost[0] if lost else 0.0)
    adapter = office.another(replace(office.options, shards=shards), patience=1.5)
    running = asyncio.create_task(adapter.run(office.handle))
    await office.discord.gateway.connected()
    office.discord.gateway.refuses = True
    lost.append(time.monotonic())

    office.discord.gateway.drop()

    with pytest.raises(ConnectionError, match="gateway could not be reached"):
        await running


@pytest.mark.parametrize("shards", ["one", 1])
async def test_a_connection_that_stands_is_kept_however_long(
    office: Office, shards: Any, monkeypatch: pytest.MonkeyPatch
):
    office.adapter = office.another(replace(office.options, shards=shards), patience=1.0)
    gateway = office.discord.gateway
    gateway.interval = 0.05
    passing(monkeypatch, lambda: gateway.heartbeats * gateway.interval)

    async with office.running():
        await office.discord.until(lambda: gateway.heartbeats > 40, "twice as long as it may be away")
        await answered(office.guild.person("ada"))

    assert gateway.opened == 1


@SHARDS
async def test_what_is_cancelled_is_closed(office: Office, shards: Any):
    office.adapter = office.another(replace(office.options, shards=shards))
    async with office.running():
        client = office.adapter.client
        assert client
        await answered(office.guild.person("ada"))

    await office.discord.until(lambda: not office.discord.gateway.standing(), "the closed connection")
    assert client.is_closed()
    assert office.adapter.client is None
    left = [task for task in asyncio.all_tasks() if "discord.client" in repr(task.get_coro()) or "shard" in repr(task)]
    assert left == []
    before = len(office.discord.calls_of("GET", "/users/@me"))
    await office.adapter.send(office.place(office.guild.channel("random")), DIGEST, key="k1")
    assert len(office.discord.calls_of("GET", "/users/@me")) == before + 1, "its sessions were not closed"


async def test_what_is_under_way_ends_with_the_connection(office: Office):
    began, ended = asyncio.Event(), asyncio.Event()

    async def for_ever(command: Command, caller: Caller) -> Document:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError(command, caller)

    running = asyncio.create_task(office.adapter.run(for_ever))
    await began.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert ended.is_set()


@SHARDS
async def test_after_its_end_a_client_tells_nothing_any_more(office: Office, shards: Any):
    """The library's own task for on_ready may outlive it, and would find no loop."""
    office.adapter = office.another(replace(office.options, shards=shards))
    heard = []

    async def on_word(word: str) -> None:
        heard.append(word)

    async with office.running():
        client = office.adapter.client
        assert client
        client.event(on_word)
        client.dispatch("word", "first")
        await office.discord.until(lambda: heard, "the first word")
    client.dispatch("word", "second")

    assert heard == ["first"]


async def test_a_client_that_is_cancelled_while_it_connects_is_closed(office: Office):
    gate = office.discord.hold("GET", "/oauth2/applications/@me")
    running = asyncio.create_task(office.adapter.run(office.handle))
    await office.discord.until(lambda: office.discord.calls_of("GET", "/oauth2/applications/@me"), "the login")

    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    gate.set()

    assert office.adapter.client is None


async def test_no_token_is_in_any_line_of_the_log(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    with caplog.at_level(logging.DEBUG):
        async with office.running():
            await answered(office.guild.person("ada"))
            office.discord.gateway.drop()
            await office.discord.until(lambda: office.discord.gateway.resumes, "the session to be resumed")
        wrong = office.another(replace(office.options, token="wrong-token"))
        await told(wrong, office)

    written = caplog.text + "".join(capsys.readouterr())
    assert "discord" in written
    assert [secret for secret in (office.options.token, "wrong-token") if secret in written] == []


async def told(adapter: DiscordAdapter, office: Office) -> None:
    with suppress(discord.LoginFailure):
        await adapter.run(office.handle)
