"""What every listener works with."""

from dataclasses import dataclass, replace

import structlog

from adapters.shared.once import Once
from adapters.shared.work import Work
from adapters.slack.callers import Asker, Callers
from adapters.slack.errors import FAILED, code_of
from adapters.slack.replies import Replies
from adapters.slack.tallies import Tallies
from adapters.slack.teams import Bot, Teams
from adapters.slack.wiring import Options
from bot.commands import Caller, Command, Subscribe
from bot.compose.problem import problem
from bot.document import Code, Document, Paragraph
from bot.errors import UserError
from bot.ports import Clock, Handler, Language, Places

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    """The tools of one process."""

    handle: Handler
    options: Options
    language: Language
    teams: Teams
    callers: Callers
    replies: Replies
    tallies: Tallies
    places: Places
    once: Once
    clock: Clock
    work: Work

    async def answer(self, command: Command, asker: Asker, channel: str | None = None) -> Document:
        """The core's answer to ``asker`` where they are, or as if they stood in ``channel``; a problem is one too."""
        try:
            caller = await (self.callers.at(asker, channel) if channel else self.callers.of(asker))
        except UserError as error:
            return problem(error)
        return await self.answer_to(command, caller)

    async def answer_to(self, command: Command, caller: Caller) -> Document:
        """The core's answer; a channel that is subscribed without us in it is told at once."""
        document = await self.handle(command, caller)
        if not isinstance(command, Subscribe) or document.trouble is not None:
            return document
        try:
            bot = await self.teams.bot(caller.destination.workspace)
        except FAILED as error:
            log.info("channel_not_seen", problem=code_of(error))
            return document
        if await self._is_in(caller, bot):
            return document
        return replace(document, blocks=(Paragraph(self._invite(caller, bot)), *document.blocks))

    async def _is_in(self, caller: Caller, bot: Bot) -> bool:
        """Whether we are in the caller's channel, as far as Slack tells."""
        try:
            client = self.teams.client_with(bot.token)
            channel = (await client.conversations_info(channel=caller.destination.channel))["channel"]
        except FAILED as error:
            return code_of(error) != "channel_not_found"
        return bool(channel.get("is_member") or channel.get("is_im") or channel.get("is_mpim"))

    def _invite(self, caller: Caller, bot: Bot) -> tuple[str | Code, ...]:
        return (
            f"I am not in {caller.channel_name} yet, and can post only where I am. Type ",
            Code(f"/invite @{bot.name}"),
            " there, then ",
            Code(f"{self.options.command} doctor"),
            ".",
        )
