"""Buttons and menus under what we posted, however long ago, and the commands in the menu of anybody's message."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from discord import ui

from adapters.discord import custom_ids, elsewhere, tree
from adapters.discord.callers import Interaction, data_of
from adapters.discord.forms import IN_A_PANEL, OF_SETTINGS, Forms, Where
from adapters.discord.reception import Reception
from adapters.shared.saving import MOST_SAVED_AT_ONCE, NO_PAPER, joined
from bot.commands import Command, Day, Help, Month, Save, Saved, Search, Similar, Today, Top, Vote, Week
from bot.compose.problem import problem
from bot.errors import UserError
from bot.model import PaperKey

PAGES = (Day, Week, Month, Top, Search, Saved, Today, Help)
"""Whose pages take each other's place, where one person alone sees them."""

Do = Callable[[Interaction], Awaitable[object]]


def item(template: re.Pattern[str], do: Do) -> type[ui.DynamicItem[Any]]:
    """The class of all buttons and menus with such an id, under messages of earlier processes too."""

    class Item(ui.DynamicItem[ui.Item[Any]], template=template):
        @classmethod
        async def from_custom_id(cls, _: Interaction, base: ui.Item[Any], __: re.Match[str]) -> "Item":
            return cls(base)

        async def callback(self, interaction: Interaction) -> None:
            await do(interaction)

    return Item


class Pressed:
    """A button is a command: it is answered to the one who pressed it alone."""

    def __init__(self, reception: Reception, forms: Forms) -> None:
        self._at = reception
        self._forms = forms

    async def pressed(self, interaction: Interaction) -> None:
        """A button that stands for a command, or a choice of a menu that does."""
        data = data_of(interaction)
        custom_id, channel = elsewhere.read(str(data.get("custom_id")))
        try:
            command = self._command({**data, "custom_id": custom_id})
        except UserError as error:
            if await self._at.replies.acknowledge(interaction):
                await self._at.replies.show(interaction, problem(error))
            return
        in_place = _in_place(interaction, command)
        if await self._at.replies.acknowledge(interaction, in_place=in_place):
            await self._answer(command, Where(interaction, channel, in_place))

    def _command(self, data: Mapping[str, Any]) -> Command:
        try:
            encoded, _ = custom_ids.asked(data)
        except ValueError:
            encoded = ""  # which is from another version, too
        return self._at.language.decode(encoded)

    async def _answer(self, command: Command, where: Where) -> None:
        interaction = where.interaction
        if isinstance(command, OF_SETTINGS) or (where.in_place and isinstance(command, IN_A_PANEL)):
            await self._forms.do(command, where)
            return
        document = await self._at.answer(command, interaction, where.channel)
        if where.in_place and document.trouble is not None:
            await self._at.replies.whisper(interaction, document)
            return
        await self._at.replies.show_all(interaction, command, document, in_place=where.in_place, about=where.channel)
        if isinstance(command, Vote) and document.trouble is None:
            self._at.tallies.voted(interaction, await self._at.place(interaction))

    # The menu of a message

    async def of_a_message(self, interaction: Interaction) -> None:
        """*Save papers* and *Find similar*: of the papers that somebody's message links to."""
        if not await self._at.replies.acknowledge(interaction):
            return
        keys = await self._papers_in(interaction)
        if not keys:
            document = problem(NO_PAPER)
        elif data_of(interaction).get("name") == tree.FIND_SIMILAR:
            document = await self._at.answer(Similar(keys[0]), interaction)
        else:
            document = joined([await self._at.answer(Save(key), interaction) for key in keys[:MOST_SAVED_AT_ONCE]])
        await self._at.replies.show(interaction, document)

    async def _papers_in(self, interaction: Interaction) -> list[PaperKey]:
        """Of a message of ours with one paper, that one; else what it links to, in its order."""
        number = str(data_of(interaction).get("target_id"))
        found = await self._at.places.paper_at(await self._at.place(interaction), number)
        message = ((data_of(interaction).get("resolved") or {}).get("messages") or {}).get(number)
        return [found] if found else list(self._at.language.read_keys("\n".join(_texts(message))))


def _in_place(interaction: Interaction, command: Command) -> bool:
    """Whether what is answered takes the place of what was pressed: that of one person's own list, or settings."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        return False
    if isinstance(command, Saved) and command.export:
        return False
    if not isinstance(command, IN_A_PANEL):
        return isinstance(command, PAGES)
    held = custom_ids.ids({"components": [component.to_dict() for component in message.components]})
    return any(custom_ids.SETTING.fullmatch(elsewhere.read(each)[0]) for each in held)


_HOLDING = (
    *("content", "url", "title", "description", "name", "value", "label"),
    *("embeds", "fields", "author", "footer", "components", "accessory", "message_snapshots", "message"),
)
_MARKED_LINK = re.compile(r"\]\(<?(https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\)")
"""Where the words of a link end, and its address stands."""


def _texts(message: object) -> list[str]:
    """Every string of a message that may hold a link: its content, its embeds, its components, what it forwards."""
    if isinstance(message, str):
        return [_MARKED_LINK.sub(r" \1 ", message)]
    if isinstance(message, Mapping):
        return [text for name in _HOLDING if name in message for text in _texts(message[name])]
    if isinstance(message, list):
        return [text for each in message for text in _texts(each)]
    return []
