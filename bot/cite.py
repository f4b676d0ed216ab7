"""Papers as BibTeX, RIS and CSL-JSON. PURE. Everything is UTF-8; names and titles keep their letters.

BibTeX counts every brace, escaped ones too, so a brace in a title is written as a command. Without a journal an entry
is ``@misc``, as arXiv's own export has it, with ``eprint``, ``archivePrefix`` and ``primaryClass``.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from bot.model import Paper
from bot.person_names import Name, read_name

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{special: f"\\{special}" for special in "&%$#_"},
    }
)
_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", '"': "%22"})
_WORD = re.compile(r"\w(?:[^\s]*\w)?[+#]*")
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]+)?", re.ASCII)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})
_STOP_WORDS = re.compile(
    "an?|and|are|as|at|by|can|does?|for|from|how|in|is|o[fnr]|the|to|towards?|what|when|why|with",
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(papers: Sequence[Paper]) -> str:
    """An entry for each paper, in order, a blank line between them; entry keys are unique among them."""
    return "\n".join(_entry(paper, key) for paper, key in zip(papers, entry_keys(papers), strict=True))


def entry_keys(papers: Sequence[Paper]) -> list[str]:
    """``lovelace2026study`` for each paper: first author, year, first telling word of the title.

    Papers that would share a key get ``a``, ``b``, … behind it. Only ``a-z`` and ``0-9`` occur.
    """
    plain = [_entry_key(paper) for paper in papers]
    shared = {key for key, times in Counter(plain).items() if times > 1}
    taken = set(plain) - shared
    keys: list[str] = []
    for key in plain:
        found = next(k for n in _naturals() if (k := key + _letters(n)) not in taken) if key in shared else key
        taken.add(found)
        keys.append(found)
    return keys


def ris(papers: Sequence[Paper]) -> str:
    """A RIS record for each paper, as reference managers import it."""
    return "\n".join("".join(f"{tag}  - {value}\n" for tag, value in _ris(paper)) for paper in papers)


def csl_json(papers: Sequence[Paper]) -> str:
    """A CSL-JSON list, as Zotero, Pandoc and citeproc read it."""
    items = [_csl(paper, key) for paper, key in zip(papers, entry_keys(papers), strict=True)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _entry(paper: Paper, key: str) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(paper))
    return f"@misc{{{key},\n{fields}}}\n"


def _bibtex_fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{_title(_plain(paper.title))}}}"
    if names := _names(paper):
        yield "author", f"{{{' and '.join(map(_bibtex_name, names))}}}"
    if day := _day(paper):
        yield "year", f"{{{day.year:04}}}"
        yield "month", _MONTHS[day.month - 1]
    if paper.arxiv_id:
        yield "eprint", f"{{{_verbatim(paper.arxiv_id)}}}"
        yield "archivePrefix", "{arXiv}"
    if primary := _primary_class(paper):
        yield "primaryClass", f"{{{primary}}}"
    if paper.doi:
        yield "doi", f"{{{_verbatim(paper.doi)}}}"
    if paper.abstract_url:
        yield "url", f"{{{_verbatim(paper.abstract_url)}}}"


def _primary_class(paper: Paper) -> str | None:
    """The first category, of which arXiv had others once (``alg-geom``, ``cmp-lg``)."""
    first = paper.categories[0] if paper.arxiv_id and paper.categories else ""
    return first if _CATEGORY.fullmatch(first) else None


def _plain(text: str) -> str:
    """One line, without what cannot be seen; U+FFFD stands for half a surrogate pair."""
    whole = text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text
    return " ".join("".join(c if unicodedata.category(c) not in {"Cc", "Zl", "Zp"} else " " for c in whole).split())


def _verbatim(text: str) -> str:
    """For addresses and identifiers, which styles print as they are."""
    return _plain(text).translate(_VERBATIM)


def _title(text: str) -> str:
    """Escaped, with braces around words whose capitals a style must keep: BERT, GPT-4, iPhone, 3D."""
    parts: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        parts.append(text[end : word.start()].translate(_TEX))
        escaped = word[0].translate(_TEX)
        parts.append(f"{{{escaped}}}" if _keeps_capitals(word[0], first=word.start() == 0) else escaped)
        end = word.end()
    return "".join([*parts, text[end:].translate(_TEX)])


def _keeps_capitals(word: str, *, first: bool) -> bool:
    parts = re.findall(r"\w+", word)
    inside = any(letter.isupper() for part in parts for letter in part[1:])
    alone = any(len(part) == 1 and part.isupper() for part in parts)
    return inside or (alone and not (first and word == "A"))


def _names(paper: Paper) -> list[Name]:
    return [read_name(name) for author in paper.authors if (name := _plain(author))]


def _bibtex_name(name: Name) -> str:
    """``Family, Suffix, Given``, which BibTeX never misreads; braces keep a group's name whole."""
    if not name.given and not name.suffix:
        return f"{{{name.family.translate(_TEX)}}}"
    return ", ".join(part.translate(_TEX) for part in (name.family, name.suffix, name.given) if part)


def _day(paper: Paper) -> date | None:
    return paper.published_at.date() if paper.published_at else paper.announced_on


def _entry_key(paper: Paper) -> str:
    names = _names(paper)
    family = _ascii(names[0].family) if names else ""
    words = [
        folded for word in _plain(paper.title).split() if (folded := _ascii(word)) and not _STOP_WORDS.fullmatch(folded)
    ]
    day = _day(paper)
    return f"{family or 'anon'}{day.year if day else ''}{words[0] if words else 'paper'}"


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub("[^a-z0-9]", "", folded)


def _naturals() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _letters(number: int) -> str:
    """``a`` to ``z``, then ``aa``, ``ab`` and so on."""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + last)


def _ris(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB" if paper.arxiv_id else "GEN"
    yield "TI", _plain(paper.title)
    for name in _names(paper):
        yield "AU", ", ".join(filter(None, (name.family, name.given, name.suffix)))
    if day := _day(paper):
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day:%Y/%m/%d}/"
    if doi := _any_doi(paper):
        yield "DO", _plain(doi)
    if paper.arxiv_id:
        yield "PB", "arXiv"
        yield "AN", f"arXiv:{_plain(paper.arxiv_id)}"
    if paper.abstract_url:
        yield "UR", _plain(paper.abstract_url)
    for keyword in filter(None, map(_plain, paper.keywords)):
        yield "KW", keyword
    if abstract := _plain(paper.abstract):
        yield "AB", abstract
    yield "ER", ""


def _any_doi(paper: Paper) -> str | None:
    """Its own, else the one that arXiv registers for each of its papers."""
    return paper.doi or (f"10.48550/arXiv.{paper.arxiv_id}" if paper.arxiv_id else None)


def _csl(paper: Paper, key: str) -> dict[str, object]:
    day = _day(paper)
    number = f"arXiv:{_plain(paper.arxiv_id)}" if paper.arxiv_id else None
    item = {
        "id": key,
        "type": "article",
        "title": _plain(paper.title),
        "author": [_csl_name(name) for name in _names(paper)],
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "DOI": _any_doi(paper),
        "URL": paper.abstract_url,
        "publisher": "arXiv" if paper.arxiv_id else None,
        "number": number,
        "keyword": ", ".join(paper.keywords),
        "abstract": _plain(paper.abstract),
    }
    return {name: _plain(value) if isinstance(value, str) else value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given and not name.suffix:
        return {"literal": name.family}
    return {
        part: value
        for part, value in (("family", name.family), ("given", name.given), ("suffix", name.suffix))
        if value
    }
