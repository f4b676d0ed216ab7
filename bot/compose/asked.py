"""What a model said of a paper: its words, that they are a model's, and where to read on."""

from bot.commands import Save, Show
from bot.compose.cards import actions
from bot.compose.words import title_of
from bot.document import Document, Line, Paragraph, Strong
from bot.model import Paper
from bot.text import shorten

NOT_TOLD = "The abstract does not tell."


def asked(work: Paper, question: str, answer: str | None, model: str) -> Document:
    """What ``model`` answers to a question about a paper; nothing where the abstract does not tell."""
    words = answer or NOT_TOLD
    source: Line = (f"By the model {model}, from the title and the abstract alone; it may be wrong.",)
    blocks = (Paragraph((Strong("You asked:"), f" {question}")), Paragraph((words,)), Paragraph(source))
    more = actions(("Details", Show(work.key)), ("Save", Save(work.key)))
    return Document(title_of(f"About “{shorten(work.title, 100)}”"), (*blocks, *more))
