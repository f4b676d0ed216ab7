"""The methods about files (files.*), and the place they are uploaded to."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import File

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer


def upload_url(call: Call) -> dict[str, Any]:
    name, length = call.required("filename"), int(call.required("length"))
    file = File(call.slack.new_id("F"), name, length)
    call.workspace.files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/{call.workspace.id}/{file.id}", "file_id": file.id}


def complete(call: Call) -> dict[str, Any]:
    asked = call.args.get("files") or []
    files = [call.workspace.files.get(each["id"]) for each in asked]
    shared = [each for each in files if each is not None and each.content is not None]
    if not shared or len(shared) != len(files):
        raise SlackError("file_not_found")
    for file, each in zip(shared, asked, strict=True):
        file.title = each.get("title") or file.name
    if call.args.get("channel_id") or call.args.get("channels"):
        call.args["channel"] = call.args.get("channel_id") or call.args["channels"]
        channel = call.channel_to_post_in()
        fields = {"text": call.args.get("initial_comment") or "", "thread_ts": call.args.get("thread_ts")}
        call.workspace.post(channel, call.bot, bot_id=call.workspace.bot_id, files=shared, **fields)
    return {"files": [each.as_json() for each in shared]}


async def receive(slack: "SlackServer", request: web.Request) -> web.Response:
    """The bytes themselves, raw or as the one part of a form."""
    team = slack.workspaces.get(request.match_info["team"])
    file = team.files.get(request.match_info["file"]) if team else None
    if file is None:
        return web.Response(status=404)
    content = await request.read()
    if request.content_type.startswith("multipart/"):
        part = next(iter((await request.post()).values()))
        content = part.file.read() if isinstance(part, web.FileField) else str(part).encode()
    if len(content) != file.length:
        return web.Response(status=400, text="length does not match")
    file.content = content
    slack.changed()
    return web.Response(text=f"OK - {len(content)}")
