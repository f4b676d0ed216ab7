"""What people type, press and choose becomes commands. Acknowledged first, always; then the work."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.shared.saving import MOST_SAVED_AT_ONCE, NO_PAPER, joined
from adapters.slack import render, views
from adapters.slack.callers import Asker, of_command, of_interaction
from adapters.slack.events import Events
from adapters.slack.forms import Forms, Place, opens_form
from adapters.slack.reception import Reception
from adapters.slack.tallies import Posted
from bot.commands import (
    Cite,
    Command,
    Day,
    ForgetMe,
    Glance,
    Help,
    Home,
    Month,
    Pause,
    Resume,
    Save,
    Saved,
    Search,
    Show,
    Similar,
    Today,
    Top,
    Unsave,
    Unsubscribe,
    Vote,
    Week,
    Why,
)
from bot.compose.problem import problem
from bot.compose.words import local_day
from bot.document import Document
from bot.errors import UserError
from bot.model import PaperKey

Body = Mapping[str, Any]

IN_A_MODAL = (Show, Similar, Cite, Why, Glance)
"""What is about one paper opens a modal, so that a quiet channel stays quiet."""
PAGES = (Day, Week, Month, Top, Search, Saved, Today)
"""Whose pages take each other's place."""
OF_A_PAPER = (*IN_A_MODAL, Save, Unsave, Vote)
"""What changes or tells nothing of the channel but what its members say of a paper."""
OF_A_HOME = (Pause, Resume, Unsave, Unsubscribe, Home)
"""What changes something that the home page shows: the page itself is the answer."""


