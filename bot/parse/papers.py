"""Which paper is meant: an id, a DOI, or the address of a page about it. PURE.

arXiv ids are ``YYMM.NNNNN`` since January 2015, ``YYMM.NNNN`` from April 2007 until then, ``archive/YYMMNNN`` before
(arXiv's "Understanding the arXiv identifier"); a version behind them is dropped.
"""

import re
from urllib.parse import unquote, urlsplit

from bot.model import MAX_KEY, PaperKey, paper_key

_NEW = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(?P<number>\d{2}(?:0[1-9]|1[0-2])\d{3})"
_ID = rf"(?:(?P<new>{_NEW})|{_OLD})(?:v\d{{1,3}})?"
_ARXIV = re.compile(rf"(?:arxiv[:\s/.]\s*)?{_ID}(?:\.pdf)?", re.ASCII | re.IGNORECASE)
_IN_PATH = re.compile(rf"(?:^|[/:.]){_ID}(?:\.pdf)?(?=$|/)", re.ASCII | re.IGNORECASE)
_ABOUT_ARXIV = re.compile(r"arxiv|alphaxiv|ar5iv|^(?:www\.)?(?:huggingface\.co|hf\.co)/papers", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_ID}", re.ASCII | re.IGNORECASE)
_AFTER_DOI = re.compile(r"(?:/(?:full(?:text)?|abstract|pdf|epdf|html|meta))?(?:\.pdf|\.html?)?$", re.IGNORECASE)
_KEY = re.compile(r"[a-z][a-z0-9_-]*:\S+")
_BETWEEN_WORDS = re.compile(r"[\s<>|]+")
_MAY_NAME = re.compile(r"\d{4}\.\d{4,5}|/\d{7}|10\.\d{4,9}/", re.ASCII)
"""Without these digits nothing names a paper; most words of a message are done with at once."""
MOST_TEXT = 40_000
"""Characters of a message that are read: what a platform lets a person write."""
_SENTENCE_ENDS = ".,;!?>\"'`"
_OPENS = {")": "(", "]": "["}
_FOUR_DIGITS_UNTIL = 1412


def read_key(text: str) -> PaperKey | None:
    """The key of the paper that ``text`` names, or ``None`` when it names none.

    Understands arXiv ids old and new, with or without ``arXiv:`` and version; DOIs; pages of arXiv, ar5iv, alphaXiv,
    Hugging Face, Semantic Scholar, doi.org and publishers whose addresses hold the DOI; and our own keys.
    """
    asked = _unwrapped(text)
    if re.match(r"(?:https?://|www\.)|[\w-]+(?:\.[\w-]+)+/", asked, re.IGNORECASE) and not _DOI.match(asked):
        return _arxiv(asked) or _of_address(asked)
    return _arxiv(asked) or _doi(re.sub(r"^doi[:\s]\s*", "", asked, flags=re.IGNORECASE)) or _own(text.strip())


def read_keys(text: str) -> tuple[PaperKey, ...]:
    """Every paper that running text links to or names by its arXiv id or DOI, each once, in their order."""
    words = _BETWEEN_WORDS.split(text[:MOST_TEXT])
    found = (read_key(word) for word in words if _MAY_NAME.search(word))
    return tuple(dict.fromkeys(key for key in found if key and key.startswith(("arxiv:", "doi:"))))


def _unwrapped(text: str) -> str:
    """Without what a sentence puts around it; a closing bracket stays where the text itself opens one."""
    text = text.strip().lstrip("([<\"'`").rstrip(_SENTENCE_ENDS)
    while text[-1:] in _OPENS and text.count(text[-1]) > text.count(_OPENS[text[-1]]):
        text = text[:-1].rstrip(_SENTENCE_ENDS)
    return text


def _arxiv(text: str) -> PaperKey | None:
    found = _ARXIV.fullmatch(text)
    return _arxiv_key(found) if found else None


def _arxiv_key(found: re.Match[str]) -> PaperKey | None:
    new = found["new"]
    if not new:
        return paper_key("arxiv", "", arxiv_id=f"{found['archive']}/{found['number']}")
    month, number = new.split(".")
    digits = 4 if int(month) <= _FOUR_DIGITS_UNTIL else 5
    return paper_key("arxiv", "", arxiv_id=new) if len(number) == digits else None


def _doi(text: str) -> PaperKey | None:
    if found := _ARXIV_DOI.fullmatch(text):
        return _arxiv_key(found)
    if text.startswith("#"):
        return f"doi:{text}"  # a key that stands for a DOI too long to be one
    return paper_key("doi", "", doi=text) if _DOI.fullmatch(text) else None


def _own(text: str) -> PaperKey | None:
    good = _KEY.fullmatch(text) and not text.startswith(("http:", "https:", "arxiv:", "doi:"))
    return text if good and len(text.encode()) <= MAX_KEY else None


def _of_address(text: str) -> PaperKey | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        address = unquote(f"{parts.hostname or ''}{parts.path}").rstrip("/")
    except ValueError:
        return None
    found = _IN_PATH.search(address) if _ABOUT_ARXIV.search(address) else None
    if found and (key := _arxiv_key(found)):
        return key
    doi = _DOI.search(address)
    return _doi(_AFTER_DOI.sub("", doi[0])) if doi else None
