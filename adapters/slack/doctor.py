"""What the doctor looks at in Slack: our token and its scopes, the channel, whether we may post there."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.errors import FAILED, as_send_error
from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from adapters.slack.teams import Bot, Teams
from adapters.slack.wiring import PLATFORM, Options
from bot.commands import Caller
from bot.document import Code, Finding
from bot.errors import DestinationGone, SendError

Channel = Mapping[str, Any]


class Doctor:
    """A check for ``Desk.checks``: of channels in Slack, and of nothing else."""

    def __init__(self, teams: Teams, options: Options) -> None:
        self._teams = teams
        self._options = options

    async def __call__(self, caller: Caller) -> Sequence[Finding]:
        """The first thing that is wrong hides those that depend on it."""
        to = caller.destination
        if to.platform != PLATFORM:
            return ()
        try:
            bot = await self._teams.bot(to.workspace)
        except FAILED as error:
            return (self._no_answer(error),)
        return (
            Finding(ok=True, what=f"Slack knows me as @{bot.name}."),
            *self._scopes(bot),
            *await self._channel(caller, bot),
        )

    def _scopes(self, bot: Bot) -> Sequence[Finding]:
        if not bot.scopes:
            return ()
        missing = sorted(set(SCOPES) - bot.scopes)
        if missing:
            action = (
                f"Add {', '.join(missing)} under OAuth & Permissions, then install the app again; ",
                Code("paperboy slack manifest"),
                " prints all that is needed.",
            )
            return (Finding(ok=False, what="Scopes are missing.", action=action),)
        optional = sorted(set(OPTIONAL_SCOPES) - bot.scopes)
        told = f"All scopes are there; not granted, and not needed: {', '.join(optional)}."
        return (Finding(ok=True, what=told if optional else "All scopes are there."),)

    async def _channel(self, caller: Caller, bot: Bot) -> Sequence[Finding]:
        client = self._teams.client_with(bot.token)
        try:
            found: Channel = (await client.conversations_info(channel=caller.destination.channel))["channel"]
        except FAILED as error:
            known = self._known(error)
            if known.code == "channel_not_found":
                return (self._not_in(caller, bot),)
            told = f"Slack does not tell about {caller.channel_name}: {known.code}."
            return (Finding(ok=False, what=told, action=(known.action or "Try again later.",)),)
        return (self._judged(found, caller, bot),)

    def _no_answer(self, error: Exception) -> Finding:
        """Slack refuses us, or does not answer."""
        known = self._known(error)
        if isinstance(known, DestinationGone):
            told = f"Slack does not let me in: {known.code}."
            return Finding(ok=False, what=told, action=(known.action or "Check the tokens of Paperboy.",))
        action = known.action or "Try again later; if it stays so, see whether this machine reaches Slack."
        return Finding(ok=False, what=f"Slack does not answer: {known.code}.", action=(action,))

    def _known(self, error: Exception) -> SendError:
        return error if isinstance(error, SendError) else as_send_error(error, self._options.command)

    def _judged(self, channel: Channel, caller: Caller, bot: Bot) -> Finding:
        name = caller.channel_name
        if channel.get("is_archived"):
            return Finding(
                ok=False, what=f"{name} is archived.", action=("Unarchive it, or subscribe another channel.",)
            )
        if channel.get("is_im") or channel.get("is_mpim"):
            return Finding(ok=True, what="I can post in this conversation.")
        if not channel.get("is_member"):
            return self._not_in(caller, bot)
        restricted = (channel.get("properties") or {}).get("posting_restricted_to")
        if channel.get("is_read_only") or restricted:
            action = ("Allow Paperboy under Posting permissions of the channel.",)
            return Finding(ok=False, what=f"Not everyone may post in {name}.", action=action)
        return Finding(ok=True, what=f"I am in {name}, and may post.")

    def _not_in(self, caller: Caller, bot: Bot) -> Finding:
        action = ("Type ", Code(f"/invite @{bot.name}"), " there, then ", Code(f"{self._options.command} doctor"), ".")
        return Finding(ok=False, what=f"I am not in {caller.channel_name}.", action=action)
