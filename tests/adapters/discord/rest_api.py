"""REST: which request is answered by which function, and what becomes of the answer on its way."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.adapters.discord import (
    contract,
    rest_channels,
    rest_commands,
    rest_guilds,
    rest_interactions,
    rest_messages,
    rest_threads,
    rest_webhooks,
)
from tests.adapters.discord.call import Call
from tests.adapters.discord.faults import DiscordError, Fault, invalid_form

if TYPE_CHECKING:
    from tests.adapters.discord.server import DiscordServer

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Route:
    """``token``: whether the bot must say who it is."""

    run: Callable[[Call], Any]
    status: int = 200
    token: bool = True


_CHANNEL = "channels/{channel}"
_MESSAGE = "channels/{channel}/messages/{message}"
_COMMANDS = "applications/{application}/commands"
_GUILD_COMMANDS = "applications/{application}/guilds/{guild}/commands"
_WEBHOOK = "webhooks/{application}/{token}"
ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "users/@me"): Route(rest_guilds.me),
    ("GET", "users/@me/guilds"): Route(rest_guilds.my_guilds),
    ("POST", "users/@me/channels"): Route(rest_channels.open_direct),
    ("DELETE", "users/@me/guilds/{guild}"): Route(rest_guilds.leave, 204),
    ("GET", "users/{user}"): Route(rest_guilds.user),
    ("GET", "oauth2/applications/@me"): Route(rest_guilds.application),
    ("GET", "applications/@me"): Route(rest_guilds.application),
    ("GET", "gateway"): Route(rest_guilds.gateway, token=False),
    ("GET", "gateway/bot"): Route(rest_guilds.gateway_of_bot),
    ("GET", "guilds/{guild}"): Route(rest_guilds.guild),
    ("GET", "guilds/{guild}/channels"): Route(rest_guilds.channels),
    ("GET", "guilds/{guild}/roles"): Route(rest_guilds.roles),
    ("GET", "guilds/{guild}/members/{user}"): Route(rest_guilds.member),
    ("GET", "guilds/{guild}/threads/active"): Route(rest_threads.active),
    ("GET", _CHANNEL): Route(rest_channels.channel),
    ("PATCH", _CHANNEL): Route(rest_channels.modify),
    ("DELETE", _CHANNEL): Route(rest_channels.delete),
    ("POST", f"{_CHANNEL}/typing"): Route(rest_channels.typing, 204),
    ("GET", f"{_CHANNEL}/messages"): Route(rest_messages.history),
    ("POST", f"{_CHANNEL}/messages"): Route(rest_messages.post),
    ("GET", _MESSAGE): Route(rest_messages.get),
    ("PATCH", _MESSAGE): Route(rest_messages.edit),
    ("DELETE", _MESSAGE): Route(rest_messages.delete, 204),
    ("POST", f"{_MESSAGE}/crosspost"): Route(rest_messages.crosspost),
    ("POST", f"{_MESSAGE}/threads"): Route(rest_threads.from_message, 201),
    ("POST", f"{_CHANNEL}/threads"): Route(rest_threads.start, 201),
    ("GET", f"{_CHANNEL}/threads/archived/public"): Route(rest_threads.archived_public),
    ("GET", f"{_CHANNEL}/threads/archived/private"): Route(rest_threads.archived_private),
    ("PUT", f"{_CHANNEL}/thread-members/@me"): Route(rest_threads.join, 204),
    ("DELETE", f"{_CHANNEL}/thread-members/@me"): Route(rest_threads.leave, 204),
    ("GET", _COMMANDS): Route(rest_commands.listed),
    ("PUT", _COMMANDS): Route(rest_commands.replace),
    ("POST", _COMMANDS): Route(rest_commands.upsert),
    ("DELETE", f"{_COMMANDS}/{{command}}"): Route(rest_commands.delete, 204),
    ("GET", _GUILD_COMMANDS): Route(rest_commands.listed),
    ("PUT", _GUILD_COMMANDS): Route(rest_commands.replace),
    ("POST", _GUILD_COMMANDS): Route(rest_commands.upsert),
    ("DELETE", f"{_GUILD_COMMANDS}/{{command}}"): Route(rest_commands.delete, 204),
    ("POST", "interactions/{interaction}/{token}/callback"): Route(rest_interactions.callback, token=False),
    ("POST", _WEBHOOK): Route(rest_webhooks.follow_up, token=False),
    ("GET", f"{_WEBHOOK}/messages/{{message}}"): Route(rest_webhooks.get, token=False),
    ("PATCH", f"{_WEBHOOK}/messages/{{message}}"): Route(rest_webhooks.edit, token=False),
    ("DELETE", f"{_WEBHOOK}/messages/{{message}}"): Route(rest_webhooks.delete, 204, token=False),
}


@dataclass(frozen=True)
class _Step:
    """A tree of the parts of paths: what follows by name, what follows whatever its name, what answers here."""

    named: dict[str, "_Step"]
    any: list[tuple[str, "_Step"]]
    routes: dict[str, tuple[str, Route]]


def _tree() -> _Step:
    root = _Step({}, [], {})
    for (method, path), route in ROUTES.items():
        step = root
        for part in path.split("/"):
            step = _below(step, part)
        step.routes[method] = (f"/{path}", route)
    return root


def _below(step: _Step, part: str) -> _Step:
    if not part.startswith("{"):
        return step.named.setdefault(part, _Step({}, [], {}))
    found = next((below for name, below in step.any if name == part[1:-1]), None)
    if found is None:
        found = _Step({}, [], {})
        step.any.append((part[1:-1], found))
    return found


_ROOT = _tree()


def _find(step: _Step, method: str, parts: list[str], params: dict[str, str]) -> tuple[str, Route] | None:
    """The route of a path, names before wildcards; what the wildcards stood for goes into ``params``."""
    if not parts:
        return step.routes.get(method)
    if parts[0] in step.named and (found := _find(step.named[parts[0]], method, parts[1:], params)):
        return found
    for name, below in step.any:
        if found := _find(below, method, parts[1:], params):
            params[name] = parts[0]
            return found
    return None


async def serve(discord: "DiscordServer", request: web.Request) -> web.StreamResponse:
    """Answer one request: as the function of its route does, or as the next fault says."""
    call = await _read(discord, request)
    discord.calls.append(call)
    discord.changed()
    for method, pattern, gate in discord.gates:
        if not gate.is_set() and call.is_of(method, pattern):
            await gate.wait()
            call.at = discord.clock.now()
    fault = discord.next_fault(call)
    if not fault.stored:
        return await _fail(discord, request, call, fault)
    headers: dict[str, str] = {}
    status, value = _answered(call, headers)
    if fault.kind != "none":
        return await _fail(discord, request, call, fault)
    call.status, call.answer = status, value
    body = b"" if status == 204 else json.dumps(value).encode()
    discord.changed()
    return web.Response(status=status, body=body, headers=(JSON if body else {}) | headers)


def _answered(call: Call, headers: dict[str, str]) -> tuple[int, Any]:
    """Status and JSON of the answer; what is to be said of limits goes into ``headers``."""
    try:
        route = _route(call)
        headers |= call.discord.limits.count(call)
        if call.discord.checks:
            _check(call)
        value = route.run(call)
    except DiscordError as error:
        call.discord.limits.invalid += error.status in {401, 403, 429}
        if error.code in {50006, 50035}:
            call.discord.malformed.append(f"{call.method} {call.path}: {error}")
        headers |= error.headers
        return error.status, error.answer
    return (204, None) if value is None else (route.status, value)


def _route(call: Call) -> Route:
    """What answers, where the bot may ask."""
    found = _find(_ROOT, call.method, call.path.strip("/").split("/"), call.params)
    if found is None:
        raise DiscordError(404, 0, "404: Not Found")
    call.pattern, route = found
    if route.token and call.authorization != f"Bot {call.discord.token}":
        raise DiscordError(401, 0, "401: Unauthorized")
    return route


def _check(call: Call) -> None:
    problems = contract.problems(call.method, call.pattern, call.body)
    if problems:
        raise invalid_form([(path, "CONTRACT", words) for path, words in problems])


async def _fail(discord: "DiscordServer", request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
    """What goes out in place of the answer, or does not."""
    if fault.kind == "silence":
        await discord.closing.wait()
    if fault.kind in {"drop", "silence"}:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    call.status = fault.status
    discord.changed()
    return web.Response(status=fault.status, body=fault.body, headers=fault.headers)


async def _read(discord: "DiscordServer", request: web.Request) -> Call:
    path = "/" + request.match_info["path"].rstrip("/")
    call = Call(discord, request.method, path, discord.clock.now(), dict(request.query))
    call.authorization = request.headers.get("Authorization", "")
    if request.content_type == "multipart/form-data":
        await _read_parts(request, call)
    elif request.body_exists:
        text = await request.text()
        call.body = json.loads(text) if text else None
    return call


async def _read_parts(request: web.Request, call: Call) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            call.files.append(value.filename)
        elif name == "payload_json":
            call.body = json.loads(str(value))
