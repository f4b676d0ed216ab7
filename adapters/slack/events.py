"""What Slack tells by itself: channels that change, reactions, links, a home that is opened, an app that is removed."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Literal
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack import render, views
from adapters.slack.callers import Asker
from adapters.slack.reception import Reception
from adapters.slack.wiring import PLATFORM
from bot.commands import Glance, Home, Vote
from bot.model import Destination, PaperKey

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
    "channel_left": (LEFT, "Invite me there with `/invite`, then type `{command} resume`."),
    "group_left": (LEFT, "Invite me there with `/invite`, then type `{command} resume`."),
}
Thumb = Literal[-1, 0, 1]
_REACTIONS: Mapping[str, Thumb] = {"+1": 1, "thumbsup": 1, "-1": -1, "thumbsdown": -1}
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
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

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
        app.event(re.compile(""))(self.ignored)  # the last one: Bolt asks them in this order

    async def ignored(self, ack: AsyncAck) -> None:
        """What an app subscribes to besides is taken: Slack sends again, and in the end gives up, what nobody takes."""
        await ack()

    # Channels

    async def closed(self, ack: AsyncAck, body: Body) -> None:
        """Archived, deleted, or we were removed: its subscription pauses."""
        await ack()
        if self._new(body):
            problem, action = _CLOSED[body["event"]["type"]]
            told = action.format(command=self._at.options.command)
            self._at.work.begin("event_broke", self._at.places.closed(_channel(body), problem, told))

    async def opened(self, ack: AsyncAck, body: Body) -> None:
        """Unarchived, or somebody joined: whoever set it up is told that it can go on."""
        await ack()
        if self._new(body):
            joined = body["event"]["type"] == "member_joined_channel"
            self._at.work.begin(
                "event_broke", self._joined(body) if joined else self._open(_channel(body), "unarchived")
            )

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
            self._at.work.begin("event_broke", self._at.places.moved(old, new))

    async def renamed(self, ack: AsyncAck, body: Body) -> None:
        """Its subscription follows."""
        await ack()
        if self._new(body):
            channel = body["event"]["channel"]
            to = Destination(PLATFORM, body["team_id"], channel["id"])
            self._at.work.begin("event_broke", self._at.places.renamed(to, f"#{channel['name']}"))

    # The app

    async def removed(self, ack: AsyncAck, body: Body) -> None:
        """Uninstalled, or its tokens were revoked: nothing can be said to anybody there."""
        await ack()
        event = body["event"]
        if self._new(body) and (event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot")):
            self._at.work.begin("event_broke", self._removed(body["team_id"]))

    async def _removed(self, team: str) -> None:
        await self._at.teams.remove(team)
        await self._at.places.left(PLATFORM, team, REMOVED)

    async def home_opened(self, ack: AsyncAck, body: Body) -> None:
        """Somebody looks at their own page."""
        await ack()
        event = body["event"]
        if self._new(body) and event.get("tab", "home") == "home":
            self._at.work.begin("home_broke", self.publish_home(Asker(body["team_id"], event["user"])))

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
            self._at.work.begin("reaction_broke", self._reacted(body))

    async def _reacted(self, body: Body) -> None:
        event, team = body["event"], body["team_id"]
        item, thumb = event["item"], _thumb(event["reaction"])
        if not thumb or item.get("type") != "message":
            return
        who = (team, event["user"])
        async with self._turns.setdefault(who, asyncio.Lock()):  # the events of one person in their order
            key = await self.paper_at(team, item["channel"], item["ts"])
            if key:
                left = thumb if event["type"] == "reaction_added" else await self._left(*who, item)
                await self._at.answer(Vote(key, left), Asker(*who, item["channel"]))

    async def _left(self, team: str, user: str, item: Body) -> Thumb:
        """What a person's thumbs on a message say now that they have taken one away: they may have put up both."""
        client = await self._at.teams.client(team)
        told = await client.reactions_get(channel=item["channel"], timestamp=item["ts"], full=True)
        reactions = (told.get("message") or {}).get("reactions") or ()
        thumbs = (_thumb(each["name"]) for each in reversed(reactions) if user in each["users"])
        return next(filter(None, thumbs), 0)

    async def paper_at(self, team: str, channel: str, ts: str) -> PaperKey | None:
        """The one paper of a message of ours."""
        return await self._at.places.paper_at(Destination(PLATFORM, team, channel), ts) if channel and ts else None

    async def link_shared(self, ack: AsyncAck, body: Body) -> None:
        """Links to papers get a title, a summary, and whether they were shared here before."""
        await ack()
        if self._new(body):
            self._at.work.begin("unfurl_broke", self._unfurl(body))

    async def _unfurl(self, body: Body) -> None:
        event = body["event"]
        asker = Asker(body["team_id"], event["user"], event["channel"])
        links = [str(link["url"]) for link in event["links"]][:MOST_UNFURLED]
        shown = await asyncio.gather(*(self._unfurled(url, asker) for url in links))
        unfurls = {url: blocks for url, blocks in zip(links, shown, strict=True) if blocks}
        if not unfurls:
            return
        client = await self._at.teams.client(asker.team)
        await client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=unfurls)

    async def _unfurled(self, url: str, asker: Asker) -> dict[str, Any] | None:
        keys = self._at.language.read_keys(url)
        document = await self._at.answer(Glance(keys[0]), asker) if keys else None
        if document is None or document.trouble is not None:
            return None
        return {"blocks": render.body(document, self._at.language.encode)}

    def _new(self, body: Body) -> bool:
        return self._at.once.first(str(body.get("event_id") or ""))


def _thumb(reaction: str) -> Thumb:
    """``+1``, in whatever tone of skin, is for; 0 is no thumb."""
    return _REACTIONS.get(reaction.partition("::")[0], 0)


def _channel(body: Body) -> Destination:
    event = body["event"]
    channel = event["channel"]
    return Destination(PLATFORM, body["team_id"], channel if isinstance(channel, str) else channel["id"])
