"""PURE: what Hugging Face's daily-papers API answers → sightings.

Two years of answers taught this: every field but ``paper.id`` may be missing or null, and of a field that stands
both in ``paper`` and beside it the outer one may mean something else (the outer ``publishedAt`` is shifted by hours,
the outer organisation may be the submitter's). So the outer level is asked only for what the inner one has not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.errors import SourceChanged
from bot.model import Paper, Sighting, Signal, paper_key
from bot.sources.arxiv_ids import arxiv_identity
from bot.text import readable

SOURCE = "huggingface"
"""The name stored with each sighting."""

MAX_COUNT = 2**31 - 1
"""What a counter column holds; a greater number is nonsense, not popularity."""
MAX_ID = 200
MAX_URL = 2_000
_BREAKS = re.compile(r"[\t\r\n]+")
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"]+", re.IGNORECASE)

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read, in the source's own order, and one sentence for each entry that could not."""

    sightings: tuple[Sighting, ...]
    problems: tuple[str, ...] = ()


def parse_day(response: object, day: date, seen_at: datetime) -> Parsed:
    """Read the list of one day: the decoded answer of ``GET /api/daily_papers?date=``, or its pages put together.

    An entry without a usable id is left out and reported; the rest is kept. A repeated id counts once, first place.

    Raises:
        SourceChanged: the answer is no list at all.
    """
    return _parse(response, seen_at, day)


def parse_list(response: object, seen_at: datetime) -> Parsed:
    """Read a list over several days (``sort=trending``, ``week``, ``month``, a search).

    Each paper's day is the one it was featured on, where that is told; there is no rank, since a place on such a
    list is no place on its day's list.

    Raises:
        SourceChanged: the answer is no list at all.
    """
    return _parse(response, seen_at, None)


def parse_paper(response: object, seen_at: datetime) -> Sighting | None:
    """Read one paper, the decoded answer of ``GET /api/papers/{id}``: facts and signals, no announcement.

    ``None`` when it names no usable id.
    """
    entry = _mapping(response)
    paper = _mapping(entry.get("paper")) or entry
    identifier = _identifier(paper)
    return None if identifier is None else _sighting(identifier, paper, entry, seen_at)


def _parse(response: object, seen_at: datetime, day: date | None) -> Parsed:
    sightings: dict[str, Sighting] = {}
    problems: list[str] = []
    for place, item in enumerate(entries(response), start=1):
        entry = _mapping(item)
        paper = _mapping(entry.get("paper")) or entry
        identifier = _identifier(paper)
        if identifier is None:
            problems.append(f"Entry {place} names no paper and was left out.")
        elif identifier not in sightings:
            featured, rank = (day, len(sightings) + 1) if day else (_featured_on(paper), None)
            sightings[identifier] = _sighting(identifier, paper, entry, seen_at, featured, rank)
    return Parsed(tuple(sightings.values()), tuple(problems))


def entries(response: object) -> Sequence[object]:
    """The entries of an answer that must be a list.

    Raises:
        SourceChanged: it is something else.
    """
    if isinstance(response, list):
        return response
    told = _line(_mapping(response).get("error"))
    reason = f' ("{told[:200]}")' if told else ""
    raise SourceChanged(SOURCE, f"The answer is {_kind(response)} where a list of papers was expected{reason}.")


def identifiers(listed: Iterable[object]) -> set[str]:
    """The ids that these entries name."""
    holders = (_mapping(item) for item in listed)
    named = (_identifier(_mapping(entry.get("paper")) or entry) for entry in holders)
    return {identifier for identifier in named if identifier}


def _sighting(
    identifier: str,
    paper: Entry,
    entry: Entry,
    seen_at: datetime,
    day: date | None = None,
    rank: int | None = None,
) -> Sighting:
    return Sighting(
        source=SOURCE,
        source_id=identifier,
        paper=_paper(identifier, paper, entry),
        seen_at=seen_at,
        day=day,
        signal=_signal(paper, entry, seen_at),
        rank=rank,
        listed_at=_instant(paper.get("submittedOnDailyAt")),
        followers=_count(_mapping(entry.get("submittedBy")).get("followerCount")),
    )


