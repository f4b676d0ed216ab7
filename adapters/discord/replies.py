"""How an interaction is answered: acknowledged first; then its own first response is edited, as often as it takes.

An edit may be sent twice without harm. What cannot be an edit is never sent again by the library: it has no nonce.
"""

import io
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import discord
import structlog
from discord.webhook.async_ import async_context, interaction_response_params

from adapters.discord import elsewhere, embeds, render
from adapters.discord.callers import Interaction
from adapters.discord.errors import FAILED, Code, as_send_error, known
from adapters.discord.rest import OneTry
from bot.commands import Command, ExportFormat, Saved
from bot.document import Document, Paragraph, Verbatim
from bot.errors import OutcomeUnknown
from bot.ports import Language

log = structlog.get_logger(__name__)

TAKEN = 40060
"""Discord has an acknowledgement already: ours, whose answer was lost, or that of a twin of this process."""
LATER, IN_PLACE, CHOICES, MODAL = 5, 6, 8, 9
"""Kinds of a first response: an answer comes, what was pressed changes, what may be typed next, a form to fill in."""
EPHEMERAL, V2 = 1 << 6, 1 << 15
FILE = 13
"""The component that shows a file that comes with the message."""

_IN_A_FILE = "It is in the file below."
_TOO_LONG = "It is longer than any file that Discord takes here."
_ENDINGS: Mapping[ExportFormat, str] = {"bibtex": "bib", "ris": "ris", "json": "json"}

Payload = dict[str, Any]
Look = Callable[[Document, Callable[[Command], str]], Payload]
"""How a document looks as a message."""
BLANK: Payload = {"content": None, "embeds": [], "components": []}
"""What an older message has to lose before another takes its place."""


