"""Discord's permissions: their bits, and what somebody may do in a channel. PURE."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BITS: Mapping[str, int] = {
    "create_instant_invite": 0,
    "kick_members": 1,
    "ban_members": 2,
    "administrator": 3,
    "manage_channels": 4,
    "manage_guild": 5,
    "add_reactions": 6,
    "view_audit_log": 7,
    "view_channel": 10,
    "send_messages": 11,
    "send_tts_messages": 12,
    "manage_messages": 13,
    "embed_links": 14,
    "attach_files": 15,
    "read_message_history": 16,
    "mention_everyone": 17,
    "use_external_emojis": 18,
    "connect": 20,
    "speak": 21,
    "change_nickname": 26,
    "manage_nicknames": 27,
    "manage_roles": 28,
    "manage_webhooks": 29,
    "use_application_commands": 31,
    "manage_threads": 34,
    "create_public_threads": 35,
    "create_private_threads": 36,
    "use_external_stickers": 37,
    "send_messages_in_threads": 38,
    "use_embedded_activities": 39,
    "moderate_members": 40,
    "use_external_apps": 50,
}
EVERYTHING = sum(1 << bit for bit in _BITS.values())


def bits(*names: str) -> int:
    """The bits of permissions by their names, such as ``send_messages``."""
    return sum(1 << _BITS[name] for name in set(names))


EVERYONE = bits(
    *("create_instant_invite", "add_reactions", "view_channel", "send_messages", "embed_links", "attach_files"),
    *("read_message_history", "use_external_emojis", "connect", "speak", "change_nickname", "mention_everyone"),
    *("use_application_commands", "create_public_threads", "create_private_threads", "send_messages_in_threads"),
)
"""What everyone may in a new server."""

BOT = bits(
    *("view_channel", "send_messages", "embed_links", "read_message_history"),
    *("create_public_threads", "send_messages_in_threads"),
)
"""What the bot was invited with."""

DIRECT = bits(
    *("view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "add_reactions"),
    *("use_external_emojis", "mention_everyone", "use_application_commands"),
)
"""What both sides may in a direct conversation."""

_NEED_SENDING = bits("send_tts_messages", "mention_everyone", "embed_links", "attach_files")


@dataclass
class Overwrite:
    """What a role or a member is allowed or denied in one channel, whatever their roles say."""

    id: str
    kind: int
    allow: int = 0
    deny: int = 0

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "type": self.kind, "allow": str(self.allow), "deny": str(self.deny)}


@dataclass(frozen=True)
class Holder:
    """Whose permissions are computed: a member with the permissions of all their roles together."""

    id: str
    guild: str
    roles: tuple[str, ...]
    held: int
    owner: bool = False

    @property
    def may_everything(self) -> bool:
        return self.owner or bool(self.held & bits("administrator"))


def in_channel(holder: Holder, overwrites: Iterable[Overwrite], *, thread: bool = False) -> int:
    """What they may there; ``overwrites`` are those of the channel, of a thread those of its parent."""
    if holder.may_everything:
        return EVERYTHING
    held = _overwritten(holder, {each.id: each for each in overwrites})
    if not held & bits("view_channel"):
        return 0
    sending = bits("send_messages_in_threads" if thread else "send_messages")
    return held if held & sending else held & ~_NEED_SENDING


def _overwritten(holder: Holder, overwrites: Mapping[str, Overwrite]) -> int:
    """Everyone's first, then those of all roles together, then the member's own."""
    held = holder.held
    everyone = overwrites.get(holder.guild, Overwrite("", 0))
    held = held & ~everyone.deny | everyone.allow
    denied = allowed = 0
    for role in holder.roles:
        if role in overwrites and role != holder.guild:
            denied |= overwrites[role].deny
            allowed |= overwrites[role].allow
    held = held & ~denied | allowed
    own = overwrites.get(holder.id, Overwrite("", 1))
    return held & ~own.deny | own.allow
