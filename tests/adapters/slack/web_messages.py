"""The methods about messages: chat.*, reactions.*."""

from collections.abc import Mapping
from typing import Any

from tests.adapters.slack import limits
from tests.adapters.slack.call import Call
from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import Channel, Message


def post_message(call: Call) -> dict[str, Any]:
    channel = call.channel_to_post_in()
    check(call.args)
    message = call.workspace.post(channel, call.bot, bot_id=call.workspace.bot_id, **content(call.args))
    message.thread_ts = _thread(call, channel)
    message.broadcast = call.flag("reply_broadcast")
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(metadata=True)}


def post_ephemeral(call: Call) -> dict[str, Any]:
    channel = call.channel_to_post_in()
    check(call.args)
    if call.args.get("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    fields = content(call.args) | {"seen_by": call.args["user"], "thread_ts": call.args.get("thread_ts")}
    message = call.workspace.post(channel, call.bot, bot_id=call.workspace.bot_id, **fields)
    return {"message_ts": message.ts}


def update(call: Call) -> dict[str, Any]:
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_inactive")
    message = _own(call, channel)
    check(call.args, text_limit=limits.UPDATED_TEXT)
    change(message, call.args)
    call.slack.changed()
    answer = {"channel": channel.id, "ts": message.ts, "text": message.text}
    return answer | {"message": message.as_json(metadata=True)}


def delete(call: Call) -> dict[str, Any]:
    channel = call.channel()
    message = _own(call, channel, error="cant_delete_message")
    channel.messages.remove(message)
    call.slack.changed()
    return {"channel": channel.id, "ts": message.ts}


def unfurl(call: Call) -> dict[str, Any]:
    unfurls = call.args.get("unfurls")
    if not isinstance(unfurls, Mapping) or not unfurls:
        raise SlackError("missing_unfurls" if unfurls is None else "invalid_unfurls_format")
    place = call.slack.unfurl_ids.get(str(call.args.get("unfurl_id")))
    if place is None and "unfurl_id" in call.args:
        raise SlackError("invalid_unfurl_id")
    channel_id, ts = place or (call.args.get("channel"), call.args.get("ts"))
    channel = call.workspace.channels.get(str(channel_id))
    message = channel.message(str(ts)) if channel else None
    if message is None:
        raise SlackError("cannot_find_message" if channel else "cannot_find_channel")
    for url, card in unfurls.items():
        if f"<{url}>" not in message.text:
            raise SlackError("cannot_unfurl_url")
        if list(limits.blocks_problems(card.get("blocks", []), most=limits.MESSAGE_BLOCKS)):
            raise SlackError("cannot_parse_attachment")
    message.unfurls |= unfurls
    call.slack.changed()
    return {}


def add_reaction(call: Call) -> dict[str, Any]:
    message = _reacted(call)
    users = message.reactions.setdefault(call.required("name"), [])
    if call.bot in users:
        raise SlackError("already_reacted")
    users.append(call.bot)
    call.slack.changed()
    return {}


def remove_reaction(call: Call) -> dict[str, Any]:
    users = _reacted(call).reactions.get(call.required("name"), [])
    if call.bot not in users:
        raise SlackError("no_reaction")
    users.remove(call.bot)
    call.slack.changed()
    return {}


def get_reactions(call: Call) -> dict[str, Any]:
    return {"type": "message", "message": _reacted(call).as_json()}


def permalink(call: Call) -> dict[str, Any]:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    url = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": url}


def _reacted(call: Call) -> Message:
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return call.message(channel, "timestamp")


def _own(call: Call, channel: Channel, error: str = "cant_update_message") -> Message:
    message = call.message(channel)
    if message.user != call.bot:
        raise SlackError(error)
    return message


def _thread(call: Call, channel: Channel) -> str | None:
    """Slack takes any time stamp; a reply to a reply goes to the thread it is in."""
    ts = call.args.get("thread_ts")
    parent = channel.message(str(ts)) if ts else None
    if parent is None:
        return ts
    parent.thread_ts = parent.thread_ts or parent.ts
    return parent.thread_ts


def check(args: Mapping[str, Any], *, text_limit: int = limits.POSTED_TEXT) -> None:
    """Refuse a message as Slack does: the first fault is the error, all of that kind its messages."""
    faults = list(limits.message_faults(args, text_limit=text_limit))
    if faults:
        code = faults[0][0]
        words = [f"[ERROR] {words}" for fault, words in faults if fault == code]
        raise SlackError(code, errors=[each[8:] for each in words], response_metadata={"messages": words})


def content(args: Mapping[str, Any]) -> dict[str, Any]:
    """What of the arguments is kept: with ids where a block or an element came without."""
    return {
        "text": args.get("text") or "",
        "blocks": with_ids(args.get("blocks") or []),
        "attachments": list(args.get("attachments") or []),
        "metadata": args.get("metadata") or None,
        "sent": dict(args),
    }


def change(message: Message, args: Mapping[str, Any]) -> None:
    """Blocks and metadata that are not mentioned stay; text without blocks replaces the blocks."""
    new = content(args)
    message.text = new["text"]
    if "blocks" in args or "text" in args:
        message.blocks = new["blocks"]
    if "attachments" in args:
        message.attachments = new["attachments"]
    if "metadata" in args:
        message.metadata = new["metadata"]
    message.sent = new["sent"]
    message.edits += 1


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with the ids that Slack makes up where there are none."""
    return [_with_id(block, f"b{place}") for place, block in enumerate(blocks)]


def _with_id(block: dict[str, Any], number: str) -> dict[str, Any]:
    made = {"block_id": number} | block
    if block.get("type") == "actions":
        made["elements"] = [{"action_id": f"{number}a{n}"} | each for n, each in enumerate(block["elements"])]
    for part in ("accessory", "element"):
        if part in block and block[part]["type"] != "image":
            made[part] = {"action_id": f"{number}a"} | block[part]
    return made