class Replies:
    """Answers. What Discord refuses here is logged: the person can ask again, and nothing else depends on it."""

    def __init__(self, language: Language, *, classic: bool = False) -> None:
        self._encode = language.encode
        self._classic = classic

    # The first response

    async def acknowledge(self, interaction: Interaction, *, private: bool = True, in_place: bool = False) -> bool:
        """Say that an answer comes, or (``in_place``) that the message pressed will change; whether it still can."""
        kind, data = (IN_PLACE, {}) if in_place else (LATER, {"flags": EPHEMERAL} if private else {})
        return await _done("not_acknowledged", self._respond(interaction, kind, data), lost=True)

    async def open(self, interaction: Interaction, modal: Payload) -> bool:
        """Open a modal; it is the acknowledgement too."""
        return await _done("not_answered", self._respond(interaction, MODAL, modal))

    async def offer(self, interaction: Interaction, choices: Sequence[Payload]) -> bool:
        """What the person may be about to type."""
        return await _done("not_answered", self._respond(interaction, CHOICES, {"choices": list(choices)}))

    async def _respond(self, interaction: Interaction, kind: int, data: Payload) -> None:
        hook = interaction.followup
        await async_context.get().create_interaction_response(
            interaction.id,
            interaction.token,
            session=hook.session,
            proxy=hook.proxy,
            proxy_auth=hook.proxy_auth,
            params=interaction_response_params(kind, data or None),
        )

    # What follows

    async def answer(self, interaction: Interaction, document: Document, *, public: bool) -> bool:
        """To all, where that was asked for; what is for the person alone is so all the same."""
        if not (public and document.private):
            return await self.show(interaction, document)
        await _done("not_taken_back", interaction.delete_original_response())
        return await self.whisper(interaction, document)

    async def show_all(
        self,
        interaction: Interaction,
        command: Command,
        document: Document,
        *,
        in_place: bool = False,
        about: str | None = None,
    ) -> bool:
        """An answer in full: text to copy that is too long for a message is a file below it."""
        texts = [block.text for block in document.blocks if isinstance(block, Verbatim)]
        if in_place or not texts or render.fits(document, self._encode):
            return await self.show(interaction, document, in_place=in_place, about=about)
        text, name = "\n".join(texts), _file_name(command)
        if len(text.encode()) > interaction.filesize_limit:
            return await self.show(interaction, Document(document.title, (Paragraph((_TOO_LONG,)),), private=True))
        return await self._attach(interaction, replace(document, blocks=(Paragraph((_IN_A_FILE,)),)), name, text)

    async def show(
        self,
        interaction: Interaction,
        document: Document,
        *,
        look: Look | None = None,
        in_place: bool = False,
        about: str | None = None,
    ) -> bool:
        """A document as the answer: where the acknowledgement stands, or in the place of the message pressed.

        What is pressed in it is ``about`` another channel, if that is named. With a ``look`` of its own it is always a
        message of components. What Discord refuses for its form is shown as older embeds; a message that has the newer
        form cannot become that.
        """
        if look is None and self._is_classic(interaction, in_place=in_place):
            message = (BLANK if in_place else {}) | embeds.message(document, self._encode)
            return await _done("not_answered", self._edit(interaction, _about(message, about)))
        try:
            await self._edit(interaction, _about((look or render.message)(document, self._encode), about))
        except discord.HTTPException as error:
            if error.code != Code.INVALID_FORM:
                return _failed("not_answered", error)
            log.error("form_refused", problem=error.text[:500])  # noqa: TRY400 - Discord says where, a traceback does not
            if in_place:
                return await self.whisper(interaction, document)
            message = embeds.message(document, self._encode)
            return await _done("not_answered", self._edit(interaction, _about(message, about)))
        except FAILED as error:
            return _failed("not_answered", error)
        return True

    async def _attach(self, interaction: Interaction, document: Document, name: str, text: str) -> bool:
        """A document with a file below it."""
        payload = (embeds if self._classic else render).message(document, self._encode)
        if not self._classic:
            payload["components"] = [*payload["components"], {"type": FILE, "file": {"url": f"attachment://{name}"}}]
        file = discord.File(io.BytesIO(text.encode()), filename=name)
        return await _done("file_not_sent", self._edit(interaction, payload, file))

    async def whisper(self, interaction: Interaction, document: Document) -> bool:
        """A message of its own, to the person alone; at most once."""
        payload = (embeds if self._classic else render).message(document, self._encode)
        hook = interaction.followup
        request = async_context.get().execute_webhook(
            interaction.application_id,
            interaction.token,
            session=hook.session,
            proxy=hook.proxy,
            proxy_auth=hook.proxy_auth,
            payload=payload | {"flags": payload.get("flags", 0) | EPHEMERAL},
            files=[cast("discord.File", OneTry())],
            wait=True,
        )
        return await _done("not_answered", request)

    def _is_classic(self, interaction: Interaction, *, in_place: bool) -> bool:
        """Whether to show embeds; a message keeps the form that it has."""
        if in_place and interaction.message is not None:
            return not interaction.message.flags.components_v2
        return self._classic

    async def _edit(self, interaction: Interaction, payload: Payload, file: discord.File | None = None) -> None:
        hook = interaction.followup
        await async_context.get().edit_original_interaction_response(
            interaction.application_id,
            interaction.token,
            session=hook.session,
            proxy=hook.proxy,
            proxy_auth=hook.proxy_auth,
            **(_with_file(payload, file) if file else {"payload": payload}),
        )


def _about(payload: Payload, channel: str | None) -> Payload:
    return elsewhere.about(payload, channel) if channel else payload


def _file_name(command: Command) -> str:
    kind = command.export if isinstance(command, Saved) else None
    return f"reading-list.{_ENDINGS[kind]}" if kind else "paperboy.txt"


def _with_file(payload: Payload, file: discord.File) -> Payload:
    """What an edit takes, in parts."""
    told = payload | {"attachments": [{"id": 0, "filename": file.filename}]}
    parts = [
        {"name": "payload_json", "value": json.dumps(told)},
        {
            "name": "files[0]",
            "value": file.fp,
            "filename": file.filename,
            "content_type": "application/octet-stream",
        },
    ]
    return {"multipart": parts, "files": [file]}


async def _done(event: str, request: Awaitable[object], *, lost: bool = False) -> bool:
    """Whether Discord did what was asked, or has it already; ``lost``: without any answer, it may have."""
    try:
        await request
    except discord.HTTPException as error:
        return error.code == TAKEN or _failed(event, error)
    except FAILED as error:
        return _failed(event, error) or (lost and isinstance(as_send_error(error), OutcomeUnknown))
    return True


def _failed(event: str, error: Exception) -> bool:
    log.warning(event, problem=known(error))
    return False
