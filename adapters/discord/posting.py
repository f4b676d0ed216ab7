"""Posts in channels and threads. A nonce makes a repeat harmless for minutes: Discord answers with the first post."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from adapters.discord import embeds, render
from adapters.discord.channel import Channel
from adapters.discord.errors import Code, as_send_error, word
from adapters.discord.rest import Rest
from adapters.discord.wiring import Options
from bot.document import Document
from bot.errors import ThreadGone
from bot.model import Destination, Receipt
from bot.ports import Language
from bot.text import clean, shorten

log = structlog.get_logger(__name__)

Payload = dict[str, Any]
Send = Callable[[Payload], Awaitable[Any]]

UNNAMED = "Papers"
"""A thread whose head was posted before this process began."""
STARTED = ""
"""In the place of a thread's name: this process has started it, and where it is not there, somebody has deleted it."""
LONGEST_NAME = 100
MOST_HEADS = 1000


class Looks:
    """A document as a message of components; where Discord refuses that for its form, as one of embeds."""

    def __init__(self, options: Options, language: Language) -> None:
        self._classic = options.embeds
        self._encode = language.encode

    async def sent(self, document: Document, key: str | None, send: Send) -> Any:  # noqa: ANN401 - Discord's answer
        """What ``send`` answers to the message. A form that was refused has certainly not been posted."""
        if not self._classic:
            try:
                return await send(render.message(document, self._encode, key=key))
            except discord.HTTPException as error:
                if error.code != Code.INVALID_FORM:
                    raise
                log.error("components_refused", key=key, problem=error.text)  # noqa: TRY400 - no bug of what follows
        return await send(embeds.message(document, self._encode, key=key))


class Posting:
    """Wherever messages stand one below the other; ``Forums`` is for where they do not."""

    def __init__(self, rest: Rest, looks: Looks) -> None:
        self._rest = rest
        self._looks = looks
        self._heads: OrderedDict[str, str] = OrderedDict()

    async def post(
        self, to: Destination, channel: Channel, document: Document, key: str, under: Receipt | None = None
    ) -> str:
        """The id of the message.

        Raises:
            ThreadGone: the head of the thread, or the thread itself, was deleted or closed.
            Exception: see ``Rest.ask``.
        """
        if under and channel.starts_threads:
            return await self._in_thread(to, channel, document, key, under.message_id)
        if under:
            return await self._pointing(to, document, key, under.message_id)
        message_id = await self.into(to.channel, document, key)
        if channel.starts_threads:
            self._remember(message_id, name_of(document))
        return message_id

    async def into(self, channel_id: str, document: Document, nonce: str, more: Payload | None = None) -> str:
        """Post in a channel or thread, just there; the key in the message is ``nonce`` too."""
        marked: Payload = {"nonce": nonce, "enforce_nonce": True, **(more or {})}

        async def send(message: Payload) -> Any:  # noqa: ANN401 - Discord's answer
            path = "/channels/{channel_id}/messages"
            return await self._rest.ask("POST", path, json=message | marked, channel_id=channel_id)

        return str((await self._looks.sent(document, nonce, send))["id"])

    async def reply(self, thread: str, document: Document, key: str) -> str:
        """Post in a thread of ours.

        Raises:
            ThreadGone: it was deleted or closed.
            Exception: see ``Rest.ask``.
        """
        try:
            return await self.into(thread, document, key)
        except discord.HTTPException as error:
            raise as_send_error(error, thread=True) from error

    async def _pointing(self, to: Destination, document: Document, key: str, head: str) -> str:
        """Where there are no threads, a reply points at its head; only who may read there can point at anything."""
        reference = {"message_reference": {"message_id": head, "fail_if_not_exists": False}}
        try:
            return await self.into(to.channel, document, key, reference)
        except discord.HTTPException as error:
            if error.code not in {Code.NO_REPLY_WITHOUT_HISTORY, Code.MISSING_PERMISSIONS}:
                raise
            return await self.into(to.channel, document, key)

    async def _in_thread(self, to: Destination, channel: Channel, document: Document, key: str, head: str) -> str:
        """A thread has the id of the message that it was started from; it is started for the first reply."""
        name = self._heads.get(head)
        if name is None:
            try:
                return await self.into(head, document, key)
            except discord.HTTPException as error:
                if error.code != Code.UNKNOWN_CHANNEL:
                    raise as_send_error(error, thread=True) from error
        if name != STARTED:
            await self._start(to, channel, head, name or UNNAMED)
            self._remember(head, STARTED)
        return await self.reply(head, document, key)

    async def _start(self, to: Destination, channel: Channel, head: str, name: str) -> None:
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        body = {"name": name, "auto_archive_duration": channel.archive_after}
        try:
            await self._rest.ask("POST", path, json=body, channel_id=to.channel, message_id=head)
        except discord.HTTPException as error:
            if error.code == Code.UNKNOWN_MESSAGE:
                raise ThreadGone(word(error.code)) from error
            if error.code != Code.THREAD_EXISTS:
                raise

    def _remember(self, head: str, name: str) -> None:
        self._heads[head] = name
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)


def name_of(document: Document) -> str:
    """What a thread of ``document`` is called."""
    return shorten(clean(document.title), LONGEST_NAME) or UNNAMED
