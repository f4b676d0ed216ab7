import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.faults import Fault
from tests.adapters.slack.hooks import new_hook
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import mentions, shown
from tests.fakes import FakeClock

BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*A &amp; B* <https://a.example|here>"}},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "d", "text": {"type": "plain_text", "text": "Details"}}],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Settings"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "v"},
        }
    ],
}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock):
    async with SlackServer(clock) as server:
        server.add_workspace()
        yield server


@pytest.fixture
async def client(slack: SlackServer):
    team = slack.workspace()
    team.channel("general")
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(team.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def app(slack: SlackServer, client: AsyncWebClient):
    """A real bolt app, connected by Socket Mode."""
    made = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(made, slack.app_token)
    handler.client.web_client = client
    await handler.connect_async()
    await slack.sockets.connected()
    yield made
    await handler.close_async()


async def test_a_post_is_in_the_history_with_its_metadata(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    metadata = {"event_type": "digest", "event_payload": {"key": "k"}}
    posted = await client.chat_postMessage(channel=general.id, text="hi", blocks=BLOCKS, metadata=metadata)
    found = await client.conversations_history(channel=general.id, include_all_metadata=True)
    assert [each["ts"] for each in found["messages"]] == [posted["ts"]]
    assert found["messages"][0]["metadata"] == metadata
    assert shown(general.messages[0]) == "A & B here (https://a.example)\n[Details]"


async def test_history_comes_by_pages_after_a_time(slack: SlackServer, client: AsyncWebClient, clock: FakeClock):
    general = slack.workspace().channel("general")
    first = await client.chat_postMessage(channel=general.id, text="0")
    for number in range(1, 5):
        clock.advance(minutes=1)
        await client.chat_postMessage(channel=general.id, text=str(number))
    page = await client.conversations_history(channel=general.id, oldest=first["ts"], limit=3)
    rest = await client.conversations_history(
        channel=general.id, oldest=first["ts"], limit=3, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [each["text"] for each in [*page["messages"], *rest["messages"]]] == ["4", "3", "2", "1"]


async def test_a_call_is_refused_for_the_reason_slack_gives(slack: SlackServer, client: AsyncWebClient):
    team = slack.workspace()
    await refused(client.chat_postMessage(channel=team.channel("out", bot=False).id, text="x"), "not_in_channel")
    hidden = team.channel("hidden", kind="private", bot=False)
    await refused(client.chat_postMessage(channel=hidden.id, text="x"), "channel_not_found")
    await refused(
        client.chat_postMessage(channel=team.channel("general").id, text="x", blocks=[{"type": "header"}]),
        "invalid_blocks",
    )
    slack.revoke_all(team.id)
    await refused(client.auth_test(), "token_revoked")


async def test_a_missing_scope_is_named(slack: SlackServer):
    team = slack.add_workspace("T2", scopes=["chat:write"])
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(team.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        error = await refused(client.conversations_history(channel=team.channel("general").id), "missing_scope")
    assert error.response["needed"] == "channels:history"


@pytest.mark.parametrize(
    ("fault", "stored"),
    [
        (Fault.drops(), 0),
        (Fault.drops(stored=True), 1),
        (Fault.unavailable(stored=True), 1),
        (Fault.unavailable(), 0),
        (Fault.html(), 0),
        (Fault.ratelimited(7), 0),
        (Fault.answers("fatal_error", stored=True), 1),
    ],
)
async def test_a_fault_comes_before_or_after_the_message_is_stored(
    slack: SlackServer, client: AsyncWebClient, fault: Fault, stored: int
):
    general = slack.workspace().channel("general")
    slack.fail("chat.postMessage", fault)
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await client.chat_postMessage(channel=general.id, text="x")
    assert len(general.messages) == stored
    await client.chat_postMessage(channel=general.id, text="y")


async def test_silence_ends_with_the_patience_of_the_client(slack: SlackServer, client: AsyncWebClient):
    slack.fail("chat.postMessage", Fault.silent())
    client.session._timeout = aiohttp.ClientTimeout(total=0.1)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel=slack.workspace().channel("general").id, text="x")
    assert len(slack.workspace().channel("general").messages) == 1


async def test_a_command_is_acknowledged_and_answered_to_one_person(slack: SlackServer, app: AsyncApp):
    @app.command("/papers")
    async def papers(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]):
        await ack()
        await respond(text=f"you said {command['text']}")

    ada, bob = (slack.workspace().person(name) for name in ("ada", "bob"))
    await ada.types("/papers today")
    message = await ada.awaits("you said today", "general")
    assert message.seen_by == ada.id
    assert bob.sees("general") == []


async def test_a_press_opens_a_modal_which_is_filled_in_and_submitted(
    slack: SlackServer, client: AsyncWebClient, app: AsyncApp
):
    heard = []

    @app.action("d")
    async def details(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("form")
    async def form(ack: AsyncAck, view: dict[str, Any]):
        name = view["state"]["values"]["name"]["v"]["value"]
        heard.append(name)
        await (ack(response_action="errors", errors={"name": "Too short"}) if len(name) < 3 else ack())

    general = slack.workspace().channel("general")
    ada = slack.workspace().person("ada")
    await client.chat_postMessage(channel=general.id, text="x", blocks=BLOCKS)
    await ada.presses("Details", general.messages[0])
    modal = await ada.awaits_modal("Settings")
    await ada.submits(modal, {"Name": "ab"})
    assert "! Too short" in shown(modal)
    await ada.submits(modal, {"Name": "abc"})
    assert ada.modal is None
    assert heard == ["ab", "abc"]


async def test_a_trigger_works_once_and_for_three_seconds(slack: SlackServer, client: AsyncWebClient, clock: FakeClock):
    used, old = slack.trigger("UT1"), slack.trigger("UT1")
    await client.views_open(trigger_id=used, view=MODAL)
    await refused(client.views_open(trigger_id=used, view=MODAL), "exchanged_trigger_id")
    clock.advance(seconds=4)
    await refused(client.views_open(trigger_id=old, view=MODAL), "expired_trigger_id")


async def test_the_same_envelope_can_come_twice_and_connections_be_refreshed(slack: SlackServer, app: AsyncApp):
    heard = []

    @app.event("app_home_opened")
    async def home(event: dict[str, Any]):
        heard.append(event["user"])

    ada = slack.workspace().person("ada")
    await ada.opens_home()
    envelope = slack.sockets.sent[-1]["envelope_id"]
    await slack.sockets.resend(envelope)
    await slack.sockets.acked(envelope, times=2)
    await slack.sockets.disconnect()
    await slack.sockets.connected()
    assert slack.sockets.opened == 2
    await ada.opens_home()
    assert heard == [ada.id] * 3


async def test_a_file_is_uploaded_and_shared(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    await client.files_upload_v2(channel=general.id, filename="p.bib", content="@article{}", title="Citation")
    assert general.messages[0].files[0].content == b"@article{}"


async def test_a_live_mention_is_seen_as_one(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    await client.chat_postMessage(channel=general.id, text="<!channel> &lt;!here&gt; <@U1>")
    assert shown(general.messages[0]) == "@channel! <!here> @U1!"
    assert mentions(general.messages[0]) == ["!channel", "@U1"]


async def test_a_dropped_connection_is_followed_by_another(slack: SlackServer, client: AsyncWebClient):
    handler = AsyncSocketModeHandler(AsyncApp(client=client), slack.app_token, web_client=client, ping_interval=0.2)
    await handler.connect_async()
    await slack.sockets.connected()
    slack.sockets.drop()
    assert slack.sockets.open == []
    await slack.sockets.connected()
    assert slack.sockets.opened == 2
    await handler.close_async()


async def test_a_slack_that_is_down_refuses_and_comes_back_with_what_it_had(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    await client.chat_postMessage(channel=general.id, text="before")
    await slack.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=general.id, text="x")
    await slack.start()
    await client.chat_postMessage(channel=general.id, text="after")
    assert [each.text for each in general.messages] == ["before", "after"]


async def test_a_call_can_be_held_on_its_way(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    gate = slack.hold("chat.postMessage")
    posting = asyncio.create_task(client.chat_postMessage(channel=general.id, text="x"))
    await slack.until(lambda: slack.calls_of("chat.postMessage"))
    assert general.messages == []
    gate.set()
    await posting
    assert len(general.messages) == 1


async def test_a_view_is_changed_only_by_who_knows_it_as_it_is(slack: SlackServer, client: AsyncWebClient):
    ada = slack.workspace().person("ada")
    opened = await client.views_open(trigger_id=slack.trigger(ada.id), view=MODAL)
    await ada.fills("Name", "typed")
    view = opened["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    await refused(stale, "hash_conflict")
    await refused(client.views_update(view_id="V0", view=MODAL), "not_found")
    assert ada.modal is not None
    assert ada.modal.state["name"]["v"]["value"] == "typed"


async def test_a_thread_is_read_from_its_first_message_on(slack: SlackServer, client: AsyncWebClient):
    general = slack.workspace().channel("general")
    first = await client.chat_postMessage(channel=general.id, text="first")
    await client.chat_postMessage(channel=general.id, text="reply", thread_ts=first["ts"])
    thread = await client.conversations_replies(channel=general.id, ts=first["ts"])
    top = await client.conversations_history(channel=general.id)
    assert [each["text"] for each in thread["messages"]] == ["first", "reply"]
    assert [each["text"] for each in top["messages"]] == ["first"]


async def test_an_answer_can_be_given_five_times_in_half_an_hour(
    slack: SlackServer, client: AsyncWebClient, clock: FakeClock
):
    general = slack.workspace().channel("general")
    used = AsyncWebhookClient(new_hook(slack, "T1", general.id, "U1"), session=client.session, retry_handlers=[])
    old = AsyncWebhookClient(new_hook(slack, "T1", general.id, "U1"), session=client.session, retry_handlers=[])
    answers = [await used.send(text="x") for _ in range(6)]
    clock.advance(minutes=31)
    late = await old.send(text="x")
    assert [each.status_code for each in answers] == [200] * 5 + [404]
    assert (answers[-1].body, late.body) == ("used_url", "expired_url")


async def refused(call: Awaitable[AsyncSlackResponse], error: str):
    with pytest.raises(SlackApiError) as caught:
        await call
    assert caught.value.response["error"] == error
    return caught.value
