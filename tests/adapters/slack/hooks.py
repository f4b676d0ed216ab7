"""response_url: five answers within thirty minutes of the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.adapters.slack import web_api, web_messages
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import Channel, Message, Workspace

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer

USES = 5
LASTS = timedelta(minutes=30)


@dataclass
class Hook:
    """One response_url: who acted, where, on which message; ``answers`` is what came."""

    team: str
    channel: str
    user: str
    at: datetime
    answers: list[dict[str, Any]]
    message: Message | None = None


def new_hook(slack: "SlackServer", team: str, channel: str, user: str, message: Message | None = None) -> str:
    """The URL itself."""
    number = slack.new_id("hook")
    slack.hooks[number] = Hook(team, channel, user, slack.clock.now(), [], message)
    return f"{slack.url}/hooks/{number}"


async def serve_hook(slack: "SlackServer", request: web.Request) -> web.StreamResponse:
    """Faults queued for ``response_url`` apply here."""
    hook = slack.hooks.get(request.match_info["hook"])
    body = await request.json()
    fault = slack.next_fault("response_url")
    if fault.stored:
        refusal = _refusal(slack, hook)
        if hook is None or refusal:
            return web.Response(status=404, text=refusal)
        try:
            answered(slack, hook, body)
        except SlackError as error:
            return web.Response(status=400, text=str(error))
    if fault.kind == "none":
        return web.Response(text="ok")
    return await web_api.answer(slack, request, fault, {})


def _refusal(slack: "SlackServer", hook: Hook | None) -> str:
    if hook is None:
        return "invalid_url"
    if slack.clock.now() - hook.at > LASTS:
        return "expired_url"
    return "used_url" if len(hook.answers) >= USES else ""


def answered(slack: "SlackServer", hook: Hook, body: dict[str, Any]) -> None:
    """Do what an answer asks for: a new message, or a change of the one that was acted on."""
    team = slack.workspaces[hook.team]
    channel = team.channels[hook.channel]
    if not body.get("delete_original"):
        web_messages.check(body)
    hook.answers.append(body)
    if body.get("delete_original") and hook.message is not None:
        channel.messages.remove(hook.message)
    elif body.get("replace_original") and hook.message is not None:
        web_messages.change(hook.message, body)
    else:
        _post(team, channel, hook, body)
    slack.changed()


def _post(team: Workspace, channel: Channel, hook: Hook, body: dict[str, Any]) -> None:
    shared = body.get("response_type") == "in_channel"
    fields = web_messages.content(body) | {"thread_ts": body.get("thread_ts")}
    team.post(channel, team.bot.id, bot_id=team.bot_id, seen_by=None if shared else hook.user, **fields)
