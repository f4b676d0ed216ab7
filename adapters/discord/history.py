"""Looks for our own messages by the key of their delivery. Whoever may not read there is shown none."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from discord.utils import snowflake_time, time_snowflake

from adapters.discord.custom_ids import key_of
from adapters.discord.rest import Rest
from bot.errors import OutcomeUnknown
from bot.model import Receipt

Payload = Mapping[str, Any]

PAGE = 100
"""Messages that are asked for at once: as many as Discord gives."""
MOST_PAGES = 20


class History:
    """What was said in channels, as far as it is ours."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def find(self, channel_id: str, key: str, since: datetime) -> Receipt | None:
        """Our message with ``key`` after ``since``; ``None`` where none is shown to us.

        Raises:
            OutcomeUnknown: there are too many messages.
            Exception: see ``Rest.ask``.
        """
        me = (await self._rest.me()).id
        async for message in self._messages(channel_id, since):
            if message["author"]["id"] == me and key_of(message) == key:
                return receipt(message)
        return None

    async def _messages(self, channel_id: str, since: datetime) -> AsyncIterator[Payload]:
        """Page by page from ``since`` on."""
        after = snowflake(since)
        for _ in range(MOST_PAGES):
            query = {"after": after, "limit": PAGE}
            page = await self._rest.ask("GET", "/channels/{channel_id}/messages", query=query, channel_id=channel_id)
            for message in page:
                yield message
            if len(page) < PAGE:
                return
            after = max(int(message["id"]) for message in page)
        raise OutcomeUnknown("too_many_messages")


def snowflake(at: datetime) -> int:
    """The first id that something made at ``at`` can have."""
    return time_snowflake(at)


def receipt(made: Payload) -> Receipt:
    """Of a message, or of a thread, whose id says when it was made."""
    return Receipt(str(made["id"]), snowflake_time(int(made["id"])))
