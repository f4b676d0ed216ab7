"""What stands in Slack: workspaces, channels, people, messages, views. State only; the methods are in ``web_api``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

BOT_SCOPES = (
    *("chat:write", "commands", "links:read", "links:write", "users:read", "files:write", "reactions:read"),
    *("reactions:write", "channels:read", "channels:history", "channels:join", "groups:read", "groups:history"),
    *("im:read", "im:write", "im:history", "mpim:read"),
)

Kind = Literal["public", "private", "im"]
_PREFIX = {"public": "channels", "private": "groups", "im": "im"}


@dataclass
class User:
    """A person of a workspace. ``dm`` is where the bot writes to them alone."""

    id: str
    name: str
    team: str
    real_name: str
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_bot": self.is_bot,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "profile": {"real_name": self.real_name, "display_name": self.name},
        }


@dataclass
class Message:
    """One message as Slack keeps it. ``seen_by`` is set for an ephemeral one, which no history holds."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    bot_id: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    seen_by: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    unfurls: dict[str, Any] = field(default_factory=dict)
    files: list["File"] = field(default_factory=list)
    sent: dict[str, Any] = field(default_factory=dict)
    edits: int = 0
    state: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def as_json(self, *, metadata: bool = False) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": "A1"}
        optional = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "reactions": [{"name": k, "users": v, "count": len(v)} for k, v in self.reactions.items()],
            "metadata": self.metadata if metadata else None,
            "files": [file.as_json() for file in self.files],
        }
        return shown | {name: value for name, value in optional.items() if value}


@dataclass
class File:
    """An upload, complete once it has been shared."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "title": self.title or self.name, "size": self.length}


@dataclass
class View:
    """A modal or a home tab. ``content`` is what the app gave; ``state`` what the person has put into it."""

    id: str
    team: str
    content: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    updates: int = 0

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self.content["blocks"])

    def as_json(self) -> dict[str, Any]:
        empty = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return {
            **empty,
            **self.content,
            "id": self.id,
            "team_id": self.team,
            "hash": self.hash,
            "state": {"values": self.state},
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": "A1",
            "app_installed_team_id": self.team,
            "bot_id": "B" + self.team,
        }


@dataclass
class Channel:
    """A place where people talk. A deleted one is not found by anyone."""

    id: str
    name: str
    kind: Kind = "public"
    archived: bool = False
    deleted: bool = False
    everyone: bool = False
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    error: str | None = None
    """What posting here is answered with, such as restricted_action; None: it is posted."""

    @property
    def scope(self) -> str:
        """The first half of the scopes that are about such a channel: channels, groups, im."""
        return _PREFIX[self.kind]

    def message(self, ts: str) -> Message | None:
        return next((each for each in self.messages if each.ts == ts), None)

    def kept(self) -> list[Message]:
        """Without the ephemeral ones."""
        return [each for each in self.messages if each.seen_by is None]

    def replies(self, ts: str) -> list[Message]:
        return [each for each in self.kept() if each.thread_ts == ts and each.is_reply]

    def as_json(self, *, bot: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": self.kind == "im",
            "is_mpim": False,
            "is_private": self.kind != "public",
            "is_archived": self.archived,
            "is_member": bot in self.members,
            "num_members": len(self.members),
            "properties": {"posting_restricted_to": {"type": ["admin"], "user": []}} if self.error else {},
        } | ({"user": next(each for each in self.members if each != bot)} if self.kind == "im" else {})


@dataclass
class Grant:
    """What a bot token lets its bearer do."""

    token: str
    team: str
    scopes: tuple[str, ...]
    refresh_token: str | None = None
    expires_at: float | None = None
    revoked: bool = False


class Stamps(Protocol):
    """What a workspace needs of its server: unique time stamps and ids, and to say that something changed."""

    def ts(self) -> str: ...
    def new_id(self, prefix: str) -> str: ...
    def changed(self) -> None: ...


class Workspace:
    """One team: its people, channels and files, and the app's views in it."""

    def __init__(self, stamps: Stamps, team: str, name: str) -> None:
        self.id = team
        self.name = name
        self.domain = name.lower().replace(" ", "-")
        self.bot_id = "B" + team
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._stamps = stamps
        self.bot = self.user("paperboy", id="U" + team + "BOT", is_bot=True)

    def user(self, name: str, *, id: str | None = None, real_name: str = "", **fields: Any) -> User:  # noqa: A002 - Slack's word
        """The person of that name, made if there is none."""
        found = next((each for each in self.users.values() if each.name == name), None)
        if found is None:
            number = id or f"U{self.id}{len(self.users)}"
            found = User(number, name, self.id, real_name or name.title(), **fields)
            self.users[number] = found
            for channel in self.channels.values():
                if channel.everyone:
                    channel.members.append(number)
        return found

    def channel(self, name: str, *, kind: Kind = "public", bot: bool = True, members: tuple[str, ...] = ()) -> Channel:
        """The channel of that name, made if there is none; everybody is in it, and the bot unless told otherwise."""
        found = next((each for each in self.channels.values() if each.name == name and not each.deleted), None)
        if found is None:
            inside = list(members) or [user for user in self.users if user != self.bot.id]
            found = Channel(f"C{self.id}{len(self.channels)}", name, kind, everyone=not members)
            found.members = [*inside, *([self.bot.id] if bot else [])]
            self.channels[found.id] = found
        return found

    def dm(self, user: str) -> Channel:
        """The conversation of the bot with a person, made if there is none."""
        number = "D" + user
        if number not in self.channels:
            self.channels[number] = Channel(number, "", "im", members=[user, self.bot.id])
        return self.channels[number]

    def post(self, channel: Channel, user: str, **fields: Any) -> Message:
        """Store a message, stamped now."""
        message = Message(channel.id, self._stamps.ts(), user, **fields)
        channel.messages.append(message)
        self._stamps.changed()
        return message

    def views(self) -> Iterator[View]:
        """Every open one."""
        yield from self.homes.values()
        for stack in self.modals.values():
            yield from stack
