"""The modals that people fill in: a channel's settings, and a search."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import views
from adapters.slack.callers import Asker, of_interaction
from adapters.slack.reception import Reception
from bot.commands import Changes, Command, Edit, Settings, Subscribe
from bot.compose.problem import problem
from bot.document import Document, Form, Paragraph
from bot.errors import UserError
from bot.model import Topic

Body = Mapping[str, Any]

PROMPT = 2.0
"""Seconds that a submission may take to be answered under its fields; Slack closes the modal after three."""
SETTLED = 1.0
"""Seconds until Slack has surely done what the acknowledgement says: before that, it would undo what we show."""
MOST_OPEN = 1000
"""Forms of which we remember what was filled in last."""
_WANTED = ("include", "authors", "organisations")
_UNWANTED = "exclude"


NOT_ITS_OWN = "What you see are not the settings of this channel. Choose it again, or another one."


@dataclass(frozen=True, slots=True)
class Place:
    """Which channel the settings are of: ``None`` is the one the asker stands in. ``free``: another may be chosen.

    ``over`` is the modal that is open already.
    """

    channel: str | None = None
    free: bool = False
    over: str = ""


def opens_form(command: Command) -> bool:
    """Whether it asks for the settings without saying what shall change."""
    return isinstance(command, Edit) or command in (Subscribe(), Settings())


class Forms:
    """Opened at once, filled when the core has answered."""

    def __init__(self, reception: Reception, publish_home: Callable[[Asker], Awaitable[object]]) -> None:
        self._at = reception
        self._publish_home = publish_home
        self._submitted: dict[str, asyncio.Future[Document]] = {}
        self._latest: dict[str, str] = {}

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which is which."""
        app.action(views.SETTING)(self.changed)
        app.view(views.SETTINGS)(self.submitted)
        app.options(views.SETTING)(self.suggested)
        app.shortcut("search_papers")(self.search)
        app.view(views.SEARCH)(self.searched)

    # Settings

    async def open(self, asker: Asker, trigger: str, command: Command, place: Place) -> bool:
        """The settings of a channel, or why they may not be changed; whether a modal could be opened at all."""
        client = await self._at.teams.client(asker.team)
        opened = await self._at.replies.open(client, trigger, views.loading("Settings"), over=bool(place.over))
        view_id = opened or place.over
        if not view_id:
            return False
        document = await self._at.answer(Edit(), asker, place.channel)
        if document.trouble is not None and command == Settings():
            document = await self._at.answer(Settings(), asker, place.channel)
        form, channel = _form(document), place.channel or asker.channel
        if form is None:
            await self._at.replies.show(client, view_id, document, channel)
        else:
            view = views.settings(form, channel_id=channel, locked=not place.free)
            await self._at.replies.update(client, view_id, view)
        return True

    async def changed(self, ack: AsyncAck, body: Body) -> None:
        """Something was filled in: how many papers that would match."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            if len(self._latest) >= MOST_OPEN:
                self._latest.clear()
            self._latest[body["view"]["id"]] = body["trigger_id"]
            self._at.work.begin("form_broke", self._changed(body))

    async def _changed(self, body: Body) -> None:
        asker, view = of_interaction(body), body["view"]
        client = await self._at.teams.client(asker.team)
        filled = views.read_settings(view["state"]["values"])
        if _other_channel(filled, view):
            if filled.channel:
                await self._moved(client, body, filled.channel)
            return
        changes, wrong = self._changes(filled)
        if wrong:
            told = views.with_fit(view, problem=next(iter(wrong.values())))
        else:
            tried = await self._at.answer(Edit(changes), asker, view["private_metadata"])
            form = _form(tried)
            told = views.with_fit(view, form.fit) if form else views.with_fit(view, problem=_sentence(tried))
        await self._told(client, body, told)

    async def _told(self, client: AsyncWebClient, body: Body, told: Mapping[str, Any]) -> bool:
        """Show it, unless the form has been filled in further, or submitted, since; whether it is shown.

        Another hash may come from no more than our own answer to what was filled in just before.
        """
        view = body["view"]
        for seen in (view["hash"], None):
            if self._latest.get(view["id"]) != body["trigger_id"]:
                return False
            if await self._at.replies.update(client, view["id"], told, seen=seen):
                return True
        return False

    async def _moved(self, client: AsyncWebClient, body: Body, channel: str) -> None:
        """Another channel was chosen: its own settings take the place of what stood there.

        Slack keeps what is in a field for as long as the field is there, so for a moment there is none.
        """
        document = await self._at.answer(Edit(), of_interaction(body), channel)
        form, view = _form(document), body["view"]
        if form is None:
            await self._told(client, body, views.with_fit(view, problem=_sentence(document)))
        elif await self._told(client, body, views.loading("Settings")):
            made = views.settings(form, channel_id=channel, locked=False)
            await self._at.replies.update(client, view["id"], made)

    async def suggested(self, ack: AsyncAck, body: Body) -> None:
        """A part of a time zone's name is typed."""
        await ack(options=views.zones(self._at.language.zones(str(body.get("value") or "")))["options"])

    async def submitted(self, ack: AsyncAck, body: Body) -> None:
        """The settings are to be kept. What is wrong appears under its field; a slow answer takes the modal's place."""
        view = body["view"]
        self._latest.pop(view["id"], None)
        filled = views.read_settings(view["state"]["values"])
        changes, wrong = self._changes(filled)
        wrong = {**views.problems(filled), **wrong}
        if _other_channel(filled, view):
            wrong["channel"] = NOT_ITS_OWN
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        document = await self._prompt(ack, body, Subscribe(changes), view["private_metadata"])
        if document is None:
            return
        if document.trouble is None:
            await ack(response_action="update", view=self._at.replies.page(document, view["private_metadata"]))
            self._at.work.begin("home_broke", self._publish_home(of_interaction(body)))
        else:
            await ack(response_action="errors", errors={_field(document, view): _sentence(document)})

    async def _prompt(self, ack: AsyncAck, body: Body, command: Command, channel: str) -> Document | None:
        """The answer to what was submitted, where it is prompt; else it is acknowledged, and shown later."""
        answering = self._answering(body, command, channel)
        await asyncio.wait({answering}, timeout=PROMPT)
        if answering.done():
            return answering.result()
        await ack(response_action="update", view=views.loading("Paperboy"))
        self._at.work.begin("form_broke", self._later(body, answering, channel, command))
        return None

    async def _later(self, body: Body, answering: "asyncio.Future[Document]", channel: str, command: Command) -> None:
        await self._shown_later(body, answering, channel)
        if isinstance(command, Subscribe):
            await self._publish_home(of_interaction(body))

    def _answering(self, body: Body, command: Command, channel: str) -> "asyncio.Future[Document]":
        """The answer to this submission; the same one where the submission is delivered twice."""
        trigger = str(body["trigger_id"])
        if trigger not in self._submitted:
            work = self._at.answer(command, of_interaction(body), channel)
            self._submitted[trigger] = asyncio.ensure_future(work)
            self._submitted[trigger].add_done_callback(lambda _: self._submitted.pop(trigger, None))
        return self._submitted[trigger]

    async def _shown_later(self, body: Body, answering: "asyncio.Future[Document]", channel: str) -> None:
        client = await self._at.teams.client(of_interaction(body).team)
        document, _ = await asyncio.gather(answering, asyncio.sleep(SETTLED))
        await self._at.replies.show(client, body["view"]["id"], document, channel)

    def _changes(self, filled: views.Filled) -> tuple[Changes, dict[str, str]]:
        """What was filled in, as a change; and what makes no sense, by the block that holds it."""
        read, wrong = {}, {}
        for name in (*_WANTED, _UNWANTED):
            try:
                read[name] = self._at.language.read_topics(views.as_typed(name, filled.text.get(name, "")))
            except UserError as error:
                read[name], wrong[name] = Changes(), str(error)
        include = tuple(topic for name in _WANTED for topic in read[name].include or ())
        out = tuple(topic for changes in read.values() for topic in changes.exclude or ())
        exclude = (*(read[_UNWANTED].include or ()), *out)
        return replace(filled.changes, include=_distinct(include), exclude=_distinct(exclude)), wrong

    # Search

    async def search(self, ack: AsyncAck, body: Body) -> None:
        """*Search papers*, from anywhere."""
        await ack()
        if self._at.once.first(body["trigger_id"]):
            self._at.work.begin("shortcut_broke", self._search(body))

    async def _search(self, body: Body) -> None:
        client = await self._at.teams.client(of_interaction(body).team)
        await self._at.replies.open(client, body["trigger_id"], views.search())

    async def searched(self, ack: AsyncAck, body: Body) -> None:
        """Words were typed into it; those that make no sense are said to under their field."""
        text = f"search {views.read_search(body['view']['state']['values'])}"
        try:
            command = self._at.language.parse(text, self._at.clock.now().date()).command
        except UserError as error:
            await ack(response_action="errors", errors={"words": _sentence(problem(error))})
            return
        document = await self._prompt(ack, body, command, "")
        if document is not None:
            await ack(response_action="update", view=self._at.replies.page(document))


def _form(document: Document) -> Form | None:
    return next((block for block in document.blocks if isinstance(block, Form)), None)


def _sentence(document: Document) -> str:
    """A problem on one line: what is wrong, and what to do."""
    words = [span for block in document.blocks if isinstance(block, Paragraph) for span in block.spans]
    return " ".join((document.title, *(word for word in words if isinstance(word, str))))


def _other_channel(filled: views.Filled, view: Mapping[str, Any]) -> bool:
    """Whether a channel is chosen whose settings these are not (yet); where one can be, there must be one."""
    chosen = "channel" in view["state"]["values"]
    return chosen and filled.channel != view["private_metadata"]


def _field(document: Document, view: Mapping[str, Any]) -> str:
    """Where a refusal is shown: what is about no setting is about the channel, where that can be chosen."""
    if not document.trouble and "channel" in view["state"]["values"]:
        return "channel"
    return views.field_of(document.trouble or "")


def _distinct(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    return tuple(dict.fromkeys(topics))
