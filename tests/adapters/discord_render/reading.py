"""Discord's markdown as its clients read it: what means something, and what a person reads. PURE.

Written from what is known of the clients, independent of the adapter, and wherever that is in doubt it sees a meaning:
it is here to find what the adapter lets through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    *("text", "heading", "small", "list", "quote", "code", "block", "link", "address", "invitation", "mention"),
    *("everyone", "command", "time", "emoji", "strong", "em", "underline", "strike", "spoiler"),
]


@dataclass(frozen=True, slots=True)
class Node:
    """One piece; ``text`` is what is read of it, ``target`` where a link leads."""

    kind: Kind
    text: str
    inside: tuple["Node", ...] = ()
    target: str = ""


_AT_LINE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r" *#{1,3}\s+(?!#)(?P<inside>[^\n]*)\n?")),
    ("small", re.compile(r" *-# +(?!-#)(?P<inside>[^\n]+)\n?")),
    ("list", re.compile(r" *(?:[*+-]|\d+\.) +(?P<inside>[^\n]+)\n?")),
    ("quote", re.compile(r" *(?:>>> (?P<all>.*)|> (?P<inside>[^\n]*)\n?)", re.DOTALL)),
)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_URL = re.compile(r"(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s]", re.IGNORECASE)
_INVITATION = re.compile(
    r"(?:www\.)?(?:discord\.gg|discord(?:app)?\.com|discord\.new|discord\.gift)/\w+", re.IGNORECASE
)
_LINK = re.compile(
    r"\[(?P<label>(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*<?(?P<url>(?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"][^)]*['\"])?\s*\)"
)
_ANYWHERE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("block", re.compile(r"```(?:[\w+.#-]*\n)?\n*(?P<raw>[^\n].*?)\n*```", re.DOTALL)),
    ("address", re.compile(r"<(?P<raw>[^: >]+:/[^ >]+)>")),
    ("address", re.compile(r"<(?P<raw>\+\d+|[\w.+-]+@[\w-]+\.[\w.-]+)>")),
    ("address", _URL),
    ("invitation", _INVITATION),
    ("mention", re.compile(r"<(?:@[!&]?\d+|#\d+|id:\w+)>")),
    ("everyone", re.compile(r"@(?:everyone|here)")),
    ("command", re.compile(r"</[^<>]+:\d+>")),
    ("time", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|<sound:\d+:\d+>")),
    ("emoji", re.compile(r":[\w+'-]+:")),
    ("code", re.compile(r"(`+)(?P<raw>.*?[^`])\1(?!`)", re.DOTALL)),
    ("strong", re.compile(r"\*\*(?P<inside>(?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)),
    ("underline", re.compile(r"__(?P<inside>(?:\\.|[^\\])+?)__(?!_)", re.DOTALL)),
    ("em", re.compile(r"\*(?!\s)(?P<inside>(?:\\.|\*\*|[^*\\])+?)(?<!\s)\*(?!\*)", re.DOTALL)),
    ("em", re.compile(r"_(?P<inside>(?:\\.|__|[^_\\])+?)_(?![A-Za-z0-9_])", re.DOTALL)),
    ("strike", re.compile(r"~~(?P<inside>.+?)~~(?!_)", re.DOTALL)),
    ("spoiler", re.compile(r"\|\|(?P<inside>.+?)\|\|", re.DOTALL)),
)
_PICTURES = re.compile(
    "[\u203c\u2049\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u23e9-\u23f3\u24c2\u25b6\u25c0\u2600-\u2604\u2611\u2705"
    "\u2728\u2764\u2b05-\u2b07\u2b50\u2b55\u3030\u3297\u3299\U0001f004-\U0001f9ff\U0001fa70-\U0001faff]"
)
_IN_LABEL = {"text", "strong", "em", "underline", "strike", "spoiler", "code", "time"}
_CONFUSABLE = str.maketrans("\u2236\uff1a\u02d0\ua789\u2044\u2215\u29f8\u2571\u27cb\uff0f", ":::://////")


def parse(text: str, *, escapes: bool = True) -> list[Node]:
    """The pieces of a text display, one behind the other."""
    return list(_merged(_nodes(text, escapes=escapes)))


def read(text: str) -> str:
    """What a person reads."""
    return "".join(_read(node) for node in parse(text))


def kinds(text: str, *, escapes: bool = True) -> list[Kind]:
    """Every meaning in it, from the outside to the inside."""
    return [kind for node in parse(text, escapes=escapes) for kind in _kinds(node)]


def links(text: str) -> list[Node]:
    """Every masked link in it."""
    return [link for node in parse(text) for link in _links(node)]


def _read(node: Node) -> str:
    return "".join(map(_read, node.inside)) if node.inside else node.text


def _kinds(node: Node) -> Iterator[Kind]:
    if node.kind != "text":
        yield node.kind
    for each in node.inside:
        yield from _kinds(each)


def _links(node: Node) -> Iterator[Node]:
    if node.kind == "link":
        yield node
    for each in node.inside:
        yield from _links(each)


def _merged(nodes: Iterator[Node]) -> Iterator[Node]:
    held = ""
    for node in nodes:
        if node.kind == "text":
            held += node.text
            continue
        if held:
            yield Node("text", held)
        held = ""
        yield node
    if held:
        yield Node("text", held)


def _nodes(text: str, *, escapes: bool, begins: bool = True) -> Iterator[Node]:
    """``begins``: whether the text stands at the beginning of a line."""
    place = 0
    while place < len(text):
        at_line = text[place - 1] == "\n" if place else begins
        node, place = _next(text, place, escapes=escapes, at_line=at_line)
        yield node


def _next(text: str, place: int, *, escapes: bool, at_line: bool) -> tuple[Node, int]:
    if escapes and (found := _ESCAPED.match(text, place)):
        return Node("text", found[1]), found.end()
    for kind, form in _AT_LINE if at_line else ():
        if found := form.match(text, place):
            return _made(kind, found, escapes=escapes, begins=True), found.end()
    if (found := _LINK.match(text, place)) and (link := _link(found)):
        return link, found.end()
    for kind, form in _ANYWHERE:
        if found := form.match(text, place):
            return _made(kind, found, escapes=escapes, begins=at_line), found.end()
    return Node("text", text[place]), place + 1


def _made(kind: Kind, found: re.Match[str], *, escapes: bool, begins: bool) -> Node:
    given = found.groupdict()
    inside = given.get("inside") or given.get("all")
    if inside:
        return Node(kind, inside, tuple(_merged(_nodes(inside, escapes=escapes, begins=begins))))
    return Node(kind, given.get("raw") or found[0])


def _link(found: re.Match[str]) -> Node | None:
    """A masked link; ``None`` where Discord shows it as plain text instead, since its words could deceive."""
    label, url = found["label"], found["url"]
    plain = label.translate(_CONFUSABLE)
    inside = tuple(_merged(_nodes(label, escapes=False, begins=False)))
    fair = all(kind in _IN_LABEL for node in inside for kind in _kinds(node))
    deceives = _URL.search(plain) or _INVITATION.search(plain) or _PICTURES.search(label)
    suspicious = not re.fullmatch(r"https?://[^/\s%@]+(?:[/?#]\S*)?", url)
    return Node("link", label, inside, url) if fair and label.strip() and not deceives and not suspicious else None
