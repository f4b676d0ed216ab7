"""What Slack tells by itself: channels that change, reactions, links, a home that is opened, an app that is removed."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack import render, views
from adapters.slack.callers import Asker
from adapters.slack.reception import Reception, guarded
from adapters.slack.wiring import PLATFORM
from bot.commands import Glance, Home, Vote
from bot.model import Destination, PaperKey

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]

ARCHIVED = "The channel was archived."
DELETED = "The channel was deleted."
LEFT = "I was removed from the channel."
REMOVED = "Paperboy was removed from this Slack workspace. Add it again, then resume."
_CLOSED = {
    "channel_archive": (ARCHIVED, "Unarchive it, invite me again, then type `{command} resume` there."),
    "group_archive": (ARCHIVED, "Unarchive it, invite me again, then type `{command} resume` there."),
    "channel_deleted": (DELETED, "Subscribe another channel: `{command} subscribe` there."),
    "group_deleted": (DELETED, "Subscribe another channel: `{command} subscribe` there."),
    "channel_left": (LEFT, "Type `/invite @Paperboy` there, then `{command} resume`."),
    "group_left": (LEFT, "Type `/invite @Paperboy` there, then `{command} resume`."),
}
_REACTIONS = {"+1": 1, "thumbsup": 1, "-1": -1, "thumbsdown": -1}
_OPENED = {
    "unarchived": (ARCHIVED, "is_archived"),
    "joined": (LEFT, ARCHIVED, "not_in_channel", "channel_not_found", "is_archived"),
}
"""How the reason of a pause begins that is over then: our own sentence, or Slack's word for why a post was refused."""
MOST_UNFURLED = 5


