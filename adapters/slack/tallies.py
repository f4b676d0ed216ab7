"""Counts of votes on buttons, brought up to date in place: once for many votes, inside Slack's limits."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.shared.work import Gathering, Sleep, Work
from adapters.slack import views
from adapters.slack.render import read_value
from adapters.slack.teams import Teams
from adapters.slack.wiring import PLATFORM
from bot.commands import Vote
from bot.errors import UserError
from bot.model import Destination, PaperKey
from bot.ports import Language, Places

GATHER = 2.0
"""Seconds in which the votes on a message are gathered: ``chat.update`` may be called some fifty times a minute."""

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours as it stood when somebody pressed one of its buttons."""

    team: str
    channel: str
    ts: str
    text: str
    blocks: Blocks
    metadata: Mapping[str, Any] | None = None


class Tallies:
    """At most one change of a message each ``GATHER`` seconds."""

    def __init__(
        self, teams: Teams, places: Places, language: Language, work: Work, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._teams = teams
        self._places = places
        self._language = language
        self._gathering = Gathering(work, GATHER, sleep)

    def voted(self, posted: Posted) -> None:
        """Somebody voted with a button of this message; its counts are brought up to date soon."""
        place = (posted.team, posted.channel, posted.ts)
        self._gathering.begin(place, "tally_not_shown", lambda: self._update(posted))

    async def _update(self, posted: Posted) -> None:
        keys = {key for key, _ in filter(None, map(self._vote, values(posted.blocks)))}
        to = Destination(PLATFORM, posted.team, posted.channel)
        votes = dict.fromkeys(keys, (0, 0)) | dict(await self._places.votes(to, sorted(keys)))
        blocks = views.relabelled(posted.blocks, votes, self._vote)
        if blocks is None:
            return
        client = await self._teams.client(posted.team)
        await client.chat_update(
            channel=posted.channel,
            ts=posted.ts,
            text=posted.text,
            blocks=blocks,
            metadata=dict(posted.metadata) if posted.metadata else None,
        )

    def _vote(self, value: str) -> tuple[PaperKey, int] | None:
        """The paper and the direction of a button that votes."""
        try:
            command = self._language.decode(read_value(value)[0])
        except UserError:
            return None
        return (command.key, command.value) if isinstance(command, Vote) else None


def values(blocks: Blocks) -> list[str]:
    """What the buttons and menus of a message stand for."""
    elements = [element for block in blocks for element in (*block.get("elements", ()), block.get("accessory") or {})]
    options = [option for element in elements for option in element.get("options", ())]
    return [found["value"] for found in (*elements, *options) if isinstance(found.get("value"), str)]
