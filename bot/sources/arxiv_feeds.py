"""PURE: what arXiv's announcement feed (RSS 2.0) and its query API (Atom) answer → sightings.

An announced paper counts for the day that the feed names, in arXiv's own zone. ``new`` and ``cross`` announce;
``replace`` and ``replace-cross`` are new versions, which bring facts and make no paper new.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from bot.model import Paper, Sighting, paper_key
from bot.sources.arxiv_ids import arxiv_identity
from bot.sources.names import people, person
from bot.text import readable

SOURCE = "arxiv"
"""The name stored with each sighting."""
EASTERN = ZoneInfo("America/New_York")
"""arXiv's days begin and end in this zone."""

_PREAMBLE = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*(?P<kind>[\w-]+)\s*(?:Abstract:\s*)?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s,;]{1,180}")
_ERROR = "/api/errors"

Entry = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Announcements:
    """One day's feed: its day (``None`` where it tells none), how many items it holds, and what they say.

    ``problems`` has a sentence for each item that names no paper.
    """

    day: date | None
    items: int
    sightings: tuple[Sighting, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the query API; ``total`` over all pages. ``error`` is arXiv's own sentence instead of papers."""

    sightings: tuple[Sighting, ...]
    total: int
    error: str | None = None


def parse_announcements(body: bytes, seen_at: datetime) -> Announcements:
    """Read a feed. A paper that several categories announce counts once, as an announcement if any of them is one."""
    feed, entries = _parsed(body)
    day = _eastern_day(feed.get("published"))
    sightings: dict[str, Sighting] = {}
    problems: list[str] = []
    for place, entry in enumerate(entries, start=1):
        sighting = _announced(entry, day, seen_at)
        if sighting is None:
            problems.append(f"Item {place} of the feed names no paper and was left out.")
        elif sighting.source_id not in sightings or sightings[sighting.source_id].day is None:
            sightings[sighting.source_id] = sighting
    return Announcements(day, len(entries), tuple(sightings.values()), tuple(problems))


def parse_found(body: bytes, seen_at: datetime, day: date | None = None) -> Found:
    """Read a page of the query API; its papers are announcements of ``day`` if the caller knows that they are."""
    feed, entries = _parsed(body)
    errors = [_text(entry, "summary") for entry in entries if _ERROR in _text(entry, "id")]
    sightings = [_found(entry, day, seen_at) for entry in entries if _ERROR not in _text(entry, "id")]
    total = _text(feed, "opensearch_totalresults")
    count = int(total) if total.isdecimal() else len(entries)
    return Found(tuple(filter(None, sightings)), count, errors[0] or "an error" if errors else None)


def submission_window(day: date) -> tuple[datetime, datetime]:
    """When the papers of the feed of ``day``, a working day, were submitted: from, and until just before.

    arXiv's availability schedule: what arrives by 14:00 Eastern from Monday to Thursday is announced that evening
    and stands in the next day's feed; what arrives on Friday is announced on Sunday evening, and what arrives
    after that until Monday 14:00 on Monday evening.
    """
    before = {0: (4, 3), 1: (4, 1)}.get(day.weekday(), (2, 1))
    first, last = (
        datetime(d.year, d.month, d.day, 14, tzinfo=EASTERN) for d in (day - timedelta(days=n) for n in before)
    )
    return first.astimezone(UTC), last.astimezone(UTC)


def _parsed(body: bytes) -> tuple[Entry, Sequence[Entry]]:
    import feedparser  # noqa: PLC0415 - 80 ms that only a round of collecting should pay

    # A stream, since bytes would be tried as the name of a file; no sanitizing, since abstracts are full of "<".
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return parsed.feed, parsed.entries


def _announced(entry: Entry, day: date | None, seen_at: datetime) -> Sighting | None:
    identity = arxiv_identity(_text(entry, "id")) or arxiv_identity(_text(entry, "link"))
    if identity is None:
        return None
    preamble = _PREAMBLE.match(_text(entry, "summary"))
    told = _text(entry, "arxiv_announce_type") or (preamble["kind"] if preamble else "")
    announces = told.lower() in {"new", "cross"} if told else identity[1] in {None, 1}
    abstract = _text(entry, "summary")[preamble.end() if preamble else 0 :]
    paper = _paper(entry, identity, abstract, people(_text(entry, "author")))
    own_day = day or _eastern_day(entry.get("published"))
    return Sighting(SOURCE, identity[0], paper, seen_at, own_day if announces else None)


def _found(entry: Entry, day: date | None, seen_at: datetime) -> Sighting | None:
    identity = arxiv_identity(_text(entry, "id"))
    if identity is None:
        return None
    names = filter(None, (person(_text(author, "name")) for author in _mappings(entry, "authors")))
    paper = _paper(entry, identity, _text(entry, "summary"), names, _instant(_text(entry, "published")))
    return Sighting(SOURCE, identity[0], paper, seen_at, day)


def _paper(
    entry: Entry,
    identity: tuple[str, int | None],
    abstract: str,
    authors: Iterable[str],
    published_at: datetime | None = None,
) -> Paper:
    arxiv_id, version = identity
    title, doi = _text(entry, "title"), _DOI.search(_text(entry, "arxiv_doi"))
    return Paper(
        key=paper_key(SOURCE, arxiv_id, arxiv_id=arxiv_id),
        title=readable(title) if title.strip() else f"arXiv:{arxiv_id}",
        abstract=readable(abstract) if abstract.strip() else "",
        authors=tuple(authors),
        categories=_categories(entry),
        arxiv_id=arxiv_id,
        version=version,
        doi=doi[0] if doi else None,
        published_at=published_at,
    )


def _categories(entry: Entry) -> tuple[str, ...]:
    """The primary one first; other classifications (ACM, MSC) stand among them as sentences and are left out."""
    primary = entry.get("arxiv_primary_category")
    terms = [_text(primary, "term") if isinstance(primary, Mapping) else ""]
    terms += [_text(tag, "term") for tag in _mappings(entry, "tags")]
    return tuple(dict.fromkeys(term for term in terms if re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]+)?", term)))


def _eastern_day(told: object) -> date | None:
    """The calendar day of an RFC 822 date: its own if it names a zone, arXiv's if it is in UTC."""
    try:
        moment = parsedate_to_datetime(str(told)) if told else None
    except (ValueError, OverflowError):
        return None
    return moment and (moment if moment.utcoffset() else moment.replace(tzinfo=UTC).astimezone(EASTERN)).date()


def _instant(told: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(told)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _text(entry: Entry, name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _mappings(entry: Entry, name: str) -> list[Entry]:
    value = entry.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
