"""PURE. What the library holds as pages: records in, HTML out. Templates say it; what they are given is made here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from adapters.shared import html, pages
from adapters.shared.pages import Head, Way
from adapters.web import addresses
from adapters.web.chart import chart
from adapters.web.wiring import Options
from bot.commands import Cite, Command, Day, Month, Search, Show, Similar, Today, Week
from bot.compose.papers import Listing, found
from bot.compose.sources import source_words, troubled
from bot.compose.words import byline, day_words, listed, month_words, names_words, plural, week_words
from bot.document import Document, Line
from bot.model import Paper, SourceDay, without_label
from bot.model.library import DayPapers, Found, PaperLine, PaperPage
from bot.text import shorten

AUTHORS_SHOWN = 40
DESCRIPTION = 200
ORDERS = (("relevance", "best match first"), ("new", "newest first"), ("votes", "most voted first"))


Said = Callable[[date], str]
Ways = Sequence[tuple[str, Way]]
"""Pages, each with what it is to this one: ``prev`` or ``next``."""


class Pages:
    """Every page of the web face, as one installation shows it."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def day(self, papers: DayPapers, today: date, *, front: bool = False) -> str:
        """The papers of one day; ``front`` is the newest, under the address of the site itself."""
        title = f"Trending papers · {day_words(papers.first)}" if front else f"Papers of {day_words(papers.first)}"
        path = addresses.TODAY if front else addresses.day(papers.first)
        earlier, later = papers.earlier, None if front else papers.later
        around = _around(earlier, later, addresses.day, lambda day: day_words(day, today))
        return self._list(papers, title, path, around, front=front)

    def week(self, papers: DayPapers) -> str:
        """The papers of a week, from Monday to Sunday."""
        title = f"Papers of the week, {week_words(papers.first)}"
        around = _around(papers.earlier, papers.later, addresses.week, lambda _: "weeks")
        return self._list(papers, title, addresses.week(papers.first), _named(around, "week"))

    def month(self, papers: DayPapers) -> str:
        """The papers of a month."""
        around = _around(papers.earlier, papers.later, addresses.month, month_words)
        return self._list(papers, f"Papers of {month_words(papers.first)}", addresses.month(papers.first), around)

    def nothing(self) -> str:
        """The front page of an installation that has collected nothing yet."""
        body = self._render("nothing.html", add=self._options.add)
        return self._page("Trending papers", body, addresses.TODAY, None)

    def search(self, asked: Search, results: Found | None, today: date) -> str:
        """What was found, and the form to narrow it down; without ``results`` nothing was asked for yet."""
        about = _about(asked, results, self._options, today)
        filters = {"author": asked.author, "since": asked.since, "source": asked.source, "sort": asked.sort}
        path = addresses.asked(addresses.SEARCH, q=asked.words, **{**filters, "sort": _unless(asked.sort, "relevance")})
        shown = {"asked": asked, "found": results, "about": about, "turns": _turns(results, path) if results else ()}
        body = self._render("search.html", **shown, orders=ORDERS, sources=sorted(self._options.voice.sources.items()))
        feed = addresses.asked(addresses.SEARCH_FEED, q=asked.words, author=asked.author)
        feeds = ((f"Search: {asked.words}", feed),) if asked.words.strip() else ()
        head = Head(indexed=False, feeds=feeds)
        return self._page(about.title, body, addresses.SEARCH, today, head=head, words=asked.words)

    def paper(self, page: PaperPage, today: date) -> str:
        """One paper: what is known, its votes over time, what is like it, how to cite it."""
        paper = page.paper
        drawn = chart(page.signals)
        similar = [PaperLine(other) for other in page.similar]
        body = self._render("paper.html", page=page, paper=paper, chart=drawn, similar=similar, links=links_of(paper))
        told = shorten(page.summary.text if page.summary else paper.abstract, DESCRIPTION)
        head = Head(description=told)
        return self._page(shorten(paper.title, 180), body, addresses.paper(paper.key), today, head=head)

    def digest(self, document: Document, today: date) -> str:
        """A digest that was posted to a channel. No search engine keeps it."""
        body = Markup('<h1 dir="auto">{}</h1>\n{}').format(html.words(document.title), self.blocks(document))
        return self._page(document.title, body, "", today, head=Head(indexed=False))

    def blocks(self, document: Document, before: str | None = None) -> Markup:
        """What a document says, with its buttons as links where a page answers them; ``before`` begins their paths."""
        begin = self._options.root if before is None else before
        return html.document(document, lambda command: begin + path if (path := path_of(command)) else None)

    def problem(self, title: str, told: str) -> str:
        """What is wrong, and what to do."""
        body = self._render("problem.html", title=title, told=told)
        return self._page(title, body, "", None, head=Head(indexed=False))

    def _list(self, papers: DayPapers, title: str, path: str, around: Ways, *, front: bool = False) -> str:
        several = papers.first != papers.last
        notes = [html.line(words) for words in _notes(papers.sources, self._options)]
        shown = {"title": title, "papers": papers, "around": around, "notes": notes, "several": several}
        more = {"turns": _turns(papers, path), "add": self._options.add if front else ()}
        body = self._render("list.html", **shown, **more)
        told = f"{plural(papers.total, 'paper')}: the most voted on, and those that are rising, with their abstracts."
        head = Head(description=told, indexed=bool(papers.papers), feeds=_FEEDS)
        return self._page(title, body, path, papers.first, head=head)

    def _render(self, name: str, **shown: Any) -> Markup:  # noqa: ANN401 - whatever the template asks for
        return Markup(_template(name).render(shown, voice=self._options.voice, root=self._options.root))  # noqa: S704 - a template's

    def _page(
        self, title: str, body: Markup, path: str, around: date | None, head: Head | None = None, words: str = ""
    ) -> str:
        head = head or Head()
        canonical = f"{self._options.site}{path}" if path and head.indexed else ""
        return pages.page(
            title,
            body,
            nav=self._nav(path, around),
            foot=_FOOT,
            root=self._options.root,
            head=replace(head, canonical=canonical),
            search=words,
        )

    def _nav(self, path: str, around: date | None) -> list[Way]:
        ways = [("Today", addresses.TODAY)]
        if around:
            ways += [("Week", addresses.week(around)), ("Month", addresses.month(around))]
        if self._options.sign_up:
            ways.append(("By e-mail", "/email"))
        return [Way(words, to, here=to == path) for words, to in ways]


