"""Reads a page as strictly as HTML's own rules ask, and as a reader who cannot see would need it."""

import itertools
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant")
NAMED = {"a", "button", "summary"}
"""What must have words, since one can act on it."""


def parsed(html: str) -> Element:
    """The page as a tree; raises where a browser would have to guess what was meant."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(html)
    for each in page.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2]  # drawings have a namespace, which nobody asks about here
    return page


def problems(html: str) -> list[str]:
    """What is wrong with a page beyond its syntax; nothing where it is well."""
    page = parsed(html)
    return [*_structure(page), *_ids(page), *_security(page), *_words(page)]


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _structure(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "no lang"
    for tag in ("h1", "main", "title"):
        if (found := len(list(page.iter(tag)))) != 1:
            yield f"{found} <{tag}>"
    levels = [int(each.tag[1]) for each in page.iter() if each.tag in {"h1", "h2", "h3", "h4"}]
    if levels and levels[0] != 1:
        yield "does not begin with its <h1>"
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"<h{after}> follows <h{before}>"
    for holder in (*page.iter("ul"), *page.iter("ol")):
        if not len(holder) or any(child.tag != "li" for child in holder):
            yield f"a list of {[child.tag for child in holder]}"


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(each.get("id") for each in page.iter() if each.get("id"))
    yield from (f"id {name} is there {times} times" for name, times in ids.items() if times > 1)
    for each in page.iter():
        for name in REFERENCES:
            yield from (f"{name} leads to no {one}" for one in (each.get(name) or "").split() if one not in ids)
        target = each.get("href") or ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"{target} leads nowhere"


def _security(page: Element) -> Iterator[str]:
    for each in page.iter():
        if each.tag == "style" or each.get("style") is not None:
            yield f"a style of its own in <{each.tag}>"
        if each.tag == "script" and (not each.get("src") or text_of(each)):
            yield "a script of its own"
        yield from (f"{name} in <{each.tag}>" for name in each.keys() if name.startswith("on"))  # noqa: SIM118 - an Element is no mapping
        for name in ("href", "src", "action"):
            scheme = urlsplit(each.get(name) or "").scheme
            if scheme not in {"", "http", "https"}:
                yield f"{name} leads to {scheme}:"
        if each.tag in {"script", "link", "img", "iframe", "form"} and _elsewhere(each):
            yield f"<{each.tag}> goes elsewhere"


def _elsewhere(each: Element) -> bool:
    if each.get("rel") == "canonical":
        return False
    return any(urlsplit(each.get(name) or "").netloc for name in ("href", "src", "action"))


def _words(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label")}
    for each in page.iter():
        if each.tag in NAMED and not (text_of(each) or each.get("aria-label")):
            yield f"<{each.tag}> without words"
        filled_in = each.tag in {"input", "select", "textarea"} and each.get("type") not in {"hidden", "submit"}
        if filled_in and each.get("id") not in labelled and not each.get("aria-label"):
            yield f"<{each.tag} name={each.get('name')}> without a label"
        if each.tag == "svg" and not (each.get("aria-label") or each.get("aria-hidden")):
            yield "<svg> without an alternative"
