# ruff: noqa: RUF001, SIM905 - dashes are what authors write; word lists are to be read
"""PURE. A sentence and what it can be cut down to without harm to its grammar or its truth.

What is left out: openings that lean on the sentence before, citations, aims, abbreviations in parentheses, and what
trails behind a complete main clause. Conditions ("for convex losses", "unless", "such that") always stay. A sentence
that is too long to be shown may also lose the list that it announces, and what its own "framework that …" does.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from bot.summarizers.extractive.soundness import FIRST_ITEM, LINKS, balanced, half_listed

_WORK = (
    r"(?:paper|work|article|study|report|letter|note|survey|thesis|technical report|manuscript|chapter|position paper)"
)
LIMIT = 300
"""Characters of a summary: a longer sentence cannot be shown, so more of it may go, and all that it announces."""
FEWEST_WORDS = 12
"""Words that a sentence keeps when its end is cut."""
FEWEST_WORDS_OF_LONG = 8


class Variant(NamedTuple):
    """One way to say a sentence: its text, whether the aim in front, the end, or parentheses were cut."""

    text: str
    front: bool = False
    end: bool = False
    aside: bool = False


def variants(sentence: str) -> list[Variant]:
    """``sentence`` without leaning openings and citations, first; then what else it can be cut down to."""
    whole = plain(sentence)
    found = [whole]
    match = _FRONT.match(whole.text)
    if match:
        found.append(Variant(_capital(whole.text[match.end() :]), front=True))
    uncut = tuple(found)
    found += [cut for longer in uncut for cut in _shorter(longer)]
    found += [bare for longer in tuple(found) for bare in _without_abbreviations(longer)]
    if all(len(variant.text) > LIMIT or half_listed(variant.text) for variant in found):
        found += [cut for longer in uncut for cut in _shorter_still(longer)]
    return found


def plain(sentence: str) -> Variant:
    """``sentence`` in full, but for a leaning opening and citations."""
    return Variant(opened(_uncited(sentence)))


_OPENINGS = (
    re.compile(
        rf"^[Ii]n (?:this|the present|the current|our|the following) (?:\w+ )?{_WORK},? "
        r"(?=we\b|I\b|our\b|it is\b|an?\b|the\b)"
    ),
    re.compile(rf"^(?:{LINKS})(?:, | (?=we\b|I\b))(?=\S)"),
    re.compile(
        r"^To (?:address|tackle|overcome|bridge|fill|mitigate|solve|resolve|alleviate|remedy|close|meet|handle|answer|"
        r"combat|circumvent|investigate|explore|test|achieve|cope with|deal with|study|facilitate|enable|support) "
        r"(?:this|these|such|that|those|both|it|them|the (?:above|aforementioned|latter))\b[^,;:]{0,80}, (?=we\b|this )"
    ),
    re.compile(
        r"^(?:(?:In light of|Building (?:up)?on|Based on|Motivated by|Inspired by|Guided by|Driven by|Leveraging|Using|"
        r"Following|Given|In|Despite|Because of|Armed with|Equipped with) (?:this|these|such|those|that) "
        r"(?!paper\b|work\b)|(?:In response to|As a step towards?|Towards?) (?:this|these|that) )"
        r"[^,;:]{0,60}, (?=we\b|I\b|this (?:paper|work)\b)"
    ),
    re.compile(r"^(?:But|And|So|Yet|Thus|Hence|Here|Then|Therefore) (?=we\b|I\b)"),
)


def opened(sentence: str) -> str:
    """Without an opening that says nothing here: "However, in this paper, we propose" → "We propose"."""
    sentence, before = _capital(sentence), ""
    while before != sentence:
        before = sentence
        for opening in _OPENINGS:
            if found := opening.match(sentence):
                sentence = _capital(sentence[found.end() :])
    return _NEXT.sub(r"\1 ", sentence)


_NEXT = re.compile(
    r"^(We|I|This paper|This work) (?:then|also|further|furthermore|additionally|therefore|thus|hence|subsequently|"
    r"next|finally|moreover|instead|first(?!.* then\b)) (?=\w)"
)


_CITATION = re.compile(
    r"\s*\[\d+(?:[,;\s–-]+\d+)*\]"
    r"|\s+\((?:[^()]*\bet al\b[^()]*|[^()]*[A-Z][\w-]+,? (?:19|20)\d\d[a-z]?|(?:see|cf\.|Fig|Sec|Tab|Eq)[^()]*)\)"
)


def _uncited(sentence: str) -> str:
    return _CITATION.sub("", sentence)


def _capital(sentence: str) -> str:
    """With a capital, unless the first word is a name that has none: "word2vec", "t-SNE"."""
    word = sentence.split(" ", 1)[0]
    plain = word.rstrip(",.;:").replace("-", "").replace("'", "")
    return sentence[:1].upper() + sentence[1:] if plain.isalpha() and plain.isascii() and plain.islower() else sentence


_FRONT = re.compile(
    r"^(?:To|In order to|By|Using|Leveraging|Inspired by|Motivated by|Based on|Building (?:up)?on|Drawing|Following|"
    r"Unlike|Instead of|Rather than|While|Although|Though|Despite|Since|Because|As) [^;:]*?, "
    r"(?=we\b|this (?:paper|work)\b)"
)
_VERBS = (
    "propos|present|introduc|develop|design|devis|describ|releas|buil|construct|establish|formulat|prov|deriv|creat|"
    "contribut|investigat|stud|address|explor|analy|examin|consider|offer|show|demonstrat|find|found|observ|argu|giv|"
    "obtain|us|appl|train|extend|tackl|focus|aim|suggest|learn|combin|leverag|evaluat|compar|adapt|generali|"
    "improv|achiev|perform|tak|mak|employ|adopt|defin|identif|discuss|report|revisit|integrat|incorporat|augment|"
    "implement|solv|reveal|utili|exploit|cast|conduct|characteri|model|test|enabl|allow|discover|pos|optimi|"
    "estimat|replac|reduc|collect|bring|unif"
)
_SUBJECT = re.compile(
    rf"(?:^|, )(?:[Ww]e|I)(?: \w+ly| also| then| further| first| instead| therefore| thus)*,? (?:{_VERBS})\w*\s"
    rf"|^(?:This|The present|Our) {_WORK}(?: \w+ly| also)? (?:{_VERBS})\w*\s"
)
_SUBORDINATE = re.compile(r"\b(?:that|how|why|whether|when|where|if|because|since|as|which|who|what|while|although)\b")
_SAYING = re.compile(
    r"\b(?:show|shows|shown|demonstrate[sd]?|prove[sn]?|proved|find|finds|found|argue[sd]?|observe[sd]?|suggest(?:s|ed)?|"
    r"reveal(?:s|ed)?|establish(?:es|ed)?|believe|hypothesize|conclude|indicate[sd]?|verify|confirm|fact|so) $"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|can|cannot|could|may|might|will|would|should|has|have|had|does|do|did|outperforms?|achieves?|"
    r"improves?|performs?|leads?|yields?|provides?|allows?|enables?|reduces?|exists?|holds?|converges?|learns?|admits?|"
    r"satisf(?:y|ies)|generali[sz]es?|requires?|depends?|outperformed|becomes?|gives?|makes?|contains?|fails?|exceeds?)\b"
)
_FINITE_NEXT = re.compile(r"\s(?:\w+ly )?(?:\w+[^s\W]s|\w+ed)\b")
_DOING = (
    "achiev|improv|outperform|enabl|allow|lead|result|mak|demonstrat|show|reduc|provid|yield|surpass|obtain|highlight|"
    "reveal|offer|giv|bridg|suggest|indicat|ensur|eliminat|avoid|facilitat|establish|deliver|open|pav|support|attain|"
    "maintain|preserv|creat|address|overcom|produc|leverag|exploit|tak|us|treat|generat|captur|help|accelerat|"
    "alleviat|encourag|focus|rely|contribut|boost|increas|requir|combin"
)
_AND_VERBS = (
    "show|demonstrate|prove|evaluate|apply|illustrate|provide|find|validate|verify|compare|discuss|propose|introduce|"
    "analy[sz]e|describe|derive|establish|achieve|investigate|explore|argue|give|observe|conduct|perform|develop|obtain"
)
_ENDS = re.compile(
    r", (?:which|where|whose|in which|whereby)\b"
    rf"|, (?:(?:\w+ly|thereby|thus|hence) )?(?:{_DOING})\w*ing\b| thereby \w+ing\b"
    rf"|,? and (?:we (?:\w+ )?\w+|(?:then |also |further |\w+ly )*(?:{_AND_VERBS})\b)"
    r"|,? (?:through|via|with|using|from|in|along) (?:the )?(?:following|two|three|four|five|six|several)\b[^:]{0,60}:"
    r"|; | [–—-] |: |— ?"
    r"|,? by \w+ing\b"
    r"|, while \w+ing\b"
    r"|,? (?:in order to|so as to|such as|including|as well as|e\.g\.|for example|for instance)[ ,]"
)
_PROMISE = re.compile(
    r"\b(?:following|follows|questions?|namely|contributions?|two|three|four|five|several|twofold|threefold)\b"
)


def _within_limit(ends: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The ends that leave little enough to be shown; a sentence may be as long as a hostile author makes it."""
    return takewhile(lambda match: match.start() < LIMIT, ends.finditer(text))


