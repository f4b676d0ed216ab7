"""The Web API over HTTP: which methods there are, who may call them, and how their answers go wrong when told to."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aiohttp import web

from tests.adapters.slack import web_auth, web_conversations, web_files, web_messages, web_views
from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import Fault, SlackError

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer

_JSON_INSIDE = {"blocks", "attachments", "metadata", "view", "unfurls", "files"}


class Method(NamedTuple):
    """``scope``: what a token needs, besides what the method itself asks for. ``token``: of which kind it is."""

    run: Callable[[Call], dict[str, Any]]
    scope: str = ""
    token: str = "bot"


METHODS: Mapping[str, Method] = {
    "auth.test": Method(web_auth.test),
    "auth.revoke": Method(web_auth.revoke),
    "apps.uninstall": Method(web_auth.uninstall),
    "apps.connections.open": Method(web_auth.open_connection, token="app"),
    "oauth.v2.access": Method(web_auth.access, token=""),
    "chat.postMessage": Method(web_messages.post_message, "chat:write"),
    "chat.postEphemeral": Method(web_messages.post_ephemeral, "chat:write"),
    "chat.update": Method(web_messages.update, "chat:write"),
    "chat.delete": Method(web_messages.delete, "chat:write"),
    "chat.unfurl": Method(web_messages.unfurl, "links:write"),
    "chat.getPermalink": Method(web_messages.permalink),
    "reactions.add": Method(web_messages.add_reaction, "reactions:write"),
    "reactions.remove": Method(web_messages.remove_reaction, "reactions:write"),
    "reactions.get": Method(web_messages.get_reactions, "reactions:read"),
    "conversations.info": Method(web_conversations.info),
    "conversations.history": Method(web_conversations.history),
    "conversations.replies": Method(web_conversations.replies),
    "conversations.members": Method(web_conversations.members),
    "conversations.join": Method(web_conversations.join),
    "conversations.open": Method(web_conversations.open_dm),
    "conversations.list": Method(web_conversations.listed),
    "users.conversations": Method(web_conversations.of_user),
    "users.info": Method(web_conversations.user_info, "users:read"),
    "users.list": Method(web_conversations.users_list, "users:read"),
    "views.open": Method(web_views.open_view),
    "views.push": Method(web_views.push),
    "views.update": Method(web_views.update),
    "views.publish": Method(web_views.publish),
    "files.getUploadURLExternal": Method(web_files.upload_url, "files:write"),
    "files.completeUploadExternal": Method(web_files.complete, "files:write"),
}


async def serve(slack: "SlackServer", request: web.Request) -> web.StreamResponse:
    """Answer one call: as the method does, or as the next fault of its queue says."""
    call = await _read(slack, request)
    slack.calls.append(call)
    slack.changed()
    gate = slack.gates.get(call.method)
    if gate is not None:
        await gate.wait()
    fault = slack.next_fault(call.method)
    if not fault.stored:
        return await answer(slack, request, fault, {})
    try:
        result = {"ok": True, **_run(call)}
    except SlackError as error:
        result = error.answer
    return await answer(slack, request, fault, result, call)


def _run(call: Call) -> dict[str, Any]:
    method = METHODS.get(call.method)
    if method is None:
        raise SlackError("unknown_method")
    if method.token == "bot":
        call.grant = call.slack.bearer(call.token)
    elif method.token == "app" and not call.token.startswith("xapp-"):
        raise SlackError("not_allowed_token_type" if call.token else "not_authed")
    if method.scope:
        call.needs(method.scope)
    return method.run(call)


async def answer(
    slack: "SlackServer", request: web.Request, fault: Fault, result: dict[str, Any], call: Call | None = None
) -> web.StreamResponse:
    """What goes out, or does not."""
    if fault.kind == "none":
        scopes = {"x-oauth-scopes": ",".join(call.grant.scopes)} if call and call.grant else {}
        return web.json_response(result, headers=scopes)
    if fault.kind == "silence":
        await slack.closing.wait()
    if fault.kind in {"drop", "silence"}:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if fault.kind == "html":
        page = "<!DOCTYPE html><html><body>Something went wrong</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)


async def _read(slack: "SlackServer", request: web.Request) -> Call:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    else:
        args |= {name: str(value) for name, value in (await request.post()).items()}
    for name in _JSON_INSIDE & args.keys():
        if isinstance(args[name], str):
            args[name] = _parsed(args[name])
    authorization = request.headers.get("Authorization", "")
    scheme, _, token = authorization.partition(" ")
    given = token if scheme == "Bearer" else str(args.pop("token", ""))
    basic = authorization if scheme == "Basic" else ""
    return Call(slack, request.match_info["method"], args, given, basic=basic)


def _parsed(text: str) -> object:
    """JSON inside a form; what is none stays text, for the method to refuse."""
    try:
        return json.loads(text)
    except ValueError:
        return text
