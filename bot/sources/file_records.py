"""PURE: one decoded record of an imported file → sightings.

Three shapes are told apart by their keys, whatever the file is called:

* ``{"date", "response"}``: an archived day of the Hugging Face list;
* ``{"paper": {…}}``, or an ``id`` with ``upvotes``: an entry of a raw answer of Hugging Face;
* everything else: a paper with at least a ``title``.

Times: an archived counter was read at an unknown hour of its day, so it counts for the end of that day (UTC), or
for now where that is earlier. A paper record is an announcement only if it says ``announced``: its other dates
tell when it was written, and a hundred thousand old papers must not become today's news.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.errors import SourceChanged
from bot.model import Paper, Sighting, Signal, paper_key
from bot.sources.arxiv_ids import arxiv_identity
from bot.sources.huggingface_json import parse_day, parse_list
from bot.sources.names import people, person
from bot.text import readable

NAME = "file"
"""The source of a paper record; what Hugging Face answered keeps its own name."""

MAX_COUNT = 2**31 - 1
MAX_ID = 200

Record = Mapping[str, object]


class Unreadable(ValueError):
    """A record that gives no paper; ``str()`` is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one record gave, and a sentence for each of its parts that gave nothing."""

    sightings: Sequence[Sighting]
    problems: Sequence[str] = ()


def read_record(record: object, now: datetime, file_day: date | None = None) -> Read:
    """The sightings of one record.

    Args:
        record: any decoded JSON value.
        now: no counter can have been read later.
        file_day: the day in the file's name, for answers of Hugging Face that do not tell theirs.

    Raises:
        Unreadable: the record is no paper, no entry and no archived day.
    """
    if isinstance(record, list):
        return _each(record, now, file_day)
    if not isinstance(record, dict):
        raise Unreadable(f"A record must be an object, this is {_kind(record)}.")
    if "response" in record:
        return _archived_day(record, now)
    if isinstance(record.get("paper"), dict) or ("upvotes" in record and record.get("id")):
        return _answer(record, now, file_day)
    return Read([_paper_record(record, now)])


def _each(records: Sequence[object], now: datetime, file_day: date | None) -> Read:
    sightings: list[Sighting] = []
    problems: list[str] = []
    for place, record in enumerate(records, start=1):
        try:
            read = read_record(record, now, file_day)
        except Unreadable as unreadable:
            problems.append(f"Entry {place}: {unreadable}")
        else:
            sightings.extend(read.sightings)
            problems.extend(read.problems)
    return Read(sightings, problems)


def _archived_day(record: Record, now: datetime) -> Read:
    day = _day(record, "date")
    if day is None:
        raise Unreadable("An archived response needs its day, `date`, as YYYY-MM-DD.")
    try:
        parsed = parse_day(record["response"], day, _end_of(day, now))
    except SourceChanged as error:
        raise Unreadable(error.message) from error
    return Read(parsed.sightings, parsed.problems)


def _answer(record: Record, now: datetime, file_day: date | None) -> Read:
    parsed = parse_list([record], now)
    if not parsed.sightings:
        raise Unreadable("The entry names no paper: `paper.id` is missing or no id.")
    return Read([_placed(sighting, now, file_day) for sighting in parsed.sightings])


def _placed(sighting: Sighting, now: datetime, file_day: date | None) -> Sighting:
    day = sighting.day or file_day
    at = _end_of(day, now) if day else now
    return replace(sighting, day=day, seen_at=at, signal=sighting.signal and replace(sighting.signal, at=at))


def _end_of(day: date, now: datetime) -> datetime:
    return min(now, datetime.combine(day, time.max, UTC).replace(microsecond=0))


def _paper_record(record: Record, now: datetime) -> Sighting:
    title = _readable(record, "title")
    if not title:
        raise Unreadable("The record has no `title`.")
    day = _day(record, "announced", "announced_on")
    at = _end_of(day, now) if day else now
    paper, source_id = _paper(record, title)
    return Sighting(NAME, source_id, paper, at, day, _signal(record, at))


def _paper(record: Record, title: str) -> tuple[Paper, str]:
    given, doi = _identifier(record), _doi(record)
    arxiv_id, version = arxiv_identity(given) or arxiv_identity(doi or "") or (None, None)
    doi = doi or _as_doi(given)
    source_id = given or doi or _title_id(title)
    paper = Paper(
        key=paper_key(NAME, source_id, arxiv_id=arxiv_id, doi=doi),
        title=title,
        abstract=_readable(record, "abstract", "summary"),
        authors=_authors(record),
        organisation=_readable(record, "organisation", "organization", "affiliation") or None,
        categories=_categories(record),
        keywords=tuple(dict.fromkeys(readable(word) for word in _names(record, "keywords", split=","))),
        arxiv_id=arxiv_id,
        version=version,
        doi=doi,
        url=_url(record, "url", "link"),
        code_url=_url(record, "code_url", "code", "github"),
        project_url=_url(record, "project_url", "project"),
        published_at=_instant(record, "published_at", "published", "created", "date"),
    )
    return paper, arxiv_id or source_id


def _identifier(record: Record) -> str:
    """The record's own id as text; a number is taken for one, since arXiv ids look like numbers."""
    name, value = _first(record, "arxiv_id", "id", "paper_id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    identifier = _line(_text(name, value))
    if len(identifier) > MAX_ID:
        raise Unreadable(f"`{name}` is longer than {MAX_ID} characters.")
    return identifier


def _doi(record: Record) -> str | None:
    """The first DOI: some records hold several, parted by blanks, commas or semicolons."""
    return _as_doi(_line(_text(*_first(record, "doi"))))


_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)?\s*(10\.\d{4,9}/[^\s,;]{1,180})", re.IGNORECASE)


