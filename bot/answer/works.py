"""One paper: in full, its neighbours, its citation, what a model answers about it."""

import asyncio
from typing import assert_never

from bot import cite, compose
from bot.answer.asking import asked
from bot.answer.desk import Desk
from bot.answer.lists import not_ready, summarized
from bot.commands import Ask, Caller, Cite, Glance, Show, Similar
from bot.compose import PER_PAGE, Entry
from bot.document import Document
from bot.errors import StorageError
from bot.model import Paper, SummaryMode, Topic
from bot.ports import Summarizer
from bot.selection import summarize
from bot.topics import matches

Works = Show | Glance | Similar | Cite | Ask


async def answer(desk: Desk, command: Works, caller: Caller) -> Document:
    """What was asked about one paper.

    Raises:
        NotFound: it was never collected.
        UserError: a question cannot be answered now; says what to do.
    """
    if isinstance(command, Show):
        return await _show(desk, command, caller)
    paper = await asyncio.to_thread(desk.paper, command.key)
    match command:
        case Glance():
            (entry,) = await summarized(desk, [Entry(paper)])
            posted = await asyncio.to_thread(desk.store.ledger.seen_at, caller.destination, paper.key)
            return compose.glance(entry, posted, desk.today(caller), caller.zone)
        case Similar():
            entries = await summarized(desk, await asyncio.to_thread(_neighbours, desk, paper, caller))
            return compose.similar(paper, entries, desk.voice, desk.today(caller))
        case Cite():
            return compose.cite(paper, cite.bibtex([paper]))
        case Ask(question=question):
            return await asked(desk, paper, question, caller)
        case _:
            assert_never(command)


async def _show(desk: Desk, command: Show, caller: Caller) -> Document:
    """The abstract is shown whole, so the only summary worth its room is one that somebody else wrote."""
    others: dict[SummaryMode, Summarizer] = {
        mode: made for mode, made in desk.summarizers.items() if mode == "huggingface"
    }
    paper, topics, votes = await asyncio.to_thread(_here, desk, command, caller)
    summaries = await summarize(desk.store, others, [paper], "huggingface")
    entry = Entry(paper, summary=summaries.get(paper.key), matches=matches(paper, topics))
    return compose.paper(entry, desk.voice, desk.today(caller), here=votes)


def _here(desk: Desk, command: Show, caller: Caller) -> tuple[Paper, tuple[Topic, ...], tuple[int, int]]:
    with desk.store.snapshot():
        paper = desk.paper(command.key)
        votes = desk.store.people.votes(caller.destination, [paper.key])
        return paper, desk.topics(caller), votes.get(paper.key, (0, 0))


def _neighbours(desk: Desk, paper: Paper, caller: Caller) -> list[Entry]:
    try:
        hits = desk.index.similar(paper, PER_PAGE)
    except StorageError as error:
        raise not_ready(error) from error
    papers, topics = desk.store.papers.many([hit.key for hit in hits]), desk.topics(caller)
    found = [papers[hit.key] for hit in hits if hit.key in papers]
    return [Entry(paper, place, matches=matches(paper, topics)) for place, paper in enumerate(found, start=1)]
