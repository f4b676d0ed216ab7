"""A workspace as a test holds it: its state, its tokens, its people."""

from typing import TYPE_CHECKING, Any

from tests.adapters.slack import delivery
from tests.adapters.slack.person import Person
from tests.adapters.slack.workspace import Channel, Workspace

if TYPE_CHECKING:
    from tests.adapters.slack.server import SlackServer


class Team(Workspace):
    """Knows its server, so that people can act and events can happen."""

    def __init__(self, slack: "SlackServer", team: str, name: str) -> None:
        super().__init__(slack, team, name)
        self.slack = slack

    @property
    def bot_token(self) -> str:
        """The newest that has not been revoked."""
        return self.slack.grants(self.id)[-1].token

    @property
    def app_token(self) -> str:
        return self.slack.app_token

    def person(self, name: str, **fields: Any) -> Person:
        return Person(self.slack, self, self.user(name, **fields))

    async def happens(self, kind: str, **fields: Any) -> str:
        """Send any event of this workspace; returns when it is acknowledged, with its event_id."""
        return await delivery.event(self.slack, self, {"type": kind, **fields})

    # What befalls a channel. The state changes first, then the app is told.

    async def invites_bot(self, channel: Channel, by: str | None = None) -> None:
        channel.members.append(self.bot.id)
        inviter = by or self._somebody(channel)
        fields = {"user": self.bot.id, "team": self.id, "inviter": inviter}
        await self.happens("member_joined_channel", channel=channel.id, channel_type=self._letter(channel), **fields)

    async def removes_bot(self, channel: Channel) -> None:
        channel.members.remove(self.bot.id)
        await self.happens(f"{self._prefix(channel)}_left", channel=channel.id, actor_id=self._somebody(channel))

    async def archives(self, channel: Channel) -> None:
        channel.archived = True
        await self.happens(f"{self._prefix(channel)}_archive", channel=channel.id, user=self._somebody(channel))

    async def unarchives(self, channel: Channel) -> None:
        channel.archived = False
        await self.happens(f"{self._prefix(channel)}_unarchive", channel=channel.id, user=self._somebody(channel))

    async def renames(self, channel: Channel, name: str) -> None:
        channel.name = name
        about = {"id": channel.id, "name": name, "name_normalized": name, "created": 1_700_000_000}
        await self.happens(f"{self._prefix(channel)}_rename", channel=about)

    async def deletes(self, channel: Channel) -> None:
        channel.deleted = True
        await self.happens(f"{self._prefix(channel)}_deleted", channel=channel.id)

    async def changes_id(self, channel: Channel, new: str) -> None:
        """As when a channel is moved or shared between workspaces."""
        old, channel.id = channel.id, new
        self.channels[new] = self.channels.pop(old)
        await self.happens("channel_id_changed", old_channel_id=old, new_channel_id=new)

    async def removes_app(self) -> None:
        """Both events, as Slack sends them: the tokens, then the app."""
        self.slack.revoke_all(self.id)
        await self.happens("tokens_revoked", tokens={"oauth": [], "bot": [self.bot.id]})
        await self.happens("app_uninstalled")

    def _somebody(self, channel: Channel) -> str:
        return next((each for each in channel.members if each != self.bot.id), "USLACKBOT")

    @staticmethod
    def _prefix(channel: Channel) -> str:
        return "channel" if channel.kind == "public" else "group"

    @staticmethod
    def _letter(channel: Channel) -> str:
        return "C" if channel.kind == "public" else "G"
