"""PURE: arXiv identifiers, also those that another program has damaged.

The scheme (arXiv's "Understanding the arXiv identifier"): ``YYMM.NNNNN`` since January 2015, ``YYMM.NNNN`` from
April 2007 until then, ``archive/YYMMNNN`` before, where ``archive.SC/…`` names the same paper as ``archive/…``.
"""

import re

_OLD = re.compile(r"(?P<archive>[a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?/(?P<number>\d{7})", re.ASCII | re.IGNORECASE)
_NEW = re.compile(r"(?P<month>\d{3,4})\.(?P<number>\d{1,20})", re.ASCII)
_VERSION = re.compile(r"v(?P<version>[1-9]\d{0,2})$", re.ASCII | re.IGNORECASE)
_WRAPPING = re.compile(
    r"^(?:(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arxiv\.org:|arxiv:|10\.48550/arxiv\.)|\.pdf$|/$",
    re.IGNORECASE,
)
_FIVE_DIGITS_SINCE = 1501
_FIRST_OF_SCHEME = 704


def arxiv_identity(text: str) -> tuple[str, int | None] | None:
    """The arXiv id in ``text`` and its version, or ``None`` when ``text`` is something else.

    Understands ids, ``arXiv:…``, ``oai:arXiv.org:…``, arXiv's own DOIs, and addresses of arXiv pages.
    An id that went through a floating-point column (``903.0859``, ``1804.099``, ``1701.0716100000002``) is
    mended: since the scheme fixes the count of digits, only one id can have been meant.
    """
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text.strip()))
    version = _VERSION.search(bare)
    identifier = _canonical(bare[: version.start()] if version else bare)
    return (identifier, int(version["version"]) if version else None) if identifier else None


def _canonical(bare: str) -> str | None:
    if old := _OLD.fullmatch(bare):
        return f"{old['archive'].lower()}/{old['number']}"
    new = _NEW.fullmatch(bare)
    return _digits(int(new["month"]), new["number"]) if new else None


def _digits(month: int, number: str) -> str | None:
    """``month`` and ``number`` with as many digits as the scheme had then; ``None`` where no such month was."""
    if month < _FIRST_OF_SCHEME or not 1 <= month % 100 <= 12:  # noqa: PLR2004 - the months of a year
        return None
    width = 5 if month >= _FIVE_DIGITS_SINCE else 4
    rounded = round(int(number) * 10**width / 10 ** len(number))
    return f"{month:04d}.{rounded:0{width}d}" if 0 < rounded < 10**width else None
