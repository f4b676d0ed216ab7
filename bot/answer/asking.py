"""A question about one paper, answered by a model. Neither is kept, logged, or shown to anybody else."""

from bot import compose
from bot.answer.desk import MODEL_HINT, Desk
from bot.commands import Caller
from bot.document import Document
from bot.errors import UserError
from bot.model import Paper
from bot.ports import Oracle


def oracle_of(desk: Desk) -> Oracle:
    """What answers questions.

    Raises:
        UserError: there is no model; says what to do.
    """
    if desk.oracle is None:
        raise UserError("No model is set up here that could answer questions.", MODEL_HINT)
    return desk.oracle


async def asked(desk: Desk, paper: Paper, question: str, caller: Caller) -> Document:
    """The model's answer, or that the abstract does not tell.

    Raises:
        UserError: there is no model, it does not answer, or what it says may not be shown; says what to do.
    """
    told = await oracle_of(desk).ask(paper, question, caller.destination)
    return compose.asked(paper, question, told.text, told.model)
