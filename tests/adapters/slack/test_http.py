from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.http_events import HttpApp, installs
from tests.adapters.slack.server import SlackServer
from tests.fakes import FakeClock
from tests.loopback import serve

# slack_sdk still makes aiohttp's BasicAuth, for oauth.v2.access alone.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock):
    async with SlackServer(clock, rotates=True) as server:
        server.add_workspace("T1")
        server.add_workspace("T2", installed=False)
        yield server


@pytest.fixture
async def client(slack: SlackServer):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def app(slack: SlackServer, client: AsyncWebClient, tmp_path: Any) -> AsyncIterator[AsyncApp]:
    """A real bolt app for many workspaces, behind its own web server."""
    settings = AsyncOAuthSettings(
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        scopes=["chat:write", "commands"],
        redirect_uri="https://paperboy.example/slack/oauth_redirect",
        installation_store=FileInstallationStore(base_dir=str(tmp_path / "installed")),
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path / "states")),
    )
    made = AsyncApp(client=client, signing_secret=slack.signing_secret, oauth_settings=settings)
    runner = web.AppRunner(made.web_app())
    slack.app = HttpApp(slack, await serve(runner))
    yield made
    await runner.cleanup()


async def test_an_installation_gives_the_app_a_token_of_that_workspace_alone(slack: SlackServer, app: AsyncApp):
    assert slack.app is not None
    page = await installs(slack, f"{slack.app.url}/slack/install", "T2")
    assert page.status == 200, page.text
    assert len(slack.grants("T2")) == 1

    @app.command("/papers")
    async def papers(ack: AsyncAck, context: dict[str, Any]):
        await ack(text=f"the bot of {context['team_id']}")

    ada = slack.workspace("T2").person("ada")
    await ada.types("/papers")
    assert "the bot of T2" in ada.reads("general")


async def test_a_refused_or_forged_installation_gives_nothing(slack: SlackServer, app: AsyncApp):
    del app
    assert slack.app is not None
    refused = await installs(slack, f"{slack.app.url}/slack/install", "")
    forged = await installs(slack, f"{slack.app.url}/slack/install", "T2", state="forged")
    assert "access_denied" in refused.text
    assert forged.status == 400
    assert slack.grants("T2") == []


async def test_requests_are_signed_and_can_be_forged_late_or_repeated(slack: SlackServer, app: AsyncApp):
    http = slack.app
    assert app is not None
    assert http is not None
    challenge = await http.verifies_url()
    forged = await http.send(http.signed("/slack/events", form={"command": "/papers"}, secret="another"))
    stale = await http.send(http.signed("/slack/events", form={"command": "/papers"}, late=600))
    again = await http.replay()
    assert "are-you-there" in challenge.text
    assert [forged.status, stale.status, again.status] == [401, 401, 401]
    repeated = await http.resend(http.requests[0], retry=2)
    assert "are-you-there" in repeated.text
    assert http.requests[-1].headers["X-Slack-Retry-Num"] == "2"


async def test_a_token_expires_after_twelve_hours_and_is_refreshed_once(
    slack: SlackServer, client: AsyncWebClient, clock: FakeClock
):
    grant = slack.grants("T1")[0]
    clock.advance(hours=12)
    with pytest.raises(SlackApiError, match="token_expired"):
        await client.auth_test(token=grant.token)
    known = {"client_id": slack.client_id, "client_secret": slack.client_secret, "grant_type": "refresh_token"}
    refresh_token = grant.refresh_token
    fresh = await client.oauth_v2_access(**known, refresh_token=refresh_token)
    assert (await client.auth_test(token=fresh["access_token"]))["team_id"] == "T1"
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(**known, refresh_token=refresh_token)
