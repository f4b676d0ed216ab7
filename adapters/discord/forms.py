"""A channel's settings: by a command with options, by the menus of a panel, by the forms that its buttons open."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakValueDictionary

from adapters.discord import custom_ids, elsewhere, settings_state, settings_view
from adapters.discord.callers import Interaction, data_of
from adapters.discord.given import Used, changes
from adapters.discord.reception import Reception
from adapters.discord.rights import Rights
from bot.commands import Changes, Command, Edit, Pause, Resume, Settings, Subscribe
from bot.compose.problem import problem
from bot.document import Actions, Block, Document, Form, Paragraph
from bot.errors import UserError

PROMPT = 2.0
"""Seconds in which a form must be ready: it is the first response, and Discord waits for three."""
OF_SETTINGS = (Subscribe, Settings, Edit)
IN_A_PANEL = (*OF_SETTINGS, Pause, Resume)
"""What is answered with the settings as they are then, where the settings are shown."""
SUBSCRIBE, SETTINGS = "subscribe", "settings"
WITH_SETTINGS = (SUBSCRIBE, SETTINGS)
"""The commands whose options are settings."""

OUTDATED = UserError("This form is from another version of Paperboy.", "Open the settings again.")
NOT_OPENED = UserError("The form did not open.", "Press its button again.")
_TIME = re.compile(r'at:"[^"]*"')


@dataclass(frozen=True, slots=True)
class Where:
    """Where an answer is shown: to what, about which channel (``None``: the one that it stands in).

    ``in_place``: in the place of the message that was pressed.
    """

    interaction: Interaction
    channel: str | None = None
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The core's answer, and what is good to know besides."""

    document: Document
    notes: Sequence[Paragraph] = ()


class Forms:
    """What is chosen is kept at once, and the panel says how things stand then."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception
        self._rights = Rights(reception)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # What comes in

    async def typed(self, interaction: Interaction, asked: Used) -> None:
        """``subscribe`` or ``settings`` with their options; what all shall see is words, and no where."""
        public = bool(asked.given.get("public"))
        if not await self._at.replies.acknowledge(interaction, private=not public):
            return
        made = Subscribe if asked.path[-1] == SUBSCRIBE else Settings
        where = Where(interaction, asked.given.get("channel"))
        try:
            command = made(changes(asked.given, self._at.language, self._at.today()))
        except UserError as error:
            await self._at.replies.answer(interaction, problem(error), public=public)
            return
        if not public:
            await self.do(command, where)
            return
        done = await self._done(command, where)
        document = replace(done.document, blocks=(*done.notes, *done.document.blocks))
        await self._at.replies.answer(interaction, document, public=True)

    async def used(self, interaction: Interaction) -> None:
        """A menu of a panel, or a button that opens a form."""
        custom_id, channel = elsewhere.read(str(data_of(interaction).get("custom_id")))
        setting = custom_ids.SETTING.fullmatch(custom_id)
        if setting is None:
            await self._open(interaction, custom_id, channel)
        elif await self._at.replies.acknowledge(interaction, in_place=True):
            await self._chosen(setting["name"], Where(interaction, channel, in_place=True))

    async def submitted(self, interaction: Interaction) -> None:
        """A form was filled in; what makes no sense in it stands above the settings, which stay as they were."""
        data, in_place = data_of(interaction), interaction.message is not None
        if not await self._at.replies.acknowledge(interaction, in_place=in_place):
            return
        custom_id, channel = elsewhere.read(str(data.get("custom_id")))
        where, form = Where(interaction, channel, in_place=in_place), custom_ids.FORM.fullmatch(custom_id)
        name, filled = form["name"] if form else "", data.get("components") or ()
        try:
            read = settings_state.read_form(name, filled, self._read, self._at.language.zones)
        except UserError as error:
            await self._show(where, Done(problem(error)))
        else:
            await self.do(Subscribe(read), where)

    def _read(self, text: str) -> Changes:
        """What stands in a field: topics, or the one time of day."""
        if not _TIME.fullmatch(text):
            return self._at.language.read_topics(text)
        command = self._at.language.parse(f"settings {text}", self._at.today()).command
        return command.changes if isinstance(command, Settings) else Changes()

    async def _chosen(self, setting: str, where: Where) -> None:
        try:
            read = settings_state.read_choice(setting, data_of(where.interaction).get("values") or ())
        except UserError as error:
            await self._show(where, Done(problem(error)))
        else:
            await self.do(Subscribe(read), where)

    async def _open(self, interaction: Interaction, custom_id: str, channel: str | None) -> None:
        """The form with what holds now, while Discord waits; else why not."""
        found = custom_ids.FORM.fullmatch(custom_id)
        answering = asyncio.ensure_future(self._at.answer(Edit(), interaction, channel))
        await asyncio.wait({answering}, timeout=PROMPT)
        document = answering.result() if answering.done() else problem(NOT_OPENED)
        answering.cancel()
        form = _form(document)
        if form and not (found and found["name"] in settings_view.FORMS):
            document = problem(OUTDATED)
        elif found and form:
            modal = settings_view.modal(found["name"], form)
            if await self._at.replies.open(interaction, elsewhere.about(modal, channel) if channel else modal):
                return
            document = problem(NOT_OPENED)
        if await self._at.replies.acknowledge(interaction):
            await self._at.replies.show(interaction, document)

    # What is done

    async def do(self, command: Command, where: Where) -> None:
        """Do it, and show the settings as they are then; one after the other in one where."""
        shown = where.interaction.message
        turn = asyncio.Lock() if shown is None else self._turns.setdefault(shown.id, asyncio.Lock())
        async with turn:
            asks_only = isinstance(command, Edit) or command == Settings()
            await self._show(where, None if asks_only else await self._done(command, where))

    async def _done(self, command: Command, where: Where) -> Done:
        """Nothing is kept where we could not post."""
        interaction, at = where.interaction, self._at
        try:
            caller = await at.caller(interaction, where.channel)
            if not isinstance(command, Subscribe | Settings):
                return Done(await at.answer_to(command, caller))
            await self._rights.require(interaction, caller, command.changes)
        except UserError as error:
            return Done(problem(error))
        document = await at.answer_to(command, caller)
        return Done(document, await self._rights.notes(interaction, caller, command.changes))

    async def _show(self, where: Where, done: Done | None) -> None:
        """The settings as they are now; whoever may not change them only reads them."""
        interaction, channel, in_place = where.interaction, where.channel, where.in_place
        now = await self._at.answer(Settings(), interaction, channel)
        edit = await self._at.answer(Edit(), interaction, channel)
        form = _form(edit)
        if form is None:
            document = done.document if done else now
            await self._at.replies.show(interaction, document, in_place=in_place, about=channel)
            return
        buttons = [block for block in now.blocks if isinstance(block, Actions)] if form.exists else []
        document = _titled(replace(edit, blocks=(*edit.blocks, *buttons)), done)
        look = partial(settings_view.panel, roles=interaction.guild_id is not None)
        await self._at.replies.show(interaction, document, look=look, in_place=in_place, about=channel)


def _titled(edit: Document, done: Done | None) -> Document:
    """The settings with what was done as their title, or with what went wrong above them."""
    if done is None:
        return edit
    above: Sequence[Block] = done.notes if done.document.trouble is None else done.document.blocks
    return replace(edit, title=done.document.title, blocks=(*above, *edit.blocks))


def _form(document: Document) -> Form | None:
    return next((block for block in document.blocks if isinstance(block, Form)), None)