class Listeners:
    """The doors to the one hallway: a slash command, a button, a modal, a shortcut, an event."""

    def __init__(self, reception: Reception) -> None:
        self._at = reception
        self._events = Events(reception)
        self._forms = Forms(reception, self._events.publish_home)

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which is which."""
        app.command(self._at.options.command)(self.typed)
        app.action(re.compile(rf"^{re.escape(render.ACTION)}"))(self.pressed)
        app.shortcut("save_paper")(self.save_paper)
        app.shortcut("find_similar")(self.find_similar)
        self._forms.register(app)
        self._events.register(app)

    # Typed

    async def typed(self, ack: AsyncAck, body: Body) -> None:
        """A slash command."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            self._at.work.begin("command_broke", self._typed(body))

    async def _typed(self, body: Body) -> None:
        asker, url = of_command(body), body["response_url"]
        text = body.get("text") or ""
        try:
            asked = self._at.language.parse(text, self._at.clock.now().date())
            if opens_form(asked.command):  # a trigger dies after three seconds: nothing slow comes before the modal
                if not await self._forms.open(asker, body["trigger_id"], asked.command, Place()):
                    await self._at.replies.respond(url, problem(NOT_OPENED))
                return
            caller = await self._at.callers.of(asker)
            asked = self._at.language.parse(text, local_day(self._at.clock.now(), caller.zone))
        except UserError as error:
            await self._at.replies.respond(url, problem(error))
            return
        document = await self._at.answer_to(asked.command, caller)
        document = await self._exported(asked.command, document, asker)
        await self._at.replies.respond(url, document, share=asked.share)

    # Pressed

    async def pressed(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A button, or a choice of a menu."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            self._at.work.begin("button_broke", self._pressed(body, action))

    async def _pressed(self, body: Body, action: Body) -> None:
        value = (action.get("selected_option") or action).get("value") or ""
        encoded, channel = render.read_value(value)
        kind = (body.get("view") or {}).get("type")
        try:
            command = self._at.language.decode(encoded)
        except UserError as error:
            await self._shown(body, problem(error))
            return
        if opens_form(command):
            await self._settings(body, command, channel)
        elif kind == "home":
            await self._at_home(body, command, channel)
        elif kind == "modal":
            await self._over_a_modal(body, command)
        elif isinstance(command, IN_A_MODAL):
            await self._in_a_modal(body, command)
        else:
            await self._in_the_channel(body, command)

    async def _settings(self, body: Body, command: Command, channel: str | None) -> None:
        view = body.get("view") or {}
        place = Place(channel)
        if view.get("type") == "modal":
            place = Place(channel or view.get("private_metadata") or None, over=view["id"])
        elif view:
            place = Place(channel, free=True)
        if not await self._forms.open(of_interaction(body), body["trigger_id"], command, place):
            await self._shown(body, problem(NOT_OPENED))

    async def _in_the_channel(self, body: Body, command: Command) -> None:
        asker = of_interaction(body)
        document = await self._exported(command, await self._at.answer(command, asker), asker)
        own = bool((body.get("container") or {}).get("is_ephemeral"))
        replaces = own and isinstance(command, (*PAGES, Help)) and document.trouble is None
        await self._tell(body, document, replace=replaces)
        if isinstance(command, Vote) and document.trouble is None and not own:
            self._at.tallies.voted(_posted(body, asker))

    async def _in_a_modal(self, body: Body, command: Command, channel: str | None = None) -> None:
        """Opened at once, filled when the answer is there; where Slack opens none, the answer is a message."""
        asker = of_interaction(body)
        client = await self._at.teams.client(asker.team)
        opened = await self._at.replies.open(client, body["trigger_id"], views.loading("Paperboy"))
        document = await self._exported(command, await self._at.answer(command, asker, channel), asker)
        if opened:
            await self._at.replies.show(client, opened, document, channel or asker.channel)
        elif "response_url" in body:
            await self._tell(body, document)

    async def _over_a_modal(self, body: Body, command: Command) -> None:
        """On top of the modal; a page takes the place of the one before, and so does what is over three modals."""
        asker, view = of_interaction(body), body["view"]
        channel = view.get("private_metadata") or ""
        client = await self._at.teams.client(asker.team)
        view_id = view["id"]
        if not isinstance(command, PAGES):
            loading = views.loading("Paperboy")
            view_id = await self._at.replies.open(client, body["trigger_id"], loading, over=True) or view_id
        answer = await self._answer_about(command, asker, channel)
        document = await self._exported(command, answer, asker)
        await self._at.replies.show(client, view_id, document, channel)
        if _changes_home(command):
            await self._events.publish_home(asker)

    async def _answer_about(self, command: Command, asker: Asker, channel: str) -> Document:
        """As asked where the modal was opened: by Slack's word for papers, by the list of members for the channel."""
        if isinstance(command, OF_A_PAPER):
            return await self._at.answer(command, replace(asker, channel=channel))
        return await self._at.answer(command, asker, channel)

    async def _at_home(self, body: Body, command: Command, channel: str | None) -> None:
        asker = of_interaction(body)
        if not _changes_home(command):
            await self._in_a_modal(body, command, channel)
            return
        document = await self._at.answer(command, asker, channel)
        if document.trouble is not None:
            await self._shown(body, document)
        await self._events.publish_home(asker)

    async def _shown(self, body: Body, document: Document) -> None:
        """In whatever the person pressed something in."""
        if body.get("response_url"):
            await self._tell(body, document)
            return
        client = await self._at.teams.client(of_interaction(body).team)
        over, page = body["view"]["type"] == "modal", self._at.replies.page(document)
        if not await self._at.replies.open(client, body["trigger_id"], page, over=over) and over:
            await self._at.replies.update(client, body["view"]["id"], page)

    async def _tell(self, body: Body, document: Document, *, replace: bool = False) -> None:
        """To the person alone, in the thread in which they are: a response URL speaks in the channel only."""
        asker, thread = of_interaction(body), _thread(body)
        if thread and not replace:
            client = await self._at.teams.client(asker.team)
            if await self._at.replies.whisper(client, asker, thread, document):
                return
        await self._at.replies.respond(body["response_url"], document, replace=replace)

    # Shortcuts of messages: they work in threads, where slash commands do not

    async def save_paper(self, ack: AsyncAck, body: Body) -> None:
        """*Save paper*: every paper that the message links to."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            self._at.work.begin("shortcut_broke", self._save_papers(body))

    async def _save_papers(self, body: Body) -> None:
        asker = of_interaction(body)
        keys = await self._papers_in(body, asker)
        documents = [await self._at.answer(Save(key), asker) for key in keys[:MOST_SAVED_AT_ONCE]]
        await self._tell(body, joined(documents) if documents else problem(NO_PAPER))

    async def find_similar(self, ack: AsyncAck, body: Body) -> None:
        """*Find similar*: the neighbours of the first paper that the message links to."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            self._at.work.begin("shortcut_broke", self._find_similar(body))

    async def _find_similar(self, body: Body) -> None:
        asker = of_interaction(body)
        client = await self._at.teams.client(asker.team)
        opened = await self._at.replies.open(client, body["trigger_id"], views.loading("Similar papers"))
        keys = await self._papers_in(body, asker)
        document = await self._at.answer(Similar(keys[0]), asker) if keys else problem(NO_PAPER)
        if opened:
            await self._at.replies.show(client, opened, document, asker.channel)
        else:
            await self._tell(body, document)

    async def _papers_in(self, body: Body, asker: Asker) -> list[PaperKey]:
        """Of a message of ours with one paper, that one; else what it links to, in its order."""
        message = body["message"]
        found = await self._events.paper_at(asker.team, asker.channel, str(message.get("ts") or ""))
        return [found] if found else list(self._at.language.read_keys("\n".join(_texts(message))))

    # Small things

    async def _exported(self, command: Command, document: Document, asker: Asker) -> Document:
        if not isinstance(command, Saved) or command.export is None or document.trouble is not None:
            return document
        client = await self._at.teams.client(asker.team)
        return await self._at.replies.export(client, asker, document, command.export)


NOT_OPENED = UserError("Slack did not open the settings.", "Try again.")


def _changes_home(command: Command) -> bool:
    return isinstance(command, OF_A_HOME) or (isinstance(command, ForgetMe) and command.confirmed)


def _thread(body: Body) -> str:
    """The thread of what was pressed, where it is a reply; in a channel itself, none."""
    container, message = body.get("container") or {}, body.get("message") or {}
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    own = str(container.get("message_ts") or message.get("ts") or "")
    return "" if thread == own else thread


def _posted(body: Body, asker: Asker) -> Posted:
    message = body["message"]
    return Posted(
        team=asker.team,
        channel=asker.channel,
        ts=message["ts"],
        text=message.get("text") or "",
        blocks=message.get("blocks") or (),
        metadata=message.get("metadata"),
    )


def _texts(message: object) -> list[str]:
    """Every string of a message that may hold a link: its text, its blocks, what is attached."""
    if isinstance(message, str):
        return [message]
    if isinstance(message, Mapping):
        wanted = ("text", "url", "blocks", "elements", "attachments", "fields", "title_link", "from_url", "accessory")
        return [text for name in wanted if name in message for text in _texts(message[name])]
    if isinstance(message, list):
        return [text for item in message for text in _texts(item)]
    return []
