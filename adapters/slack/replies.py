"""Where an answer goes: into the channel for one person or for all, into a modal, or as a file to the person alone."""

from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render, views
from adapters.slack.callers import Asker
from adapters.slack.errors import FAILED, code_of
from adapters.slack.teams import Teams
from bot.commands import ExportFormat
from bot.document import Document, Paragraph, Verbatim
from bot.ports import Language

log = structlog.get_logger(__name__)

LONGEST_SHOWN = 6_000
"""Characters of text to copy that a message shows; what is longer is a file."""
_ENDINGS: Mapping[ExportFormat, str] = {"bibtex": "bib", "ris": "ris", "json": "json"}

_SCOPE = "Ask whoever runs Paperboy to add the scope files:write to the app."

Payload = Mapping[str, Any]


class Replies:
    """Answers. What Slack refuses here is logged: the person can ask again, and nothing else depends on it."""

    def __init__(self, teams: Teams, language: Language) -> None:
        self._teams = teams
        self._language = language

    async def respond(self, url: str, document: Document, *, share: bool = False, replace: bool = False) -> bool:
        """Answer through a response URL: to the person alone unless they ``share``, or in place of what they pressed.

        Slack lets a URL be used five times in thirty minutes. The request is never sent again: a lost answer may have
        arrived.
        """
        payload = {
            **render.message(document, self._language.encode),
            "response_type": "in_channel" if share and not document.private else "ephemeral",
            "replace_original": replace,
        }
        try:
            async with self._teams.session.post(url, json=payload) as answer:
                text = await answer.text()
                if answer.ok and _taken(text):
                    return True
                log.warning("not_answered", status=answer.status, problem=text[:200])
        except (ClientError, TimeoutError) as error:
            log.warning("not_answered", problem=type(error).__name__)
        return False

    async def whisper(self, client: AsyncWebClient, asker: Asker, thread: str, document: Document) -> bool:
        """Answer to the person alone, in a thread, where a response URL does not reach; whether Slack took it."""
        payload = render.message(document, self._language.encode)
        shown = {name: payload[name] for name in ("text", "blocks")}
        try:
            await client.chat_postEphemeral(channel=asker.channel, user=asker.user, thread_ts=thread, **shown)
        except FAILED as error:
            log.info("not_answered_in_thread", problem=code_of(error))
            return False
        return True

    async def open(self, client: AsyncWebClient, trigger: str, view: Payload, *, over: bool = False) -> str | None:
        """Open a modal at once, ``over`` the one that is open; its id, or ``None`` where Slack refused."""
        try:
            if over:
                return await self._pushed(client, trigger, view)
            return str((await client.views_open(trigger_id=trigger, view=dict(view)))["view"]["id"])
        except FAILED as error:
            log.warning("modal_not_opened", problem=code_of(error))
            return None

    async def _pushed(self, client: AsyncWebClient, trigger: str, view: Payload) -> str:
        return str((await client.views_push(trigger_id=trigger, view=dict(view)))["view"]["id"])

    async def update(self, client: AsyncWebClient, view_id: str, view: Payload, *, seen: str | None = None) -> bool:
        """Put ``view`` in a modal's place; not when it is no more what was ``seen`` (its hash)."""
        try:
            await client.views_update(view_id=view_id, view=dict(view), hash=seen)
        except FAILED as error:
            log.info("modal_not_updated", problem=code_of(error))
            return False
        return True

    async def show(self, client: AsyncWebClient, view_id: str, document: Document, channel: str = "") -> None:
        """A document in a modal's place."""
        await self.update(client, view_id, self.page(document, channel))

    def page(self, document: Document, channel: str = "") -> dict[str, Any]:
        """A document as a modal; what is pressed in it is about ``channel``, where there is one."""
        return views.details(document, self._language.encode) | {"private_metadata": channel}

    async def export(self, client: AsyncWebClient, asker: Asker, document: Document, kind: ExportFormat) -> Document:
        """What is too long to be shown goes to the person as a file, and what is left says so; else ``document``."""
        texts = [block.text for block in document.blocks if isinstance(block, Verbatim)]
        if sum(map(len, texts)) <= LONGEST_SHOWN:
            return document
        try:
            opened = await client.conversations_open(users=asker.user)
            await client.files_upload_v2(
                channel=opened["channel"]["id"],
                content="\n".join(texts),
                filename=f"reading-list.{_ENDINGS[kind]}",
                title=document.title,
            )
        except FAILED as error:
            code = code_of(error)
            log.warning("file_not_sent", problem=code)
            action = _SCOPE if code == "missing_scope" else "Try again in a minute."
            words = ("It is too long to be shown, and Slack did not take it as a file. ", action)
            return Document(document.title, (Paragraph(words),), private=True)
        return Document(document.title, (Paragraph(("It is a file in your messages with me.",)),), private=True)


def _taken(text: str) -> bool:
    """Whether Slack took an answer: a refusal, and the page of some proxy, may have the status 200 too."""
    return "".join(text.split()) in {"", "ok", '{"ok":true}'}
