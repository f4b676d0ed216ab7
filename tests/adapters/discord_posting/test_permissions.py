"""What we may do in a channel, and under which names Discord's settings show it."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from discord import Permissions
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import permissions
from adapters.discord.channel import kind, standing_of, told
from adapters.discord.invite import SCOPES, asked_permissions, invite
from adapters.discord.permissions import INVITED, Kind, Overwrite, Standing, action, listed, missing, needed, wanting
from tests.adapters.discord import rights

KINDS: list[Kind] = ["text", "thread", "forum", "direct"]
LAYOUTS = ["message", "thread", "papers"]


def all_but(*names: str) -> Permissions:
    held = Permissions.all()
    held.update(**dict.fromkeys(names, False))
    return held


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_invitation_asks_for_all_that_any_layout_needs(kind: Kind, layout: Any):
    assert set(needed(kind, layout)) <= set(INVITED)
    assert missing(Permissions(asked_permissions()), kind, layout) == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_permission_that_is_needed_is_missed(kind: Kind, layout: Any):
    for name in needed(kind, layout):
        assert len(missing(all_but(name), kind, layout)) == 1
    assert len(missing(Permissions.none(), kind, layout)) == len(needed(kind, layout))


def test_names_are_those_of_discords_settings():
    assert missing(Permissions.none(), "text", "thread") == (
        "View Channel",
        "Send Messages",
        "Embed Links",
        "Create Public Threads",
        "Send Messages in Threads",
    )
    assert missing(Permissions.none(), "forum", "thread") == (
        "View Channel",
        "Create Posts",
        "Embed Links",
        "Send Messages in Posts",
    )
    assert missing(Permissions.none(), "thread") == ("View Channel", "Send Messages in Threads", "Embed Links")


def test_what_is_only_useful_is_not_missed_but_told():
    assert wanting(Permissions.none(), "text") == (
        "Read Message History",
        "Create Public Threads",
        "Send Messages in Threads",
    )
    assert wanting(Permissions.none(), "forum") == ("Read Message History", "Send Messages in Posts")
    assert wanting(Permissions.none(), "thread") == ("Read Message History",)
    assert wanting(Permissions.none(), "direct") == ()
    assert wanting(Permissions.all(), "text") == ()


def test_several_are_said_as_people_say_them():
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert permissions.problem(["A"], "#x") == "In #x I lack the permission A."
    assert permissions.problem(["A", "B"], "#x") == "In #x I lack the permissions A and B."
    assert action(["A"], "/papers doctor").endswith("then type /papers doctor there.")


# What we may

SERVER, ME = 1, 99
NAMES = ("view_channel", "send_messages", "embed_links", "administrator", "read_message_history")
bits = st.sets(st.sampled_from(NAMES)).map(lambda names: Permissions(**dict.fromkeys(names, True)).value)
overwritten = st.dictionaries(st.sampled_from([SERVER, 2, 3, 4, ME]), st.tuples(bits, bits))


@given(st.dictionaries(st.sampled_from([2, 3, 4]), bits), bits, overwritten, st.sets(st.sampled_from([2, 3, 4])))
def test_our_permissions_are_those_that_discord_grants(
    roles: dict[int, int], everyone: int, changed: dict[int, tuple[int, int]], mine: set[int]
):
    """Compared with discord.py, where nothing is taken away for being useless without something else."""
    held = {SERVER: everyone} | {role: allowed for role, allowed in roles.items() if role in mine}
    overwrites = [Overwrite(target, allow, deny) for target, (allow, deny) in changed.items()]

    ours = Standing(ME, SERVER, held).among(overwrites)

    assert ours.value == library(held, overwrites).value


def library(held: dict[int, int], overwrites: list[Overwrite]) -> Permissions:
    first = sorted(overwrites, key=lambda each: each.id != SERVER)
    channel: Any = SimpleNamespace(
        guild=SimpleNamespace(
            id=SERVER,
            owner_id=0,
            default_role=SimpleNamespace(permissions=Permissions(held[SERVER])),
            get_role=lambda role: SimpleNamespace(_permissions=held[role]) if role in held else None,
        ),
        _state=SimpleNamespace(self_id=ME),
        _overwrites=[
            SimpleNamespace(
                id=each.id,
                allow=each.allow,
                deny=each.deny,
                is_member=lambda each=each: each.id == ME,
                is_role=lambda each=each: each.id != ME,
            )
            for each in first
        ],
    )
    roles = {role for role in held if role != SERVER}
    member: Any = SimpleNamespace(id=ME, _roles=Roles(roles), is_timed_out=lambda: False)
    return discord.abc.GuildChannel.permissions_for(channel, member)


class Roles(set[int]):
    def has(self, role: int) -> bool:
        return role in self


def test_the_owner_may_everything():
    nothing = [Overwrite(SERVER, 0, Permissions.all().value)]

    assert Standing(ME, SERVER, {SERVER: 0}, owner=True).among(nothing) == Permissions.all()


def test_we_are_read_from_what_discord_answers():
    guild = {
        "id": "1",
        "owner_id": "7",
        "roles": [
            {"id": "1", "permissions": str(rights.bits("view_channel"))},
            {"id": "2", "permissions": str(rights.bits("send_messages"))},
            {"id": "3", "permissions": str(rights.bits("administrator"))},
        ],
    }

    standing = standing_of(guild, {"roles": ["2"]}, "99")

    assert standing == Standing(99, 1, {1: rights.bits("view_channel"), 2: rights.bits("send_messages")})
    assert standing_of(guild, {"roles": []}, "7").owner


def test_a_channel_without_rights_of_its_own_has_those_of_the_server():
    channel = told({"type": 0, "name": "x"}, {"type": 0}, Standing(ME, SERVER, {SERVER: rights.bits("view_channel")}))

    assert channel.permissions == Permissions(rights.bits("view_channel"))
    assert (channel.kind, channel.starts_threads, channel.needs_tag, channel.tags) == ("text", True, False, ())


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "text"),
        (5, "text"),
        (2, "text"),
        (10, "thread"),
        (12, "thread"),
        (15, "forum"),
        (16, "forum"),
        (1, "direct"),
    ],
)
def test_kinds_of_channels(number: int, expected: Kind):
    assert kind(number) == expected


# The invitation


def test_the_invitation_has_exactly_the_scopes_and_permissions_that_are_needed():
    address = urlsplit(invite("123456"))
    query = parse_qs(address.query)

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://discord.com/oauth2/authorize"
    assert query == {
        "client_id": ["123456"],
        "scope": [" ".join(SCOPES)],
        "permissions": [str(rights.BOT)],
    }
    assert SCOPES == ("bot", "applications.commands")


def test_the_invitation_asks_for_nothing_dangerous():
    asked = Permissions(asked_permissions())

    assert not asked.administrator
    assert not asked.mention_everyone
    assert not asked.manage_guild
    assert not asked.manage_messages
