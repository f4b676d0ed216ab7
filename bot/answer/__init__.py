"""The third use case: a command becomes a reply."""

import asyncio
import secrets
from typing import assert_never

import structlog

from bot import compose
from bot.answer import explain, home, lists, lookups, mail, operate, people, subscriptions, works
from bot.answer.asking import oracle_of
from bot.answer.desk import Check, Desk, Post
from bot.commands import (
    Ask,
    Caller,
    Cite,
    Command,
    Day,
    Doctor,
    Edit,
    Email,
    ForgetMe,
    Glance,
    Help,
    Home,
    Month,
    Pause,
    Preview,
    Resume,
    Save,
    Saved,
    Search,
    Settings,
    Show,
    Similar,
    Status,
    Subscribe,
    Today,
    Top,
    Unsave,
    Unsubscribe,
    Vote,
    Week,
    Why,
)
from bot.document import Document
from bot.errors import UserError

__all__ = ["Answer", "Check", "Desk", "Post"]

log = structlog.get_logger(__name__)


class Answer:
    """Answers every command with a document; a ``ports.Handler``.

    It never raises: what a person can mend becomes a private document that says how, anything else is logged under
    an incident's id and answered with that id.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, command: Command, caller: Caller) -> Document:
        """The reply to ``command``, for ``caller`` where they are."""
        try:
            return await answered(self._desk.on(caller.destination.platform), command, caller)
        except UserError as error:
            return compose.problem(error)
        except Exception:
            incident = secrets.token_hex(4)
            kind, place = type(command).__name__, str(caller.destination)
            log.exception("answer_failed", incident=incident, command=kind, destination=place)
            return compose.crash(incident)


async def answered(desk: Desk, command: Command, caller: Caller) -> Document:
    """The reply, or an error.

    Raises:
        UserError: the caller, or someone whom its hint names, can mend it.
    """
    if isinstance(command, Show | Glance | Similar | Cite | Save | Ask):
        await _fetch(desk, command)
    match command:
        case Help() | Status() | Doctor():
            return await operate.answer(desk, command, caller)
        case Today() | Day() | Week() | Month() | Top() | Search():
            return await lists.answer(desk, command, caller)
        case Show() | Glance() | Similar() | Cite() | Ask():
            return await works.answer(desk, command, caller)
        case Why() | Preview():
            return await explain.answer(desk, command, caller)
        case Save() | Unsave() | Saved() | Vote() | ForgetMe():
            return await asyncio.to_thread(people.answer, desk, command, caller)
        case Home():
            return await asyncio.to_thread(home.answer, desk, caller)
        case Email():
            return await mail.answer(desk, command, caller)
        case Subscribe() | Settings() | Edit() | Unsubscribe() | Pause() | Resume():
            return await asyncio.to_thread(subscriptions.answer, desk, command, caller)
        case _:
            assert_never(command)


async def _fetch(desk: Desk, command: Show | Glance | Similar | Cite | Save | Ask) -> None:
    """Have the paper stored; a question that nothing could answer is refused before its source is asked for nothing."""
    if isinstance(command, Ask):
        oracle_of(desk)
    await lookups.fetch_if_unknown(desk.store, desk.lookup, command.key)
