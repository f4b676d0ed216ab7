"""What is known of one paper, joined from all that any source ever said. Pure.

``joined`` is commutative, associative and idempotent, so a paper ends up the same in whatever order, and however
often, its sightings arrive. For each fact the value with the greater weight stays, then the fuller one, then the
greater one; "not told" (``None``, empty) has no weight and never erases. The weights are

* the version of the paper for title, abstract and authors (none told: 0), so that v2 replaces v1;
* the time of the sighting for what can change at a source (organisation, links, its summary);
* the time of the signal for votes, comments and stars;
* whether it is a journal's for a DOI: arXiv's own DOI says nothing that its id does not;
* less than nothing for an abstract that is sample text;
* nothing for the rest: there the fuller value stays, the highest version, the earliest publication.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.model import SAMPLE_LABEL, Paper, PaperKey, Sighting, Signal, paper_key

Weights = Mapping[str, float]
_NONE: Weights = {}
_BY_VERSION = ("title", "abstract", "authors")
_BY_SEEN_AT = ("organisation", "url", "code_url", "project_url")
_BY_SIGNAL = ("votes", "comments", "stars")
_FULLER = ("categories", "keywords", "doi")
_SUMMARY = "ai_summary"
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_LARGEST = 2**62


class Ordered(Protocol):
    """Anything that can be compared with its like."""

    def __lt__(self, other: object, /) -> bool:
        """Sort before ``other``."""
        ...


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """A paper as known so far, and the weight of each of its facts (0 where none is given)."""

    paper: Paper
    weights: Weights = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that a sighting says a paper is known by: keys, strongest first."""

    arxiv_id: str | None
    keys: tuple[PaperKey, ...]


def identity_of(sighting: Sighting) -> Identity:
    """The keys of the sighted paper: arXiv (an arXiv DOI counts as one), DOI, the source's id, the key it came with."""
    arxiv_id, doi = _arxiv_id(sighting), sighting.paper.doi
    keys = {sighting.paper.key}
    if sighting.source != "arxiv" and not _same_id(sighting.source_id, arxiv_id):
        keys.add(paper_key(sighting.source, sighting.source_id))
    if doi:
        keys.add(paper_key("", "", doi=doi))
    if arxiv_id:
        keys.add(f"arxiv:{arxiv_id}")
    return Identity(arxiv_id, tuple(sorted(keys, key=strength)))


def strength(key: PaperKey) -> tuple[int, str]:
    """Sorts keys: arXiv before DOI before a source's own id; alike ones by themselves."""
    return (0 if key.startswith("arxiv:") else 1 if key.startswith("doi:") else 2, key)


def _arxiv_id(sighting: Sighting) -> str | None:
    paper = sighting.paper
    told = paper.arxiv_id or (paper.key.removeprefix("arxiv:") if paper.key.startswith("arxiv:") else None)
    if not told and sighting.source == "arxiv":
        told = sighting.source_id
    if not told and (match := _ARXIV_DOI.fullmatch((paper.doi or "").strip())):
        told = match[1]
    return _bare(told) if told else None


def _bare(arxiv_id: str) -> str:
    return paper_key("", "", arxiv_id=arxiv_id).removeprefix("arxiv:")


def _same_id(source_id: str, arxiv_id: str | None) -> bool:
    """A source that knows a paper by its arXiv id has no name of its own for it."""
    return arxiv_id is not None and _bare(source_id) == arxiv_id


def facts_of(sighting: Sighting, identity: Identity) -> Facts:
    """What one sighting says, weighted; text is made storable."""
    said, signal = sighting.paper, sighting.signal or Signal(sighting.source, sighting.seen_at)
    paper = replace(
        said,
        key=identity.keys[0],
        title=_clean(said.title),
        abstract=_clean(said.abstract),
        authors=_clean_all(said.authors),
        organisation=_clean_or_none(said.organisation),
        categories=_clean_all(said.categories),
        keywords=_clean_all(said.keywords),
        arxiv_id=identity.arxiv_id,
        doi=_clean_or_none(said.doi),
        url=_clean_or_none(said.url),
        code_url=_clean_or_none(said.code_url),
        project_url=_clean_or_none(said.project_url),
        ai_summary=_clean_or_none(said.ai_summary),
        ai_summary_model=_clean_or_none(said.ai_summary_model) if said.ai_summary else None,
        announced_on=sighting.day,
        sources=(sighting.source,) if sighting.day else (),
        votes=count(signal.votes),
        comments=count(signal.comments),
        stars=count(signal.stars),
    )
    return Facts(paper, _weights(paper, sighting.seen_at, signal.at))


