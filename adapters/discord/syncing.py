"""The commands that Discord keeps for us: the same ones as in our table, and changed only where they are not."""

from collections.abc import Mapping

import structlog

from adapters.discord import tree
from adapters.discord.errors import FAILED, known
from adapters.discord.rest import Rest
from adapters.discord.wiring import DIRECT, PLATFORM
from bot.commands import Caller, Edit
from bot.document import Form
from bot.model import Destination
from bot.ports import Handler

log = structlog.get_logger(__name__)

ADDRESS = "/applications/{application_id}/commands"


class Syncing:
    """Done at each start, and each time that Discord has forgotten our session: harmless when it is done again."""

    def __init__(self, rest: Rest, handle: Handler) -> None:
        self._rest = rest
        self._handle = handle
        self.sources: Mapping[str, str] = {}
        """The sources that can be asked for, with their words, once they are known."""

    async def sync(self, application_id: str) -> None:
        """Bring them up to date; where Discord does not let us, the old ones stay until the next start."""
        self.sources = await self._enabled()
        ours = tree.commands(self.sources)
        try:
            theirs = await self._rest.ask("GET", ADDRESS, application_id=application_id)
            if not tree.same(ours, theirs):
                await self._rest.ask("PUT", ADDRESS, json=ours, application_id=application_id)  # type: ignore[arg-type] # a list is JSON too
                log.info("commands_synced", commands=len(ours))
        except FAILED as error:
            log.error("commands_not_synced", problem=known(error))  # noqa: TRY400 - the word for it is enough

    async def _enabled(self) -> Mapping[str, str]:
        """As the form of settings offers them; nothing is kept of the place that is asked about."""
        nowhere = Caller("", Destination(PLATFORM, DIRECT, ""), can_manage=True)
        document = await self._handle(Edit(), nowhere)
        forms = (block for block in document.blocks if isinstance(block, Form))
        return {name: words for form in forms for name, words in form.sources}
