# ruff: noqa: RUF001, SIM905 - quotes and full stops of all scripts are what this is about; word lists are to be read
"""PURE. Whether a sentence can stand alone: what a reader would stumble over, each fault with its name.

The choice of a summary avoids these, its tests forbid them, and ``benchmarks/summaries.py`` counts them.
"""

import re

_STOPS = ".!…。！"
_CLOSERS = "\"'”’)]」』）"
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))
_DANGLING = frozenset(
    "a an and as at because but by for from if in into nor of on or our than that the their thereby to via "
    "where whereas which while whose with through using featuring including comprising consisting".split()
)
LINKS = (
    "Accordingly|Additionally|Again|Along the way|Also|Alternatively|Altogether|As a consequence|"
    "As a result|As such|At the same time|Besides|By contrast|Clearly|Conceptually|Concretely|"
    "Consequently|Conversely|Critically|Crucially|Empirically|Equally|Finally|First|Firstly|For example|"
    "For instance|For this purpose|For this reason|Fortunately|Further|Furthermore|Hence|Here|However|"
    "Importantly|In addition|In brief|In contrast|In conclusion|In doing so|In fact|In other words|"
    "In particular|In response|In short|In sum|In summary|In this context|In this direction|"
    "In this regard|In this setting|In this way|In this sense|In turn|Indeed|Instead|Interestingly|Last|"
    "Lastly|Likewise|Meanwhile|More broadly|More concretely|More generally|More importantly|"
    "More precisely|More specifically|Moreover|Namely|Nevertheless|Next|Nonetheless|Notably|"
    "On the contrary|On the one hand|On the other hand|On top of (?:this|that)|Otherwise|Overall|"
    "Remarkably|Second|Secondly|Similarly|Specifically|Still|Subsequently|Surprisingly|That is|Then|"
    "Theoretically|Therefore|Third|Thirdly|Thus|To do so|To do this|To th(?:is|at) end|To this aim|"
    "To achieve this|Towards? this (?:end|goal)|Typically|Ultimately|Unfortunately|With this|Yet|"
    "(?:Based on|Inspired by|Motivated by) (?:this|these)(?: [a-z]+)?"
)
"""Openings that lean on the sentence before, as a pattern."""
FIRST_ITEM = re.compile(r"(?<!\S)\(?(?:1|i|a)\) ")
"""Where a list within a sentence begins: "(1) …, (2) …"."""
_SECOND_ITEM = re.compile(r"(?<!\S)\(?(?:2|ii|b)\) ")
_WORKS = (
    "paper|work|article|study|report|letter|note|survey|thesis|manuscript|chapter|review|tutorial|dissertation|essay|"
    "monograph|book|document|memo|contribution|research|overview"
)
_FAULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("question", re.compile(r"[?？][\"'”’)\]]*$")),
    ("leaning start", re.compile(rf"^(?:{LINKS}),|^(?:But|And|Or|So|Nor|Thus|Hence|Yet|Then|Therefore|However)\b")),
    (
        "leaning start",
        re.compile(
            r"^(?:In|With|Under|Given|By|From|For|To|Using|Through|On|At|Based|Building|Motivated|Inspired|Guided|After|"
            r"Like|Following|Leveraging|Unlike|Despite|Among|Beyond|Within|Because|Since|As|Across|Driven|Armed|Equipped)"
            r"(?: [a-z]+){0,3} (?:this|these|such|those|them|its|their|it)\b"
            rf"(?! (?:\w+ )?(?:{_WORKS}|as)\b)[^,]{{0,60}},"
        ),
    ),
    (
        "earlier work",
        re.compile(r"^In (?:our |a )?(?:prior|previous|earlier|recent) (?:work|paper|study)\b|^Previously\b"),
    ),
    (
        "unresolved start",
        re.compile(
            r"^(?:They|These|Those|Such|He|She|Their|Its|His|Her|Doing so|The (?:former|latter|above|same)|Both|"
            r"It(?! (?:is|was|has been|can be|will be)(?: \w+)? \w+(?:ed|wn|nd|nt|le|ue) (?:that|to|whether|how)\b)|"
            rf"Th(?:is|at)(?! (?:\w+ )?(?:{_WORKS})\b))\b"
        ),
    ),
    (
        "citation",
        re.compile(
            r"\[\d+(?:[,;\s–-]+\d+)*\]|\bet al\b\.?,? ?[(\[]?(?:19|20)\d\d|\((?:[A-Z][\w-]+,? )+(?:19|20)\d\d[a-z]?\)"
            r"|\b(?:Fig|Figs|Eq|Eqs|Sec|Tab)\. ?\(?\d|\b(?:Figure|Section|Table|Appendix) \d"
        ),
    ),
    ("TeX", re.compile(r"\\[A-Za-z]+|\$|[A-Za-z0-9)}][_^]\{|~\\|\\\\")),
    ("link", re.compile(r"https?://|www\.|\bgithub\.")),
    (
        "loose mark",
        re.compile(r"\s[,.;:!?](?:\s|$)|\(\s*\)|\[\s*\]|,,|\.\.(?!\.)|,\.|;\.|:\.|^[^\w\"“‘'«(\[∀∃Δ∇√∞±≥≤<>~≈$#@]"),
    ),
    ("numbered", re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,4}|[a-e])[).]\s")),
)


def faults(sentence: str) -> tuple[str, ...]:
    """The names of what is wrong with ``sentence``; none for one that can stand alone."""
    found = [name for name, pattern in _FAULTS if pattern.search(sentence)]
    if not _begins(sentence):
        found.append("lower-case start")
    if sentence.rstrip(_CLOSERS)[-1:] not in _STOPS or not sentence:
        found.append("no end")
    if _last_word(sentence) in _DANGLING and not sentence.endswith("…"):
        found.append("dangling end")
    if not balanced(sentence):
        found.append("unbalanced")
    if half_listed(sentence):
        found.append("half a list")
    return tuple(found)


def half_listed(text: str) -> bool:
    """The first item of a list is there, and the second is not."""
    return bool(FIRST_ITEM.search(text)) and not _SECOND_ITEM.search(text)


def balanced(text: str) -> bool:
    """Every bracket and every double quote has its partner."""
    return all(text.count(left) == text.count(right) for left, right in _PAIRS) and text.count('"') % 2 == 0


def _begins(sentence: str) -> bool:
    """With a capital, or with a name or a sign that has none: "word2vec", "x-ray", "π"."""
    start = sentence.lstrip("\"'“‘«([")
    word = start.split(" ", 1)[0]
    return not (
        word[:1].islower() and word.rstrip(",.;:!?").isascii() and word.rstrip(",.;:!?").isalpha() and word.islower()
    )


def _last_word(sentence: str) -> str:
    words = sentence.rstrip(_STOPS + _CLOSERS + " ").rsplit(None, 1)
    return words[-1].lower() if words else ""
