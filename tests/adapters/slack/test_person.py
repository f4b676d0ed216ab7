from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.person import Person
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.shown import read, shown
from tests.fakes import FakeClock

Body = dict[str, Any]


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Body:
    return {"text": plain(text), "value": text.lower()}


def entry(name: str, element: Body, **more: Any) -> Body:
    return {"type": "input", "block_id": name, "label": plain(name), "element": {"action_id": "v"} | element, **more}


def modal(*blocks: Body) -> Body:
    return {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Go"), "blocks": [*blocks]}


FORM = modal(
    entry("Kind", {"type": "static_select", "options": [option("One"), option("Two")]}, dispatch_action=True),
    entry("Zone", {"type": "external_select", "min_query_length": 1}),
    entry("Days", {"type": "checkboxes", "options": [option("Mon"), option("Tue")]}, optional=True),
)


@pytest.fixture
async def slack():
    async with SlackServer(FakeClock()) as server:
        server.add_workspace().channel("general")
        yield server


@pytest.fixture
async def app(slack: SlackServer):
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.workspace().bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        made = AsyncApp(client=client)
        handler = AsyncSocketModeHandler(made, slack.app_token)
        await handler.connect_async()
        await slack.sockets.connected()
        yield made
        await handler.close_async()


@pytest.fixture
def ada(slack: SlackServer):
    return slack.workspace().person("ada")


async def test_a_form_is_chosen_suggested_and_submitted_with_its_state(slack: SlackServer, app: AsyncApp, ada: Person):
    heard: list[Any] = []

    @app.shortcut("open")
    async def opens(ack: AsyncAck, body: Body, client: AsyncWebClient):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("v")
    async def changed(ack: AsyncAck, body: Body, client: AsyncWebClient):
        await ack()
        heard.append(body["actions"][0]["selected_option"]["value"])
        more = {"type": "section", "text": plain("it fits")}
        view = FORM | {"blocks": [more, *FORM["blocks"]]}
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.options("v")
    async def zones(ack: AsyncAck, body: Body):
        await ack(options=[option("Europe/Berlin")] if body["value"].startswith("Eur") else [])

    @app.view("form")
    async def submitted(ack: AsyncAck, view: Body):
        heard.append(view["state"]["values"]["Zone"]["v"]["selected_option"]["value"])
        heard.append([each["value"] for each in view["state"]["values"]["Days"]["v"]["selected_options"]])
        await ack(response_action="update", view=modal({"type": "section", "text": plain("Done")}))

    slack.shortcuts["Open the form"] = "open"
    await ada.shortcut_global("Open the form")
    view = await ada.awaits_modal("Form")
    await ada.chooses("Kind", "Two")
    await ada.awaits_modal("it fits")
    with pytest.raises(AssertionError, match="'Zone' is empty"):
        await ada.submits(view)
    await ada.submits(view, {"Zone": "Europe/Berlin", "Days": ["Mon", "Tue"]})
    assert heard == ["two", "europe/berlin", ["mon", "tue"]]
    assert "Done" in shown(view)


async def test_a_pasted_link_is_unfurled_and_a_reaction_heard(slack: SlackServer, app: AsyncApp, ada: Person):
    heard: list[str] = []

    @app.event("link_shared")
    async def shared(event: Body, client: AsyncWebClient):
        url = event["links"][0]["url"]
        card = {"blocks": [{"type": "section", "text": plain("A paper")}]}
        await client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls={url: card})

    @app.event("reaction_added")
    async def reacted(event: Body):
        heard.append(event["reaction"])

    message = await ada.pastes("https://arxiv.org/abs/2403.00001")
    assert await ada.awaits("A paper", "general") is message
    await ada.reacts("+1", message)
    assert heard == ["+1"]
    assert slack.calls_of("chat.unfurl")[0].args["source"] == "conversations_history"


async def test_an_overflow_option_is_found_beside_its_words(slack: SlackServer, app: AsyncApp, ada: Person):
    heard: list[str] = []

    @app.action("more")
    async def more(ack: AsyncAck, body: Body):
        await ack()
        heard.append(f"{body['actions'][0]['block_id']} {body['actions'][0]['selected_option']['value']}")

    menu = {"type": "overflow", "action_id": "more", "options": [option("Save"), option("Cite")]}
    blocks = [
        {"type": "section", "block_id": title, "text": {"type": "mrkdwn", "text": f"*{title}*"}, "accessory": menu}
        for title in ("Alpha", "Beta")
    ]
    general = slack.workspace().channel("general")
    await app.client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    await ada.presses("Cite", general.messages[0], beside="Beta")
    assert heard == ["Beta cite"]


async def test_what_befalls_a_channel_and_the_app_is_told(slack: SlackServer, app: AsyncApp):
    heard: list[str] = []
    team, general = slack.workspace(), slack.workspace().channel("general")
    kinds = ("channel_rename", "channel_archive", "channel_left", "member_joined_channel", "channel_deleted")

    async def hear(event: Body):
        heard.append(event["type"])

    for kind in (*kinds, "app_uninstalled", "tokens_revoked"):
        app.event(kind)(hear)
    await team.renames(general, "talk")
    await team.archives(general)
    await team.removes_bot(general)
    await team.invites_bot(general)
    await team.deletes(general)
    assert tuple(heard) == kinds


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("*bold* _and_ ~gone~ `co*d*e`", "bold and gone co*d*e"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"),
        ("<!date^1^{date}|1 January>", "1 January"),
        ("<https://a.example|A> <#C1|talk> <!subteam^S1>", "A (https://a.example) #talk @subteam!"),
    ],
)
def test_markup_is_read_as_slack_shows_it(sent: str, words: str):
    assert read(sent) == words
