"""The Tantivy side: fields, analysis, documents. Import this module only where an index is really opened."""

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zlib import crc32

import tantivy

from bot.model import Paper, PaperKey
from bot.search.folding import compounds, encodable, folded, name_tags, spelled

LONGEST_WORD: Final = 60
"""Characters; longer "words" are data, and Tantivy refuses terms beyond 64 KiB."""
TITLE_WEIGHT: Final = 3
"""The title counts as three of the abstract's sentences: best of 1 to 4 on SciFact, see benchmarks/search.py."""
NO_ROW: Final = -1
"""In place of the row of a paper that has no vector."""
WRITER_MEMORY: Final = 50_000_000
"""Bytes before a segment is flushed to disk."""

_CHECKED: Final = (".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term")
_FOOTER_END: Final = struct.Struct("<II")
_MAGIC: Final = 1337
_CHUNK: Final = 1 << 20

# day and votes share one 62-bit number for each order, ties broken by a hash of the key, so that pages are stable
_DAY_BITS, _VOTE_BITS, _HASH_BITS = 22, 20, 20  # the last day of the calendar needs 22


def schema() -> tantivy.Schema:
    """The fields. Whoever changes them raises ``folder.FORMAT``.

    ``key`` identifies; ``tag`` holds exact values, each with its kind (``id=``, ``title=``, ``by=`` …); ``text`` is
    ranked: title three times, abstract, keywords, organisation; ``words`` knows how words are really spelled;
    in both, hyphened words are also written together; ``row`` is where the vector of its text lies (``meaning``);
    ``title_words`` are for what is completed while somebody types; ``title`` and ``abstract`` are only kept, to show.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="paper_text")
    builder.add_text_field("authors", tokenizer_name="paper_words")
    builder.add_text_field("words", tokenizer_name="paper_words", index_option="basic")
    builder.add_text_field("title_words", tokenizer_name="paper_words", index_option="basic")
    builder.add_bytes_field("title", stored=True)
    builder.add_bytes_field("abstract", stored=True)
    builder.add_integer_field("row", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("by_day", fast=True)
    builder.add_integer_field("by_votes", fast=True)
    return builder.build()


def _words() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


@dataclass(frozen=True)
class Analysis:
    """How a text falls into words, and a word into its stem."""

    words: tantivy.TextAnalyzer
    stem: tantivy.TextAnalyzer
    text: tantivy.TextAnalyzer

    @classmethod
    def english(cls) -> "Analysis":
        """The one analysis there is: papers are written in English."""
        stemmer = tantivy.Filter.stemmer("english")
        return cls(
            words=_words().build(),
            stem=tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(stemmer).build(),
            text=_words().filter(stemmer).build(),
        )

    def register(self, index: tantivy.Index) -> None:
        """Make ``index`` use it."""
        index.register_tokenizer("paper_words", self.words)
        index.register_tokenizer("paper_text", self.text)


def create_index(path: Path) -> tantivy.Index:
    """A new index in the empty folder ``path``."""
    index = tantivy.Index(schema(), str(path), reuse=False)
    Analysis.english().register(index)
    return index


def open_index(path: Path) -> tantivy.Index:
    """The index in ``path``; what it shows changes only on ``reload()``.

    Raises:
        ValueError: there is none, or it is damaged.
    """
    index = tantivy.Index.open(str(path))
    Analysis.english().register(index)
    index.config_reader(reload_policy="manual")
    index.reload()
    return index


def is_sound(path: Path) -> bool:
    """Whether every file of the index in ``path`` is as it was written; reads all of it.

    Tantivy ends each file with a footer: JSON that holds the CRC-32 of what is before it, the JSON's length, and a
    magic number, both little-endian 32-bit.
    """
    try:
        tantivy.Index.open(str(path)).reload()
        segments = json.loads((path / "meta.json").read_bytes())["segments"]
        names = [segment["segment_id"].replace("-", "") for segment in segments]
        return all(_has_its_checksum(path / f"{name}{suffix}") for name in names for suffix in _CHECKED)
    except (ValueError, OSError):
        return False


def _has_its_checksum(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-_FOOTER_END.size, os.SEEK_END)
        length, magic = _FOOTER_END.unpack(file.read())
        body = file.seek(-_FOOTER_END.size - length, os.SEEK_END)
        footer = json.loads(file.read(length))
        file.seek(0)
        checksum = 0
        while left := body - file.tell():
            checksum = crc32(file.read(min(left, _CHUNK)), checksum)
    return bool(magic == _MAGIC and checksum == footer["crc"])


def day_of(paper: Paper) -> date | None:
    """The day that ``since`` and the order by day go by: announced, else published."""
    return paper.announced_on or (paper.published_at.date() if paper.published_at else None)


def document(paper: Paper, row: int = NO_ROW) -> tantivy.Document:
    """What the index holds of a paper whose vector lies in ``row``."""
    made = tantivy.Document()
    made.add_text("key", encodable(paper.key))
    for tag in _tags(paper):
        made.add_text("tag", encodable(tag))
    title, abstract = _both_spellings(paper.title), _both_spellings(paper.abstract)
    names = [folded(name) for name in paper.authors]
    rest = [_both_spellings(value) for value in (*paper.keywords, paper.organisation or "") if value]
    for text in [title] * TITLE_WEIGHT + [abstract, *rest]:
        made.add_text("text", text)
    for name in names:
        made.add_text("authors", name)
    for text in [title, abstract, *rest, *names]:
        made.add_text("words", text)
    made.add_text("title_words", folded(paper.title))
    made.add_bytes("title", encodable(paper.title).encode())
    made.add_bytes("abstract", encodable(paper.abstract).encode())
    made.add_integer("row", row)
    _add_orders(made, paper)
    return made


def _both_spellings(text: str) -> str:
    plain = folded(text)
    if "-" not in plain and "\u2010" not in plain:
        return plain
    return " ".join([plain, *(before + after for before, after in compounds(plain))])


def _tags(paper: Paper) -> Iterator[str]:
    for identity in {paper.key, paper.arxiv_id, paper.doi}:
        if identity:
            yield f"id={identity.lower()}"
    yield f"title={spelled(paper.title)}"
    for source in paper.sources:
        yield f"source={source.lower()}"
    for category in paper.categories:
        yield f"category={category.lower()}"
    for name in paper.authors:
        yield from name_tags(name)


def _add_orders(made: tantivy.Document, paper: Paper) -> None:
    known = day_of(paper)
    day = known.toordinal() if known else 0
    votes = min(max(paper.votes or 0, 0), (1 << _VOTE_BITS) - 1)
    tie = crc32(encodable(paper.key).encode()) & ((1 << _HASH_BITS) - 1)
    made.add_integer("day", day)
    made.add_integer("by_day", (((day << _VOTE_BITS) | votes) << _HASH_BITS) | tie)
    made.add_integer("by_votes", (((votes << _DAY_BITS) | day) << _HASH_BITS) | tie)


def stored_key(found: tantivy.Document) -> PaperKey:
    """The paper's key, from a stored document."""
    return str(found.get_first("key"))


def stored_title(found: tantivy.Document) -> str:
    """The title as the paper has it, from a stored document."""
    return bytes(found.get_first("title") or b"").decode()


def stored_abstract(found: tantivy.Document) -> str:
    """The abstract as the paper has it, from a stored document."""
    return bytes(found.get_first("abstract") or b"").decode()
