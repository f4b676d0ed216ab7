"""One request of the app: what it asks for, and what most answers look up first."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.adapters.discord.faults import DiscordError
from tests.adapters.discord.state import Channel, Interaction, Message

if TYPE_CHECKING:
    from tests.adapters.discord.server import DiscordServer

TOKEN_MINUTES = 15
_NAMES = {
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10008: "Unknown Message",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    30010: "Maximum number of reactions reached (20)",
    40060: "Interaction has already been acknowledged.",
    40067: "A tag is required to create a forum post in this channel",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50083: "Thread is archived",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160004: "A thread has already been created for this message",
}


def refusal(status: int, code: int) -> DiscordError:
    """One of those that Discord names by a number."""
    return DiscordError(status, code, _NAMES[code])


@dataclass(eq=False)
class Call:
    """``path`` is below ``/api/v10``; ``pattern`` that of its route; ``body`` is parsed.

    ``status`` and ``answer``: what it was answered with, once that is known.
    """

    discord: "DiscordServer"
    method: str
    path: str
    at: datetime
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    authorization: str = ""
    params: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    pattern: str = ""
    status: int | None = None
    answer: Any = None

    def is_of(self, method: str, pattern: str) -> bool:
        return self.method == method and bool(compiled(pattern).fullmatch(self.path))

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in {"1", "true"}

    # What is named in the path, seen with the bot's eyes

    def channel(self, *needed: str) -> Channel:
        """The channel, where the bot may see it and do what is named."""
        found = self.discord.channel(self.params["channel"])
        if found is None or found.deleted:
            raise refusal(404, 10003)
        if found.guild is not None:
            if not found.guild.sees(self.discord.bot, found):
                raise refusal(403, 50001)
            if not found.guild.may(self.discord.bot, found, *needed):
                raise refusal(403, 50013)
        return found

    def message(self, channel: Channel) -> Message:
        found = channel.message(self.params["message"])
        if found is None or found.seen_by is not None:
            raise refusal(404, 10008)
        return found

    def own_message(self, channel: Channel) -> Message:
        message = self.message(channel)
        if message.author is not self.discord.bot:
            raise refusal(403, 50005)
        return message

    def interaction(self) -> Interaction:
        """The one whose token is in the path, answered before and not older than 15 minutes."""
        found = self.discord.interactions.get(self.params["token"])
        if found is None or found.answered is None or self.params["application"] != self.discord.application_id:
            raise refusal(404, 10015)
        if (self.at - found.at).total_seconds() > TOKEN_MINUTES * 60:
            raise refusal(401, 50027)
        return found


_compiled: dict[str, re.Pattern[str]] = {}


def compiled(pattern: str) -> re.Pattern[str]:
    """A path in which ``{anything}`` stands for one part."""
    if pattern not in _compiled:
        parts = re.split(r"\{[^}]*\}", pattern)
        _compiled[pattern] = re.compile(r"[^/]+".join(map(re.escape, parts)))
    return _compiled[pattern]
