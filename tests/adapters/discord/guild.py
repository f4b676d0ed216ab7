"""A guild as a test holds it: roles, members, channels; and what befalls them. The state changes first, then the app
is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.adapters.discord import gateway, rights, shapes
from tests.adapters.discord.person import Person
from tests.adapters.discord.state import Channel, Message, Tag, User

if TYPE_CHECKING:
    from tests.adapters.discord.server import DiscordServer


@dataclass
class Role:
    """``managed``: of an integration, such as the bot's own."""

    id: str
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False
    managed: bool = False

    def as_json(self) -> dict[str, Any]:
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        return {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "mentionable": self.mentionable,
            "managed": self.managed,
            "color": 0,
            "colors": colours,
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
            "description": None,
        }


@dataclass
class Member:
    user: User
    roles: list[str] = field(default_factory=list)


class Guild:
    """One server. ``joined``: whether the bot is in it."""

    def __init__(self, discord: "DiscordServer", number: str, name: str) -> None:
        self.discord = discord
        self.id = number
        self.name = name
        self.joined = True
        self.joined_at = discord.clock.now()
        self.owner = discord.user(f"owner of {name}")
        self.everyone = Role(number, "@everyone", rights.EVERYONE, position=0)
        self.bot_role = Role(discord.snowflake(), "Paperboy", rights.BOT, managed=True)
        self.roles = {each.id: each for each in (self.everyone, self.bot_role)}
        self.members = {
            self.owner.id: Member(self.owner),
            discord.bot.id: Member(discord.bot, [self.bot_role.id]),
        }
        self.channels: dict[str, Channel] = {}
        self.system_channel: Channel | None = None
        self.allowed_commands: set[str] = set()

    # Making and finding

    def channel(
        self,
        name: str,
        kind: str = "text",
        *,
        tags: Iterable[str] = (),
        moderated: Iterable[str] = (),
        needs_tag: bool = False,
        topic: str | None = None,
    ) -> Channel:
        """The channel of that name, made where there is none. ``moderated`` are the tags only moderators may set."""
        found = next((each for each in self._standing() if each.name == name and not each.is_thread), None)
        if found is not None:
            return found
        marked = [Tag(self.discord.snowflake(), tag, tag in set(moderated)) for tag in tags]
        made = Channel(self.discord.snowflake(), name, kind, self, topic=topic, tags=marked, needs_tag=needs_tag)
        self.channels[made.id] = made
        self._tell("CHANNEL_CREATE", shapes.channel(made))
        return made

    def thread(self, name: str, parent: Channel, *, private: bool = False, owner: User | None = None) -> Channel:
        """The thread of that name, made by ``owner`` (the guild's) where there is none."""
        found = next((each for each in self._standing() if each.name == name and each.parent is parent), None)
        return found or self.start_thread(name, parent, owner or self.owner, private=private)

    def start_thread(
        self, name: str, parent: Channel, owner: User, *, number: str | None = None, private: bool = False
    ) -> Channel:
        """A new thread; ``number``: its id, where it is started from a message."""
        kind = "private_thread" if private else "announcement_thread" if parent.kind == "announcement" else "thread"
        made = Channel(number or self.discord.snowflake(), name, kind, self, parent=parent)
        made.made_at, made.owner = self.discord.clock.now(), owner.id
        made.inside.add(owner.id)
        self.channels[made.id] = made
        if self.sees(self.discord.bot, made):
            self._tell("THREAD_CREATE", shapes.channel(made) | {"newly_created": True})
        return made

    def person(self, name: str, *, owner: bool = False, **permissions: bool) -> Person:
        """A member of that name, who may what is named: ``manage_guild=True``, as well as what everyone may."""
        user = self.discord.user(name)
        member = self.members.setdefault(user.id, Member(user))
        if owner:
            self.owner = user
        wanted = [each for each, given in permissions.items() if given]
        if wanted:
            member.roles.append(self.role(f"{name}'s", **dict.fromkeys(wanted, True)).id)
        return Person(self.discord, user, self)

    def role(self, name: str, *, mentionable: bool = False, **permissions: bool) -> Role:
        """The role of that name, made where there is none."""
        found = next((each for each in self.roles.values() if each.name == name), None)
        if found is not None:
            return found
        held = rights.bits(*(each for each, given in permissions.items() if given))
        made = Role(self.discord.snowflake(), name, held, len(self.roles), mentionable=mentionable)
        self.roles[made.id] = made
        self._tell("GUILD_ROLE_CREATE", {"guild_id": self.id, "role": made.as_json()})
        return made

    def people(self) -> Iterator[User]:
        yield from (each.user for each in self.members.values())

    # Who may what

    def permissions(self, user: User, channel: Channel | None = None) -> int:
        """The bits of what they may there, or in the guild as a whole."""
        member = self.members.get(user.id)
        if member is None:
            return 0
        held = self.everyone.permissions
        for role in member.roles:
            held |= self.roles[role].permissions if role in self.roles else 0
        holder = rights.Holder(user.id, self.id, (self.id, *member.roles), held, owner=self.owner is user)
        if channel is None:
            return rights.EVERYTHING if holder.may_everything else held
        place = (channel.parent or channel) if channel.is_thread else channel
        allowed = rights.in_channel(holder, place.overwrites.values(), thread=channel.is_thread)
        hidden = channel.kind == "private_thread" and user.id not in channel.inside
        return 0 if hidden and not allowed & rights.bits("manage_threads") else allowed

    def may(self, user: User, channel: Channel, *names: str) -> bool:
        wanted = rights.bits(*names)
        return self.permissions(user, channel) & wanted == wanted

    def sees(self, user: User, channel: Channel) -> bool:
        return not channel.deleted and self.may(user, channel, "view_channel")

    def member_json(self, user_id: str, channel: Channel | None = None) -> dict[str, Any]:
        """A member; with what they may in a channel, as in an interaction."""
        member = self.members[user_id]
        shown = {
            "user": member.user.as_json(),
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": list(member.roles),
            "joined_at": shapes.time(self.joined_at),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }
        return shown | ({"permissions": str(self.permissions(member.user, channel))} if channel else {})

    # What befalls it

    def deny_bot(self, channel: Channel, *names: str) -> None:
        """An admin takes permissions from the bot in one channel; of a thread, in the channel it is in."""
        self.overwrite(channel, self.discord.bot, deny=names)

    def allow_bot(self, channel: Channel, *names: str) -> None:
        """An admin gives the bot permissions in one channel, denied there before or not held at all."""
        self.overwrite(channel, self.discord.bot, allow=names)

    def overwrite(
        self, channel: Channel, who: User | Role, *, allow: Iterable[str] = (), deny: Iterable[str] = ()
    ) -> None:
        """An admin changes what a member, or all with a role, may in one channel."""
        place = (channel.parent or channel) if channel.is_thread else channel
        held = place.overwrites.setdefault(who.id, rights.Overwrite(who.id, int(isinstance(who, User))))
        given, taken = rights.bits(*allow), rights.bits(*deny)
        saw = self.sees(self.discord.bot, place)
        held.allow, held.deny = held.allow & ~taken | given, held.deny & ~given | taken
        self._tell("CHANNEL_UPDATE", shapes.channel(place))
        if not saw and self.sees(self.discord.bot, place):
            self._tell_threads(place)

    def permit(self, role: Role, **permissions: bool) -> None:
        """Give a role permissions, or take them from it."""
        for name, given in permissions.items():
            role.permissions = role.permissions & ~rights.bits(name) | (rights.bits(name) if given else 0)
        self._tell("GUILD_ROLE_UPDATE", {"guild_id": self.id, "role": role.as_json()})

    def delete_role(self, role: Role) -> None:
        del self.roles[role.id]
        for member in self.members.values():
            member.roles = [each for each in member.roles if each != role.id]
        self._tell("GUILD_ROLE_DELETE", {"guild_id": self.id, "role_id": role.id})

    def give_role(self, user: User, role: Role) -> None:
        self.members[user.id].roles.append(role.id)
        self._tell_member(user)

    def take_role(self, user: User, role: Role) -> None:
        self.members[user.id].roles.remove(role.id)
        self._tell_member(user)

    def allow_command(self, name: str) -> None:
        """An admin lets everybody use a command, whatever its default permissions."""
        self.allowed_commands.add(name)

    def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        self.tell_changed(channel)

    def delete(self, channel: Channel) -> None:
        """A channel with its threads, or a thread."""
        channel.deleted = True
        if channel.is_thread:
            named = {"id": channel.id, "guild_id": self.id, "type": shapes.KINDS[channel.kind]}
            self._tell("THREAD_DELETE", named | {"parent_id": channel.parent.id if channel.parent else None})
            return
        for each in self.channels.values():
            each.deleted = each.deleted or each.parent is channel
        self._tell("CHANNEL_DELETE", shapes.channel(channel))

    def delete_message(self, message: Message) -> None:
        """A moderator removes it."""
        message.channel.all.remove(message)
        told = {"id": message.id, "channel_id": message.channel.id, "guild_id": self.id}
        self._tell("MESSAGE_DELETE", told, intent=gateway.GUILD_MESSAGES)

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        thread.archived, thread.locked = True, thread.locked or locked
        thread.archived_at = self.discord.clock.now()
        self.tell_changed(thread)

    def unarchive(self, thread: Channel, *, locked: bool = False) -> None:
        thread.archived, thread.locked = False, locked
        thread.archived_at = self.discord.clock.now()
        self.tell_changed(thread)

    def kick_bot(self) -> None:
        self.joined = False
        self.members.pop(self.discord.bot.id)
        self._tell("GUILD_DELETE", {"id": self.id})

    def fails(self) -> None:
        """An outage: the guild is there, and cannot be reached."""
        self._tell("GUILD_DELETE", {"id": self.id, "unavailable": True})

    def add_bot(self) -> None:
        """The bot is invited (again)."""
        self.joined = True
        self.joined_at = self.discord.clock.now()
        self.roles.setdefault(self.bot_role.id, self.bot_role)
        self.members[self.discord.bot.id] = Member(self.discord.bot, [self.bot_role.id])
        told = shapes.guild(self)
        self._tell("GUILD_CREATE", {name: value for name, value in told.items() if name != "unavailable"})

    def tell_changed(self, channel: Channel) -> None:
        """A channel or thread is otherwise than it was."""
        self._tell("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", shapes.channel(channel))

    def _tell_threads(self, parent: Channel) -> None:
        """Of a channel that the bot sees again."""
        active = [each for each in self._standing() if each.parent is parent and not each.archived]
        told = [shapes.channel(each) for each in active if self.sees(self.discord.bot, each)]
        synced = {"guild_id": self.id, "channel_ids": [parent.id], "threads": told, "members": []}
        self._tell("THREAD_LIST_SYNC", synced)

    def _tell_member(self, user: User) -> None:
        intent = gateway.GUILDS if user is self.discord.bot else gateway.MEMBERS
        self._tell("GUILD_MEMBER_UPDATE", {"guild_id": self.id, **self.member_json(user.id)}, intent=intent)

    def _tell(self, event: str, data: dict[str, Any], *, intent: int = gateway.GUILDS) -> None:
        if self.joined or event == "GUILD_DELETE":
            self.discord.gateway.dispatch(event, data, self, intent=intent)
        self.discord.changed()

    def _standing(self) -> Iterator[Channel]:
        yield from (each for each in self.channels.values() if not each.deleted)
