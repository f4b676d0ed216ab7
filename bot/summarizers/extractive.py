# ruff: noqa: SIM905, RUF001 - word lists are to be read; the multiplication sign is what authors write
"""The sentence or two of the authors' abstract that say what is new: no model, no key, the same answer every time."""

import re
from collections.abc import Sequence

from bot.model import Paper, Summary, without_label
from bot.text import sentences, shorten

LIMIT = 300
"""Characters of a summary."""
SHORTEST = 30
"""Characters below which a sentence is a remark, not a statement."""
PROVENANCE = "extract of the authors' abstract"
PROVENANCE_OF_SAMPLES = "extract of the sample text"


class Extractive:
    """A ``Summarizer``: what the paper does and what came of it, in the authors' own sentences."""

    @property
    def name(self) -> str:
        """Stored with each cached summary."""
        return "extractive"

    async def summarize(self, paper: Paper) -> Summary | None:
        """``None`` without an abstract."""
        told, sample = without_label(paper.abstract)
        text = extract(told, paper.title)
        return Summary(text, PROVENANCE_OF_SAMPLES if sample else PROVENANCE) if text else None


def extract(abstract: str, title: str = "") -> str:
    """The best sentence on what is new and, where there is room within ``LIMIT``, the best one on what came of it.

    Sentences stand in their order and are the authors' own, save for openings such as "In this paper,". Where none
    says what is new (mathematics seldom does), the one that shares most words with the title stands in.
    """
    told = [" ".join(sentence.split()) for sentence in sentences(abstract)]
    usable = [index for index, sentence in enumerate(told) if len(sentence) >= SHORTEST and not _ASIDE.search(sentence)]
    if not usable:
        return shorten(" ".join(abstract.split()), LIMIT)
    wanted = _words(title)
    first = max(usable, key=lambda index: (_novelty(told, index, wanted), -index))
    main = _opened(told[first])
    second = _companion(told, [index for index in usable if index != first], first, LIMIT - len(main) - 1)
    if second is None:
        return shorten(main, LIMIT)
    pair = (main, _opened(told[second]))
    return " ".join(pair if second > first else pair[::-1])


_DOING = (
    r"propos|present|introduc|develop|design|devis|describ|releas|buil[dt]|construct|establish|formulat|prov[ei]|"
    r"deriv|unveil|creat|curat|report|contribut|investigat|stud[yi]|address|explor|analy[sz]|examin|consider|offer"
)
_STRONG = r"propos|present|introduc|develop|unveil|releas|devis|design|creat|contribut"
_WORK = r"(?:paper|work|article|study|report|letter|note|survey|thesis|technical report|manuscript|chapter)"
_ADVERB = r"(?: \w+ly| then| also| further| first| instead| therefore| thus)?"
_SAYS_NEW: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(rf"\b(?:[Ww]e|[Ii]){_ADVERB} (?:{_STRONG})"), 5),
    (re.compile(rf"\b[Tt]his {_WORK}(?: \w+ly)? (?:{_DOING})"), 5),
    (re.compile(rf"\b[Ii]n this {_WORK}\b"), 3),
    (re.compile(r"\b[Hh]ere,? we\b|\b[Tt]o (?:this end|address|tackle|overcome|bridge|fill)\b.*\bwe\b"), 2),
    (re.compile(rf"\b(?:[Ww]e|[Ii]){_ADVERB} (?:{_DOING})"), 3),
    (re.compile(r"\b(?:is|are|has been|have been) (?:proposed|presented|introduced|developed|described)\b"), 2.5),
    (re.compile(r"\b[Ww]e (?:show|demonstrate|find|observe|argue|give|obtain|provide|use|apply|train|extend)\b"), 1.5),
    (re.compile(r"\b(?:novel|new|first|framework|called|dubbed|named|termed)\b"), 0.75),
)
_RESULT: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"\b(?:outperform|surpass|exceed|state[- ]of[- ]the[- ]art|SOTA|superior|competitive)"), 2),
    (re.compile(r"\b(?:achiev|attain|improv|reduc|increas|boost|accelerat|speed-?up|faster|accura)"), 1.5),
    (
        re.compile(
            r"\b(?:results?|experiments?|evaluations?|analys[ei]s|simulations?)\b.{0,60}"
            r"\b(?:show|demonstrat|reveal|indicat|suggest)"
        ),
        1.5,
    ),
    (re.compile(r"\b[Ww]e (?:also |further |then )?(?:show|demonstrate|prove|find|observe|establish|obtain)\b"), 1.5),
    (re.compile(r"\d(?:\.\d+)?\s?(?:%|×|x\b|times\b|percent|points?\b)"), 1),
)
_ASIDE = re.compile(
    r"https?://|\bproject (?:page|website)\b|\bin (?:the )?future work\b|^Comments?:|^Keywords?:"
    r"|\baccepted (?:at|to|by)\b"
    r"|\b(?:code|data ?sets?|models?|weights|demo|videos?|project page|source)\b.{0,60}"
    r"\b(?:available|released? at|found at)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"^(?:However|Unfortunately|Despite|Although|While|Recent|Existing|Current|Traditional|Previous|Prior|Many|Most)\b"
)
_HANGING = re.compile(r"^(?:It|They|These|Those|Such|Moreover|Furthermore|Additionally|Finally|Also|Thus|Hence)\b")


def _novelty(told: Sequence[str], index: int, wanted: frozenset[str]) -> float:
    """How well a sentence says what is new; the earlier of two equals is the announcement, the later a detail."""
    sentence = told[index]
    score = sum(weight for pattern, weight in _SAYS_NEW if pattern.search(sentence))
    score += 3 * len(wanted & _words(sentence)) / max(len(wanted), 1)
    score -= 2.5 * bool(_BACKGROUND.search(sentence)) + 1.5 * bool(_HANGING.search(sentence))
    score -= 0.15 * index + 1.5 * (len(sentence) > LIMIT)
    return score


def _companion(told: Sequence[str], usable: Sequence[int], first: int, room: int) -> int | None:
    """The sentence that tells best what came of it, among those that fit; it follows the announcement."""
    fitting = [index for index in usable if index > first and len(_opened(told[index])) <= room]
    scored = [(sum(weight for pattern, weight in _RESULT if pattern.search(told[index])), index) for index in fitting]
    best = max(scored, default=(0, 0))
    return best[1] if best[0] >= 1 else None


_LINKS = (
    "However|Moreover|Furthermore|Additionally|In addition|Finally|Specifically|In particular|Therefore|Thus|Hence|"
    "Consequently|Importantly|Notably|Overall|Lastly|Besides|Here|Then|Also|As a result"
)
_AIMS = "To (?:this end|address|tackle|overcome|bridge|fill|mitigate|solve|resolve) ?[^,]{0,90},"
_OPENING = re.compile(
    rf"^(?:In (?:this|the present|our) {_WORK},?|{_AIMS}|(?:{_LINKS}),) "
    r"(?=we\b|our\b|it\b|this\b|the\b|extensive|experim|an? )"
)


def _opened(sentence: str) -> str:
    """Without an opening that says nothing here: "In this paper, we propose" → "We propose"."""
    shorter = _OPENING.sub("", sentence)
    return shorter[:1].upper() + shorter[1:]


_COMMON = frozenset(
    "a an and are as at by for from in into is it its of on or that the their this to via with we".split()
)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]{2,}", text.lower())) - _COMMON
