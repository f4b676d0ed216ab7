"""The workspaces that Paperboy is in: one token each, and none of them for another."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.scopes import SCOPES
from adapters.slack.teams import REMEMBERED, OneToken, Teams
from bot.errors import DestinationGone
from bot.model import Destination
from tests.adapters.scenes import DIGEST
from tests.adapters.slack.office import Office
from tests.adapters.slack.server import SlackServer


class Kept:
    """Tokens by workspace."""

    def __init__(self, **tokens: str) -> None:
        self.tokens = tokens

    async def of(self, team: str, client: object) -> str | None:
        del client
        return self.tokens.get(team)

    async def remove(self, team: str) -> None:
        self.tokens.pop(team, None)


@pytest.fixture
async def kept(slack: SlackServer) -> Kept:
    """Tokens of two workspaces."""
    other = slack.add_workspace("T2", "Babbage")
    other.channel("general", bot=True)
    return Kept(T1=slack.workspace("T1").bot_token, T2=other.bot_token)


@pytest.fixture
async def teams(office: Office, kept: Kept) -> AsyncIterator[Teams]:
    made = Teams(office.options, kept, office.clock)
    yield made
    await made.close()


def asked(slack: SlackServer) -> int:
    return len(slack.calls_of("auth.test"))


async def test_who_we_are_is_what_slack_says(teams: Teams, slack: SlackServer):
    bot = await teams.bot("T1")

    team = slack.workspace("T1")
    assert (bot.team, bot.user_id, bot.bot_id, bot.name) == ("T1", team.bot.id, team.bot_id, "paperboy")
    assert set(SCOPES) <= bot.scopes
    assert bot.token not in repr(bot)


async def test_it_is_asked_once_for_a_while(teams: Teams, office: Office, slack: SlackServer):
    for _ in range(3):
        await teams.bot("T1")
    assert asked(slack) == 1

    office.clock.advance(seconds=(REMEMBERED + timedelta(seconds=1)).total_seconds())
    await teams.bot("T1")

    assert asked(slack) == 2


async def test_a_changed_token_is_noticed_at_once(teams: Teams, kept: Kept, slack: SlackServer):
    before = await teams.bot("T1")
    kept.tokens["T1"] = slack.grant("T1", SCOPES).token

    after = await teams.bot("T1")

    assert (before.token, after.token) == (slack.grants("T1")[0].token, slack.grants("T1")[1].token)
    assert after.scopes == set(SCOPES)


async def test_each_workspace_is_spoken_to_with_its_own_token(teams: Teams, kept: Kept, slack: SlackServer):
    for team in ("T1", "T2"):
        client = await teams.client(team)
        channel = slack.workspace(team).channel("general")
        await client.chat_postMessage(channel=channel.id, text=f"hello {team}")

    assert [call.token for call in slack.calls_of("chat.postMessage")] == [kept.tokens["T1"], kept.tokens["T2"]]
    assert [message.text for message in slack.workspace("T2").channel("general").messages] == ["hello T2"]


async def test_a_token_of_another_workspace_is_never_used(office: Office, slack: SlackServer):
    slack.add_workspace("T2", "Babbage").channel("general", bot=True)
    place = Destination("slack", "T2", slack.workspace("T2").channel("general").id)

    with pytest.raises(DestinationGone, match="another_workspace"):
        await office.adapter.send(place, DIGEST, key="k1")
    assert slack.calls_of("chat.postMessage") == []


async def test_where_it_is_not_installed_nothing_is_asked(teams: Teams, slack: SlackServer):
    with pytest.raises(DestinationGone, match="not_installed"):
        await teams.bot("T9")
    assert await teams.authorize("T9", None) is None
    assert slack.calls == []


async def test_a_removed_workspace_is_not_spoken_to_any_more(teams: Teams, kept: Kept):
    await teams.bot("T1")

    await teams.remove("T1")

    with pytest.raises(DestinationGone, match="not_installed"):
        await teams.bot("T1")
    assert set(kept.tokens) == {"T2"}
    assert (await teams.bot("T2")).team == "T2"


async def test_a_refused_token_is_asked_about_again(teams: Teams, kept: Kept, slack: SlackServer):
    good, kept.tokens["T1"] = kept.tokens["T1"], "xoxb-wrong"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await teams.bot("T1")

    kept.tokens["T1"] = good

    assert (await teams.bot("T1")).team == "T1"
    assert asked(slack) == 2


async def test_the_token_of_the_configuration_is_that_of_its_workspace(office: Office):
    teams = Teams(office.options, OneToken(office.options.bot_token), office.clock)

    assert (await teams.bot("T1")).team == (await teams.bot("")).team == "T1"
    await teams.close()


async def test_sessions_close_and_open_again(teams: Teams):
    await teams.bot("T1")
    first = teams.session
    await teams.close()
    await teams.close()
    assert first.closed

    await (await teams.client("T1")).auth_test()

    assert teams.session is not first