def _paper(identifier: str, paper: Entry, entry: Entry) -> Paper:
    arxiv_id, version = arxiv_identity(_text(paper.get("id"))) or (None, None)
    return Paper(
        key=paper_key(SOURCE, identifier, arxiv_id=arxiv_id),
        title=_readable(paper, entry, "title") or (f"arXiv:{arxiv_id}" if arxiv_id else identifier),
        abstract=_readable(paper, entry, "summary"),
        authors=_authors(paper),
        organisation=_organisation(paper) or _organisation(entry),
        keywords=tuple(_unique(readable(text) for text in _lines(paper.get("ai_keywords")))),
        arxiv_id=arxiv_id,
        version=version,
        url=None if arxiv_id else f"https://huggingface.co/papers/{identifier}",
        code_url=_url(paper.get("githubRepo")),
        project_url=_url(paper.get("projectPage")),
        published_at=_instant(paper.get("publishedAt")),
        ai_summary=_readable(paper, {}, "ai_summary") or None,
        ai_summary_model=_line(paper.get("ai_summary_model")) or None,
    )


def _signal(paper: Entry, entry: Entry, seen_at: datetime) -> Signal | None:
    comments = _count(entry.get("numComments"))
    comments = _count(paper.get("numComments")) if comments is None else comments
    votes, stars = _count(paper.get("upvotes")), _count(paper.get("githubStars"))
    if votes is comments is stars is None:
        return None
    return Signal(SOURCE, seen_at, votes=votes, comments=comments, stars=stars)


def _identifier(paper: Entry) -> str | None:
    """The id without an arXiv version, or ``None`` when it is missing or cannot be one."""
    identifier = _text(paper.get("id")).strip()
    if arxiv := arxiv_identity(identifier):
        return arxiv[0]
    return identifier if 0 < len(identifier) <= MAX_ID and identifier.isprintable() and " " not in identifier else None


def _featured_on(paper: Entry) -> date | None:
    """The day whose list holds the paper: over the archive, always the UTC date of ``submittedOnDailyAt``."""
    featured = _instant(paper.get("submittedOnDailyAt"))
    return featured.date() if featured else None


def _authors(paper: Entry) -> tuple[str, ...]:
    """All names in order; ``hidden`` hides a paper from a person's profile, not a person from the paper."""
    listed = paper.get("authors")
    names = (_mapping(author).get("name") or author for author in listed) if isinstance(listed, list) else ()
    return tuple(name for name in map(_line, names) if name)


def _organisation(holder: Entry) -> str | None:
    organisation = _mapping(holder.get("organization"))
    name = _line(organisation.get("fullname")) or _line(organisation.get("name"))
    return readable(name) if name else None


def _readable(paper: Entry, entry: Entry, field: str) -> str:
    text = _text(paper.get(field)).strip() or _text(entry.get(field)).strip()
    return readable(text) if text else ""


def _mapping(value: object) -> Entry:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """The string without lone surrogates, which JSON can spell and no database can store; else nothing."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).replace("\x00", " ").split())


def _lines(value: object) -> Iterable[str]:
    return filter(None, map(_line, value)) if isinstance(value, list) else ()


def _unique(words: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(word for word in words if word)


def _count(value: object) -> int | None:
    """A counter, or ``None`` for what is none; ``True`` is an ``int`` to Python, not to us."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    return None


def _url(value: object) -> str | None:
    """A web address; line breaks inside it are dropped, as browsers do."""
    url = _BREAKS.sub("", _text(value).strip())
    return url if len(url) <= MAX_URL and _URL.fullmatch(url) else None


def _instant(value: object) -> datetime | None:
    """An ISO 8601 time as aware UTC; without a zone it is UTC."""
    try:
        instant = datetime.fromisoformat(_text(value))
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


_KINDS = {dict: "an object", str: "a text", bool: "true or false", type(None): "null"}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