def _shorter(longer: Variant) -> list[Variant]:
    """What is left of it when it ends where a clause that follows the main clause begins."""
    found = []
    for match in _within_limit(_ENDS, longer.text):
        head = longer.text[: match.start()].rstrip(" ,;:–—-")
        listing = match[0][0] in ":–—- " or ":" in head  # what was promised would be missing, or half of it
        if _complete(head) and not (listing and _PROMISE.search(head)) and not FIRST_ITEM.search(head):
            found.append(longer._replace(text=f"{head}.", end=True))
    return found


_OWN = frozenset(
    "agent algorithm approach architecture benchmark corpus dataset environment family framework loss mechanism method "
    "metric model models network objective paradigm pipeline platform procedure protocol scheme strategy suite survey "
    "system technique tool toolkit".split()
)
_ENDS_OF_LONG = re.compile(
    rf"{_ENDS.pattern}"
    r"|(?P<list>(?:,? (?:through|via|with|by|using|featuring|including|comprising|consisting of|composed of"
    r"|(?:that|which) (?:consists? of|(?:comprise|combine|integrate|include|contain|feature)s?)))?:? "
    rf"{FIRST_ITEM.pattern})"
    r"|, (?:\w+ly )?(?:compris|consist|contain|cover|discuss|featur|incorporat|integrat|introduc|optimi|spann)\w*ing\b"
    r"|(?P<does>,? (?:that|which|where)\b)"
)
_UNKEPT = re.compile(r"\b(?:following|follows|questions?|namely|contributions?)\b")