class Events:
    """Each is acknowledged, then looked at once."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which is which."""
        for kind in _CLOSED:
            app.event(kind)(self.closed)
        for kind in ("channel_unarchive", "group_unarchive", "member_joined_channel"):
            app.event(kind)(self.opened)
        for kind in ("channel_rename", "group_rename"):
            app.event(kind)(self.renamed)
        app.event("channel_id_changed")(self.moved)
        for kind in ("app_uninstalled", "tokens_revoked"):
            app.event(kind)(self.removed)
        for kind in ("reaction_added", "reaction_removed"):
            app.event(kind)(self.reacted)
        app.event("app_home_opened")(self.home_opened)
        if self._at.options.unfurl:
            app.event("link_shared")(self.link_shared)

    # Channels

    async def closed(self, ack: AsyncAck, body: Body) -> None:
        """Archived, deleted, or we were removed: its subscription pauses."""
        await ack()
        if self._new(body):
            problem, action = _CLOSED[body["event"]["type"]]
            told = action.format(command=self._at.options.command)
            await guarded("event_broke", self._at.places.closed(_channel(body), problem, told))

    async def opened(self, ack: AsyncAck, body: Body) -> None:
        """Unarchived, or somebody joined: whoever set it up is told that it can go on."""
        await ack()
        if self._new(body):
            joined = body["event"]["type"] == "member_joined_channel"
            await guarded("event_broke", self._joined(body) if joined else self._open(_channel(body), "unarchived"))

    async def _joined(self, body: Body) -> None:
        """We were invited; other people come and go as they like."""
        event, to = body["event"], _channel(body)
        bot = await self._at.teams.bot(to.workspace)
        if event["user"] != bot.user_id:
            return
        await self._open(to, "joined")
        document = await self._at.places.welcome(to) if event.get("inviter") else None
        if document:
            client = self._at.teams.client_with(bot.token)
            payload = render.message(document, self._at.language.encode)
            await client.chat_postEphemeral(channel=to.channel, user=event["inviter"], **payload)

    async def _open(self, to: Destination, how: str) -> None:
        for reason in _OPENED[how]:
            await self._at.places.opened(to, reason)

    async def moved(self, ack: AsyncAck, body: Body) -> None:
        """The channel has another id: all that is kept of it follows."""
        await ack()
        if self._new(body):
            event, team = body["event"], body["team_id"]
            old, new = (Destination(PLATFORM, team, event[name]) for name in ("old_channel_id", "new_channel_id"))
            await guarded("event_broke", self._at.places.moved(old, new))

    async def renamed(self, ack: AsyncAck, body: Body) -> None:
        """Its subscription follows."""
        await ack()
        if self._new(body):
            channel = body["event"]["channel"]
            to = Destination(PLATFORM, body["team_id"], channel["id"])
            await guarded("event_broke", self._at.places.renamed(to, f"#{channel['name']}"))

    # The app

    async def removed(self, ack: AsyncAck, body: Body) -> None:
        """Uninstalled, or its tokens were revoked: nothing can be said to anybody there."""
        await ack()
        event = body["event"]
        if self._new(body) and (event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot")):
            await guarded("event_broke", self._removed(body["team_id"]))

    async def _removed(self, team: str) -> None:
        await self._at.teams.remove(team)
        await self._at.places.left(PLATFORM, team, REMOVED)

    async def home_opened(self, ack: AsyncAck, body: Body) -> None:
        """Somebody looks at their own page."""
        await ack()
        event = body["event"]
        if self._new(body) and event.get("tab", "home") == "home":
            await guarded("home_broke", self.publish_home(Asker(body["team_id"], event["user"])))

    async def publish_home(self, asker: Asker) -> None:
        """Their own page, as it is now."""
        client = await self._at.teams.client(asker.team)
        view = views.home(await self._at.answer(Home(), asker), self._at.language.encode)
        await client.views_publish(user_id=asker.user, view=view)

    # Messages

    async def reacted(self, ack: AsyncAck, body: Body) -> None:
        """A thumb on the message of a single paper is a vote; taken away, none."""
        await ack()
        if self._new(body):
            await guarded("reaction_broke", self._reacted(body))

    async def _reacted(self, body: Body) -> None:
        event = body["event"]
        item, value = event["item"], _REACTIONS.get(str(event["reaction"]).partition("::")[0])
        if value is None or item.get("type") != "message":
            return
        key = await self.paper_at(body["team_id"], item["channel"], item["ts"])
        if key:
            asker = Asker(body["team_id"], event["user"], item["channel"])
            await self._at.answer(Vote(key, _direction(value, event["type"])), asker)

    async def paper_at(self, team: str, channel: str, ts: str) -> PaperKey | None:
        """The one paper of a message of ours."""
        return await self._at.places.paper_at(Destination(PLATFORM, team, channel), ts) if channel and ts else None

    async def link_shared(self, ack: AsyncAck, body: Body) -> None:
        """Links to papers get a title, a summary, and whether they were shared here before."""
        await ack()
        if self._new(body):
            await guarded("unfurl_broke", self._unfurl(body))

    async def _unfurl(self, body: Body) -> None:
        event = body["event"]
        asker = Asker(body["team_id"], event["user"], event["channel"])
        links = [str(link["url"]) for link in event["links"]][:MOST_UNFURLED]
        shown = await asyncio.gather(*(self._unfurled(url, asker) for url in links))
        unfurls = {url: blocks for url, blocks in zip(links, shown, strict=True) if blocks}
        if not unfurls:
            return
        client = await self._at.teams.client(asker.team)
        try:
            await client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=unfurls)
        except SlackApiError as error:
            log.info("not_unfurled", problem=error.response.get("error"))

    async def _unfurled(self, url: str, asker: Asker) -> dict[str, Any] | None:
        keys = self._at.language.read_keys(url)
        document = await self._at.answer(Glance(keys[0]), asker) if keys else None
        if document is None or document.trouble is not None:
            return None
        return {"blocks": render.body(document, self._at.language.encode)}

    def _new(self, body: Body) -> bool:
        return self._at.once.first(str(body.get("event_id") or ""))


def _direction(value: int, kind: str) -> Literal[-1, 0, 1]:
    if kind == "reaction_removed":
        return 0
    return 1 if value > 0 else -1


def _channel(body: Body) -> Destination:
    event = body["event"]
    channel = event["channel"]
    return Destination(PLATFORM, body["team_id"], channel if isinstance(channel, str) else channel["id"])
