"""How an act of a person reaches the app: the same payload over Socket Mode or over HTTP, and the answer back."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer
    from tests.adapters.slack.workspace import User, Workspace


async def command(slack: "SlackServer", form: dict[str, str]) -> dict[str, Any]:
    """A slash command; what the acknowledgement carried, {} for nothing."""
    if slack.app is not None:
        return await slack.app.post(slack.app.commands_path, form=form)
    return await _acked(slack, "slash_commands", dict(form))


async def interaction(slack: "SlackServer", payload: dict[str, Any]) -> dict[str, Any]:
    """A press, choice, submission, shortcut or suggestion; what the acknowledgement carried."""
    if slack.app is not None:
        return await slack.app.post(slack.app.interactions_path, form={"payload": json.dumps(payload)})
    return await _acked(slack, "interactive", payload)


async def event(slack: "SlackServer", team: "Workspace", about: dict[str, Any]) -> str:
    """An event; its event_id, once it is acknowledged."""
    body = event_body(slack, team, about)
    if slack.app is not None:
        await slack.app.post(slack.app.events_path, body=body)
    else:
        await slack.sockets.acked(await slack.sockets.send("events_api", body, answers=False))
    return str(body["event_id"])


async def again(slack: "SlackServer") -> dict[str, Any]:
    """The last act once more, as Slack does when it has seen no acknowledgement; what that carried this time."""
    if slack.app is not None:
        return (await slack.app.resend()).json()
    envelope = slack.sockets.sent[-1]["envelope_id"]
    await slack.sockets.resend(envelope)
    answer = await slack.sockets.acked(envelope, times=2)
    return answer or {}


async def _acked(slack: "SlackServer", kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    answer = await slack.sockets.acked(await slack.sockets.send(kind, payload, answers=True))
    return answer or {}


def event_body(slack: "SlackServer", team: "Workspace", about: dict[str, Any]) -> dict[str, Any]:
    """The wrapper of an event, as the Events API sends it."""
    bot = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id}
    return {
        "token": "verification",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": "A1",
        "event": {"event_ts": slack.ts(), **about},
        "type": "event_callback",
        "event_id": slack.new_id("Ev"),
        "event_time": int(slack.clock.now().timestamp()),
        "authorizations": [bot | {"is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def common(slack: "SlackServer", team: "Workspace", user: "User", kind: str) -> dict[str, Any]:
    """What every interaction carries."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": "A1",
        "token": "verification",
        "trigger_id": slack.trigger(user.id),
    }
