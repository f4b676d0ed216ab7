"""The methods about channels and people: conversations.*, users.*."""

from typing import Any

from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import Channel, Message


def info(call: Call) -> dict[str, Any]:
    return {"channel": call.channel(scope="read").as_json(bot=call.bot)}


def history(call: Call) -> dict[str, Any]:
    """The newest first, without the replies that were not broadcast."""
    channel = _readable(call)
    inside = [each for each in channel.kept() if not each.is_reply or each.broadcast]
    found = sorted(_between(call, inside), key=lambda each: each.ts, reverse=True)
    page, end = call.page(found)
    return {"messages": _shown(call, channel, page), **end}


def replies(call: Call) -> dict[str, Any]:
    """The first message of the thread and its replies, the oldest first."""
    channel = _readable(call)
    parent = channel.message(call.required("ts"))
    if parent is None or parent.seen_by is not None:
        raise SlackError("thread_not_found")
    root = parent.thread_ts or parent.ts
    thread = [each for each in channel.kept() if each.ts == root]
    page, end = call.page([*thread, *_between(call, channel.replies(root))])
    return {"messages": _shown(call, channel, page), **end}


def members(call: Call) -> dict[str, Any]:
    page, end = call.page(call.channel(scope="read").members)
    return {"members": page, **end}


def join(call: Call) -> dict[str, Any]:
    call.needs("channels:join")
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if call.bot not in channel.members:
        channel.members.append(call.bot)
    call.slack.changed()
    return {"channel": channel.as_json(bot=call.bot)}


def open_dm(call: Call) -> dict[str, Any]:
    call.needs("im:write")
    users = [each for each in str(call.args.get("users") or "").split(",") if each]
    if not users:
        raise SlackError("users_list_not_supplied")
    if any(each not in call.workspace.users for each in users):
        raise SlackError("user_not_found")
    if call.workspace.users[users[0]].deleted:
        raise SlackError("user_disabled")
    channel = call.workspace.dm(users[0])
    return {"channel": channel.as_json(bot=call.bot) if call.flag("return_im") else {"id": channel.id}}


def listed(call: Call) -> dict[str, Any]:
    return _list(call, [each for each in call.workspace.channels.values() if _visible(call, each)])


def of_user(call: Call) -> dict[str, Any]:
    user = str(call.args.get("user") or call.bot)
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    inside = [each for each in call.workspace.channels.values() if user in each.members and _visible(call, each)]
    return _list(call, inside)


def user_info(call: Call) -> dict[str, Any]:
    return {"user": call.user().as_json()}


def users_list(call: Call) -> dict[str, Any]:
    page, end = call.page(list(call.workspace.users.values()))
    return {"members": [each.as_json() for each in page], **end}


def _list(call: Call, channels: list[Channel]) -> dict[str, Any]:
    kinds = str(call.args.get("types") or "public_channel").split(",")
    names = {"public": "public_channel", "private": "private_channel", "im": "im"}
    if set(kinds) - {*names.values(), "mpim"}:
        raise SlackError("invalid_types")
    for scope in ("channels", "groups", "im"):
        kind = {"channels": "public_channel", "groups": "private_channel", "im": "im"}[scope]
        if kind in kinds:
            call.needs(f"{scope}:read")
    hidden = call.flag("exclude_archived")
    wanted = [each for each in channels if names[each.kind] in kinds and not (hidden and each.archived)]
    page, end = call.page(wanted)
    return {"channels": [each.as_json(bot=call.bot) for each in page], **end}


def _visible(call: Call, channel: Channel) -> bool:
    return not channel.deleted and (channel.kind == "public" or call.bot in channel.members)


def _readable(call: Call) -> Channel:
    channel = call.channel(scope="history")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = (_stamp(call, name) for name in ("oldest", "latest"))
    inclusive = call.flag("inclusive")

    def inside(ts: float) -> bool:
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        return after and (latest is None or ts < latest or (inclusive and ts == latest))

    return [each for each in messages if inside(float(each.ts))]


def _stamp(call: Call, name: str) -> float | None:
    given = call.args.get(name)
    if given in {None, ""}:
        return None
    try:
        return float(str(given))
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _shown(call: Call, channel: Channel, messages: list[Message]) -> list[dict[str, Any]]:
    metadata = call.flag("include_all_metadata")
    return [_counted(channel, each, each.as_json(metadata=metadata)) for each in messages]


def _counted(channel: Channel, message: Message, shown: dict[str, Any]) -> dict[str, Any]:
    answers = [] if message.is_reply else channel.replies(message.ts)
    if not answers:
        return shown
    return shown | {"thread_ts": message.ts, "reply_count": len(answers), "latest_reply": answers[-1].ts}
