"""A paper that somebody names and nobody has collected is looked up, so that any arXiv id can be asked about."""

import asyncio
from datetime import timedelta

import structlog

from bot.errors import SourceError
from bot.model import PaperKey
from bot.ports import Lookup
from bot.storage.store import Store

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=8)
"""A person waits for this; arXiv's own turn may take three seconds of it."""

_ARXIV = "arxiv:"


async def fetch_if_unknown(store: Store, lookup: Lookup | None, key: PaperKey) -> None:
    """Store the paper ``key`` if it has an arXiv id, is not stored yet and can be found in time.

    Whatever goes wrong is logged: the answer then says that the paper is not stored here.
    """
    if lookup is None or not key.startswith(_ARXIV):
        return
    if await asyncio.to_thread(store.papers.get, key) is not None:
        return
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            sightings = await lookup.by_ids([key.removeprefix(_ARXIV)])
    except (SourceError, TimeoutError) as error:
        log.info("lookup_failed", paper=key, problem=str(error) or "too slow")
        return
    await asyncio.to_thread(store.papers.record, sightings)