def _shorter_still(longer: Variant) -> list[Variant]:
    """The same for a sentence that is too long to be shown: better what it announces than another sentence.

    As much is kept as fits. What a restrictive clause says goes last, and only where it tells what the authors' own
    thing does: "a method that …".
    """
    for fewest, bare in ((FEWEST_WORDS, False), (FEWEST_WORDS_OF_LONG, False), (FEWEST_WORDS_OF_LONG, True)):
        heads = (_head(longer.text, match, bare=bare) for match in _within_limit(_ENDS_OF_LONG, longer.text))
        fitting = [head for head in heads if _complete(head, fewest)]
        if fitting:
            return [longer._replace(text=f"{head}.", end=True) for head in dict.fromkeys(fitting)]
    return []


def _head(text: str, match: re.Match[str], *, bare: bool) -> str:
    """What stands before ``match``, or nothing where it cannot stand alone."""
    head = text[: match.start()].rstrip(" ,;:–—-")
    listing = match["list"] or match[0][0] in ":–—- "
    limits = match["does"] and not (bare and head.rsplit(None, 1)[-1] in _OWN)
    half = FIRST_ITEM.search(head) or (": " in head and _PROMISE.search(head))
    return "" if limits or half or (listing and _UNKEPT.search(head)) else head


_HANGING = re.compile(
    r"\b(?:through|via|with|by|using|into|of|on|upon|to|for|from|in|at|are|is|as|both|either|featuring|including|comprising|"
    r"(?:integrat|combin|compris|includ|contain|featur|introduc|provid|support|enabl|decompos|propos|offer)(?:es|s|ing))$"
)
"""What such a word announces would be missing."""


def _complete(head: str, fewest: int = FEWEST_WORDS) -> bool:
    """Whether it is a main clause with its verb and an object, and no clause within it lacks its verb."""
    if head.count(" ") + 1 < fewest or not balanced(head) or _HANGING.search(head):
        return False
    subject = _SUBJECT.search(head)
    return subject is not None and _closed(head, subject.end())


def _closed(head: str, since: int) -> bool:
    subordinate = list(_SUBORDINATE.finditer(head, since - 1))
    if not subordinate:
        return True
    last = subordinate[-1]
    rest = head[last.end() :]
    if _FINITE.search(rest):
        return True
    return (
        last[0] in {"that", "which", "who"}
        and not _SAYING.search(head[: last.start()])
        and bool(_FINITE_NEXT.match(rest))
    )


_ABBREVIATION = re.compile(r" \(((?:[A-Za-z]*[A-Z][\w-]*[A-Z][\w-]*s?)|(?:e\.g\.|i\.e\.|for example|such as)[^()]*)\)")


def _without_abbreviations(longer: Variant) -> list[Variant]:
    """Without what stands in parentheses only to be referred to later, or as an example."""
    bare = _ABBREVIATION.sub(lambda match: match[0] if longer.text.count(match[1]) > 1 else "", longer.text)
    return [longer._replace(text=bare, aside=True)] if bare != longer.text else []
