"""PURE. The same as JSON, for programs: records in, plain values out. ``openapi.json`` beside this says what comes."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from adapters.shared import html
from adapters.web import addresses
from bot.model import Paper, PaperKey, Signal, Summary
from bot.model.library import DayPapers, Found, PaperLine, PaperPage

Json = dict[str, Any]


def text(value: Mapping[str, Any]) -> str:
    """As it is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def day(papers: DayPapers, site: str) -> Json:
    """The papers of one or several days."""
    return {
        "first": papers.first.isoformat(),
        "last": papers.last.isoformat(),
        "earlier": papers.earlier.isoformat() if papers.earlier else None,
        "later": papers.later.isoformat() if papers.later else None,
        **_pages(papers, site),
    }


def found(results: Found, site: str) -> Json:
    """What a search found, and how."""
    return {"how": results.how, "corrected": _shown(results.corrected), **_pages(results, site)}


def page(about: PaperPage, site: str) -> Json:
    """One paper in full."""
    return {
        **_paper(PaperLine(about.paper, about.summary, about.new), site),
        "signals": [_signal(signal) for signal in about.signals],
        "similar": [_reference(other.key, other.title, site) for other in about.similar],
        "bibtex": about.bibtex,
    }


def suggestions(known: Sequence[tuple[str, PaperKey]]) -> Json:
    """What may be meant; ``path`` is below the address of the site."""
    return {
        "suggestions": [{"title": html.words(title), "key": key, "path": addresses.paper(key)} for title, key in known]
    }


def problem(told: str, hint: str = "") -> Json:
    """What is wrong, and what to do."""
    return {"error": told, "hint": hint}


def description(site: str) -> Json:
    """The OpenAPI document of this installation."""
    return {**_description(), "servers": [{"url": site}]}


@cache
def _description() -> Json:
    read: Json = json.loads((files("adapters.web") / "openapi.json").read_text(encoding="utf-8"))
    return read


def _pages(pages: DayPapers | Found, site: str) -> Json:
    return {
        "total": pages.total,
        "page": pages.page,
        "pages": pages.pages,
        "papers": [_paper(line, site) for line in pages.papers],
    }


def _paper(line: PaperLine, site: str) -> Json:
    paper = line.paper
    return {
        "key": paper.key,
        "title": html.words(paper.title),
        "authors": [html.words(name) for name in paper.authors],
        "abstract": html.words(paper.abstract),
        "summary": _summary(line.summary),
        "snippet": html.words(line.snippet),
        "new": line.new,
        "organisation": _shown(paper.organisation),
        "categories": list(paper.categories),
        "keywords": list(paper.keywords),
        "sources": list(paper.sources),
        "announced_on": paper.announced_on.isoformat() if paper.announced_on else None,
        "published_at": paper.published_at.isoformat() if paper.published_at else None,
        "votes": paper.votes,
        "comments": paper.comments,
        "stars": paper.stars,
        "links": _links(paper, site),
    }


def _links(paper: Paper, site: str) -> Json:
    return {
        "page": site + addresses.paper(paper.key),
        "abstract": html.outward(paper.abstract_url),
        "pdf": html.outward(paper.pdf_url),
        "discussion": html.outward(paper.discussion_url),
        "code": html.outward(paper.code_url),
        "project": html.outward(paper.project_url),
    }


def _reference(key: PaperKey, title: str, site: str) -> Json:
    return {"key": key, "title": html.words(title), "page": site + addresses.paper(key)}


def _signal(signal: Signal) -> Json:
    counted = {"votes": signal.votes, "comments": signal.comments, "stars": signal.stars}
    return {"source": signal.source, "at": signal.at.isoformat(), **counted}


def _summary(summary: Summary | None) -> Json | None:
    return {"text": html.words(summary.text), "provenance": html.words(summary.provenance)} if summary else None


def _shown(text_or_none: str | None) -> str | None:
    return html.words(text_or_none) if text_or_none else None
