"""What a person keeps: the reading list, votes, and forgetting both."""

from typing import assert_never

from bot import cite, compose
from bot.answer.desk import Desk, person
from bot.commands import Caller, ExportFormat, ForgetMe, Save, Saved, Unsave, Vote
from bot.compose import PER_PAGE, Entry, Page
from bot.document import Document
from bot.model import Paper

People = Save | Unsave | Saved | Vote | ForgetMe

EXPORT_LIMIT = 10_000


def answer(desk: Desk, command: People, caller: Caller) -> Document:
    """Do it, and say so. Blocks on the database.

    Raises:
        NotFound: the paper was never collected.
    """
    match command:
        case Save(key=key):
            paper = desk.paper(key)
            new = desk.store.people.save(person(caller), paper.key, desk.now())
            return compose.kept(paper, new=new, count=_count(desk, caller), voice=desk.voice)
        case Unsave(key=key):
            paper = desk.paper(key)
            was_there = desk.store.people.unsave(person(caller), paper.key)
            return compose.dropped(paper, was_there=was_there, count=_count(desk, caller), voice=desk.voice)
        case Saved():
            return _export(desk, command.export, caller) if command.export else _saved(desk, command, caller)
        case Vote():
            return _vote(desk, command, caller)
        case ForgetMe(confirmed=confirmed):
            return _forget(desk, caller) if confirmed else compose.ask_forget(_count(desk, caller), desk.voice)
        case _:
            assert_never(command)


def _count(desk: Desk, caller: Caller) -> int:
    return desk.store.people.saved_count(person(caller))


def _saved(desk: Desk, command: Saved, caller: Caller) -> Document:
    page = Page(command.page, _count(desk, caller), lambda number: Saved(page=number))
    papers = desk.store.people.saved(person(caller), PER_PAGE, page.offset)
    entries = [Entry(paper, page.offset + place) for place, paper in enumerate(papers, start=1)]
    return compose.saved(entries, page, desk.voice, desk.today(caller))


def _export(desk: Desk, kind: ExportFormat, caller: Caller) -> Document:
    papers = desk.store.people.saved(person(caller), EXPORT_LIMIT, 0)
    return compose.export(exported(papers, kind), kind, len(papers), desk.voice)


def exported(papers: list[Paper], kind: ExportFormat) -> str:
    """A list of papers in a form that a reference manager reads."""
    match kind:
        case "bibtex":
            return cite.bibtex(papers)
        case "ris":
            return cite.ris(papers)
        case "json":
            return cite.csl_json(papers)
        case _:
            assert_never(kind)


def _vote(desk: Desk, command: Vote, caller: Caller) -> Document:
    paper = desk.paper(command.key)
    people = desk.store.people
    people.vote(caller.destination, caller.user_id, paper.key, command.value, desk.now())
    here = people.votes(caller.destination, [paper.key]).get(paper.key, (0, 0))
    return compose.voted(paper, command.value, here, caller.channel_name)


def _forget(desk: Desk, caller: Caller) -> Document:
    gone = desk.store.people.forget(person(caller))
    return compose.forgotten(gone.saved, gone.votes, gone.subscriptions)
