"""The words that commands begin with, and how each reads what follows. PURE."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from bot import commands as c
from bot.commands import Command, ExportFormat, SearchSort
from bot.errors import NotUnderstood
from bot.model import PaperKey
from bot.nearest import nearest
from bot.parse.days import read_date, read_length, read_month, read_since, read_week
from bot.parse.options import read_source
from bot.parse.papers import read_key
from bot.parse.settings import read_changes
from bot.parse.words import unquoted

MAX_WORDS = 300
MAX_QUESTION = 500
MAX_DAYS = 366
MAX_PAGE = 10_000

Sources = Collection[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands behind the command's word, and what is needed to understand it.

    ``end`` is what ended the sentence: of a question it is a part, to all else it is nothing.
    """

    word: str
    tokens: tuple[str, ...]
    today: date
    sources: Sources
    end: str = ""

    @property
    def text(self) -> str:
        """All of it as one text, without quotes."""
        return unquoted(" ".join(self.tokens))


Reader = Callable[[Asked], Command]


def _alone(made: Callable[[], Command]) -> Reader:
    def read(asked: Asked) -> Command:
        if asked.tokens:
            raise NotUnderstood(
                f'{asked.word} takes nothing else, and there is "{asked.text}".', f"Type {asked.word} alone."
            )
        return made()

    return read


def _about(made: Callable[[PaperKey], Command]) -> Reader:
    return lambda asked: made(_key(asked.text, asked.word))


def _key(text: str, word: str) -> PaperKey:
    key = read_key(text)
    if key:
        return key
    example = f"For example: {word} 2405.15738"
    if not text:
        raise NotUnderstood(f"{word} needs the id or the address of a paper.", example)
    if re.match(r"(?:arxiv:)?\d{4}\.\d+", text, re.IGNORECASE):
        hint = f"Such ids have four digits, a point and five digits (four until 2014). {example}"
        raise NotUnderstood(f'"{text}" is no arXiv id.', hint)
    by_title = "" if "/" in text else f"To find a paper by its title: search {text}"
    raise NotUnderstood(f'"{text}" is no id and no address of a paper.', by_title or example)


def _of_time(made: Callable[[date, int], Command], read: Callable[[str, date], date | None], example: str) -> Reader:
    def reader(asked: Asked) -> Command:
        asked, page = _page(asked)
        day = read(asked.text, asked.today)
        if day is None:
            told = f'{asked.word} does not understand "{asked.text}".' if asked.tokens else f"{asked.word} needs a day."
            raise NotUnderstood(told, f"For example: {asked.word} {example}")
        return made(day, page)

    return reader


def _page(asked: Asked) -> tuple[Asked, int]:
    """What is left without ``page:2``, and the page."""
    rest, options = _split(asked, {"page": "page", "p": "page"})
    return rest, _page_number(options.get("page"))


def _page_number(text: str | None) -> int:
    if text is None:
        return 1
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= MAX_PAGE:
        raise NotUnderstood(f'"{text}" is no page.', "For example: page:2")
    return int(text)


