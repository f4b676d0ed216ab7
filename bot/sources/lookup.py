"""Looking papers up that somebody asks for by id: Hugging Face first, which is quick and knows votes, then arXiv."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.errors import SourceError
from bot.model import Sighting
from bot.ports import Lookup
from bot.sources.huggingface import HuggingFace

log = structlog.get_logger(__name__)


class OnDemand:
    """``ports.Lookup`` for the few ids that a person asks for; for many, ask arXiv itself, a hundred at a time."""

    def __init__(self, huggingface: HuggingFace, arxiv: Lookup) -> None:
        self._huggingface = huggingface
        self._arxiv = arxiv

    async def by_ids(self, ids: Sequence[str]) -> Sequence[Sighting]:
        """What is known of these arXiv ids; each is asked of arXiv only when Hugging Face does not have it.

        Raises:
            SourceUnavailable, SourceChanged: arXiv could not be asked either.
        """
        found = await asyncio.gather(*(self._detail(arxiv_id) for arxiv_id in ids))
        missing = [arxiv_id for arxiv_id, sighting in zip(ids, found, strict=True) if sighting is None]
        others = await self._arxiv.by_ids(missing) if missing else ()
        return [*(sighting for sighting in found if sighting), *others]

    async def _detail(self, arxiv_id: str) -> Sighting | None:
        try:
            return await self._huggingface.detail(arxiv_id)
        except SourceError as error:
            log.info("lookup_elsewhere", source=error.source, paper=arxiv_id, problem=error.message)
            return None
