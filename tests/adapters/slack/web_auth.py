"""The methods about tokens: auth.*, oauth.v2.access, apps.*."""

import base64
from typing import Any

from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import Grant

ROTATES_AFTER = 12 * 3600


def test(call: Call) -> dict[str, Any]:
    team = call.workspace
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.bot.name,
        "team_id": team.id,
        "user_id": team.bot.id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> dict[str, Any]:
    if call.grant is None:
        raise SlackError("not_bearer_token")
    if not call.flag("test"):
        call.grant.revoked = True
        call.slack.changed()
    return {"revoked": not call.flag("test")}


def uninstall(call: Call) -> dict[str, Any]:
    _check_client(call)
    call.slack.revoke_all(call.workspace.id)
    return {}


def open_connection(call: Call) -> dict[str, Any]:
    """The app-level token's own method; each URL is for one connection."""
    if call.token != call.slack.app_token:
        raise SlackError("invalid_auth")
    return {"url": call.slack.sockets.ticket()}


def access(call: Call) -> dict[str, Any]:
    """A code, or a refresh token, for a bot token. Either works once."""
    _check_client(call)
    if call.args.get("grant_type") == "refresh_token":
        old = call.slack.refreshed(str(call.args.get("refresh_token")))
        if old is None:
            raise SlackError("invalid_refresh_token")
        grant = call.slack.grant(old.team, old.scopes)
        old.refresh_token = None
        return _granted(call, grant)
    code = call.slack.codes.pop(str(call.args.get("code")), None)
    if code is None:
        raise SlackError("invalid_code")
    if (call.args.get("redirect_uri") or code.redirect_uri) != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    grant = call.slack.grant(code.team, code.scopes)
    return _granted(call, grant, authed_user={"id": code.user})


def _granted(call: Call, grant: Grant, **more: Any) -> dict[str, Any]:
    team = call.slack.workspaces[grant.team]
    answer = {
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(grant.scopes),
        "bot_user_id": team.bot.id,
        "app_id": "A1",
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {},
        **more,
    }
    if grant.refresh_token:
        answer |= {"refresh_token": grant.refresh_token, "expires_in": ROTATES_AFTER}
    return answer


def _check_client(call: Call) -> None:
    given = [call.args.get("client_id"), call.args.get("client_secret")]
    if call.basic:
        given = list(base64.b64decode(call.basic.removeprefix("Basic ")).decode().split(":", 1))
    if given[0] != call.slack.client_id:
        raise SlackError("invalid_client_id")
    if given[1] != call.slack.client_secret:
        raise SlackError("bad_client_secret")