def _weights(paper: Paper, seen_at: datetime, signal_at: datetime) -> Weights:
    told: dict[str, float] = {}
    if paper.version:
        told.update({name: paper.version for name in _BY_VERSION if getattr(paper, name)})
    if paper.abstract.startswith(SAMPLE_LABEL):
        told["abstract"] = -1  # sample text gives way to the authors', however short that is
    if paper.doi and not _ARXIV_DOI.fullmatch(paper.doi):
        told["doi"] = 1
    told.update({name: seen_at.timestamp() for name in (*_BY_SEEN_AT, _SUMMARY) if getattr(paper, name)})
    told.update({name: signal_at.timestamp() for name in _BY_SIGNAL if getattr(paper, name) is not None})
    return told


def joined(one: Facts, other: Facts) -> Facts:
    """All that is known when both are about the same paper."""
    a, b = one.paper, other.paper
    changes: dict[str, object] = {
        "key": min(a.key, b.key, key=strength),
        "arxiv_id": _least(a.arxiv_id, b.arxiv_id),
        "version": _greatest(a.version, b.version),
        "published_at": _least(a.published_at, b.published_at),
        "announced_on": _least(a.announced_on, b.announced_on),
        "sources": tuple(sorted({*a.sources, *b.sources})),
    }
    weights = dict(one.weights)
    for name in (*_BY_VERSION, *_BY_SEEN_AT, *_BY_SIGNAL, *_FULLER, _SUMMARY):
        if _weight(other, name) > _weight(one, name):
            _take(name, b, changes)
            if name in other.weights:
                weights[name] = other.weights[name]
    return Facts(replace(a, **changes), weights)  # type: ignore[arg-type] # each name is a field of Paper


def all_joined(facts: Iterable[Facts]) -> Facts:
    """``joined`` over one or more."""
    first, *rest = facts
    for more in rest:
        first = joined(first, more)
    return first


def _take(name: str, paper: Paper, changes: dict[str, object]) -> None:
    changes[name] = getattr(paper, name)
    if name == _SUMMARY:
        changes["ai_summary_model"] = paper.ai_summary_model


def _weight(facts: Facts, name: str) -> tuple[bool, float, int, tuple[str, ...], int]:
    """What decides between two values of a fact: told at all, weight, fullness, then the value itself."""
    value = getattr(facts.paper, name)
    weight = facts.weights.get(name, 0)
    match value:
        case None | "" | ():
            return (False, 0, 0, (), 0)
        case int():
            return (True, weight, 0, (), value)
        case str():
            model = facts.paper.ai_summary_model if name == _SUMMARY else None
            return (True, weight, len(value), (value, model or ""), 0)
        case _:
            return (True, weight, len(value), value, 0)


def _least(a: T | None, b: T | None) -> T | None:
    return min((v for v in (a, b) if v is not None), default=None)  # type: ignore[type-var] # ids, versions, times: all ordered


def _greatest(a: T | None, b: T | None) -> T | None:
    return max((v for v in (a, b) if v is not None), default=None)  # type: ignore[type-var] # ids, versions, times: all ordered


def count(value: int | None) -> int | None:
    """A counter that fits its column; a source that claims more must not cost the batch."""
    return None if value is None else max(0, min(value, _LARGEST))


def _clean(text: str) -> str:
    """Without what no database can hold: NUL, and half of a surrogate pair."""
    if "\x00" not in text and text.isascii():
        return text
    return text.replace("\x00", "").encode(errors="ignore").decode()


def _clean_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_clean, texts))


def _clean_or_none(text: str | None) -> str | None:
    return _clean(text) or None if text else None
