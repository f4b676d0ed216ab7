"""PURE. Atom: records in, XML out. An entry keeps its id for ever, and its time, so that no reader shows it twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from adapters.shared import html
from adapters.web import addresses
from bot.compose.words import day_words, plural
from bot.model import Paper, PaperKey
from bot.model.library import DayPapers, PaperLine

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated."""
_BEGAN = "2026"
"""A ``tag:`` address names a year in which its host was ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``name`` is unlike any other of this installation; ``path`` is its page, or a whole address."""

    name: str
    title: str
    path: str
    updated: datetime
    content: Markup
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it is called, its own path, the path of the page that shows the same, its entries."""

    title: str
    path: str
    page: str
    entries: tuple[Entry, ...] = ()


def atom(feed: Feed, site: str) -> str:
    """The feed as XML; ``site`` is the address of the installation, without a slash at its end."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", _tag(site, feed.path))
    _text(root, "title", feed.title)
    _text(root, "updated", _when(max((entry.updated for entry in feed.entries), default=NEVER)))
    SubElement(root, "link", {"rel": "self", "type": CONTENT_TYPE, "href": site + feed.path})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": _whole(site, feed.page)})
    _text(SubElement(root, "author"), "name", "Paperboy")
    for entry in feed.entries:
        root.append(_entry(entry, site))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def of_papers(days: Sequence[DayPapers], site: str) -> tuple[Entry, ...]:
    """An entry for each paper of these days, in their order."""
    return tuple(of_paper(line, site, day.first) for day in days for line in day.papers)


def of_paper(line: PaperLine, site: str, day: date | None = None) -> Entry:
    """One paper; its time is that of its day, ``day`` where it does not know its own."""
    paper = line.paper
    return Entry(
        name=f"paper/{paper.key}",
        title=paper.title,
        path=addresses.paper(paper.key),
        updated=_noon(paper.announced_on or day),
        content=_about(line, site),
        authors=paper.authors[:20],
        categories=paper.categories,
    )


def of_day(papers: DayPapers, site: str) -> Entry:
    """One whole day; it is told when it is over, since its list grows until then."""
    items = Markup().join(_item(line, site) for line in papers.papers)
    return Entry(
        name=f"day/{papers.first.isoformat()}",
        title=f"{plural(papers.total, 'paper')} of {day_words(papers.first)}",
        path=addresses.day(papers.first),
        updated=_noon(papers.first) + timedelta(hours=12),
        content=Markup("<ol>{}</ol>").format(items),
    )


def _item(line: PaperLine, site: str) -> Markup:
    link = _link(line.paper.key, line.paper.title, site)
    said = _said(line)
    return Markup("<li>{}{}{}</li>").format(link, _votes(line.paper), Markup("<br>{}").format(said) if said else "")


def _about(line: PaperLine, site: str) -> Markup:
    paper = line.paper
    parts = [Markup("<p>{}</p>").format(said)] if (said := _said(line)) else []
    if paper.abstract:
        parts.append(Markup("<p><strong>Abstract:</strong> {}</p>").format(html.words(paper.abstract)))
    page = _link(paper.key, "All about it", site)
    outside = [Markup('<a href="{}">{}</a>').format(url, words) for words, url in _outside(paper)]
    parts.append(Markup("<p>{}</p>").format(Markup(" · ").join([page, *outside])))
    return Markup().join(parts)


def _outside(paper: Paper) -> list[tuple[str, str]]:
    known = (("Abstract page", paper.abstract_url), ("PDF", paper.pdf_url))
    return [(words, safe) for words, url in known if (safe := html.outward(url))]


def _said(line: PaperLine) -> Markup:
    """What it is about, and who says so."""
    if line.snippet:
        return Markup("{}").format(html.words(line.snippet))
    if line.summary is None:
        return Markup()
    return Markup("{} ({})").format(html.words(line.summary.text), html.words(line.summary.provenance))


def _votes(paper: Paper) -> str:
    return f" ({plural(paper.votes, 'vote')})" if paper.votes is not None else ""


def _link(key: PaperKey, words: str, site: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(site + addresses.paper(key), html.words(words))


def _entry(entry: Entry, site: str) -> Element:
    element = Element("entry")
    _text(element, "id", _tag(site, entry.name))
    _text(element, "title", entry.title)
    _text(element, "updated", _when(entry.updated))
    _text(element, "published", _when(entry.updated))
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": _whole(site, entry.path)})
    for author in entry.authors:
        _text(SubElement(element, "author"), "name", author)
    for category in entry.categories:
        SubElement(element, "category", {"term": html.words(category)})
    _text(element, "content", str(entry.content)).set("type", "html")
    return element


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = html.words(text)
    return element


def _whole(site: str, path: str) -> str:
    return path if html.outward(path) else site + path


def _tag(site: str, name: str) -> str:
    """An id that does not change when the site gets another path or port."""
    return f"tag:{urlsplit(site).hostname or 'localhost'},{_BEGAN}:{name.lstrip('/')}"


def _noon(day: date | None) -> datetime:
    """A day as an instant, in the middle of it: the same day in nearly every zone."""
    return datetime.combine(day, time(12), UTC) if day else NEVER


def _when(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
