"""A paper that somebody names and nobody has collected is looked up, so that any arXiv id can be asked about."""

import asyncio
from datetime import timedelta

from bot.errors import NotFound, SourceError
from bot.model import PaperKey
from bot.ports import Lookup
from bot.storage.store import Store

PATIENCE = timedelta(seconds=8)
"""A person waits for this; arXiv's own turn may take three seconds of it."""

_ARXIV = "arxiv:"


async def fetch_if_unknown(store: Store, lookup: Lookup | None, key: PaperKey) -> None:
    """Store the paper ``key`` if it has an arXiv id, is not stored yet and somebody knows it.

    Raises:
        NotFound: nobody could be asked; says so, since the paper may well exist.
    """
    if lookup is None or not key.startswith(_ARXIV):
        return
    if await asyncio.to_thread(store.papers.get, key) is not None:
        return
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            sightings = await lookup.by_ids([key.removeprefix(_ARXIV)])
    except SourceError as error:
        raise _not_asked(key, error.message) from error
    except TimeoutError as error:
        raise _not_asked(key, f"nobody answered within {PATIENCE.total_seconds():.0f} s.") from error
    await asyncio.to_thread(store.papers.record, sightings)


def _not_asked(key: PaperKey, problem: str) -> NotFound:
    told = f"No paper {key} is stored here, and it could not be looked up: {problem}"
    return NotFound(told, "Try again later, or search for words of its title.")
