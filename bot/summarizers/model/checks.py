# ruff: noqa: RUF001 - quotes are what models write
"""PURE. What a model wrote, if it may be shown; else why not, in words that end "the model's own was discarded: …".

Nothing here proves that a sentence is true. It finds what can be found without another model: numbers and names that
the abstract does not have, another language, another subject, refusals, prefaces, links. ``docs/quality.md`` says how
much of it is found, and how often wrongly.
"""

import re

from bot.errors import PaperboyError
from bot.model import Paper
from bot.summarizers.model.claims import new_names, new_numbers
from bot.summarizers.model.languages import speaks
from bot.summarizers.model.prompt import MOST_ANSWER, MOST_SUMMARY, material
from bot.text import readable, sentences

LEAST_SHARED = 0.5
"""Of a summary's longer words: so many stand in the title or the abstract too."""
MOST_SENTENCES = 2
SHORTEST = 20

_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(r"^(?:\*\*)?(?:summary|tl;?dr|answer)(?:\*\*)?\s*[:：]\s*(?:\*\*)?\s*", re.IGNORECASE)
_MARKS = "\"“”«»„'‘’*_` "
_PREFACE = re.compile(
    r"^(?:sure|certainly|of course|okay|ok|here(?:'s| is| are)|as an? (?:ai|assistant|language model)|"
    r"i(?:'m| am| can(?:'t|not)| will not| won't)\b|sorry|unfortunately, i)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|ai|dev|app|co)\b|\S@[\w-]+\.\w|(?<!\w)@\w|\[[^\]]*\]\(", re.IGNORECASE
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_STEMMED = frozenset({"English"})


class Discarded(PaperboyError):
    """What a model wrote is not shown; ``str()`` says why."""


def summary(written: str, paper: Paper, language: str) -> str:
    """``written`` as one readable line.

    Raises:
        Discarded: it is no sentence or two about ``paper``, in ``language``, with nothing added.
    """
    text = tidy(written)
    if len(text) > MOST_SUMMARY or len(list(sentences(text))) > MOST_SENTENCES:
        raise Discarded("it is too long")
    _is_prose(text)
    if not speaks(text, language):
        raise Discarded(f"it is not in {language}")
    source = f"{paper.title}. {material(paper)}"
    _adds_nothing(text, source, language)
    if language in _STEMMED and speaks(source, language) and shared(text, source) < LEAST_SHARED:
        raise Discarded("it is about something else")
    return text


def answer(written: str, paper: Paper, question: str) -> str:
    """``written`` as one readable line; names of the ``question`` may be repeated.

    Raises:
        Discarded: it is no text, or has numbers or names that nobody told the model.
    """
    text = tidy(written)
    if len(text) > MOST_ANSWER:
        raise Discarded("it is too long")
    _is_prose(text)
    _adds_nothing(text, f"{paper.title}. {material(paper)} {question}", "English")
    return text


def tidy(written: str) -> str:
    """On one line, without what models put around an answer: their thoughts, a label, quotation marks."""
    text = readable(_THOUGHT.sub("", written[: 20 * MOST_ANSWER])).strip(_MARKS)
    return _LABEL.sub("", text).strip(_MARKS)


def _is_prose(text: str) -> None:
    if len(text) < SHORTEST:
        raise Discarded("it is empty" if not text else "it is no sentence")
    if _PREFACE.search(text):
        raise Discarded("it speaks of itself")
    if _LINK.search(text):
        raise Discarded("it holds a link")


def _adds_nothing(text: str, source: str, language: str) -> None:
    for kind, added in (("number", new_numbers(text, source)), ("name", new_names(text, source, language))):
        if added:
            raise Discarded(f"it holds a {kind} that is not in the abstract")


def shared(text: str, source: str) -> float:
    """Which part of the longer words of ``text`` stand in ``source`` too, in one form or another; 0 without any."""
    known = {word[:_STEM].casefold() for word in _LONG_WORD.findall(source)}
    words = [word[:_STEM].casefold() for word in _LONG_WORD.findall(text)]
    return sum(word in known for word in words) / len(words) if words else 0
