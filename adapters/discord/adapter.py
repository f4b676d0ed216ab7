"""Discord as an ``Adapter``: posts with the delivery's key as nonce and in its buttons, and looks for it there."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from adapters.discord import permissions, render
from adapters.discord.callers import Callers
from adapters.discord.channel import Channel
from adapters.discord.channels import Channels
from adapters.discord.client import PATIENCE, SETTLING, SILENCE, Client, keep_connected, made
from adapters.discord.doctor import Doctor
from adapters.discord.errors import CLOSED, FAILED, Code, as_send_error, before_sending, known, not_reached, word
from adapters.discord.finding import Finder
from adapters.discord.forums import Forums
from adapters.discord.invite import invite
from adapters.discord.listeners import Listeners
from adapters.discord.posting import Looks, Posting
from adapters.discord.reception import Reception
from adapters.discord.replies import Replies
from adapters.discord.rest import TIMEOUT, Rest, speak_to
from adapters.discord.tallies import Tallies
from adapters.discord.wiring import PLATFORM, Options
from adapters.shared.once import Once
from adapters.shared.work import Sleep, Work
from bot.commands import Caller
from bot.document import Document, Finding
from bot.errors import DestinationGone, SendError, ThreadGone
from bot.model import Destination, Pace, Person, Receipt
from bot.ports import Clock, Handler, Language, Places, Suggestions

USUAL_PACE = Pace(overall=(45, 1.0), per_destination=(5, 5.0))
"""Discord takes fifty requests a second of one bot, and five messages in five seconds in a channel."""

NOT_ALLOWED = frozenset({word(Code.MISSING_ACCESS), word(Code.MISSING_PERMISSIONS)})


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds: a request, the gateway's silence, being without it, each at the most.

    ``settling`` is how long the gateway may pause while it tells of our servers.
    """

    pace: Pace = USUAL_PACE
    timeout: float = TIMEOUT
    silence: float = SILENCE
    settling: float = SETTLING
    patience: float = PATIENCE
    sleep: Sleep = asyncio.sleep


USUAL = Timing()


class DiscordAdapter:
    """One application in Discord, in any number of servers."""

    def __init__(
        self,
        options: Options,
        language: Language,
        places: Places,
        suggestions: Suggestions,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        speak_to(options)
        self._options = options
        self._language = language
        self._places = places
        self._suggestions = suggestions
        self._clock = clock
        self._timing = timing
        self._rest = Rest(options, clock, timing.timeout)
        self._channels = Channels(self._rest, clock)
        looks = Looks(options, language)
        self._posting = Posting(self._rest, looks)
        self._forums = Forums(self._rest, looks, self._posting)
        self._finder = Finder(self._rest, self._channels, self._forums)
        self._doctor = Doctor(self._rest, self._channels)

    @property
    def platform(self) -> str:
        """The word in ``Destination.platform``."""
        return PLATFORM

    @property
    def pace(self) -> Pace:
        """How fast Discord lets us post."""
        return self._timing.pace

    @property
    def client(self) -> discord.Client | None:
        """discord.py's, while it runs."""
        return self._channels.client

    # Connect

    async def run(self, handle: Handler) -> None:
        """Connect, and answer until cancelled.

        Raises:
            Exception: Discord refuses us, or cannot be reached; whoever runs this starts it again later.
        """
        work = Work(known)
        client = made(self._options, self._timing.silence, self._timing.settling)
        Listeners(self._reception(handle, work)).register(client)
        try:
            await self._kept_connected(client, work)
        except asyncio.CancelledError:
            await self.disconnect()  # whatever else ends it, posts go on: they need no gateway
            raise

    async def _kept_connected(self, client: Client, work: Work) -> None:
        self._channels.client = client
        try:
            await keep_connected(client, self._options.token, self._timing.patience)
        finally:
            self._channels.client = None
            await work.end()

    def _reception(self, handle: Handler, work: Work) -> Reception:
        return Reception(
            handle=handle,
            options=self._options,
            language=self._language,
            rest=self._rest,
            channels=self._channels,
            callers=Callers(self._options),
            replies=Replies(self._language, classic=self._options.embeds),
            tallies=Tallies(self._rest, self._places, self._language, work, self._timing.sleep),
            places=self._places,
            suggestions=self._suggestions,
            once=Once(self._clock),
            clock=self._clock,
            work=work,
            sleep=self._timing.sleep,
        )

    async def disconnect(self) -> None:
        """Give the connections back; the next request opens new ones."""
        await self._rest.close()

    # Post

    def fits(self, document: Document) -> bool:
        """Whether it is one message without losing anything."""
        return render.fits(document, self._language.encode)

    async def send(self, to: Destination, document: Document, *, key: str, under: Receipt | None = None) -> Receipt:
        """Post once, marked with ``key``; ``under``: in the thread of that message, or of that post in a forum.

        Raises:
            SendError: see ``adapters.discord.errors``.
        """
        try:
            channel = await self._channels.place(to)
            place = self._forums if channel.kind == "forum" else self._posting
            message_id = await place.post(to, channel, document, key, under)
        except FAILED as error:
            known = await self._explained(as_send_error(error), to, in_thread=under is not None)
            if known is error:
                raise
            raise known from error
        return Receipt(message_id, self._clock.now())

    async def _explained(self, error: SendError, to: Destination, *, in_thread: bool) -> SendError:
        """Discord says only that something is not there, or not allowed: here, what that is."""
        if not isinstance(error, ThreadGone) and error.code not in NOT_ALLOWED:
            return error
        try:
            channel = await self._channels.of(to)
        except SendError as known:
            return known  # of the channel itself; where Discord does not tell, nothing was posted for all that
        return refused(error, channel, in_thread=in_thread)

    async def find(self, to: Destination, key: str, since: datetime, *, under: Receipt | None = None) -> Receipt | None:
        """The message with ``key`` in its buttons: in the channel, in the thread of ``under``, among a forum's posts.

        Raises:
            SendError: Discord did not tell; ``CannotTell`` where we may not read there.
        """
        return await self._finder.find(to, key, since, under)

    async def tell(self, person: Person, document: Document) -> None:
        """A message from the bot to one person.

        Raises:
            SendError: they cannot be reached.
        """
        try:
            opened = await self._rest.ask("POST", "/users/@me/channels", json={"recipient_id": person.user_id})
        except FAILED as error:
            raise not_reached(error) from error
        try:
            await self._posting.into(str(opened["id"]), document, secrets.token_hex(12))
        except FAILED as error:
            raise as_send_error(error) from error

    async def check(self, caller: Caller) -> Sequence[Finding]:
        """For the doctor."""
        return await self._doctor(caller)

    async def invite(self) -> str:
        """The address at which it is added to a server.

        Raises:
            SendError: Discord did not tell who we are.
        """
        try:
            told = await self._rest.ask("GET", "/oauth2/applications/@me")
        except FAILED as error:
            raise before_sending(error) from error
        return invite(str(told["id"]))


def refused(error: SendError, channel: Channel, *, in_thread: bool) -> SendError:
    """What a refusal means in a channel that is there, and with what we may do in it."""
    if error.code not in NOT_ALLOWED or channel.permissions is None:
        return error
    lacking = permissions.missing(channel.permissions, channel.kind, "thread" if in_thread else "message")
    if lacking:
        return DestinationGone(error.code, permissions.action(lacking))
    if in_thread and channel.kind != "thread":
        return ThreadGone(word(Code.THREAD_LOCKED))  # all is allowed, and yet not in this one
    if channel.locked:
        return DestinationGone(word(Code.THREAD_LOCKED), CLOSED[Code.THREAD_LOCKED])
    return error
