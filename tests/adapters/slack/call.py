"""One call of a Web API method: who asks, for what; and what most methods look up first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.adapters.slack.faults import SlackError
from tests.adapters.slack.workspace import Channel, Grant, Message, User, Workspace

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer


@dataclass
class Call:
    """``args`` are those of query, form and JSON together; what is JSON inside a form is parsed."""

    slack: "SlackServer"
    method: str
    args: dict[str, Any]
    token: str = ""
    grant: Grant | None = None
    basic: str = ""

    @property
    def workspace(self) -> Workspace:
        if self.grant is None:
            raise SlackError("not_authed")
        return self.slack.workspaces[self.grant.team]

    def needs(self, *scopes: str) -> None:
        """One of ``scopes``, else missing_scope with the first of them."""
        held = self.grant.scopes if self.grant else ()
        if not set(scopes) & set(held):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(held))

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def required(self, name: str) -> str:
        value = self.args.get(name)
        if value in {None, ""}:
            raise SlackError(
                "invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
            )
        return str(value)

    def channel(self, *, scope: str = "", name: str = "channel") -> Channel:
        """The channel that is named, seen with the bot's eyes: a private one without it is not found."""
        given = self.args.get(name)
        found = self.workspace.channels.get(str(given))
        if found is None and str(given) in self.workspace.users:
            found = self.workspace.dm(str(given))
        if found is None or found.deleted or (found.kind == "private" and self.bot not in found.members):
            raise SlackError("channel_not_found")
        if scope:
            self.needs(f"{found.scope}:{scope}")
        return found

    def channel_to_post_in(self) -> Channel:
        channel = self.channel()
        if channel.archived:
            raise SlackError("is_archived")
        if self.bot not in channel.members:
            raise SlackError("not_in_channel")
        if channel.error:
            raise SlackError(channel.error)
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        found = channel.message(str(self.args.get(name)))
        if found is None or found.seen_by is not None:
            raise SlackError("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        found = self.workspace.users.get(str(self.args.get(name)))
        if found is None:
            raise SlackError("user_not_found")
        return found

    @property
    def bot(self) -> str:
        return self.workspace.bot.id

    def page(self, items: list[Any], *, default: int = 100) -> tuple[list[Any], dict[str, Any]]:
        """The page that ``cursor`` and ``limit`` ask for, and the end of the answer that says where the next begins."""
        start = self._start()
        size = min(int(self.args.get("limit") or default), 999)
        further = start + size < len(items)
        cursor = f"next:{start + size}" if further else ""
        return items[start : start + size], {"has_more": further, "response_metadata": {"next_cursor": cursor}}

    def _start(self) -> int:
        cursor = str(self.args.get("cursor") or "next:0")
        name, _, start = cursor.partition(":")
        if name != "next" or not start.isdecimal():
            raise SlackError("invalid_cursor")
        return int(start)
