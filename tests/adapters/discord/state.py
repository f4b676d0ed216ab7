"""What stands in Discord: users, channels, messages, interactions. Records only; the methods are in ``rest_*``."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.adapters.discord.rights import Overwrite

if TYPE_CHECKING:
    from tests.adapters.discord.guild import Guild

KINDS = {
    "text": 0,
    "dm": 1,
    "voice": 2,
    "category": 4,
    "announcement": 5,
    "announcement_thread": 10,
    "thread": 11,
    "private_thread": 12,
    "forum": 15,
    "media": 16,
}
THREADS = {"announcement_thread", "thread", "private_thread"}
FORUMS = {"forum", "media"}

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SILENT = 1 << 12
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5


@dataclass
class User:
    """A person, or the bot, in whichever guilds they are. ``refuses``: takes no messages from the bot."""

    id: str
    name: str
    bot: bool = False
    refuses: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "username": self.name,
            "global_name": None if self.bot else self.name.title(),
            "discriminator": "0" if not self.bot else "0001",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }


@dataclass(frozen=True)
class Tag:
    """A label that posts of a forum can bear."""

    id: str
    name: str
    moderated: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "moderated": self.moderated, "emoji_id": None, "emoji_name": None}


@dataclass(eq=False)
class Message:
    """One message as Discord keeps it. ``payload`` is what the app sent; ``seen_by`` is set for an ephemeral one.

    ``rings`` are those it notified: ids of users and roles, ``everyone``.
    """

    id: str
    channel: "Channel"
    author: User
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    edited_at: datetime | None = None
    edits: int = 0
    type: int = 0
    seen_by: str | None = None
    interaction: "Interaction | None" = None
    replies_to: str | None = None
    rings: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)


@dataclass(eq=False)
class Channel:
    """A place where people talk; a thread is one too. ``recipients`` are the people of a direct conversation.

    ``inside`` are the members of a thread; ``last`` is the id of the last message, even when that is gone.
    """

    id: str
    name: str
    kind: str = "text"
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    topic: str | None = None
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    needs_tag: bool = False
    recipients: list[User] = field(default_factory=list)
    all: list[Message] = field(default_factory=list)
    deleted: bool = False
    made_at: datetime | None = None
    owner: str = ""
    archived: bool = False
    locked: bool = False
    archived_at: datetime | None = None
    auto_archive: int = 4320
    applied_tags: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    last: str | None = None

    @property
    def messages(self) -> list[Message]:
        """What stands there for everybody, the oldest first."""
        return [each for each in self.all if each.seen_by is None]

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def is_forum(self) -> bool:
        return self.kind in FORUMS

    def message(self, number: str) -> Message | None:
        return next((each for each in reversed(self.all) if each.id == number), None)


@dataclass(eq=False)
class Modal:
    """A form in front of a person. ``values`` is what stands in its fields, by custom_id."""

    interaction: "Interaction"
    content: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def custom_id(self) -> str:
        return str(self.content["custom_id"])

    @property
    def components(self) -> list[dict[str, Any]]:
        return list(self.content["components"])


@dataclass(eq=False)
class Interaction:
    """What a person did that the app is to answer. ``answered`` is the type of the answer, once there is one.

    ``opener``: of a modal that is submitted, the interaction that had opened it.
    """

    id: str
    token: str
    type: int
    user: User
    channel: Channel
    at: datetime
    data: dict[str, Any]
    event: dict[str, Any] = field(default_factory=dict)
    message: Message | None = None
    answered: int | None = None
    answered_at: datetime | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    modal: Modal | None = None
    opener: "Interaction | None" = None
