"""Reads a mail's HTML as a mail program does that trusts nobody: what may stand in it, and where it leads."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td"),
    *("h1", "h2", "p", "ul", "li", "a", "span", "strong", "code", "pre"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "class", "style", "dir", "role", "href"),
    *("width", "cellpadding", "cellspacing", "border", "align"),
}
_LOADS = re.compile(r"url\s*\(|@import|expression|behavior|-moz-binding", re.IGNORECASE)


def parsed(html: str) -> Element:
    """The tree; raises where a program would have to guess what was meant."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def problems(page: Element) -> list[str]:
    return [problem for each in page.iter() for problem in _problems(each)]


def text_of(page: Element) -> str:
    """What a person reads, without what is hidden beside the subject."""
    (body,) = page.iter("body")
    return " ".join(" ".join(_texts(body)).split())


def links(page: Element) -> list[str]:
    return [each.get("href") or "" for each in page.iter("a")]


def _texts(element: Element) -> Iterator[str]:
    if "display:none" in (element.get("style") or ""):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _problems(each: Element) -> Iterator[str]:
    tag = str(each.tag)
    if tag not in TAGS:
        yield f"<{tag}>"
    for name, value in each.attrib.items():
        if name not in ATTRIBUTES:
            yield f"{name} in <{tag}>"
        if name == "style" and (_LOADS.search(value) or "{" in value):
            yield f"a style that loads something: {value}"
        if name == "href" and urlsplit(value).scheme not in {"http", "https"}:
            yield f"a link to {value}"
    if tag == "style" and _LOADS.search(each.text or ""):
        yield "a sheet that loads something"
    if tag == "meta" and each.get("http-equiv"):
        yield "a meta that does something"
    if tag == "table" and each.get("role") != "presentation":
        yield "a table that is read out as one"
    if tag in {"p", "h1", "h2", "li", "pre", "td"} and each.get("style") is None:
        yield f"<{tag}> looks as the mail program likes"
