"""Papers that somebody's message links to: saved in one go, whichever platform the message stands on."""

from collections.abc import Sequence

from bot.document import Bullets, Document, Paragraph
from bot.errors import NotFound

MOST_SAVED_AT_ONCE = 10

NO_PAPER = NotFound(
    "This message links to no paper that I know.", "Links to arXiv, Hugging Face, alphaXiv and doi.org are understood."
)


def joined(documents: Sequence[Document]) -> Document:
    """Several short answers as one; what there is to say besides their titles is said once."""
    first, *rest = documents
    if not rest:
        return first
    told = next((document for document in reversed(documents) if document.trouble is None), documents[-1])
    titles = Bullets(tuple((document.title,) for document in documents))
    said = (block for block in told.blocks if isinstance(block, Paragraph))
    return Document(f"{len(documents)} papers", (titles, *said), private=True)
