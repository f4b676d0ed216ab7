"""What the doctor looks at in Discord: our token, the server, the channel, and what we may do there."""

from collections.abc import Sequence

from adapters.discord import permissions
from adapters.discord.channel import Channel
from adapters.discord.channels import Channels
from adapters.discord.errors import CLOSED, FAILED, GONE, Code, as_send_error, word
from adapters.discord.rest import Rest
from adapters.discord.wiring import PLATFORM
from bot.commands import Caller
from bot.document import Finding
from bot.errors import SendError

AGAIN = "Try again later; if it stays so, see whether this machine reaches Discord."
SEE = ("View Channel",)
DOCTOR = "/papers doctor"


class Doctor:
    """A check for ``Desk.checks``: of channels in Discord, and of nothing else."""

    def __init__(self, rest: Rest, channels: Channels) -> None:
        self._rest = rest
        self._channels = channels

    async def __call__(self, caller: Caller) -> Sequence[Finding]:
        """The first thing that is wrong hides those that depend on it."""
        if caller.destination.platform != PLATFORM:
            return ()
        try:
            me = await self._rest.ask("GET", "/users/@me")
        except FAILED as error:
            return (_no_answer(as_send_error(error)),)
        return (Finding(ok=True, what=f"Discord knows me as {me['username']}."), *await self._channel(caller))

    async def _channel(self, caller: Caller) -> Sequence[Finding]:
        try:
            channel = await self._channels.of(caller.destination)
        except SendError as error:
            return (_not_there(error, caller.channel_name),)
        return judged(channel, caller.channel_name)


def judged(channel: Channel, name: str) -> Sequence[Finding]:
    """What is wrong with a channel that is there, or that nothing is."""
    if channel.permissions is None:
        return (Finding(ok=True, what="I can post in this conversation."),)
    lacking = permissions.missing(channel.permissions, channel.kind)
    if lacking:
        return (_wrong(permissions.problem(lacking, name), permissions.action(lacking, DOCTOR)),)
    if channel.locked and not channel.permissions.manage_threads:
        return (_wrong(f"{name} is locked.", CLOSED[Code.THREAD_LOCKED]),)
    if channel.needs_tag and all(tag.moderated for tag in channel.tags):
        return (_wrong(f"A post in {name} needs a tag, and there is none for me.", GONE[Code.NO_TAG_FOR_US]),)
    wanting = permissions.wanting(channel.permissions, channel.kind)
    told = f"I may post in {name}"
    more = f"; not allowed, and not needed for one message a day: {permissions.listed(wanting)}." if wanting else "."
    return (Finding(ok=True, what=told + more),)


def _no_answer(error: SendError) -> Finding:
    if error.code == "token_refused":
        return _wrong("Discord does not let me in: it refuses my token.", error.action)
    return _wrong(f"Discord does not answer: {error.code}.", error.action or AGAIN)


def _not_there(error: SendError, name: str) -> Finding:
    if error.code == word(Code.UNKNOWN_GUILD):
        return _wrong("I am not in this server.", error.action)
    if error.code == word(Code.UNKNOWN_CHANNEL):
        return _wrong(f"{name} was deleted.", error.action)
    if error.code == word(Code.MISSING_ACCESS):
        return _wrong(permissions.problem(SEE, name), permissions.action(SEE, DOCTOR))
    return _wrong(f"Discord does not tell about {name}: {error.code}.", error.action or AGAIN)


def _wrong(what: str, action: str) -> Finding:
    return Finding(ok=False, what=what, action=(action,))
