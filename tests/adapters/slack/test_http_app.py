"""Paperboy in one workspace over HTTP: signed requests, and those that are not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap import App
from bot.bootstrap.slack import routes
from bot.model import Person
from bot.web import Server
from tests.adapters.slack.http_events import HttpApp
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_app import made, serving
from tests.fakes import FakeClock

KEY = "arxiv:2603.00001"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """One workspace; signatures carry the real time, so the clock stands at it."""
    async with SlackServer(FakeClock(datetime.now(UTC))) as server:
        server.add_workspace("T1", "Acme").channel("general", bot=True)
        yield server


@pytest.fixture
async def one(slack: SlackServer, tmp_path: Path) -> AsyncIterator[App]:
    async with serving(slack, made(slack, tmp_path, SLACK__BOT_TOKEN=slack.workspace("T1").bot_token)) as app:
        yield app


async def test_signed_requests_are_answered(slack: SlackServer, one: App):
    del one
    ada = slack.workspace("T1").person("ada")
    await ada.types("/papers search sparse", "general")
    assert await ada.awaits("Sparse Attention", "general")


async def test_the_address_is_verified_when_it_is_entered(slack: SlackServer, one: App):
    del one
    assert slack.app
    page = await slack.app.verifies_url()
    assert page.status == 200
    assert "are-you-there" in page.text


@pytest.mark.parametrize("how", [{"secret": "wrong"}, {"late": 600.0}])
async def test_a_wrong_or_stale_signature_is_refused_and_does_nothing(
    slack: SlackServer, one: App, how: dict[str, str]
):
    ada = slack.workspace("T1").person("ada")
    await ada.types(f"/papers show {KEY}", "general")
    app = slack.app
    assert app
    form = dict(pair.split("=", 1) for pair in app.requests[-1].body.split("&"))

    page = await app.send(app.signed("/slack/events", form=form | {"text": f"save {KEY}"}, **how))  # type: ignore[arg-type] # one of two

    assert page.status == 401
    assert one.store.people.saved_count(Person("slack", "T1", ada.id)) == 0


async def test_a_request_that_comes_again_is_acknowledged_and_done_once(slack: SlackServer, one: App):
    del one
    ada = slack.workspace("T1").person("ada")
    await ada.types("/papers search sparse --post", "general")
    await ada.awaits("Sparse Attention", "general")
    app = slack.app
    assert app

    replayed, again = await app.replay(), await app.resend(retry=2)
    await ada.types("/papers help", "general")
    await ada.awaits("Paperboy in", "general")

    assert (replayed.status, again.status) == (200, 200)
    assert sum("Sparse Attention" in message.text for message in ada.sees("general")) == 1


async def test_before_bolt_runs_slack_is_asked_to_come_again(slack: SlackServer, tmp_path: Path):
    app = made(slack, tmp_path, SLACK__BOT_TOKEN=slack.workspace("T1").bot_token)
    assert app.slack
    async with Server("127.0.0.1", 0, routes(app, app.slack)).serving() as port:
        http = HttpApp(slack, f"http://127.0.0.1:{port}")
        page = await http.verifies_url()
    app.close()
    assert page.status == 503


async def test_a_socket_needs_no_address(slack: SlackServer, tmp_path: Path):
    tokens = {"SLACK__BOT_TOKEN": "xoxb-1", "SLACK__APP_TOKEN": "xapp-1"}
    app = made(slack, tmp_path, **tokens)
    assert app.slack
    assert routes(app, app.slack) == []
    assert [adapter.platform for adapter in app.adapters] == ["console", "slack"]
    app.close()


async def test_who_we_are_is_known_before_the_first_command(slack: SlackServer, one: App):
    del one
    await slack.until(lambda: slack.calls_of("auth.test"), "the question at the start")
    ada = slack.workspace("T1").person("ada")
    await ada.types("/papers help", "general")
    await ada.awaits("Paperboy in", "general")
    assert len(slack.calls_of("auth.test")) == 1
