"""What a batch of sightings makes of the papers that it touches; reads what is stored, writes nothing.

Two papers with different arXiv ids are never the same paper, even where both claim one DOI or one source id; the
claim stays with the first. Everything else that shares an identity is the same paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Paper, PaperKey, Sighting
from bot.storage.database import chunks
from bot.storage.merging import Facts, Identity, facts_of, identity_of, joined
from bot.storage.tables import identities, papers

PAPER_COLUMNS = tuple(papers.c[f.name] for f in fields(Paper))
"""In the order of ``Paper``'s fields: ``Paper(*row)``."""


@dataclass(slots=True, eq=False)
class Draft:
    """A paper while a batch is worked on: what is stored (if it is), what is known now, and what came with it.

    ``keys`` is all it is known by; ``former`` what stored papers it consists of were called; ``absorbed`` the ids of
    the stored papers that have become part of it.
    """

    facts: Facts
    id: int | None = None
    stored: Facts | None = None
    revision: int = 0
    keys: set[PaperKey] = field(default_factory=set)
    former: list[PaperKey] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    absorbed: list[int] = field(default_factory=list)
    into: "Draft | None" = None

    @property
    def final(self) -> "Draft":
        """The paper it has become part of, or itself."""
        return self.into.final if self.into else self

    @property
    def is_changed(self) -> bool:
        """Whether what a person can see of it differs from what is stored."""
        return self.stored is None or self.stored.paper != self.facts.paper or bool(self.absorbed)


class Batch:
    """Places each sighting with its paper, in order. ``known`` are the identities that were stored before."""

    def __init__(self, session: Session, sightings: Sequence[Sighting]) -> None:
        seen = [(s, identity_of(s)) for s in sightings]
        self._owners = _stored_owners(session, {key for _, identity in seen for key in identity.keys})
        self.known = frozenset(self._owners)
        self._placed = [self._place(sighting, identity) for sighting, identity in seen]

    @property
    def keys(self) -> tuple[PaperKey, ...]:
        """The key of each sighting's paper, in the order of the sightings."""
        return tuple(draft.final.facts.paper.key for draft in self._placed)

    @property
    def drafts(self) -> list[Draft]:
        """Every paper that was sighted, once."""
        return list(dict.fromkeys(draft.final for draft in self._placed))

    def _place(self, sighting: Sighting, identity: Identity) -> Draft:
        said = facts_of(sighting, identity)
        draft = self._found(identity)
        if draft is None:
            draft = Draft(said)
        else:
            draft.facts = joined(draft.facts, said)
        draft.sightings.append(sighting)
        self._claim(draft, identity.keys)
        return draft

    def _found(self, identity: Identity) -> Draft | None:
        """The one paper that the identity leads to, merged from several if need be."""
        home: Draft | None = None
        arxiv_id = identity.arxiv_id
        for key in identity.keys:
            draft = self._owners.get(key)
            if draft is None or draft is home or _conflict(arxiv_id, draft):
                continue
            arxiv_id = arxiv_id or draft.facts.paper.arxiv_id
            home = draft if home is None else self._merge(home, draft)
        return home

    def _merge(self, one: Draft, other: Draft) -> Draft:
        if one.id is None or (other.id is not None and other.id < one.id):
            one, other = other, one
        one.facts = joined(one.facts, other.facts)
        one.sightings += other.sightings
        one.former += other.former
        one.absorbed += [*other.absorbed, *([other.id] if other.id is not None else [])]
        other.into = one
        self._claim(one, other.keys, force=True)
        return one

    def _claim(self, draft: Draft, keys: Iterable[PaperKey], *, force: bool = False) -> None:
        for key in keys:
            owner = self._owners.get(key)
            if owner is None or force:
                self._owners[key] = draft
                draft.keys.add(key)


def _conflict(arxiv_id: str | None, draft: Draft) -> bool:
    theirs = draft.facts.paper.arxiv_id
    return arxiv_id is not None and theirs is not None and arxiv_id != theirs


def _stored_owners(session: Session, keys: set[PaperKey]) -> dict[PaperKey, Draft]:
    """Who is known by these keys, with all that is stored of them; also their other keys."""
    ids = {
        paper_id
        for chunk in chunks(keys)
        for paper_id in session.scalars(select(identities.c.paper_id).where(identities.c.identity.in_(chunk)))
    }
    drafts = dict(_stored_drafts(session, ids))
    owners: dict[PaperKey, Draft] = {}
    for chunk in chunks(ids):
        query = select(identities.c.identity, identities.c.paper_id).where(identities.c.paper_id.in_(chunk))
        for key, paper_id in session.execute(query):
            owners[key] = drafts[paper_id]
            drafts[paper_id].keys.add(key)
    return owners


def _stored_drafts(session: Session, ids: Iterable[int]) -> Iterable[tuple[int, Draft]]:
    for chunk in chunks(ids):
        query = select(papers.c.id, papers.c.revision, papers.c.weights, *PAPER_COLUMNS).where(papers.c.id.in_(chunk))
        for paper_id, revision, weights, *values in session.execute(query):
            stored = Facts(Paper(*values), weights)
            yield paper_id, Draft(stored, paper_id, stored, revision, former=[stored.paper.key])
