"""PURE: a channel and our rights in it, read from what the gateway or the API says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.permissions import Kind, Overwrite, Standing

Payload = Mapping[str, Any]

A_DAY = 1440
"""Minutes without a word after which a thread leaves the list, where the channel says nothing else."""
_THREADS = frozenset({10, 11, 12})
_FORUMS = frozenset({15, 16})
_CONVERSATIONS = frozenset({1, 3})
_STARTING_THREADS = frozenset({0, 5})
_REQUIRE_TAG = 1 << 4


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that a forum's posts are sorted by; a moderated one is not for everybody to give."""

    id: str
    name: str
    moderated: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A place to post in.

    ``permissions`` are ours, ``None`` where nobody can refuse any; ``starts_threads``: a message there can have a
    thread; ``locked``: a thread that takes no more; ``archive_after`` minutes without a word a new thread is archived.
    """

    kind: Kind
    name: str = ""
    permissions: discord.Permissions | None = None
    tags: tuple[Tag, ...] = ()
    needs_tag: bool = False
    locked: bool = False
    starts_threads: bool = False
    archive_after: int = A_DAY


CONVERSATION = Channel("direct")


def seen(channel: discord.abc.GuildChannel | discord.Thread) -> Channel | None:
    """A channel as the gateway tells of it; ``None`` where it has not told enough."""
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if place is None or channel.guild.me is None:
        return None
    forum = channel if isinstance(channel, discord.ForumChannel) else None
    return Channel(
        kind=kind(channel.type.value),
        name=channel.name,
        permissions=_standing(channel.guild).among(_overwrites(place)),
        tags=tuple(Tag(str(tag.id), tag.name, tag.moderated) for tag in forum.available_tags) if forum else (),
        needs_tag=bool(forum and forum.flags.require_tag),
        locked=isinstance(channel, discord.Thread) and channel.locked,
        starts_threads=isinstance(channel, discord.TextChannel),
        archive_after=getattr(channel, "default_auto_archive_duration", None) or A_DAY,
    )


def _standing(guild: discord.Guild) -> Standing:
    roles = {role.id: role.permissions.value for role in guild.me.roles}
    return Standing(guild.me.id, guild.id, roles, owner=guild.owner_id == guild.me.id)


def _overwrites(channel: discord.abc.GuildChannel) -> Iterable[Overwrite]:
    for target, overwrite in channel.overwrites.items():
        allow, deny = overwrite.pair()
        yield Overwrite(target.id, allow.value, deny.value)


def told(channel: Payload, place: Payload, standing: Standing | None) -> Channel:
    """A channel as the API answers with it; ``place`` has its overwrites: itself, or the channel of a thread."""
    overwrites = [
        Overwrite(int(each["id"]), int(each["allow"]), int(each["deny"]))
        for each in place.get("permission_overwrites") or ()
    ]
    return Channel(
        kind=kind(channel["type"]),
        name=channel.get("name") or "",
        permissions=standing.among(overwrites) if standing else None,
        tags=tuple(
            Tag(str(tag["id"]), tag["name"], bool(tag.get("moderated"))) for tag in channel.get("available_tags") or ()
        ),
        needs_tag=bool(channel.get("flags", 0) & _REQUIRE_TAG),
        locked=bool((channel.get("thread_metadata") or {}).get("locked")),
        starts_threads=channel["type"] in _STARTING_THREADS,
        archive_after=channel.get("default_auto_archive_duration") or A_DAY,
    )


def standing_of(guild: Payload, member: Payload, me: str) -> Standing:
    """Who we are in a server, as the API answers."""
    mine = {*map(str, member["roles"]), str(guild["id"])}
    roles = {int(role["id"]): int(role["permissions"]) for role in guild["roles"] if str(role["id"]) in mine}
    return Standing(int(me), int(guild["id"]), roles, owner=str(guild.get("owner_id")) == me)


def kind(number: int) -> Kind:
    """Discord's number for a kind of channel, as ours."""
    if number in _THREADS:
        return "thread"
    if number in _FORUMS:
        return "forum"
    return "direct" if number in _CONVERSATIONS else "text"
