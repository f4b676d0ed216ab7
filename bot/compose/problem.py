"""What a person reads when something did not work. Light: adapters import it."""

from bot.document import Code, Document, Paragraph
from bot.errors import NotUnderstood, UserError

TITLE_LIMIT = 150


def problem(error: UserError) -> Document:
    """What is wrong, and what to do next; for the person who asked only."""
    title = " ".join(error.message.split()) or "That did not work"
    whole = title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1].rstrip() + "…"
    rest = (Paragraph((title,)),) if whole != title else ()
    hint = (Paragraph((error.hint,)),) if error.hint else ()
    field = error.field if isinstance(error, NotUnderstood) else ""
    return Document(whole, (*rest, *hint), private=True, trouble=field)


def crash(incident: str) -> Document:
    """Something broke that nobody foresaw; ``incident`` is what the log calls it."""
    return Document(
        "Something broke on our side",
        (
            Paragraph(("Try again. If it happens again, tell whoever runs Paperboy this number:",)),
            Paragraph(("incident ", Code(incident))),
        ),
        private=True,
        trouble="",
    )