def _split(asked: Asked, names: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """The tokens that are no ``name:value``, and the values; a value may stand behind a space."""
    rest: list[str] = []
    values: dict[str, str] = {}
    waiting: str | None = None
    for token in asked.tokens:
        name, colon, value = token.partition(":")
        known = names.get(name.casefold()) if colon else None
        if waiting:
            values[waiting], waiting = unquoted(token), None
        elif known and value:
            values[known] = unquoted(value)
        elif known:
            waiting = known
        else:
            rest.append(token)
    return Asked(asked.word, tuple(rest), asked.today, asked.sources), values


def _yesterday(asked: Asked) -> Command:
    asked, page = _page(asked)
    _alone(c.Today)(asked)
    day = read_date("yesterday", asked.today)
    return c.Day(day, page) if day else c.Today()


def _top(asked: Asked) -> Command:
    asked, page = _page(asked)
    words = [token for token in asked.tokens if token.casefold() not in {"here", "of", "in", "the", "last", "this"}]
    here = "here" in {token.casefold() for token in asked.tokens}
    days = read_length(" ".join(words)) if words else 7
    if days is None or days > MAX_DAYS:
        raise NotUnderstood(f'top does not understand "{" ".join(words)}".', "For example: top 7d, top 2w here")
    return c.Top(days, here, page)


_FILTERS = {
    "author": "author",
    "authors": "author",
    "by": "author",
    "since": "since",
    "after": "since",
    "source": "source",
    "sources": "source",
    "from": "source",
    "sort": "sort",
    "order": "sort",
    "page": "page",
}
_SORTS = {"newest": "new", "date": "new", "recent": "new", "top": "votes", "best": "relevance"}


def _search(asked: Asked) -> Command:
    rest, given = _split(asked, _FILTERS)
    words = " ".join(rest.tokens)
    if not words and not {"author", "since", "source"} & given.keys():
        raise NotUnderstood("search needs a few words.", "For example: search diffusion language models since:2w")
    if len(words) > MAX_WORDS:
        raise NotUnderstood(f"A search has at most {MAX_WORDS} characters.", "A few words find more than a paragraph.")
    _no_typo(rest)
    return c.Search(
        words=words,
        author=given.get("author"),
        since=_since(given["since"], asked.today) if "since" in given else None,
        source=read_source(given["source"], asked.sources) if "source" in given else None,
        sort=_sort(given.get("sort", "relevance")),
        page=_page_number(given.get("page")),
    )


def _no_typo(asked: Asked) -> None:
    """A filter with a slip of the finger is not searched for."""
    for token in asked.tokens:
        name, colon, value = token.partition(":")
        near = nearest(name, _FILTERS) if colon and value and name.isalpha() else None
        if near:
            hint = f'Did you mean {near}:{value}? To search for it as it is, put it in quotes: "{token}"'
            raise NotUnderstood(f'There is no filter "{name}".', hint)


def _since(text: str, today: date) -> date:
    day = read_since(text, today)
    if day is None:
        raise NotUnderstood(f'since does not understand "{text}".', "For example: since:2w, since:2026-03")
    return day


def _sort(text: str) -> SearchSort:
    asked = _SORTS.get(text.casefold(), text.casefold())
    sorts: dict[str, SearchSort] = {sort: sort for sort in get_args(SearchSort)}
    if asked not in sorts:
        raise NotUnderstood(f'There is no order "{text}".', "There are: sort:relevance, sort:new, sort:votes")
    return sorts[asked]


_FORMATS: dict[str, ExportFormat] = {
    "bibtex": "bibtex",
    "bib": "bibtex",
    "tex": "bibtex",
    "ris": "ris",
    "endnote": "ris",
    "zotero": "ris",
    "json": "json",
    "csl": "json",
}


def _saved(asked: Asked) -> Command:
    asked, page = _page(asked)
    words = [token.casefold() for token in asked.tokens if token.casefold() not in {"export", "as", "list"}]
    exports = len(words) < len(asked.tokens) and "export" in {token.casefold() for token in asked.tokens}
    if not words:
        return c.Saved("bibtex" if exports else None, page)
    if len(words) > 1 or words[0] not in _FORMATS:
        raise NotUnderstood(f'There is no format "{" ".join(words)}".', "For example: saved export bibtex, ris or json")
    return c.Saved(_FORMATS[words[0]], page)


def _export(asked: Asked) -> Command:
    return _saved(Asked("saved", ("export", *asked.tokens), asked.today, asked.sources))


def _ask(asked: Asked) -> Command:
    """A paper, which is one word or stands in quotes, then a question; quotes around the whole of it are none of it."""
    about, *words = asked.tokens or ("",)
    key, question = _key(unquoted(about), "ask"), " ".join(words)
    if len(words) == 1:
        question = unquoted(question)
    if question and "?" in asked.end:
        question = f"{question}?"
    if not question:
        raise NotUnderstood("ask needs a question behind the paper.", f"For example: ask {about} which data it uses")
    if len(question) > MAX_QUESTION:
        raise NotUnderstood(f"A question has at most {MAX_QUESTION} characters.", "One thing at a time.")
    return c.Ask(key, question)


_VOTES: dict[str, c.Vote] = {
    "up": c.Vote("", 1),
    "+1": c.Vote("", 1),
    "down": c.Vote("", -1),
    "-1": c.Vote("", -1),
    "none": c.Vote("", 0),
    "0": c.Vote("", 0),
}


def _vote(asked: Asked) -> Command:
    way = asked.tokens[0].casefold() if asked.tokens else ""
    if way not in _VOTES:
        raise NotUnderstood("vote needs up, down or none, and a paper.", "For example: vote up 2405.15738")
    return c.Vote(_key(unquoted(" ".join(asked.tokens[1:])), f"vote {way}"), _VOTES[way].value)


def _changing(made: Callable[[c.Changes], Command]) -> Reader:
    return lambda asked: made(read_changes(asked.tokens, asked.sources))


_ADDRESS = re.compile(r'[^\s"<>,;@]+@[^\s"<>,;@]+')


def _email(asked: Asked) -> Command:
    """An address, then what the digest should have different; whether it is a good address is decided elsewhere."""
    address = unquoted(asked.tokens[0]) if asked.tokens else ""
    if not _ADDRESS.fullmatch(address):
        told = f'"{address}" is no mail address.' if address else "email needs the address to send papers to."
        raise NotUnderstood(told, "For example: email me@example.org")
    return c.Email(address, read_changes(asked.tokens[1:], asked.sources))


def _pause(asked: Asked) -> Command:
    words = [token for token in asked.tokens if token.casefold() != "for"]
    days = read_length(" ".join(words)) if words else None
    if words and (days is None or days > MAX_DAYS):
        raise NotUnderstood(f'pause does not understand "{asked.text}".', "For example: pause, pause 3d, pause 2 weeks")
    return c.Pause(days)


def _forget_me(asked: Asked) -> Command:
    if asked.text.casefold() not in {"", "confirm", "confirmed", "yes"}:
        raise NotUnderstood(f'forget-me does not understand "{asked.text}".', "Type forget-me, or forget-me confirm.")
    return c.ForgetMe(confirmed=bool(asked.tokens))


COMMANDS: Mapping[str, Reader] = {
    "help": lambda _: c.Help(),
    "today": _alone(c.Today),
    "yesterday": _yesterday,
    "date": _of_time(c.Day, lambda text, today: read_date(text, today) if text else None, "2026-03-03"),
    "week": _of_time(c.Week, read_week, "2026-W10"),
    "month": _of_time(c.Month, read_month, "2026-03"),
    "top": _top,
    "search": _search,
    "show": _about(c.Show),
    "glance": _about(c.Glance),
    "similar": _about(c.Similar),
    "cite": _about(c.Cite),
    "ask": _ask,
    "why": _about(c.Why),
    "save": _about(c.Save),
    "unsave": _about(c.Unsave),
    "saved": _saved,
    "vote": _vote,
    "subscribe": _changing(c.Subscribe),
    "settings": _changing(c.Settings),
    "edit": _changing(c.Edit),
    "email": _email,
    "unsubscribe": _alone(c.Unsubscribe),
    "preview": _alone(c.Preview),
    "pause": _pause,
    "resume": _alone(c.Resume),
    "home": _alone(c.Home),
    "status": _alone(c.Status),
    "doctor": _alone(c.Doctor),
    "forget-me": _forget_me,
    "export": _export,
}
