"""PURE. What a source answered, and its JSON."""

import json
from dataclasses import dataclass

from bot.errors import SourceChanged, SourceUnavailable

SHOWN = 80
"""How much of a path, an address or a content type a message shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: ``status`` is 2xx or one of those that the caller said it can read."""

    source: str
    host: str
    status: int
    content_type: str
    body: bytes


def read_json(answer: Answer) -> object:
    """The decoded JSON of an answer, whatever content type it claims.

    Raises:
        SourceUnavailable: it is empty or breaks off.
        SourceChanged: it is a web page, or no JSON at all.
    """
    text = answer.body.lstrip()
    if text.startswith(b"<"):
        raise SourceChanged(answer.source, f"{answer.host} answers with a web page where JSON was expected.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text[:1] in {b"", b"[", b"{"}:
            told = f"{answer.host} answers with JSON that breaks off or is damaged ({len(answer.body):,} bytes)."
            raise SourceUnavailable(answer.source, told) from error
        raise SourceChanged(
            answer.source, f"{answer.host} answers with {answer.content_type[:SHOWN]}, not JSON."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceChanged(answer.source, f"{answer.host} answers with JSON that cannot be decoded.") from error
