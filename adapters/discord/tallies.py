"""Counts of votes on buttons, brought up to date in place: once for many votes, inside Discord's limits."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord.callers import Interaction
from adapters.discord.custom_ids import read
from adapters.discord.render import counted
from adapters.discord.rest import Rest
from adapters.shared.work import Gathering, Sleep, Work
from bot.commands import Vote
from bot.errors import UserError
from bot.model import Destination, PaperKey
from bot.ports import Language, Places
from bot.text import shorten

GATHER = 2.0
"""Seconds in which the votes on a message are gathered: in a channel, Discord takes five changes in five seconds."""
LABEL_LIMIT = 80
SEPARATOR = " · "
V2 = 1 << 15

Component = Mapping[str, Any]
VoteOf = Callable[[str], tuple[PaperKey, int] | None]
"""The paper and the direction of an id that votes; ``None`` for any other."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of ours as it stood when somebody pressed one of its buttons.

    ``place`` is where votes on it count: in the thread of a digest, the channel around. ``roles`` are those it calls.
    """

    place: Destination
    channel: str
    number: str
    components: list[dict[str, Any]]
    flags: int
    roles: Sequence[str] = ()


def _posted(interaction: Interaction, place: Destination) -> Posted | None:
    """What was pressed, unless it is shown to one person alone."""
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return None
    return Posted(
        place,
        str(interaction.channel_id),
        str(message.id),
        [dict(component.to_dict()) for component in message.components],
        V2 if message.flags.components_v2 else 0,
        [str(role.id) for role in message.role_mentions],
    )


class Tallies:
    """At most one change of a message each ``GATHER`` seconds."""

    def __init__(
        self, rest: Rest, places: Places, language: Language, work: Work, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._rest = rest
        self._places = places
        self._language = language
        self._gathering = Gathering(work, GATHER, sleep)

    def voted(self, interaction: Interaction, place: Destination) -> None:
        """Somebody voted, in ``place``, with a button of a message; its counts are brought up to date soon."""
        message = _posted(interaction, place)
        if message:
            self._gathering.begin(message.number, "tally_not_shown", lambda: self._update(message))

    async def _update(self, message: Posted) -> None:
        keys = {vote[0] for held in _held(message.components) if (vote := self._vote(held))}
        votes = dict.fromkeys(keys, (0, 0)) | dict(await self._places.votes(message.place, sorted(keys)))
        components = relabelled(message.components, votes, self._vote)
        if components == message.components:
            return
        payload: dict[str, Any] = {
            "components": components,
            "allowed_mentions": {"parse": [], "roles": list(message.roles)},
        }
        if message.flags:
            payload["flags"] = message.flags
        await self._rest.ask(
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
            json=payload,
            channel_id=message.channel,
            message_id=message.number,
        )

    def _vote(self, custom_id: str) -> tuple[PaperKey, int] | None:
        try:
            command = self._language.decode(read(custom_id)[0])
        except (ValueError, UserError):
            return None
        return (command.key, command.value) if isinstance(command, Vote) else None


def relabelled(
    components: Sequence[Component], votes: Mapping[PaperKey, tuple[int, int]], vote_of: VoteOf
) -> list[dict[str, Any]]:
    """The components of a message with its counts as they are now; all else in them as it was.

    ``votes``: for and against; a paper that is not in it keeps its labels.
    """

    def anew(value: object) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, list):
            return [anew(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        told = {name: anew(inside) for name, inside in value.items()}
        vote = vote_of(str(value.get("custom_id") or value.get("value") or ""))
        if vote and vote[1] and vote[0] in votes and "label" in told:
            told["label"] = _label(told["label"], votes[vote[0]][0 if vote[1] > 0 else 1])
        return told

    return [anew(each) for each in components]


def _label(label: str, count: int) -> str:
    """As in "👍 Useful · 3"; without a number where there is nothing to count."""
    words, separator, number = label.rpartition(SEPARATOR)
    base = words if separator and number.isdecimal() else label
    return counted(shorten(base, LABEL_LIMIT - len(counted("", count))), count)


def _held(value: object) -> Iterator[str]:
    """All that buttons, and the choices of menus, stand for."""
    if isinstance(value, Mapping):
        yield from (text for name in ("custom_id", "value") if isinstance(text := value.get(name), str))
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inside:
        yield from _held(each)
