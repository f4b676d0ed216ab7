"""Who asks, and where: people and channels of Slack as the core's ``Caller``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import FAILED, as_send_error, code_of
from adapters.slack.teams import Teams
from adapters.slack.wiring import ADMINS, EVERYONE, PLATFORM, Options
from bot.commands import Caller
from bot.errors import DestinationGone, NotAllowed, SendError
from bot.model import Destination
from bot.ports import Clock

log = structlog.get_logger(__name__)

REMEMBERED = timedelta(minutes=10)
"""A person who moves to another zone, or becomes an admin, is known as such after this long."""
MOST_KNOWN = 10_000
_NAMELESS = {"directmessage": "this conversation", "privategroup": "", "": ""}
"""What Slack says in place of a name."""
MEMBERS_AT_ONCE = 1000
_SEVERAL = "mpdm-"
"""How Slack's name for a conversation of several begins."""
_DIRECT = "D"
"""How the id of a conversation of two begins."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who did something, and in which channel, as Slack's payloads say it; no channel in App Home and in modals."""

    team: str
    user: str
    channel: str = ""
    channel_name: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    zone: str
    is_admin: bool
    at: datetime


class Callers:
    """Looks people up, and remembers them for a while."""

    def __init__(self, teams: Teams, options: Options, clock: Clock) -> None:
        self._teams = teams
        self._options = options
        self._clock = clock
        self._people: dict[tuple[str, str], _Known] = {}

    async def of(self, asker: Asker) -> Caller:
        """The caller where they are; without a channel, in a place that is theirs alone."""
        known = await self._person(asker)
        name = await self._name(asker) if asker.channel else "your own page"
        return Caller(
            user_id=asker.user,
            destination=Destination(PLATFORM, asker.team, asker.channel or asker.user),
            can_manage=self._may_manage(asker.user, is_admin=known.is_admin),
            zone=known.zone,
            channel_name=name,
            is_admin=known.is_admin,
        )

    async def at(self, asker: Asker, channel: str) -> Caller:
        """The caller as if they stood in another channel, which they must be a member of.

        Raises:
            NotAllowed: they are not, or nobody could tell.
        """
        try:
            client = await self._teams.client(asker.team)
            if channel.startswith(_DIRECT):
                return await self._in_their_own(client, asker, channel)
            found = (await client.conversations_info(channel=channel))["channel"]
            member = await self._is_member(client, channel, asker.user)
        except FAILED as error:
            raise _unseen(error) from error
        if not member:
            raise NotAllowed("You are not in that channel.", "Join it first, then try again.")
        return await self.of(Asker(asker.team, asker.user, channel, str(found.get("name") or "")))

    async def _in_their_own(self, client: AsyncWebClient, asker: Asker, channel: str) -> Caller:
        """In the conversation of a person with us: Slack opens the one there is, and needs no scope to read it."""
        own = (await client.conversations_open(users=asker.user))["channel"]["id"]
        if own != channel:
            raise NotAllowed("I am not part of that conversation.", "Subscribe a channel, or a conversation with me.")
        return await self.of(Asker(asker.team, asker.user, channel, "directmessage"))

    async def _is_member(self, client: AsyncWebClient, channel: str, user: str) -> bool:
        cursor = ""
        while True:
            page = await client.conversations_members(channel=channel, limit=MEMBERS_AT_ONCE, cursor=cursor or None)
            if user in (page.get("members") or ()):
                return True
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return False

    def _may_manage(self, user: str, *, is_admin: bool) -> bool:
        managers = self._options.managers
        return EVERYONE in managers or (ADMINS in managers and is_admin) or user in managers

    async def _person(self, asker: Asker) -> _Known:
        """Their zone and rank; the least of both where Slack does not tell."""
        known = self._people.get((asker.team, asker.user))
        now = self._clock.now()
        if known and now - known.at < REMEMBERED:
            return known
        try:
            client = await self._teams.client(asker.team)
            told: Mapping[str, Any] = (await client.users_info(user=asker.user))["user"]
        except FAILED as error:
            log.warning("person_unknown", team=asker.team, problem=code_of(error))
            return known or _Known("UTC", is_admin=False, at=now)
        found = _Known(
            zone=str(told.get("tz") or "UTC"), is_admin=bool(told.get("is_admin") or told.get("is_owner")), at=now
        )
        if len(self._people) >= MOST_KNOWN:
            self._people.clear()
        self._people[asker.team, asker.user] = found
        return found

    async def _name(self, asker: Asker) -> str:
        name = asker.channel_name
        if name.startswith(_SEVERAL):
            return "this conversation"
        if name in _NAMELESS:
            name = _NAMELESS[name] or await self._asked_name(asker)
        return f"#{name}" if name and not name.startswith(("#", "this ")) else name

    async def _asked_name(self, asker: Asker) -> str:
        try:
            client = await self._teams.client(asker.team)
            channel = (await client.conversations_info(channel=asker.channel))["channel"]
        except FAILED:
            return "this channel"  # a private one that we are not in: Slack tells us nothing about it
        return str(channel.get("name") or "this channel")


def _unseen(error: Exception) -> NotAllowed:
    known = error if isinstance(error, SendError) else as_send_error(error)
    if isinstance(known, DestinationGone):
        return NotAllowed("I cannot see that channel.", "Invite me there first, then try again.")
    return NotAllowed("Slack did not tell whether you are in that channel.", "Try again in a minute.")


def of_command(body: Mapping[str, Any]) -> Asker:
    """Who typed a slash command."""
    return Asker(body["team_id"], body["user_id"], body["channel_id"], body.get("channel_name") or "")


def of_interaction(body: Mapping[str, Any]) -> Asker:
    """Who pressed, chose or submitted something."""
    team, user = body.get("team") or {}, body["user"]
    channel = body.get("channel") or {}
    return Asker(
        team.get("id") or user.get("team_id") or "", user["id"], channel.get("id") or "", channel.get("name") or ""
    )
