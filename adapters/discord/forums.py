"""Forums and media channels, where every post is a thread with a name. They have no nonce: nothing is ever repeated."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any

import discord

from adapters.discord.channel import Channel, Tag
from adapters.discord.custom_ids import key_of
from adapters.discord.errors import Code
from adapters.discord.history import MOST_PAGES, PAGE, receipt, snowflake
from adapters.discord.posting import Looks, Posting, name_of
from adapters.discord.rest import Rest
from bot.document import Document, PaperCard
from bot.errors import OutcomeUnknown
from bot.model import Destination, Receipt

Payload = Mapping[str, Any]

MOST_TAGS = 5


class Forums:
    """A post has the id of its first message."""

    def __init__(self, rest: Rest, looks: Looks, posting: Posting) -> None:
        self._rest = rest
        self._looks = looks
        self._posting = posting

    async def post(
        self, to: Destination, forum: Channel, document: Document, key: str, under: Receipt | None = None
    ) -> str:
        """The id of a new post, or of a message in the one of ``under``.

        Raises:
            SendError: what it came to.
            Exception: see ``Rest.ask``.
        """
        if under:
            return await self._posting.reply(under.message_id, document, key)
        about = {
            "name": name_of(document),
            "auto_archive_duration": forum.archive_after,
            "applied_tags": [tag.id for tag in tags_for(document, forum)],
        }

        async def send(message: dict[str, Any]) -> Any:  # noqa: ANN401 - Discord's answer
            body = about | {"message": message}
            return await self._rest.ask(
                "POST", "/channels/{channel_id}/threads", json=body, once=True, channel_id=to.channel
            )

        return str((await self._looks.sent(document, key, send))["id"])

    async def find(self, to: Destination, key: str, since: datetime) -> Receipt | None:
        """Our post with ``key`` after ``since``; ``None`` where none is shown to us. Raises like ``History.find``."""
        me = (await self._rest.me()).id
        async for thread in self._posts(to, since):
            if str(thread.get("owner_id")) == me and key_of(await self._first_message(str(thread["id"]))) == key:
                return receipt(thread)
        return None

    async def _posts(self, to: Destination, since: datetime) -> AsyncIterator[Payload]:
        """Those of one forum that were made after ``since``, the newest first."""
        active = await self._rest.ask("GET", "/guilds/{guild_id}/threads/active", guild_id=to.workspace)
        ours = [thread for thread in active["threads"] if str(thread.get("parent_id")) == to.channel]
        for thread in sorted(ours, key=lambda thread: int(thread["id"]), reverse=True):
            if int(thread["id"]) >= snowflake(since):
                yield thread
        async for thread in self._archived(to, since):
            if int(thread["id"]) >= snowflake(since):
                yield thread

    async def _archived(self, to: Destination, since: datetime) -> AsyncIterator[Payload]:
        """Those that have left the list, the last first; none that was made after ``since`` has left it before."""
        query: dict[str, str | int] = {"limit": PAGE}
        path = "/channels/{channel_id}/threads/archived/public"
        for _ in range(MOST_PAGES):
            page = await self._rest.ask("GET", path, query=query, channel_id=to.channel)
            for thread in page["threads"]:
                yield thread
            last = page["threads"][-1]["thread_metadata"]["archive_timestamp"] if page["threads"] else ""
            if not page.get("has_more") or not last or datetime.fromisoformat(last) < since:
                return
            query["before"] = last
        raise OutcomeUnknown("too_many_messages")

    async def _first_message(self, thread_id: str) -> Payload:
        """Nothing where it was deleted: then it is nobody's."""
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            message: Payload = await self._rest.ask("GET", path, channel_id=thread_id, message_id=thread_id)
        except discord.HTTPException as error:
            if error.code not in {Code.UNKNOWN_MESSAGE, Code.UNKNOWN_CHANNEL}:
                raise
            return {}
        return message


def tags_for(document: Document, forum: Channel) -> list[Tag]:
    """The forum's tags that are called like a topic of one of the papers; where one must be given, the first of all."""
    topics = {topic.casefold() for topic in _topics(document)}
    free = [tag for tag in forum.tags if not tag.moderated]
    fitting = [tag for tag in free if tag.name.casefold() in topics]
    return (fitting or (free[:1] if forum.needs_tag else []))[:MOST_TAGS]


def _topics(document: Document) -> Iterable[str]:
    yield from document.topics
    for block in document.blocks:
        if isinstance(block, PaperCard):
            yield from block.topics
