"""Many workspaces that add Paperboy themselves, over HTTP; each sees its own, and speaks with its own token."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import App
from bot.document import Document
from bot.errors import DestinationGone
from bot.model import Destination, Person
from bot.sealing import Sealer, new_key
from bot.storage.installations import Installations
from tests.adapters.slack.faults import Fault
from tests.adapters.slack.http_events import Page, installs
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_app import made, serving
from tests.fakes import FakeClock

# slack_sdk still makes aiohttp's BasicAuth, for oauth.v2.access alone.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

SEALED_WITH = new_key()
KEY = "arxiv:2603.00001"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """Two workspaces; signatures carry the real time, so the clock stands at it."""
    async with SlackServer(FakeClock(datetime.now(UTC)), rotates=True) as server:
        for team in ("T1", "T2"):
            server.add_workspace(team, f"Team {team}", installed=False).channel("general", bot=True)
        yield server


@pytest.fixture
async def many(slack: SlackServer, tmp_path: Path) -> AsyncIterator[App]:
    """For many workspaces, none of which has added it yet."""
    tokens = {
        "SLACK__CLIENT_ID": slack.client_id,
        "SLACK__CLIENT_SECRET": slack.client_secret,
        "SLACK__PUBLIC_URL": "https://paperboy.example",
        "ENCRYPTION_KEY": SEALED_WITH,
    }
    async with serving(slack, made(slack, tmp_path, **tokens)) as app:
        yield app


async def added(slack: SlackServer, *teams: str) -> None:
    assert slack.app
    for team in teams:
        page = await installs(slack, f"{slack.app.url}/slack/install", team)
        assert page.status == 200, page.text


def kept(app: App) -> Installations:
    return app.store.installations(Sealer([SEALED_WITH]))


async def test_a_workspace_adds_paperboy_and_is_answered(slack: SlackServer, many: App):
    await added(slack, "T2")

    ada = slack.workspace("T2").person("ada")
    await ada.types("/papers search sparse attention", "general")

    assert await ada.awaits("Sparse Attention", "general")
    installation = kept(many).find("slack", "T2")
    assert installation
    assert (installation.name, installation.refresh_token is not None) == ("Team T2", True)
    assert {"chat:write", "commands"} <= set(installation.scopes)


async def test_one_that_was_not_added_is_refused(slack: SlackServer, many: App):
    await added(slack, "T2")
    ada = slack.workspace("T1").person("ada")

    await ada.types("/papers today", "general")

    assert "Sparse Attention" not in ada.reads("general")
    assert kept(many).find("slack", "T1") is None


async def test_one_workspace_never_sees_what_is_another_s(slack: SlackServer, many: App):
    await added(slack, "T1", "T2")
    one, two = (slack.workspace(team).person("ada") for team in ("T1", "T2"))
    await one.types(f"/papers save {KEY}", "general")
    await one.awaits("Saved", "general")
    await one.types("/papers subscribe attention", "general")
    await one.awaits("is subscribed", "general")

    await two.types("/papers saved", "general")
    await two.awaits("Your reading list is empty", "general")
    await two.types("/papers status", "general")
    await two.awaits("has no subscription yet", "general")

    assert [each.destination.workspace for each in many.store.subscriptions.all()] == ["T1"]


async def test_a_post_speaks_with_the_token_of_its_own_workspace(slack: SlackServer, many: App):
    await added(slack, "T1", "T2")
    channel = slack.workspace("T2").channel("general")
    assert many.slack

    await many.slack.send(Destination("slack", "T2", channel.id), Document("Papers"), key="k1")

    assert [message.text for message in channel.messages] == ["Papers"]
    assert slack.workspace("T1").channel("general").messages == []


async def test_a_token_near_its_end_is_replaced_and_kept(slack: SlackServer, many: App):
    await added(slack, "T2")
    before = kept(many).find("slack", "T2")
    slack.clock.advance(hours=11)

    ada = slack.workspace("T2").person("ada")
    await ada.types("/papers help", "general")
    await ada.awaits("Paperboy in", "general")

    after = kept(many).find("slack", "T2")
    assert before
    assert after
    assert after.token != before.token
    assert after.expires_at
    assert after.expires_at > slack.clock.now() + timedelta(hours=11)
    assert len(slack.calls_of("oauth.v2.access")) == 2


async def test_an_app_that_is_removed_forgets_its_token_and_pauses(slack: SlackServer, many: App):
    await added(slack, "T1", "T2")
    for team in ("T1", "T2"):
        ada = slack.workspace(team).person("ada")
        await ada.types("/papers subscribe attention", "general")
        await ada.awaits("is subscribed", "general")

    await slack.workspace("T2").removes_app()
    await slack.until(lambda: kept(many).find("slack", "T2") is None, "the token is forgotten")

    await slack.until(lambda: [s.pause is not None for s in many.store.subscriptions.all()] == [False, True], "paused")
    assert kept(many).find("slack", "T1")


async def test_a_refused_a_forged_and_a_repeated_installation_give_nothing(slack: SlackServer, many: App):
    assert slack.app
    refused = await installs(slack, f"{slack.app.url}/slack/install", "")
    forged = await installs(slack, f"{slack.app.url}/slack/install", "T2", state="forged")

    assert "access_denied" in refused.text
    assert forged.status in {400, 401}
    assert kept(many).find("slack", "T2") is None


async def test_secrets_never_stand_on_a_page_of_the_way_in(slack: SlackServer, many: App):
    assert slack.app
    page: Page = await installs(slack, f"{slack.app.url}/slack/install", "T2")
    installation = kept(many).find("slack", "T2")
    assert installation
    for secret in (installation.token, slack.client_secret, slack.signing_secret):
        assert secret not in page.text + page.url


async def test_a_token_that_another_process_has_replaced_is_taken_from_there(slack: SlackServer, many: App):
    await added(slack, "T2")
    slack.clock.advance(hours=11)
    old = kept(many).find("slack", "T2")
    assert old
    newer = replace(old, token=slack.workspace("T2").bot_token, expires_at=slack.clock.now() + timedelta(hours=12))
    slack.fail("oauth.v2.access", Fault.answers("invalid_refresh_token"))
    gate = slack.hold("oauth.v2.access")
    asking = asyncio.create_task(many.slack.teams.bot("T2"))  # type: ignore[union-attr] # it is on
    await slack.until(lambda: len(slack.calls_of("oauth.v2.access")) == 2, "asked for a new token")
    kept(many).save(newer)
    gate.set()

    assert (await asking).token == newer.token


async def test_without_any_living_token_a_workspace_counts_as_left(slack: SlackServer, many: App):
    await added(slack, "T2")
    slack.clock.advance(hours=13)
    slack.fail("oauth.v2.access", Fault.answers("invalid_refresh_token"))

    with pytest.raises(DestinationGone, match="Add Paperboy"):
        await many.slack.teams.bot("T2")  # type: ignore[union-attr] # it is on


async def test_more_is_asked_for_only_where_it_is_wanted(slack: SlackServer, many: App):
    await added(slack, "T2")
    installation = kept(many).find("slack", "T2")
    assert installation
    assert "channels:history" not in installation.scopes


async def test_who_added_it_is_forgotten_with_the_rest(slack: SlackServer, many: App):
    await added(slack, "T2")
    before = kept(many).find("slack", "T2")
    assert before
    assert before.installed_by

    many.store.people.forget(Person("slack", "T2", before.installed_by))

    assert kept(many).find("slack", "T2") == replace(before, installed_by="")
