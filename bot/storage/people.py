"""What people did: reading lists and votes. A person is a platform, a workspace and a user id."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.interests import Opinion
from bot.model import Destination, Forgotten, Paper, PaperKey, Person
from bot.storage.database import Database, inserting, lock_papers
from bot.storage.drafts import PAPER_COLUMNS
from bot.storage.lookup import as_papers, asked_at, at_place, in_chunks, paper_id, paper_ids
from bot.storage.tables import installations, listings, papers, saved, spending, subscriptions, votes

Workspace = tuple[str, str]
"""Platform and workspace."""

MOST_OPINIONS = 60
"""The newest of a channel's; older ones say little more of what its people read."""

_UP = func.sum(case((votes.c.value > 0, 1), else_=0))
_VOTES = (
    select(votes.c.paper_id, _UP, func.count() - _UP)
    .where(at_place(votes), votes.c.paper_id.in_(bindparam("ids", expanding=True)))
    .group_by(votes.c.paper_id)
)
"""Made once: to make a statement takes longer than to run it."""


class People:
    """Reading lists and votes; nothing of one workspace is ever seen in another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, person: Person, key: PaperKey, at: datetime) -> bool:
        """Put a paper on the person's list; False when it was there.

        Raises:
            NotFound: there is no such paper.
        """
        with self._database.writing() as session:
            row = {**asdict(person), "paper_id": _known(session, key), "at": at}
            statement = inserting(session, saved).values(row).on_conflict_do_nothing()
            return session.scalar(statement.returning(saved.c.paper_id)) is not None

    def unsave(self, person: Person, key: PaperKey) -> bool:
        """Take a paper off the person's list; False when it was not there."""
        with self._database.writing() as session:
            statement = delete(saved).where(_matches(saved, asdict(person)), saved.c.paper_id == paper_id(session, key))
            return session.scalar(statement.returning(saved.c.paper_id)) is not None

    def saved(self, person: Person, limit: int, offset: int = 0) -> list[Paper]:
        """The person's list, last saved first."""
        query = (
            select(*PAPER_COLUMNS).join(saved, saved.c.paper_id == papers.c.id).where(_matches(saved, asdict(person)))
        )
        with self._database.reading() as session:
            ordered = query.order_by(saved.c.at.desc(), papers.c.key).limit(limit).offset(offset)
            return as_papers(session.execute(ordered))

    def saved_count(self, person: Person) -> int:
        """How long the person's list is."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(saved).where(_matches(saved, asdict(person)))) or 0

    def vote(self, destination: Destination, user_id: str, key: PaperKey, value: int, at: datetime) -> None:
        """Count the person's vote in this channel: 1, -1, or 0 to take it back; a later vote replaces an earlier one.

        Raises:
            NotFound: there is no such paper.
        """
        with self._database.writing() as session:
            row = {**_place(destination), "user_id": user_id, "paper_id": _known(session, key)}
            if value:
                cast = inserting(session, votes).values(**row, value=value, at=at)
                new = {"value": value, "at": at}
                session.execute(cast.on_conflict_do_update(index_elements=list(row), set_=new))
            else:
                session.execute(delete(votes).where(_matches(votes, row)))

    def votes(self, destination: Destination, keys: Sequence[PaperKey]) -> dict[PaperKey, tuple[int, int]]:
        """Asked key → votes for and against in this channel; papers without votes are absent."""
        with self._database.reading() as session:
            ids = paper_ids(session, keys)
            rows = session.execute(_VOTES, asked_at(destination) | {"ids": list(set(ids.values()))}).all()
        found = {row_id: (int(ups), int(downs)) for row_id, ups, downs in rows}
        return {key: found[row_id] for key, row_id in ids.items() if row_id in found}

    def top_here(self, destination: Destination, since: datetime, limit: int) -> list[tuple[Paper, int]]:
        """Papers with more votes for than against in this channel since ``since``, and by how many; most first."""
        total = func.sum(votes.c.value)
        totals = (
            select(votes.c.paper_id, total.label("total"))
            .where(_matches(votes, _place(destination)), votes.c.at >= since)
            .group_by(votes.c.paper_id)
            .having(total > 0)
            .subquery()
        )
        query = select(totals.c.total, *PAPER_COLUMNS).join(totals, totals.c.paper_id == papers.c.id)
        with self._database.reading() as session:
            rows = session.execute(query.order_by(totals.c.total.desc(), papers.c.key).limit(limit)).all()
        return [(Paper(*values), int(votes_here)) for votes_here, *values in rows]

    def savers_among(
        self, workspaces: Collection[Workspace], first: date, last: date
    ) -> dict[Workspace, dict[PaperKey, int]]:
        """How many people of each workspace have saved a paper that was announced on a day in [first, last].

        Each of ``workspaces`` is there; papers that nobody saved are absent.
        """
        announced = select(listings.c.paper_id).where(listings.c.day.between(first, last))
        query = (
            select(saved.c.platform, saved.c.workspace, papers.c.key, func.count())
            .join(papers, saved.c.paper_id == papers.c.id)
            .where(tuple_(saved.c.platform, saved.c.workspace).in_(workspaces), saved.c.paper_id.in_(announced))
            .group_by(saved.c.platform, saved.c.workspace, papers.c.key)
        )
        found: dict[Workspace, dict[PaperKey, int]] = {workspace: {} for workspace in workspaces}
        with self._database.reading() as session:
            for platform, workspace, key, people in session.execute(query):
                found[platform, workspace][key] = int(people)
        return found

    def opinions_among(
        self, places: Collection[Destination], since: datetime
    ) -> dict[Destination, tuple[Opinion, ...]]:
        """What people made of papers since ``since``: votes in each channel, saves in its workspace.

        The newest ``MOST_OPINIONS`` of each channel; channels without any are absent. Two queries for all channels,
        and one more for the papers, where there are any.
        """
        with self._database.reading() as session:
            told = _told(session, places, since)
            ids = {paper for papers_of in told.values() for paper in papers_of}
            named = select(papers.c.id, *PAPER_COLUMNS)
            known = {row[0]: Paper(*row[1:]) for row in in_chunks(session, named, papers.c.id, ids)}
        return {
            place: tuple(Opinion(known[paper], *counts) for paper, counts in papers_of.items() if paper in known)
            for place, papers_of in told.items()
        }

    def forget(self, person: Person) -> Forgotten:
        """Delete the person's list and votes; what they set up stays, but no longer says by whom.

        The ledger of what models cost knows workspaces alone; where a person is their own workspace, as by mail, it
        forgets that too.
        """
        mine = {"platform": person.platform, "workspace": person.workspace, "created_by": person.user_id}
        here = {"platform": person.platform, "workspace": person.workspace, "installed_by": person.user_id}
        nameless = update(subscriptions).where(_matches(subscriptions, mine)).values(created_by="")
        with self._database.writing() as session:
            if person.workspace == person.user_id:
                own = {"platform": person.platform, "workspace": person.workspace}
                session.execute(delete(spending).where(_matches(spending, own)))
            session.execute(update(installations).where(_matches(installations, here)).values(installed_by=""))
            return Forgotten(
                saved=_deleted(session, saved, person),
                votes=_deleted(session, votes, person),
                subscriptions=len(session.execute(nameless.returning(subscriptions.c.id)).all()),
            )


_Told = dict[Destination, dict[int, tuple[int, int, int]]]
"""Channel → paper → likes, dislikes, savers; newest first."""


def _told(session: Session, places: Collection[Destination], since: datetime) -> _Told:
    voted = _votes_since(session, places, since)
    kept = _saves_since(session, {(to.platform, to.workspace) for to in places}, since)
    told: _Told = {}
    for place in places:
        votes_here, saves_here = voted.get(place, {}), kept.get((place.platform, place.workspace), {})
        newest: dict[int, datetime] = {paper: at for paper, (_, at) in saves_here.items()}
        for paper, (_, _, at) in votes_here.items():
            newest[paper] = max(at, newest.get(paper, at))
        order = sorted(newest, key=lambda paper: (newest[paper], paper), reverse=True)[:MOST_OPINIONS]
        if order:
            told[place] = {
                paper: (*votes_here.get(paper, (0, 0))[:2], saves_here.get(paper, (0,))[0]) for paper in order
            }
    return told


def _votes_since(
    session: Session, places: Collection[Destination], since: datetime
) -> dict[Destination, dict[int, tuple[int, int, datetime]]]:
    place = (votes.c.platform, votes.c.workspace, votes.c.channel)
    query = (
        select(*place, votes.c.paper_id, _UP, func.count() - _UP, func.max(votes.c.at, type_=votes.c.at.type))
        .where(tuple_(*place).in_([(to.platform, to.workspace, to.channel) for to in places]), votes.c.at >= since)
        .group_by(*place, votes.c.paper_id)
    )
    found: dict[Destination, dict[int, tuple[int, int, datetime]]] = defaultdict(dict)
    for platform, workspace, channel, paper, likes, dislikes, at in session.execute(query):
        found[Destination(platform, workspace, channel)][paper] = (int(likes), int(dislikes), at)
    return found


def _saves_since(
    session: Session, workspaces: Collection[Workspace], since: datetime
) -> dict[Workspace, dict[int, tuple[int, datetime]]]:
    place = (saved.c.platform, saved.c.workspace)
    query = (
        select(*place, saved.c.paper_id, func.count(), func.max(saved.c.at, type_=saved.c.at.type))
        .where(tuple_(*place).in_(workspaces), saved.c.at >= since)
        .group_by(*place, saved.c.paper_id)
    )
    found: dict[Workspace, dict[int, tuple[int, datetime]]] = defaultdict(dict)
    for platform, workspace, paper, people, at in session.execute(query):
        found[platform, workspace][paper] = (int(people), at)
    return found


def _known(session: Session, key: PaperKey) -> int:
    """The row of a paper that must exist, and stay for the length of this transaction."""
    lock_papers(session, exclusive=False)
    row_id = paper_id(session, key)
    if row_id is None:
        raise NotFound(f"There is no paper {key} here.", "Search for it by its title.")
    return row_id


def _deleted(session: Session, table: Table, person: Person) -> int:
    return len(session.execute(delete(table).where(_matches(table, asdict(person))).returning(table.c.paper_id)).all())


def _place(destination: Destination) -> dict[str, str]:
    return asdict(destination)


def _matches(table: Table, values: Mapping[str, object]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in values.items()))
