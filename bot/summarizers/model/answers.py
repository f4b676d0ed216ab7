"""Answers questions about one paper, at the cost of the workspace that asks. Keeps nothing of either."""

from collections import deque
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.model import Destination, Paper
from bot.ports import Told
from bot.summarizers.model import checks, prompt
from bot.summarizers.model.checks import Discarded
from bot.summarizers.model.replies import Reply, Unanswered
from bot.summarizers.model.till import Till

PER_HOUR = 60
"""Questions of one workspace: a person who plays with it must not use up the day of all the others."""
HOUR = timedelta(hours=1)


class Answers:
    """An ``Oracle``."""

    def __init__(self, till: Till, language: str) -> None:
        self._till = till
        self._language = language
        self._model = till.endpoint.wiring.model
        self._recent: dict[tuple[str, str], deque[datetime]] = {}

    async def ask(self, paper: Paper, question: str, payer: Destination) -> Told:
        """What the model says of ``paper``.

        Raises:
            UserError: it was asked too much, does not answer, or says what may not be shown; says what to do.
        """
        if not prompt.material(paper):
            raise UserError("No abstract of this paper is stored here, so nothing can be asked about it.", _READ)
        self._take_turn(payer)
        reply = await self._reply(paper, question, payer)
        if reply.text.strip().strip(".").upper().startswith(prompt.NOT_TOLD):
            self._till.meter.asked("shown")
            return Told(None, self._model)
        try:
            text = checks.answer(reply.text, paper, question)
        except Discarded as why:
            self._till.meter.asked("discarded")
            raise UserError(f"The model's answer is not shown: {why}.", "Ask in other words, or read it.") from None
        self._till.meter.asked("shown")
        return Told(text, self._model)

    async def _reply(self, paper: Paper, question: str, payer: Destination) -> Reply:
        try:
            return await self._till.ask(prompt.for_answer(paper, question, self._language), payer)
        except Unanswered as error:
            seconds = round(error.after.total_seconds()) if error.after else 0
            when = f"Try again in {seconds} s." if seconds else "Try again later; `doctor` says how the model is."
            raise UserError(f"The model gave no answer. {error}", when) from None

    def _take_turn(self, payer: Destination) -> None:
        """Raises ``UserError`` where the workspace has asked too often."""
        now = self._till.clock.now()
        turns = self._recent.setdefault((payer.platform, payer.workspace), deque())
        while turns and not timedelta() <= now - turns[0] < HOUR:
            turns.popleft()
        if len(turns) >= PER_HOUR:
            raise UserError(f"{PER_HOUR} questions were asked here within an hour.", "Try again later.")
        turns.append(now)


_READ = "Read it where it was published."