def _as_doi(text: str) -> str | None:
    found = _DOI.match(text)
    return found[1] if found else None


def _title_id(title: str) -> str:
    """The same for a title in another case, spacing or punctuation; for papers that came without any id."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    letters = "".join(filter(str.isalnum, folded)) or folded
    return f"title-{hashlib.blake2s(letters.encode(), digest_size=16).hexdigest()}"


def _authors(record: Record) -> tuple[str, ...]:
    """The names in order, given name first, without affiliations."""
    name, value = _first(record, "authors", "author")
    if isinstance(value, list):
        return tuple(filter(None, (_person(name, one) for one in value)))
    return people(_line(_text(name, value)))


def _person(name: str, value: object) -> str:
    if isinstance(value, dict):
        return _person(name, value.get("name"))
    return person(_line(_text(name, value)))


def _categories(record: Record) -> tuple[str, ...]:
    """The primary one first."""
    primary = _line(_text(*_first(record, "primary", "primary_category")))
    return tuple(dict.fromkeys(filter(None, (primary, *_names(record, "categories", split=", ")))))


def _names(record: Record, name: str, *, split: str) -> list[str]:
    """A list of texts, or one text that is split at each of the characters ``split``."""
    value = record.get(name)
    texts = value if isinstance(value, list) else re.split(f"[{split}]", _text(name, value))
    return list(filter(None, (_line(_text(name, text)) for text in texts)))


def _signal(record: Record, at: datetime) -> Signal | None:
    votes = _count(_first(record, "votes", "upvotes")[1])
    comments, stars = _count(record.get("comments")), _count(record.get("stars"))
    return None if votes is comments is stars is None else Signal(NAME, at, votes, comments, stars)


def _count(value: object) -> int | None:
    """A counter; other records keep remarks ("17 pages") under the same name, which are none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT else None


def _day(record: Record, *names: str) -> date | None:
    name, value = _first(record, *names)
    text = _line(_text(name, value))
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise Unreadable(f"`{name}` must be a day as YYYY-MM-DD, this is {text[:40]!r}.") from None


def _instant(record: Record, *names: str) -> datetime | None:
    """An ISO 8601 time or day as aware UTC; what is none is left out, it is only a detail."""
    _, value = _first(record, *names)
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        return instant and (instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


_URL = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)


def _url(record: Record, *names: str) -> str | None:
    name, value = _first(record, *names)
    url = _line(_text(name, value)) if value else ""
    return url if _URL.fullmatch(url) else None


def _readable(record: Record, *names: str) -> str:
    text = _text(*_first(record, *names))
    return readable(text) if text.strip() else ""


def _first(record: Record, *names: str) -> tuple[str, object]:
    """The first of ``names`` that holds anything, and what it holds; empty texts hold nothing."""
    for name in names:
        value = record.get(name)
        if value is not None and value != "":  # 0 is an id
            return name, value
    return names[0], None


def _text(name: str, value: object) -> str:
    """The text without lone surrogates, which JSON can spell and no database can store.

    Raises:
        Unreadable: it is something else.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"`{name}` must be a text, this is {_kind(value)}.")
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def _line(text: str) -> str:
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
