"""What we answer: a neutral message. No markup, no block JSON and no object of an SDK ever stands in one.

Text is hostile until rendered: an adapter escapes every string here, whatever its origin.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.commands import Changes, Command
from bot.model import PaperKey


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type or to copy, to the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to ``url`` (http or https)."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Time:
    """An instant, shown in the reader's zone where the platform knows it, else in ``zone``."""

    at: datetime
    zone: str = "UTC"
    style: Literal["date", "time", "datetime"] = "datetime"


Span = str | Strong | Code | Link | Time
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A button *is* a command: all it needs is in the command's own encoding.

    ``channel`` is the one that it is about, where that is not the one in which it is shown.
    """

    label: str
    command: Command
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts on one line, in small print, set apart by the renderer."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one line for each item."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text to copy as it is, such as BibTeX."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule between two parts."""


@dataclass(frozen=True, slots=True)
class Actions:
    """Buttons that belong to the whole document."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One paper, as a list shows it: the one block that knows what it is about.

    ``number`` is its place in the list, from 1; ``byline`` "First Author +7"; ``summary_label`` the provenance;
    ``reasons`` why it was picked; ``badges`` words beside the title ("new", "matches diffusion"); ``topics`` the
    channel's own that it matches, as a person typed them, for platforms that sort what is posted; ``links`` lead to its
    code and to where it is discussed, for platforms that cannot show its details at a press.
    """

    key: PaperKey
    title: str
    url: str | None
    number: int | None = None
    summary: str = ""
    summary_label: str = ""
    byline: str = ""
    organisation: str | None = None
    announced: str = ""
    votes: int | None = None
    comments: int | None = None
    stars: int | None = None
    reasons: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A subscription's settings to be filled in, where a platform has forms; the text around it says the same.

    Every field of ``values`` is set. ``sources`` are those that can be chosen: name and words. ``exists``: it is
    changed, not made. ``fit`` is how many papers it would match now, in words.
    """

    values: Changes
    channel: str
    sources: tuple[tuple[str, str], ...]
    exists: bool
    fit: str


Block = Heading | Paragraph | Facts | Bullets | Verbatim | Divider | Actions | PaperCard | Form


@dataclass(frozen=True, slots=True)
class Document:
    """A message. ``title`` is also the notification and the fallback text.

    ``private`` documents are for the person who asked, whether or not they asked to share. ``trouble`` is there when
    what was asked was not done: the setting at fault, as ``Changes`` names it; empty where it is none of them.
    ``notify`` are those whom a post calls, by the platform's opaque id; empty is nobody, as in every answer. ``topics``
    are the channel's own that papers match which it names without a card.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    private: bool = False
    trouble: str | None = None
    notify: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at; where it is a problem, ``action`` is the one thing to do."""

    ok: bool
    what: str
    action: Line = ()
