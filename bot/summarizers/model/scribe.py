"""Has a model write summaries beside everything else, and keeps them; nobody who posts waits for it.

A summary is kept by paper, model, language and version of the prompt, and goes when the paper's title or abstract
changes. One that was discarded is replaced by the extract, which says so and is kept in its place: the model is not
asked, and paid, for the same again. What failed for another reason is tried again later, a few times.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.model import Destination, Paper, Summary
from bot.ports import Summarizer
from bot.storage.summaries import Summaries
from bot.summarizers.model import checks, prompt
from bot.summarizers.model.checks import Discarded
from bot.summarizers.model.replies import Unanswered
from bot.summarizers.model.till import OverBudget, Till

log = structlog.get_logger("bot.summarizers.model")

AT_ONCE = 4
"""Calls under way: a model on one's own machine does few at a time."""
MOST_WAITING = 200
"""Papers; what is more is begun by the next round."""
MOST_TRIES = 3
"""Of one paper, by this process: what fails each time would be paid for without end."""
SHORT_REST, LONG_REST = timedelta(seconds=30), timedelta(minutes=10)
"""After a failure, doubled with each one that follows."""

Text = tuple[str, str]
"""A paper as it reads: its key, and the digest of its title and abstract."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """Until when the endpoint is left alone, and after how many failures in a row."""

    until: datetime
    failures: int


class Scribe:
    """A ``Summarizer`` that finds what a ``Writer``, itself, has had written; ``instead`` makes the extract."""

    def __init__(self, till: Till, summaries: Summaries, instead: Summarizer, language: str) -> None:
        self._till = till
        self._summaries = summaries
        self._instead = instead
        self._language = language
        self._model = till.endpoint.wiring.model
        self._under_way: dict[Text, asyncio.Task[Summary | None]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tries: Counter[Text] = Counter()
        self._rest: _Rest | None = None

    @property
    def name(self) -> str:
        """Stored with each cached summary: another model, language or prompt has summaries of its own."""
        return f"model:{prompt.VERSION}:{self._language}:{self._model}"

    async def summarize(self, paper: Paper) -> Summary | None:
        """The summary that is being written at this moment; ``None`` where none is. Asks nobody by itself."""
        task = self._under_way.get(_text(paper))
        return await asyncio.shield(task) if task else None

    def begin(self, papers: Iterable[Paper], payer: Destination) -> None:
        """Have those summarized that are not yet, at the cost of the payer's workspace. Never waits."""
        for paper in papers:
            text = _text(paper)
            if self._may_begin(text) and prompt.material(paper):
                task = asyncio.create_task(self._written(paper, payer), name=f"summary of {paper.key}")
                self._under_way[text] = task
                task.add_done_callback(partial(self._over, text))

    def _over(self, text: Text, _: asyncio.Task[Summary | None]) -> None:
        del self._under_way[text]

    async def finish(self) -> None:
        """Wait until what was begun is written, or will not be."""
        while tasks := list(self._under_way.values()):
            await asyncio.gather(*tasks, return_exceptions=True)

    async def disconnect(self) -> None:
        """Give up what is under way, and close the connections."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._till.endpoint.disconnect()

    def _may_begin(self, text: Text) -> bool:
        free = text not in self._under_way and len(self._under_way) < MOST_WAITING
        return free and self._tries[text] < MOST_TRIES and not self._rests()

    def _rests(self) -> bool:
        return self._rest is not None and self._till.clock.now() < self._rest.until

    async def _written(self, paper: Paper, payer: Destination) -> Summary | None:
        """Never raises: it is nobody's to await but a digest's, which has something to stand in."""
        try:
            known = await asyncio.to_thread(self._summaries.cached, [paper.key], self.name)
            if paper.key in known:
                return known[paper.key]
            async with self._turn:
                return None if self._rests() else await self._asked(paper, payer)
        except OverBudget:
            log.info("model_over_budget", paper=paper.key, payer=f"{payer.platform}/{payer.workspace}")
        except Unanswered as error:
            self._failed(paper, error)
        except Exception:
            log.exception("model_summary_failed", paper=paper.key)
        return None

    async def _asked(self, paper: Paper, payer: Destination) -> Summary | None:
        reply = await self._till.ask(prompt.for_summary(paper, self._language), payer)
        self._rest = None
        if not reply.text.strip():
            log.info("model_wrote_nothing", paper=paper.key, model=self._model)
            self._till.meter.asked("unreadable")
            self._tries[_text(paper)] += 1
            return None
        summary = await self._checked(paper, reply.text)
        if summary is None or not await asyncio.to_thread(self._summaries.keep, self.name, paper, summary):
            return None
        return summary

    async def _checked(self, paper: Paper, written: str) -> Summary | None:
        """What the model wrote; or the extract, which says why it stands in its place."""
        try:
            text = checks.summary(written, paper, self._language)
        except Discarded as why:
            log.info("model_summary_discarded", paper=paper.key, model=self._model, why=str(why))
            self._till.meter.asked("discarded")
            extract = await self._instead.summarize(paper)
            told = f"the model's own was discarded: {why}"
            return replace(extract, provenance=f"{extract.provenance}; {told}") if extract else None
        self._till.meter.asked("shown")
        return Summary(text, f"by the model {self._model}; may be wrong")

    def _failed(self, paper: Paper, error: Unanswered) -> None:
        """Leave the endpoint alone for a while; a paper that alone is to blame is not tried for ever."""
        log.warning("model_unanswered", paper=paper.key, model=self._model, outcome=error.outcome, problem=str(error))
        if error.outcome != "busy":
            self._tries[_text(paper)] += 1
        failures = self._rest.failures + 1 if self._rest else 1
        pause = error.after or min(SHORT_REST * 2 ** min(failures - 1, 10), LONG_REST)
        self._rest = _Rest(self._till.clock.now() + pause, failures)


def _text(paper: Paper) -> Text:
    return paper.key, prompt.digest_of(paper)