_FEEDS = (("Trending papers", addresses.TRENDING_FEED), ("Trending papers, day by day", addresses.DAYS_FEED))
_FOOT = (
    Way("Feed of papers", addresses.TRENDING_FEED),
    Way("Feed of days", addresses.DAYS_FEED),
    Way("For programs: JSON", addresses.OPENAPI),
)


def path_of(command: Command) -> str | None:
    """The page that answers a command; ``None`` for what only a chat platform does."""
    match command:
        case Show(key) | Similar(key) | Cite(key):
            return addresses.paper(key)
        case Today():
            return addresses.TODAY
        case Day(day, page):
            return addresses.asked(addresses.day(day), page=page)
        case Week(monday, page):
            return addresses.asked(addresses.week(monday), page=page)
        case Month(first, page):
            return addresses.asked(addresses.month(first), page=page)
        case Search(words=words):
            return addresses.asked(addresses.SEARCH, q=words)
        case _:
            return None


def links_of(paper: Paper) -> list[tuple[str, str]]:
    """Where a paper is found outside, in words and addresses; only what leads to the web."""
    known = (
        ("Abstract page", paper.abstract_url),
        ("PDF", paper.pdf_url),
        ("Discussion", paper.discussion_url),
        ("Code", paper.code_url),
        ("Project", paper.project_url),
    )
    return [(words, safe) for words, url in known if (safe := html.outward(url))]


def people_of(paper: Paper) -> str:
    """The authors, all that fit."""
    names = [" ".join(name.split()) for name in paper.authors]
    more = [plural(len(names) - AUTHORS_SHOWN, "other")] if len(names) > AUTHORS_SHOWN else []
    return listed([*names[:AUTHORS_SHOWN], *more])


def _around(earlier: date | None, later: date | None, path: Said, words: Said) -> Ways:
    """The pages before and after, each with what it is to this one."""
    ways = (("prev", earlier), ("next", later))
    return [(relation, Way(words(day), path(day))) for relation, day in ways if day]


def _named(around: Ways, what: str) -> Ways:
    words = {"prev": f"the {what} before", "next": f"the {what} after"}
    return [(relation, replace(way, words=words[relation])) for relation, way in around]


def _turns(pages_of: DayPapers | Found, path: str) -> Ways:
    """The pages before and after in one list."""
    number, last = pages_of.page, pages_of.pages
    known = (("prev", number - 1), ("next", number + 1))
    return [
        (relation, Way(f"page {page} of {last}", _with_page(path, page)))
        for relation, page in known
        if 1 <= page <= last
    ]


def _first_number(list_of: DayPapers | Found) -> int:
    """Where the first of a page stands in the whole list."""
    shown = len(list_of.papers)
    return list_of.total - shown + 1 if list_of.page == list_of.pages else (list_of.page - 1) * shown + 1


def _with_page(path: str, page: int) -> str:
    if page == 1:
        return path
    return f"{path}{'&' if '?' in path else '?'}page={page}"


def _unless(value: str, usual: str) -> str:
    return "" if value == usual else value


def _notes(days: Sequence[SourceDay], options: Options) -> list[Line]:
    """Which sources a reader must not rely on today. Why stands in the log: reasons name hosts."""
    return [source_words(replace(day, problem=" "), options.voice, options.zone) for day in troubled(days)]


def _about(asked: Search, results: Found | None, options: Options, today: date) -> Listing:
    if results is None:
        return Listing("Search papers")
    return found(asked, results.how, results.corrected, options.voice, today, results.total)


@cache
def _environment() -> Environment:
    made = pages.environment("adapters.web")
    made.globals.update(
        to_paper=addresses.paper,
        to_day=addresses.day,
        first_number=_first_number,
        byline=byline,
        day_words=day_words,
        names_words=names_words,
        plural=plural,
        people_of=people_of,
        line=html.line,
        copied=html.copied,
        without_label=without_label,
    )
    return made


def _template(name: str) -> Template:
    return _environment().get_template(name)
